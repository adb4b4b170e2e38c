import { MINUTES_PER_DAY, weekdayOf } from '../dates/dates.ts'
import type { Session, SessionInterval } from '../session/session.ts'
import { utcFromLocal, type TimeZone } from '../time-zone/time-zone.ts'

/** A stretch of trading without a pause, in Unix seconds; the close is excluded. */
export interface TradingSegment {
  readonly open: number
  readonly close: number
}

/** A day on which the market trades. */
export interface TradingDay {
  /** Days from 1970-01-01 to the date that the trading belongs to. */
  readonly epochDay: number
  /**
   * In order of time, at least one; the first may begin on an earlier date, the last may end on a later one.
   */
  readonly segments: readonly TradingSegment[]
}

/** What dates the hours of a trading day. */
export interface TradingRules {
  readonly zone: TimeZone
  readonly session: Session
  /** Hours of single days, which win over the session's; an empty list is a holiday. */
  readonly exceptions: ReadonlyMap<number, readonly SessionInterval[]>
}

/** How many dates trading can begin before, and end after, the date it belongs to. */
export interface TradingReach {
  readonly daysBefore: number
  readonly daysAfter: number
}

/** The widest reach of any day under the rules. */
export function reachOf({ session, exceptions }: TradingRules): TradingReach {
  const days = [...session.flatMap(({ hours }) => hours.week), ...exceptions.values()]
  let daysBefore = 0
  let daysAfter = 0
  for (const { startMinute, endMinute } of days.flat()) {
    daysBefore = Math.max(daysBefore, Math.ceil(-startMinute / MINUTES_PER_DAY))
    daysAfter = Math.max(daysAfter, Math.ceil(endMinute / MINUTES_PER_DAY) - 1)
  }
  return { daysBefore, daysAfter }
}

/**
 * The segments of a date in UTC, none when the market is closed. Days never overlap, though corrections,
 * changes of hours and of the clock may say so: a segment begins when the one before it has closed, also that
 * of an earlier day.
 */
export function segmentsOf(
  epochDay: number,
  rules: TradingRules,
  reach: TradingReach,
): readonly TradingSegment[] {
  let closed = -Infinity
  for (let earlier = epochDay - reach.daysBefore - reach.daysAfter; earlier < epochDay; earlier += 1) {
    const last = intervalsOn(earlier, rules).at(-1)
    if (last !== undefined)
      closed = Math.max(closed, instant({ epochDay: earlier, minute: last.endMinute }, rules.zone))
  }
  const segments: TradingSegment[] = []
  for (const { startMinute, endMinute } of intervalsOn(epochDay, rules)) {
    const open = Math.max(instant({ epochDay, minute: startMinute }, rules.zone), closed)
    const close = instant({ epochDay, minute: endMinute }, rules.zone)
    if (open >= close) continue
    segments.push({ open, close })
    closed = close
  }
  return segments
}

function intervalsOn(epochDay: number, { session, exceptions }: TradingRules): readonly SessionInterval[] {
  const era = session.findLast(({ fromEpochDay }) => fromEpochDay <= epochDay)
  return exceptions.get(epochDay) ?? era?.hours.week[weekdayOf(epochDay)] ?? []
}

function instant({ epochDay, minute }: { epochDay: number; minute: number }, zone: TimeZone): number {
  return utcFromLocal(zone, { epochDay, secondsOfDay: minute * 60 })
}
