import {
  isIntraday,
  nominalSeconds,
  offsetAt,
  utcFromLocal,
  type Calendar,
  type Resolution,
  type TimeZone,
} from '@trading-pro/market'
import { SECONDS_PER_DAY, type Stamp } from './stamps.ts'

export interface BarTimeRules {
  readonly resolution: Resolution
  /** Whether the stamps of the file are the ends of its bars, instead of their opens. */
  readonly isEndStamped: boolean
  /** The zone of stamps that do not name their own. */
  readonly zone: TimeZone
  /**
   * Whether the stamps are instants, whose date depends on the zone, and not dates and times as someone wrote
   * them.
   */
  readonly isInstant: boolean
  /** The instrument's trading days, which decide where weeks and months begin. */
  readonly calendar: Calendar
}

/**
 * From the stamp of a row to the open time of its bar (Unix seconds); NaN when the zone's clock skips that
 * time.
 */
export type BarClock = (stamp: Stamp) => number

const MONTHS_PER_YEAR = 12

export function createBarClock(rules: BarTimeRules): BarClock {
  if (!isIntraday(rules.resolution)) return datedClock(rules)
  const toUtc = createLocalClock(rules.zone)
  const shift = rules.isEndStamped ? nominalSeconds(rules.resolution) : 0
  return (stamp) => {
    const { seconds, offsetSeconds } = stamp
    return (Number.isNaN(offsetSeconds) ? toUtc(seconds) : seconds - offsetSeconds) - shift
  }
}

/**
 * Days and longer: 00:00 UTC of the date that is written, weeks and months of the first trading day. A bar
 * that ends at midnight is of the date before.
 */
function datedClock({ resolution, isEndStamped, zone, isInstant, calendar }: BarTimeRules): BarClock {
  let lastDay = Number.NaN
  let lastTime = Number.NaN
  return (stamp) => {
    const local = isInstant ? stamp.seconds + offsetAt(zone, stamp.seconds) : stamp.seconds
    const day = Math.floor((isEndStamped && stamp.hasTimeOfDay ? local - 1 : local) / SECONDS_PER_DAY)
    if (day === lastDay) return lastTime
    lastDay = day
    lastTime = periodStart(day, resolution, calendar) * SECONDS_PER_DAY
    return lastTime
  }
}

function periodStart(day: number, { unit, count }: Resolution, calendar: Calendar): number {
  if (unit === 'week') return calendar.firstTradingDayOfWeek(day) ?? day
  if (unit !== 'month') return day
  const date = new Date(day * SECONDS_PER_DAY * 1_000)
  const month = Math.floor(date.getUTCMonth() / count) * count
  for (let next = month; next < Math.min(month + count, MONTHS_PER_YEAR); next += 1) {
    const first = calendar.firstTradingDayOfMonth(Date.UTC(date.getUTCFullYear(), next) / 86_400_000)
    if (first !== null) return first
  }
  return day
}

/**
 * Wall-clock seconds to Unix seconds. Of a time that the clock shows twice, in autumn, the one that keeps the
 * rows of the file in order; NaN for a time that it skips, in spring.
 */
export function createLocalClock(zone: TimeZone): (localSeconds: number) => number {
  let day = Number.NaN
  /** The offset that holds all day; NaN on a day of change. */
  let offsetOfDay = Number.NaN
  let previous = Number.NaN
  let isDescending = false

  function follow(utcSeconds: number): number {
    if (utcSeconds !== previous) isDescending = utcSeconds < previous
    previous = utcSeconds
    return utcSeconds
  }

  return (localSeconds) => {
    const localDay = Math.floor(localSeconds / SECONDS_PER_DAY)
    if (localDay !== day) {
      day = localDay
      const atStart = offsetAt(zone, utcFromLocal(zone, { epochDay: day - 1, secondsOfDay: 0 }))
      const atEnd = offsetAt(zone, utcFromLocal(zone, { epochDay: day + 2, secondsOfDay: 0 }))
      offsetOfDay = atStart === atEnd ? atStart : Number.NaN
    }
    if (!Number.isNaN(offsetOfDay)) return follow(localSeconds - offsetOfDay)
    const first = utcFromLocal(zone, { epochDay: day, secondsOfDay: localSeconds - day * SECONDS_PER_DAY })
    if (first + offsetAt(zone, first) !== localSeconds) return Number.NaN
    const second = secondReading(zone, { localSeconds, first })
    const wanted = isDescending ? (second < previous ? second : first) : first > previous ? first : second
    return follow(Number.isNaN(previous) ? first : wanted)
  }
}

/** The later instant at which the clock shows the same time again; `first` itself when there is none. */
function secondReading(zone: TimeZone, options: { localSeconds: number; first: number }): number {
  const { localSeconds, first } = options
  const later = localSeconds - offsetAt(zone, first + SECONDS_PER_DAY)
  return later > first && later + offsetAt(zone, later) === localSeconds ? later : first
}
