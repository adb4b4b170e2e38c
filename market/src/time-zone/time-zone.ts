import { SECONDS_PER_DAY } from '../dates/dates.ts'

/**
 * The offsets of a place's clock as a table, so that turning times costs a binary search and no library call.
 */
export interface TimeZone {
  /** As it was asked for: an IANA name, `UTC`, `EST` (five hours behind all year) or `+HH:MM`. */
  readonly name: string
  /** Unix seconds at which the offset changes, ascending. */
  readonly transitions: Float64Array
  /**
   * Seconds east of UTC: `offsets[0]` before the first transition, `offsets[n]` from `transitions[n - 1]` on.
   */
  readonly offsets: Int32Array
}

/**
 * Finds a time zone by name; `null` when no such zone is known. The only part of market data that asks the
 * platform.
 */
export type TimeZonePort = (name: string) => TimeZone | null

/** A reading of a wall clock. */
export interface LocalTime {
  /** Days from 1970-01-01 to the local date. */
  readonly epochDay: number
  /**
   * Seconds since the local midnight; may be negative or above a day, and counts on into the neighbouring
   * dates.
   */
  readonly secondsOfDay: number
}

/** Seconds east of UTC that the zone's clock shows at an instant (Unix seconds). */
export function offsetAt(zone: TimeZone, utcSeconds: number): number {
  return zone.offsets[transitionsUpTo(zone, utcSeconds)] ?? 0
}

/**
 * The first instant (Unix seconds) from which the zone's clock shows the wall time or a later one. So a time
 * that the clock skips in spring is the moment of the change, and of a time that it shows twice in autumn the
 * first counts.
 */
export function utcFromLocal(zone: TimeZone, { epochDay, secondsOfDay }: LocalTime): number {
  const local = epochDay * SECONDS_PER_DAY + secondsOfDay
  // No offset reaches a day, so that one day earlier the clock has not come to the wall time yet.
  let index = transitionsUpTo(zone, local - SECONDS_PER_DAY)
  for (;;) {
    const utcSeconds = local - (zone.offsets[index] ?? 0)
    const start = index === 0 ? -Infinity : (zone.transitions[index - 1] ?? Infinity)
    const end = zone.transitions[index] ?? Infinity
    if (utcSeconds < end) return Math.max(utcSeconds, start)
    index += 1
  }
}

/** How many transitions have taken effect at an instant. */
function transitionsUpTo({ transitions }: TimeZone, utcSeconds: number): number {
  let low = 0
  let high = transitions.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((transitions[middle] ?? Infinity) <= utcSeconds) low = middle + 1
    else high = middle
  }
  return low
}
