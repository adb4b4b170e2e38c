import { indexAtOrAfter, sliceBars, type Bars } from '../bars/bars.ts'
import { barOpenTime } from '../bars/buckets.ts'
import { createResampler } from '../bars/resample.ts'
import type { Calendar } from '../calendar/calendar.ts'
import { epochDayFromSeconds, SECONDS_PER_DAY } from '../dates/dates.ts'
import { CLOSED_DAYS_MAX } from '../limits.ts'
import type { Resolution } from '../resolution/resolution.ts'

/** A history day by day, and what its bars are to become. */
export interface DaySource {
  /** The bars of a UTC day, of the resolution `from`: minutes, or one of the whole day. */
  readonly barsOn: (epochDay: number) => Bars
  readonly from: Resolution
  readonly to: Resolution
  readonly calendar: Calendar
}

/** Unix seconds. */
export interface BarRange {
  /** The first bar opens no earlier. */
  readonly from: number
  /** All bars open before; those of days, weeks and months may open after the first of their trading. */
  readonly to: number
  /** There is nothing to come from here on: the last bar is of what was before. */
  readonly until?: number
}

/** Bars of a range, of as many days as they need and a little more. */
export function barsOfRange(source: DaySource, { from, to, until = Infinity }: BarRange): Bars {
  const { barsOn, calendar } = source
  const resampler = createResampler(source)
  const enough = epochDayFromSeconds(Math.min(to - 1 + CLOSED_DAYS_MAX * SECONDS_PER_DAY, until - 1))
  // A trading day may begin on the date before the one that it is stamped with.
  for (let epochDay = epochDayFromSeconds(from) - 1; epochDay <= enough; epochDay += 1) {
    const bars = barsOn(epochDay)
    resampler.push(bars)
    const last = bars.time.at(-1)
    if (last === undefined || last < to) continue
    const instant = source.from.unit === 'day' ? firstOpen(epochDay, calendar) : last
    const open = barOpenTime(instant, source.to, calendar)
    if (open === null || open >= to) break
  }
  const { bars } = resampler.finish()
  return sliceBars(bars, indexAtOrAfter(bars, from), indexAtOrAfter(bars, to))
}

function firstOpen(epochDay: number, calendar: Calendar): number {
  return calendar.tradingDay(epochDay)?.segments[0]?.open ?? epochDay * SECONDS_PER_DAY
}
