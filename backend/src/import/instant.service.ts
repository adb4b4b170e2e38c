import type { TimeZone } from '@trading-pro/market'
import { createLocalClock } from './bar-times.ts'
import { fieldsOfText } from './byte-rows.ts'
import { allocateStamp, StampReader } from './stamps.ts'

/**
 * Reads a date or a time as files write them, ISO 8601 among others, into Unix seconds; `null` when it is
 * none.
 */
export function readInstant(text: string, zone: TimeZone): number | null {
  const stamp = allocateStamp()
  if (!new StampReader({ kind: 'calendar', order: 'YMD' }).read(fieldsOfText(text), 0, stamp)) return null
  const { seconds, offsetSeconds } = stamp
  const instant = Number.isNaN(offsetSeconds) ? createLocalClock(zone)(seconds) : seconds - offsetSeconds
  return Number.isNaN(instant) ? null : instant
}
