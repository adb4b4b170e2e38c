import { fieldsOfText } from './byte-rows.ts'
import { allocateStamp, StampReader, type DateOrder, type StampFormat } from './stamps.ts'

const DIGITS_ONLY = /^-?\d{1,19}(\.0*)?$/
/** Beyond these a number of seconds, milliseconds, microseconds would lie past the year 5000. */
const EPOCH_ENDS = [
  { end: 1e11, digitsBelowSecond: 0 },
  { end: 1e14, digitsBelowSecond: 3 },
  { end: 1e17, digitsBelowSecond: 6 },
] as const

/** The format that most of the stamps can be read in; null when there is none. */
export function detectStampFormat(
  stamps: readonly string[],
  dateOrder: DateOrder | null,
): StampFormat | null {
  const calendar = likeliestCalendar(stamps, dateOrder)
  const numbers = stamps.filter((stamp) => DIGITS_ONLY.test(stamp)).map((stamp) => Math.abs(Number(stamp)))
  const calendarCount = calendar === null ? 0 : countReadable(stamps, calendar)
  // Eight digits may be a date or seconds of the year 1970: whoever writes digits so wants a date.
  if (calendar !== null && calendarCount >= numbers.length) return calendar
  if (numbers.length === 0) return null
  const largest = Math.max(...numbers)
  return {
    kind: 'epoch',
    digitsBelowSecond: EPOCH_ENDS.find(({ end }) => largest < end)?.digitsBelowSecond ?? 9,
  }
}

function likeliestCalendar(stamps: readonly string[], dateOrder: DateOrder | null): StampFormat | null {
  // Dashes between a day, a month and a year are European or Indian, slashes are American more often than
  // not.
  const usual = stamps.some((stamp) => stamp.includes('/')) ? 'MDY' : 'DMY'
  const orders = dateOrder === null ? ([usual, usual === 'MDY' ? 'DMY' : 'MDY'] as const) : [dateOrder]
  let best: { format: StampFormat; count: number } | null = null
  for (const order of orders) {
    const format = { kind: 'calendar', order } as const
    const count = countReadable(stamps, format)
    if (count > (best?.count ?? 0)) best = { format, count }
  }
  return best?.format ?? null
}

function countReadable(stamps: readonly string[], format: StampFormat): number {
  const reader = new StampReader(format)
  const stamp = allocateStamp()
  return stamps.filter((text) => reader.read(fieldsOfText(text), 0, stamp)).length
}
