import {
  dateFromEpochDay,
  epochDayFromSeconds,
  firstDateOfMonth,
  firstDateOfWeek,
  SECONDS_PER_DAY,
} from '../dates/dates.ts'
import { CALENDAR_DAYS_KEPT_MAX, CALENDAR_YEARS_KEPT_MAX, CLOSED_DAYS_MAX } from '../limits.ts'
import { parseSession } from '../session/parse-session.ts'
import { refused, type Refusal } from '../session/session.ts'
import { offsetAt, type TimeZonePort } from '../time-zone/time-zone.ts'
import { parseExceptions } from './exceptions.ts'
import {
  reachOf,
  segmentsOf,
  type TradingDay,
  type TradingRules,
  type TradingSegment,
} from './trading-days.ts'

/** Trading hours as an instrument states them, in TradingView's texts (`LibrarySymbolInfo`). */
export interface CalendarDefinition {
  /** An IANA name, `UTC`, `EST`, or a fixed offset such as `+05:30`. */
  readonly timezone: string
  /** See `parseSession`. */
  readonly session: string
  /** `YYYYMMDD,YYYYMMDD`, or empty. */
  readonly holidays: string
  /** `INTERVALS:YYYYMMDD,...;INTERVALS:YYYYMMDD`, or empty; wins over the holidays. */
  readonly corrections: string
}

/**
 * What the market does at an instant: it trades in a segment of a trading day, or is closed `until` (Unix
 * seconds).
 */
export type MarketPhase =
  | { readonly kind: 'open'; readonly day: TradingDay; readonly segment: TradingSegment }
  | { readonly kind: 'closed'; readonly until: number }

/** The dated trading hours of an instrument. Dates are days from 1970-01-01, instants Unix seconds. */
export interface Calendar {
  readonly kind: 'calendar'
  /** 0 is Sunday, 6 is Saturday; 1 unless the session says otherwise. */
  readonly firstDayOfWeek: number
  /** The trading of a date; `null` when the market is closed on it. */
  tradingDay(epochDay: number): TradingDay | null
  /** The trading day with a segment that holds the instant; `null` when the market is closed then. */
  tradingDayAt(utcSeconds: number): TradingDay | null
  /**
   * Whether the market trades at the instant, and in which segment; a market shut for good is closed for a
   * year on.
   */
  phaseAt(utcSeconds: number): MarketPhase
  /** The first trading day after the date; `null` when there is none within 400 days. */
  nextTradingDay(epochDay: number): TradingDay | null
  /** The last trading day before the date; `null` when there is none within 400 days. */
  previousTradingDay(epochDay: number): TradingDay | null
  /** The first trading day of the week that holds the date; `null` when the market is closed all week. */
  firstTradingDayOfWeek(epochDay: number): number | null
  /** The first trading day of the month that holds the date; `null` when the market is closed all month. */
  firstTradingDayOfMonth(epochDay: number): number | null
  /** The trading days of a calendar year, ascending. */
  tradingDaysOfYear(year: number): readonly number[]
}

/** Builds the calendar of an instrument, or says which part of its definition cannot be used. */
export function createCalendar(definition: CalendarDefinition, timeZones: TimeZonePort): Calendar | Refusal {
  const zone = timeZones(definition.timezone)
  if (zone === null) return refused(`timezone: "${definition.timezone}" is unknown`)
  const session = parseSession(definition.session)
  if (session.kind === 'refused') return refused(`session: ${session.reason}`)
  const exceptions = parseExceptions(definition)
  if (exceptions.kind === 'refused') return refused(`holidays and corrections: ${exceptions.reason}`)
  return calendarOf({ zone, session: session.session, exceptions: exceptions.intervalsByDay })
}

function calendarOf(rules: TradingRules): Calendar {
  const reach = reachOf(rules)
  const firstDayOfWeek = rules.session.at(-1)?.hours.firstDayOfWeek ?? 1
  const tradingDay = forgetful(CALENDAR_DAYS_KEPT_MAX, (epochDay): TradingDay | null => {
    const segments = segmentsOf(epochDay, rules, reach)
    return segments.length === 0 ? null : { epochDay, segments }
  })

  const tradingDaysOfYear = forgetful(CALENDAR_YEARS_KEPT_MAX, (year): readonly number[] => {
    const epochDays: number[] = []
    const before = firstDateOfMonth({ year, month: 13 })
    for (let epochDay = firstDateOfMonth({ year, month: 1 }); epochDay < before; epochDay += 1) {
      if (tradingDay(epochDay) !== null) epochDays.push(epochDay)
    }
    return epochDays
  })

  function firstTradingDay({ from, before }: { from: number; before: number }): TradingDay | null {
    for (let epochDay = from; epochDay < before; epochDay += 1) {
      const day = tradingDay(epochDay)
      if (day !== null) return day
    }
    return null
  }

  function phaseAt(utcSeconds: number): MarketPhase {
    const localDay = epochDayFromSeconds(utcSeconds + offsetAt(rules.zone, utcSeconds))
    const before = localDay + CLOSED_DAYS_MAX
    for (let epochDay = localDay - reach.daysAfter; epochDay < before; epochDay += 1) {
      const day = tradingDay(epochDay)
      const segment = day?.segments.find(({ close }) => close > utcSeconds)
      if (day === null || segment === undefined) continue
      return segment.open <= utcSeconds
        ? { kind: 'open', day, segment }
        : { kind: 'closed', until: segment.open }
    }
    return { kind: 'closed', until: (before - reach.daysBefore - 1) * SECONDS_PER_DAY }
  }

  return {
    kind: 'calendar',
    firstDayOfWeek,
    tradingDay,
    phaseAt,
    tradingDayAt(utcSeconds) {
      const phase = phaseAt(utcSeconds)
      return phase.kind === 'open' ? phase.day : null
    },
    nextTradingDay: (epochDay) =>
      firstTradingDay({ from: epochDay + 1, before: epochDay + 1 + CLOSED_DAYS_MAX }),
    previousTradingDay(epochDay) {
      for (let earlier = epochDay - 1; earlier >= epochDay - CLOSED_DAYS_MAX; earlier -= 1) {
        const day = tradingDay(earlier)
        if (day !== null) return day
      }
      return null
    },
    firstTradingDayOfWeek(epochDay) {
      const from = firstDateOfWeek({ epochDay, firstDayOfWeek })
      return firstTradingDay({ from, before: from + 7 })?.epochDay ?? null
    },
    firstTradingDayOfMonth(epochDay) {
      const { year, month } = dateFromEpochDay(epochDay)
      const from = firstDateOfMonth({ year, month })
      return firstTradingDay({ from, before: firstDateOfMonth({ year, month: month + 1 }) })?.epochDay ?? null
    },
    tradingDaysOfYear,
  }
}

/** Remembers answers, and forgets them all when they are too many: history is read in runs of days. */
function forgetful<Answer>(keptMax: number, compute: (key: number) => Answer): (key: number) => Answer {
  const answers = new Map<number, Answer>()
  return (key) => {
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = compute(key)
    if (answers.size >= keptMax) answers.clear()
    answers.set(key, answer)
    return answer
  }
}
