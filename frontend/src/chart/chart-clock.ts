import { intlTimeZone, offsetAt } from '@trading-pro/market'
import { MINUS } from '../ui/format.ts'

/** The parts of time that a label of the time axis can be about. */
export type TimeMark = 'year' | 'month' | 'day' | 'minute' | 'second'

/** How a chart reads its times. Bars of days, weeks and months keep the date they are stamped with. */
export interface ChartClock {
  /** What a wall clock in the zone shows, as if it were UTC; seconds. */
  toWallSeconds(utcSeconds: number): number
  /** A label of the time axis. */
  mark(utcSeconds: number, mark: TimeMark): string
  /** The whole time of a bar: `Tue 17 Mar 2020, 09:30`. */
  label(utcSeconds: number): string
  readonly isDated: boolean
  readonly hasSeconds: boolean
}

export interface ChartClockOptions {
  /** The name of a time zone; one that is not known counts as UTC. */
  readonly zone: string
  readonly resolution: string
  readonly isDated: boolean
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

export function createChartClock({ zone, resolution, isDated }: ChartClockOptions): ChartClock {
  const timeZone = isDated ? null : intlTimeZone(zone)
  const hasSeconds = resolution.endsWith('S')
  const toWallSeconds = (utcSeconds: number) =>
    timeZone === null ? utcSeconds : utcSeconds + offsetAt(timeZone, utcSeconds)
  const wallDate = (utcSeconds: number) => new Date(toWallSeconds(utcSeconds) * 1_000)

  return {
    isDated,
    hasSeconds,
    toWallSeconds,
    mark: (utcSeconds, mark) => markOf(wallDate(utcSeconds), mark),
    label(utcSeconds) {
      const date = wallDate(utcSeconds)
      if (resolution.endsWith('M')) return `${monthOf(date)} ${date.getUTCFullYear()}`
      const day = `${date.getUTCDate()} ${monthOf(date)} ${date.getUTCFullYear()}`
      if (resolution.endsWith('W')) return `Week of ${day}`
      const withWeekday = `${WEEKDAYS[date.getUTCDay()] ?? ''} ${day}`
      return isDated ? withWeekday : `${withWeekday}, ${markOf(date, hasSeconds ? 'second' : 'minute')}`
    },
  }
}

function markOf(date: Date, mark: TimeMark): string {
  switch (mark) {
    case 'year':
      return String(date.getUTCFullYear())
    case 'month':
      return monthOf(date)
    case 'day':
      return String(date.getUTCDate())
    case 'minute':
      return `${twoDigits(date.getUTCHours())}:${twoDigits(date.getUTCMinutes())}`
    case 'second':
      return `${markOf(date, 'minute')}:${twoDigits(date.getUTCSeconds())}`
    default:
      return mark satisfies never
  }
}

function monthOf(date: Date): string {
  return MONTHS[date.getUTCMonth()] ?? ''
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}

/** The offset of a zone at an instant: `UTC−4`, `UTC+5:30`, `UTC`. */
export function formatOffset(zone: string, utcSeconds: number): string {
  const timeZone = intlTimeZone(zone)
  const seconds = timeZone === null ? 0 : offsetAt(timeZone, utcSeconds)
  if (seconds === 0) return 'UTC'
  const minutes = Math.round(Math.abs(seconds) / 60)
  const rest = minutes % 60 === 0 ? '' : `:${twoDigits(minutes % 60)}`
  return `UTC${seconds < 0 ? MINUS : '+'}${Math.floor(minutes / 60)}${rest}`
}
