import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PRINTS_MAX, PRINTS_MIN, printsOfMinute, type SingleBar } from './prints.ts'
import { wordsAt } from './keyed-random.ts'

/** A bar with its extremes around its open and close, wherever those are. */
const minute = fc
  .record({
    time: fc.integer({ min: 0, max: 1e8 }).map((index) => index * 60),
    open: fc.integer({ min: 50, max: 1_000 }),
    close: fc.integer({ min: 50, max: 1_000 }),
    above: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 100 })),
    below: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 49 })),
    volume: fc.oneof(fc.integer({ min: 4, max: 8 }), fc.integer({ min: 4, max: 1e9 })),
  })
  .map(({ time, open, close, above, below, volume }): SingleBar => {
    return {
      time,
      open,
      close,
      volume,
      high: Math.max(open, close) + above,
      low: Math.min(open, close) - below,
    }
  })

describe('the prints of a minute', () => {
  it('are exactly its bar, at rising times within it', () => {
    fc.assert(
      fc.property(minute, fc.integer({ min: 1, max: 1e6 }), fc.nat(), (bar, typicalVolume, level) => {
        const prints = printsOfMinute(bar, {
          key: wordsAt(new Uint32Array(8), { level, index: 0 }, 2),
          typicalVolume,
        })
        expect(prints.length).toBeGreaterThanOrEqual(Math.min(PRINTS_MIN, bar.volume))
        expect(prints.length).toBeLessThanOrEqual(PRINTS_MAX)
        const prices = prints.map(({ price }) => price)
        expect({
          time: bar.time,
          open: prices[0],
          high: Math.max(...prices),
          low: Math.min(...prices),
          close: prices.at(-1),
          volume: prints.reduce((sum, { quantity }) => sum + quantity, 0),
        }).toEqual(bar)
        for (const [index, { time, price, quantity }] of prints.entries()) {
          expect(time).toBeGreaterThan(prints[index - 1]?.time ?? bar.time * 1_000 - 1)
          expect(Math.floor(time / 60_000)).toBe(bar.time / 60)
          expect(Number.isSafeInteger(price) && Number.isSafeInteger(quantity) && quantity >= 1).toBe(true)
        }
      }),
    )
  })

  it('are more when more is traded, and have both sides', () => {
    const key = wordsAt(new Uint32Array(8), { level: 1, index: 1 }, 2)
    const of = (volume: number) =>
      printsOfMinute(
        { time: 60, open: 100, high: 110, low: 95, close: 101, volume },
        { key, typicalVolume: 10_000 },
      )
    expect([100, 10_000, 40_000, 1e7].map((volume) => of(volume).length)).toEqual([20, 45, 90, 180])
    expect(new Set(of(1e7).map(({ aggressor }) => aggressor))).toEqual(new Set(['buy', 'sell']))
  })
})
