import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCalendar, type Calendar } from '../calendar/calendar.ts'
import { canResample, parseResolution, type Resolution } from '../resolution/resolution.ts'
import { intlTimeZone } from '../time-zone/intl-time-zone.ts'
import { allocateBars, sliceBars, type Bars } from './bars.ts'
import { barOpenTime } from './buckets.ts'
import { createResampler, resampleBars } from './resample.ts'

function calendarOf(timezone: string, session: string): Calendar {
  const calendar = createCalendar({ timezone, session, holidays: '20240115', corrections: '' }, intlTimeZone)
  if (calendar.kind === 'refused') throw new Error(calendar.reason)
  return calendar
}

function resolution(text: string): Resolution {
  const parsed = parseResolution(text)
  if (parsed === null) throw new Error(`${text} is a resolution`)
  return parsed
}

const anyCalendar = fc.constantFrom(
  calendarOf('Etc/UTC', '24x7'),
  calendarOf('America/New_York', '0930-1600'),
  calendarOf('America/New_York', '1700-1700'),
  calendarOf('Asia/Tokyo', '0900-1130,1230-1500'),
  calendarOf('Australia/Lord_Howe', '1;2200-0600:1234567'),
)
const coarser = ['5', '7', '60', '240', '1440', '1D', '3D', '1W', '2W', '1M', '3M', '12M'].map(resolution)
const minute = resolution('1')

/** From January to December 2024, in minutes since 1970. */
const anyStart = fc.integer({ min: 28_405_440, max: 28_900_000 })
const anyBar = fc.record({
  gap: fc.oneof({ weight: 8, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: 4_000 })),
  low: fc.integer({ min: 0, max: 1_000 }),
  rise: fc.integer({ min: 0, max: 100 }),
  volume: fc.integer({ min: 0, max: 10 ** 9 }),
})
const anyMinutes: fc.Arbitrary<Bars> = fc
  .tuple(anyStart, fc.array(anyBar, { maxLength: 300 }))
  .map(([start, steps]) => {
    const bars = allocateBars(steps.length)
    let at = start
    for (const [index, { gap, low, rise, volume }] of steps.entries()) {
      at += gap
      bars.time[index] = at * 60
      bars.open[index] = low + Math.floor(rise / 3)
      bars.high[index] = low + rise
      bars.low[index] = low
      bars.close[index] = low + Math.floor(rise / 2)
      bars.volume[index] = volume
    }
    return bars
  })

function sum(values: Iterable<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0)
}

describe('resampling', () => {
  it('comes to the same in pieces of any size as at once', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 })
    const anyTarget = fc.record({ calendar: anyCalendar, to: fc.constantFrom(...coarser) })
    fc.assert(
      fc.property(anyMinutes, anyTarget, sizes, (bars, target, pieces) => {
        const resampler = createResampler({ from: minute, ...target })
        let start = 0
        for (let piece = 0; start < bars.time.length; piece += 1) {
          const size = pieces[piece % pieces.length] ?? 1
          resampler.push(sliceBars(bars, start, start + size))
          start += size
        }
        expect(resampler.finish()).toEqual(resampleBars(bars, { from: minute, ...target }))
      }),
    )
  })

  it('puts each bar into the one coarser bar that contains it, and keeps all volume', () => {
    fc.assert(
      fc.property(anyMinutes, anyCalendar, fc.constantFrom(...coarser), (bars, calendar, to) => {
        const { bars: coarse, outside } = resampleBars(bars, { from: minute, to, calendar })
        const groups = Map.groupBy(bars.time.keys(), (index) =>
          barOpenTime(bars.time[index] ?? 0, to, calendar),
        )
        expect(groups.get(null)?.length ?? 0).toBe(outside)
        groups.delete(null)
        expect([...coarse.time]).toEqual([...groups.keys()])
        for (const [row, indices] of [...groups.values()].entries()) {
          expect(coarse.open[row]).toBe(bars.open[indices.at(0) ?? -1])
          expect(coarse.close[row]).toBe(bars.close[indices.at(-1) ?? -1])
          expect(coarse.high[row]).toBe(Math.max(...indices.map((index) => bars.high[index] ?? 0)))
          expect(coarse.low[row]).toBe(Math.min(...indices.map((index) => bars.low[index] ?? 0)))
          expect(coarse.volume[row]).toBe(sum(indices.map((index) => bars.volume[index] ?? 0)))
        }
      }),
    )
  })

  it('makes bars that ascend, each with its open and close between low and high', () => {
    fc.assert(
      fc.property(anyMinutes, anyCalendar, fc.constantFrom(...coarser), (bars, calendar, to) => {
        const { bars: coarse } = resampleBars(bars, { from: minute, to, calendar })
        for (const [row, time] of coarse.time.entries()) {
          expect(time).toBeGreaterThan(coarse.time[row - 1] ?? -Infinity)
          for (const price of [coarse.open[row], coarse.close[row]]) {
            expect(price).toBeGreaterThanOrEqual(coarse.low[row] ?? Infinity)
            expect(price).toBeLessThanOrEqual(coarse.high[row] ?? -Infinity)
          }
        }
      }),
    )
  })

  it('comes to the same by way of any resolution between', () => {
    const paths = ['5', '60', '1D', '1M']
      .map(resolution)
      .flatMap((via) => coarser.filter((to) => canResample({ from: via, to })).map((to) => ({ via, to })))
    expect(paths.length).toBeGreaterThan(20)
    fc.assert(
      fc.property(anyMinutes, anyCalendar, fc.constantFrom(...paths), (bars, calendar, { via, to }) => {
        const between = resampleBars(bars, { from: minute, to: via, calendar }).bars
        const inTwoSteps = resampleBars(between, { from: via, to, calendar }).bars
        expect(inTwoSteps).toEqual(resampleBars(bars, { from: minute, to, calendar }).bars)
      }),
      { numRuns: 300 },
    )
  })
})
