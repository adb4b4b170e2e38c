import { assert, unreachable } from '@trading-pro/engine/assert'
import type { Calendar } from '../calendar/calendar.ts'
import type { TradingSegment } from '../calendar/trading-days.ts'
import {
  dateFromEpochDay,
  epochDayFromSeconds,
  firstDateOfMonth,
  firstDateOfWeek,
  SECONDS_PER_DAY,
} from '../dates/dates.ts'
import { intradaySeconds, isIntraday, type Resolution } from '../resolution/resolution.ts'

/** Where bars go that open from an instant on and before `until` (Unix seconds). */
export interface Bucket {
  /** Open time of the coarser bar they make; `null` when the market is closed, so that they make none. */
  readonly open: number | null
  readonly until: number
}

/** Neighbouring dates whose trading makes one bar: from `from` to before `until`, as days from 1970-01-01. */
interface DateGroup {
  readonly from: number
  readonly until: number
}

/**
 * Groups of weeks are counted from the week that holds this date, 1970-01-01; another date would pair others.
 */
const WEEKS_COUNTED_FROM = 0

/**
 * The open time (Unix seconds) of the bar that contains an instant. Intraday bars are counted from the open
 * of their segment of the session; days, weeks and months are stamped 00:00 UTC of their first trading day.
 *
 * @returns `null` when the market is closed at the instant
 */
export function barOpenTime(utcSeconds: number, resolution: Resolution, calendar: Calendar): number | null {
  const phase = calendar.phaseAt(utcSeconds)
  if (phase.kind === 'closed') return null
  if (isIntraday(resolution))
    return intradayOpen(utcSeconds, { segment: phase.segment, length: intradaySeconds(resolution) })
  const group = dateGroup(phase.day.epochDay, resolution, calendar)
  return firstTradingDate(group, { calendar, notAfter: phase.day.epochDay }) * SECONDS_PER_DAY
}

/**
 * Finds the bucket of bars of the resolution `from` in bars of `to`, for open times that never descend: the
 * bucket of dated bars starts no later than the first of them, which may be on a date that the calendar calls
 * closed.
 */
export function bucketFinder(options: {
  readonly from: Resolution
  readonly to: Resolution
  readonly calendar: Calendar
}): (openTime: number) => Bucket {
  const { from, to, calendar } = options
  if (from.unit === to.unit && from.count === to.count) return (time) => ({ open: time, until: time + 1 })
  if (!isIntraday(from)) return (time) => bucketOfDate(epochDayFromSeconds(time), to, calendar)
  if (isIntraday(to)) return intradayBucketFinder(intradaySeconds(to), calendar)
  return (time) => {
    const phase = calendar.phaseAt(time)
    if (phase.kind === 'closed') return { open: null, until: phase.until }
    return { open: bucketOfDate(phase.day.epochDay, to, calendar).open, until: phase.segment.close }
  }
}

function intradayBucketFinder(length: number, calendar: Calendar): (openTime: number) => Bucket {
  let segment: TradingSegment = { open: Infinity, close: -Infinity }
  return (time) => {
    if (time >= segment.close || time < segment.open) {
      const phase = calendar.phaseAt(time)
      if (phase.kind === 'closed') return { open: null, until: phase.until }
      segment = phase.segment
    }
    const open = intradayOpen(time, { segment, length })
    return { open, until: Math.min(open + length, segment.close) }
  }
}

function intradayOpen(time: number, options: { segment: TradingSegment; length: number }): number {
  const { segment, length } = options
  return segment.open + Math.floor((time - segment.open) / length) * length
}

function bucketOfDate(epochDay: number, resolution: Resolution, calendar: Calendar): Bucket {
  const group = dateGroup(epochDay, resolution, calendar)
  const first = firstTradingDate(group, { calendar, notAfter: epochDay })
  return { open: first * SECONDS_PER_DAY, until: group.until * SECONDS_PER_DAY }
}

function firstTradingDate(group: DateGroup, options: { calendar: Calendar; notAfter: number }): number {
  const first = options.calendar.nextTradingDay(group.from - 1)
  return first === null ? options.notAfter : Math.min(first.epochDay, options.notAfter)
}

function dateGroup(epochDay: number, { unit, count }: Resolution, calendar: Calendar): DateGroup {
  assert(unit !== 'second' && unit !== 'minute', 'intraday bars do not gather dates')
  switch (unit) {
    case 'day':
      return count === 1
        ? { from: epochDay, until: epochDay + 1 }
        : groupOfDays(epochDay, { count, calendar })
    case 'week': {
      const { firstDayOfWeek } = calendar
      const firstWeek = firstDateOfWeek({ epochDay: WEEKS_COUNTED_FROM, firstDayOfWeek })
      const week = (firstDateOfWeek({ epochDay, firstDayOfWeek }) - firstWeek) / 7
      const from = firstWeek + Math.floor(week / count) * count * 7
      return { from, until: from + count * 7 }
    }
    case 'month': {
      const { year, month } = dateFromEpochDay(epochDay)
      const first = Math.floor((month - 1) / count) * count + 1
      const until = firstDateOfMonth({ year, month: Math.min(first + count, 13) })
      return { from: firstDateOfMonth({ year, month: first }), until }
    }
    default:
      return unreachable(unit)
  }
}

/**
 * Counts trading days from the start of the year; a closed date goes with the trading day that follows it.
 */
function groupOfDays(epochDay: number, options: { count: number; calendar: Calendar }): DateGroup {
  const { count, calendar } = options
  const { year } = dateFromEpochDay(epochDay)
  const tradingDays = calendar.tradingDaysOfYear(year)
  const following = tradingDays.findIndex((tradingDay) => tradingDay >= epochDay)
  const ordinal = following === -1 ? tradingDays.length : following
  const first = ordinal - (ordinal % count)
  const dayBefore = tradingDays[first - 1] ?? firstDateOfMonth({ year, month: 1 }) - 1
  const lastDay = tradingDays[first + count - 1] ?? firstDateOfMonth({ year, month: 13 }) - 1
  return { from: dayBefore + 1, until: lastDay + 1 }
}
