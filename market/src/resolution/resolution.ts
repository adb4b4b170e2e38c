import { assert, unreachable } from '@trading-pro/engine/assert'
import { RESOLUTION_COUNT_MAX } from '../limits.ts'

/**
 * The length of a bar: `count` units, within the limits of `limits.ts`. Hours are minutes, a year is 12
 * months.
 */
export interface Resolution {
  readonly unit: 'second' | 'minute' | 'day' | 'week' | 'month'
  readonly count: number
}

const SUFFIXES = { second: 'S', minute: '', day: 'D', week: 'W', month: 'M' } as const
const UNITS = { S: 'second', '': 'minute', D: 'day', W: 'week', M: 'month' } as const
const NOMINAL_SECONDS = { second: 1, minute: 60, day: 86_400, week: 604_800, month: 2_592_000 } as const

/**
 * Reads a resolution in TradingView's grammar: `5` are minutes, `5S` seconds, `D` or `1D` days, `W` weeks,
 * `M` months.
 *
 * @returns `null` for all else: ticks, hours, lower case, a leading zero, a count of zero or past its limit
 */
export function parseResolution(text: string): Resolution | null {
  const match = /^([1-9]\d{0,3})?([SDWM])?$/.exec(text)
  if (match === null || text === '') return null
  const unit = unitOfSuffix(match[2])
  const count = Number(match[1] ?? '1')
  return count <= RESOLUTION_COUNT_MAX[unit] ? { unit, count } : null
}

function unitOfSuffix(suffix: string | undefined): Resolution['unit'] {
  if (suffix === 'S' || suffix === 'D' || suffix === 'W' || suffix === 'M') return UNITS[suffix]
  return UNITS['']
}

/** The one canonical spelling: `1D`, never `D`; minutes without a suffix. */
export function formatResolution({ unit, count }: Resolution): string {
  return `${count}${SUFFIXES[unit]}`
}

/** Whether bars of this resolution are stamped with their open in the session, not with a trading day. */
export function isIntraday({ unit }: Resolution): boolean {
  return unit === 'second' || unit === 'minute'
}

/**
 * The length in seconds with days of 24 hours and months of 30 days: for ordering and block sizes, not for
 * times.
 */
export function nominalSeconds({ unit, count }: Resolution): number {
  return NOMINAL_SECONDS[unit] * count
}

/** Orders resolutions from fine to coarse; 0 only for equal ones. */
export function compareResolutions(left: Resolution, right: Resolution): number {
  const difference = nominalSeconds(left) - nominalSeconds(right)
  if (difference !== 0) return difference
  return NOMINAL_SECONDS[left.unit] - NOMINAL_SECONDS[right.unit]
}

/**
 * Whether each bar of `to` is made of whole bars of `from`. Intraday bars nest in whole multiples and in
 * every day, week and month; days in groups of days, in weeks and in months; weeks only in groups of weeks (a
 * week may span two months); months in groups of months. A group of days nests only in a multiple of itself.
 * Equal ones do.
 */
export function canResample({ from, to }: { readonly from: Resolution; readonly to: Resolution }): boolean {
  switch (from.unit) {
    case 'second':
    case 'minute':
      return !isIntraday(to) || nominalSeconds(to) % nominalSeconds(from) === 0
    case 'day':
      if (to.unit === 'week' || to.unit === 'month') return from.count === 1
      return to.unit === 'day' && to.count % from.count === 0
    case 'week':
    case 'month':
      return to.unit === from.unit && to.count % from.count === 0
    default:
      return unreachable(from.unit)
  }
}

/**
 * The length of an intraday bar in seconds, exactly.
 *
 * @throws InvariantError for days, weeks and months, whose length the calendar decides
 */
export function intradaySeconds(resolution: Resolution): number {
  assert(isIntraday(resolution), 'only intraday bars have a fixed length')
  return nominalSeconds(resolution)
}
