import type { Bar } from '@trading-pro/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barsWithin, mergeOlder, rangeHolding, shiftRange } from './bar-series.ts'

const barAt = (time: number): Bar => ({ time, open: 1, high: 1, low: 1, close: 1, volume: 0 })
const bars = (...times: number[]) => times.map(barAt)
const timesOf = (merged: readonly Bar[]) => merged.map(({ time }) => time)

describe('a page of older bars', () => {
  it('goes in front of the loaded ones', () => {
    const { bars: merged, added } = mergeOlder(bars(30, 40), bars(10, 20))
    expect([timesOf(merged), added]).toEqual([[10, 20, 30, 40], 2])
  })

  it('loses what it repeats', () => {
    const { bars: merged, added } = mergeOlder(bars(30, 40), bars(10, 30, 40))
    expect([timesOf(merged), added]).toEqual([[10, 30, 40], 1])
  })

  it('adds nothing when it is empty, and is all there is when nothing was loaded', () => {
    expect(mergeOlder(bars(30), [])).toEqual({ bars: bars(30), added: 0 })
    expect(mergeOlder([], bars(10, 20))).toEqual({ bars: bars(10, 20), added: 2 })
  })

  it('always leaves times that ascend, and a view that shows the same bars', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 1 }),
        fc.nat(),
        fc.nat(20),
        (times, seed, overlap) => {
          const all = bars(...times.sort((left, right) => left - right))
          const split = seed % all.length
          const loaded = all.slice(split)
          const { bars: merged, added } = mergeOlder(loaded, all.slice(0, split + overlap))
          expect(merged).toEqual(all)
          const view = { from: 0.5, to: loaded.length - 0.5 }
          expect(barsWithin(merged, shiftRange(view, added))).toEqual(barsWithin(loaded, view))
        },
      ),
    )
  })
})

describe('a view', () => {
  it('stays where it is when it holds the bar, and moves no further than needed otherwise', () => {
    const view = { from: 10, to: 20 }
    expect(rangeHolding(view, 15)).toBe(view)
    expect(rangeHolding(view, 5)).toEqual({ from: 4, to: 14 })
    expect(rangeHolding(view, 25)).toEqual({ from: 16, to: 26 })
  })

  it('names the bars inside it, also where it reaches past the ends', () => {
    const loaded = bars(10, 20, 30)
    expect(barsWithin(loaded, { from: -5, to: 9 })).toEqual({ first: barAt(10), last: barAt(30) })
    expect(barsWithin(loaded, { from: 0.4, to: 1.6 })).toEqual({ first: barAt(20), last: barAt(20) })
    expect(barsWithin(loaded, { from: 5, to: 9 })).toBeNull()
    expect(barsWithin([], { from: 0, to: 9 })).toBeNull()
  })
})
