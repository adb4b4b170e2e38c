import { formatCompactDate, parseCompactDate } from '../dates/dates.ts'
import { CALENDAR_TEXT_LENGTH_MAX } from '../limits.ts'
import { parseIntervals } from '../session/parse-intervals.ts'
import { refused, type Refusal, type SessionInterval } from '../session/session.ts'

/**
 * The days with hours of their own, by days from 1970-01-01; a holiday has none, a correction wins over a
 * holiday.
 */
export interface CalendarExceptions {
  readonly kind: 'exceptions'
  readonly intervalsByDay: ReadonlyMap<number, readonly SessionInterval[]>
}

/**
 * Reads TradingView's `session_holidays` (`YYYYMMDD,YYYYMMDD`) and `corrections`
 * (`INTERVALS:YYYYMMDD,YYYYMMDD;INTERVALS:YYYYMMDD`); both may be empty.
 */
export function parseExceptions(text: {
  readonly holidays: string
  readonly corrections: string
}): CalendarExceptions | Refusal {
  if (Math.max(text.holidays.length, text.corrections.length) > CALENDAR_TEXT_LENGTH_MAX) {
    return refused(`a list of holidays or corrections is longer than ${CALENDAR_TEXT_LENGTH_MAX} characters`)
  }
  const intervalsByDay = new Map<number, readonly SessionInterval[]>()
  const holidays = parseDates(text.holidays)
  if ('kind' in holidays) return holidays
  for (const epochDay of holidays) intervalsByDay.set(epochDay, [])
  const corrected = new Set<number>()
  for (const correction of text.corrections === '' ? [] : text.corrections.split(';')) {
    const [intervalsText = '', datesText = '', ...rest] = correction.split(':')
    if (rest.length > 0 || datesText === '')
      return refused(`the correction "${correction}" is not INTERVALS:YYYYMMDD`)
    const parsed = parseIntervals(intervalsText)
    if (parsed.kind === 'refused') return parsed
    const dates = parseDates(datesText)
    if ('kind' in dates) return dates
    for (const epochDay of dates) {
      if (corrected.has(epochDay)) return refused(`${formatCompactDate(epochDay)} is corrected twice`)
      corrected.add(epochDay)
      intervalsByDay.set(epochDay, parsed.intervals)
    }
  }
  return { kind: 'exceptions', intervalsByDay }
}

function parseDates(text: string): readonly number[] | Refusal {
  const epochDays: number[] = []
  for (const date of text === '' ? [] : text.split(',')) {
    const epochDay = parseCompactDate(date)
    if (epochDay === null) return refused(`"${date}" is no date YYYYMMDD`)
    epochDays.push(epochDay)
  }
  return epochDays
}
