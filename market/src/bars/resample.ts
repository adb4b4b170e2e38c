import { assert } from '@trading-pro/engine/assert'
import type { Calendar } from '../calendar/calendar.ts'
import { canResample, type Resolution } from '../resolution/resolution.ts'
import { createBarRows } from './bar-rows.ts'
import type { Bars } from './bars.ts'
import { bucketFinder, type Bucket } from './buckets.ts'

/** From which bars to which; `canResample` must hold. */
export interface ResampleOptions {
  readonly from: Resolution
  readonly to: Resolution
  /** The hours of the instrument that the bars belong to. */
  readonly calendar: Calendar
}

/** Coarser bars, and how many intraday bars took no part because they open while the market is closed. */
export interface ResampledBars {
  readonly bars: Bars
  readonly outside: number
}

/** Makes coarser bars of a series that arrives in pieces. */
export interface Resampler {
  /**
   * Takes the next bars of the series; each opens after all before it.
   *
   * @throws InvariantError when one does not
   */
  push(bars: Bars): void
  /** What came of all bars so far; the last bar may be incomplete. */
  finish(): ResampledBars
}

/**
 * Makes coarser bars by the calendar: intraday bars are counted from the open of each segment of the session
 * and never reach past it; days, weeks and months (see `barOpenTime`) gather whole trading days. Bars of a
 * day, week or month count also on a date the calendar calls closed: the coarser bar then opens no later than
 * that date. There is no bar where there was none to make it of. Equal resolutions give the bars back.
 *
 * @throws InvariantError when bars of `to` are not made of whole bars of `from`
 */
export function createResampler(options: ResampleOptions): Resampler {
  assert(canResample(options), 'bars of the coarser resolution are made of whole bars of the finer one')
  const bucketOf = bucketFinder(options)
  const rows = createBarRows()
  let bucket: Bucket = { open: null, until: -Infinity }
  let outside = 0
  let lastTime = -Infinity

  return {
    push(bars) {
      let start = 0
      while (start < bars.time.length) {
        const time = bars.time[start] ?? Number.NaN
        assert(time > lastTime, 'bars to resample ascend in time')
        if (time >= bucket.until) bucket = bucketOf(time)
        const end = endOfRun(bars.time, { start, until: bucket.until })
        if (bucket.open === null) outside += end - start
        else rows.add(bucket.open, bars, { start, end })
        lastTime = bars.time[end - 1] ?? Number.NaN
        start = end
      }
    },
    finish: () => ({ bars: rows.toBars(), outside }),
  }
}

/** Makes coarser bars of a whole series at once; see `createResampler`. */
export function resampleBars(bars: Bars, options: ResampleOptions): ResampledBars {
  const resampler = createResampler(options)
  resampler.push(bars)
  return resampler.finish()
}

/** The index after the last of the bars from `start` on that open before `until`. */
function endOfRun(times: Float64Array, { start, until }: { start: number; until: number }): number {
  let previous = times[start] ?? Number.NaN
  for (let index = start + 1; index < times.length; index += 1) {
    const time = times[index] ?? Number.NaN
    if (time >= until) return index
    assert(time > previous, 'bars to resample ascend in time')
    previous = time
  }
  return times.length
}
