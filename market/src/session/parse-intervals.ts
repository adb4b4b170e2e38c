import { MINUTES_PER_DAY } from '../dates/dates.ts'
import { refused, type Refusal, type SessionInterval } from './session.ts'

const INTERVAL = /^(\d{2})([0-5]\d)(?:F([1-6])?|())-(\d{2})([0-5]\d)(?:F([1-6])?|())$/
const HOURS_MAX = 48

/** The intervals of one trading day, in order of time. */
export interface ParsedIntervals {
  readonly kind: 'intervals'
  readonly intervals: readonly SessionInterval[]
}

/**
 * Reads `24x7` (a whole day) or intervals `HHMM-HHMM` with commas between them. One that ends no later than
 * it starts begins the date before, except `0000-0000`, which is the whole day; `F` or `Fn` after a time puts
 * that time one or `n` dates earlier; hours above 24 are on the date after.
 */
export function parseIntervals(text: string): ParsedIntervals | Refusal {
  if (text === '24x7')
    return { kind: 'intervals', intervals: [{ startMinute: 0, endMinute: MINUTES_PER_DAY }] }
  const intervals: SessionInterval[] = []
  for (const part of text.split(',')) {
    const interval = parseInterval(part)
    if ('kind' in interval) return interval
    intervals.push(interval)
  }
  intervals.sort((left, right) => left.startMinute - right.startMinute)
  for (const [index, { endMinute }] of intervals.entries()) {
    const next = intervals[index + 1]
    if (next !== undefined && next.startMinute < endMinute) return refused(`intervals overlap in "${text}"`)
  }
  return { kind: 'intervals', intervals }
}

function parseInterval(text: string): SessionInterval | Refusal {
  const match = INTERVAL.exec(text)
  if (match === null) return refused(`"${text}" is no interval HHMM-HHMM`)
  const start = Number(match[1]) * 60 + Number(match[2])
  const end = Number(match[5]) * 60 + Number(match[6])
  if (Math.max(start, end) > HOURS_MAX * 60) return refused(`"${text}" has a time after hour ${HOURS_MAX}`)
  const startDaysBefore = daysBefore({ count: match[3], noMark: match[4] })
  const endDaysBefore = daysBefore({ count: match[7], noMark: match[8] })
  const isWholeDay = start === 0 && end === 0
  const isMarked = startDaysBefore > 0 || endDaysBefore > 0
  if (isWholeDay && !isMarked) return { startMinute: 0, endMinute: MINUTES_PER_DAY }
  const isOvernight = start >= end && !isMarked
  const startMinute = start - (isOvernight ? 1 : startDaysBefore) * MINUTES_PER_DAY
  const endMinute = end - endDaysBefore * MINUTES_PER_DAY
  return startMinute < endMinute ? { startMinute, endMinute } : refused(`"${text}" ends before it starts`)
}

/** `F` alone is one day; the empty group `noMark` has matched when the time carries no `F`. */
function daysBefore({ count, noMark }: { count: string | undefined; noMark: string | undefined }): number {
  if (noMark !== undefined) return 0
  return Number(count ?? '1')
}
