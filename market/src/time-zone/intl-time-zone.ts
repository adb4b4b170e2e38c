import type { TimeZone, TimeZonePort } from './time-zone.ts'

type OffsetTable = Pick<TimeZone, 'transitions' | 'offsets'>

/** 1900-01-01 and 2100-01-01: outside, the first and the last offset hold. */
const PROBE_FROM_SECONDS = -2_208_988_800
const PROBE_TO_SECONDS = 4_102_444_800
/**
 * Shorter than any two changes of a clock that undo each other (tested against the platform's own tables).
 */
const PROBE_STEP_SECONDS = 8 * 86_400
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/
const FIXED_OFFSET = /^([+-])([01]\d|2[0-3]):([0-5]\d)$/
const LONG_OFFSET = /GMT(?:([+\-\u2212])(\d{2}):(\d{2})(?::(\d{2}))?)?$/

/**
 * By name in lower case, as the platform ignores case; only names it knows get in, so they are a few hundred.
 */
const tables = new Map<string, OffsetTable>()

/**
 * Time zones from the `Intl` of the platform, which every browser and Node have: the table of offsets from
 * 1900 to 2100 is found by asking for the offset every eight days and halving the steps in which it changed.
 *
 * Knows IANA names (in any case), `UTC`, `EST` without daylight saving, and fixed offsets such as `-05:00`.
 */
export const intlTimeZone: TimeZonePort = (name) => {
  const fixed = fixedOffsetSeconds(name)
  if (fixed !== null) return { name, transitions: new Float64Array(0), offsets: Int32Array.of(fixed) }
  if (!ZONE_NAME.test(name)) return null
  const key = name.toLowerCase()
  const known = tables.get(key)
  if (known !== undefined) return { name, ...known }
  const offsetAt = offsetProbe(name)
  if (offsetAt === null) return null
  const table = buildTable(offsetAt)
  tables.set(key, table)
  return { name, ...table }
}

function fixedOffsetSeconds(name: string): number | null {
  if (name === 'UTC' || name === 'Etc/UTC') return 0
  if (name === 'EST') return -5 * 3_600
  const match = FIXED_OFFSET.exec(name)
  if (match === null) return null
  const magnitude = Number(match[2]) * 3_600 + Number(match[3]) * 60
  return match[1] === '-' ? -magnitude : magnitude
}

/**
 * A function from Unix seconds to the zone's offset in seconds; `null` when the platform does not know the
 * zone.
 */
function offsetProbe(name: string): ((utcSeconds: number) => number) | null {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
  } catch {
    return null
  }
  return (utcSeconds) => {
    const match = LONG_OFFSET.exec(format.format(utcSeconds * 1_000))
    const [, sign = '+', hours = '0', minutes = '0', seconds = '0'] = match ?? []
    const magnitude = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)
    return sign === '+' ? magnitude : -magnitude
  }
}

function buildTable(offsetAt: (utcSeconds: number) => number): OffsetTable {
  const transitions: number[] = []
  let offset = offsetAt(PROBE_FROM_SECONDS)
  const offsets = [offset]
  for (let from = PROBE_FROM_SECONDS; from < PROBE_TO_SECONDS; from += PROBE_STEP_SECONDS) {
    const next = offsetAt(from + PROBE_STEP_SECONDS)
    if (next === offset) continue
    let before = from
    let after = from + PROBE_STEP_SECONDS
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2)
      if (offsetAt(middle) === offset) before = middle
      else after = middle
    }
    offset = next
    transitions.push(after)
    offsets.push(offset)
  }
  return { transitions: Float64Array.from(transitions), offsets: Int32Array.from(offsets) }
}
