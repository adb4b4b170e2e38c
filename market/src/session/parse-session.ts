import { parseCompactDate, weekdayOf } from '../dates/dates.ts'
import { SESSION_TEXT_LENGTH_MAX } from '../limits.ts'
import { parseIntervals } from './parse-intervals.ts'
import { refused, type Refusal, type Session, type SessionEra, type WeeklyHours } from './session.ts'

/** A session that was read. */
export interface ParsedSession {
  readonly kind: 'session'
  readonly session: Session
}

type Week = (WeeklyHours['week'][number] | null)[]

const MONDAY = 1
const MONDAY_TO_FRIDAY = [1, 2, 3, 4, 5]

/**
 * Reads trading hours in TradingView's session grammar: `24x7`; intervals (see `parseIntervals`) with commas
 * between them, Monday to Friday or on the weekdays after a colon (1 is Sunday, 7 is Saturday); `|` between
 * the hours of different weekdays, where hours without weekdays hold on the Mondays to Fridays that no other
 * part names; the first day of the week before or after, with a semicolon; earlier hours before, as
 * `OLD#YYYYMMDD/NEW`. A change of hours takes effect on the first trading weekday of the new hours on or
 * after its date.
 *
 * @returns a refusal that says what is wrong; never throws
 */
export function parseSession(text: string): ParsedSession | Refusal {
  if (text.length > SESSION_TEXT_LENGTH_MAX)
    return refused(`it is longer than ${SESSION_TEXT_LENGTH_MAX} characters`)
  const eras: SessionEra[] = []
  let changeDay = -Infinity
  const definitions = text.split('/')
  for (const [index, definition] of definitions.entries()) {
    const [hoursText = '', dateText, ...rest] = definition.split('#')
    const isLast = index === definitions.length - 1
    if (rest.length > 0 || (dateText === undefined) !== isLast)
      return refused('hours in history are OLD#YYYYMMDD/NEW')
    const hours = parseWeeklyHours(hoursText)
    if (hours.kind === 'refused') return hours
    eras.push({ fromEpochDay: firstDayInEffect(changeDay, hours.hours), hours: hours.hours })
    if (dateText === undefined) break
    const nextChangeDay = parseCompactDate(dateText)
    if (nextChangeDay === null) return refused(`"${dateText}" is no date YYYYMMDD`)
    if (nextChangeDay <= changeDay) return refused('the dates of the history do not ascend')
    changeDay = nextChangeDay
  }
  return { kind: 'session', session: eras }
}

function firstDayInEffect(changeDay: number, { firstDayOfWeek, week }: WeeklyHours): number {
  if (changeDay === -Infinity) return changeDay
  const weekdays = [0, 1, 2, 3, 4, 5, 6].map((offset) => (firstDayOfWeek + offset) % 7)
  const firstWeekday = weekdays.find((weekday) => week[weekday]?.length !== 0) ?? firstDayOfWeek
  return changeDay + ((firstWeekday - weekdayOf(changeDay) + 7) % 7)
}

function parseWeeklyHours(text: string): { kind: 'hours'; hours: WeeklyHours } | Refusal {
  const match = /^(?:([1-7]);)?([^;]*)(?:;([1-7]))?$/.exec(text)
  if (match === null) return refused(`"${text}" has a semicolon, but no first day of the week 1 to 7`)
  const [, leading, parts = '', trailing] = match
  if (leading !== undefined && trailing !== undefined)
    return refused('the first day of the week is given twice')
  const firstDay = leading ?? trailing
  const week = parts === '24x7' ? parseWeek('24x7:1234567') : parseWeek(parts)
  if ('kind' in week) return week
  const firstDayOfWeek = firstDay === undefined ? MONDAY : Number(firstDay) - 1
  return { kind: 'hours', hours: { firstDayOfWeek, week } }
}

function parseWeek(text: string): WeeklyHours['week'] | Refusal {
  const week: Week = [null, null, null, null, null, null, null]
  let ordinary: WeeklyHours['week'][number] | null = null
  for (const part of text.split('|')) {
    const [intervalsText = '', weekdaysText, ...rest] = part.split(':')
    if (rest.length > 0) return refused(`"${part}" has more than one colon`)
    const parsed = parseIntervals(intervalsText)
    if (parsed.kind === 'refused') return parsed
    if (weekdaysText === undefined) {
      if (ordinary !== null) return refused('hours without weekdays are given twice')
      ordinary = parsed.intervals
      continue
    }
    if (!/^[1-7]+$/.test(weekdaysText)) return refused(`"${weekdaysText}" are no weekdays 1 to 7`)
    for (const digit of weekdaysText) {
      const weekday = Number(digit) - 1
      if (week[weekday] !== null) return refused(`weekday ${digit} is given twice`)
      week[weekday] = parsed.intervals
    }
  }
  const unnamed = ordinary ?? []
  return week.map((intervals, weekday) => intervals ?? (MONDAY_TO_FRIDAY.includes(weekday) ? unnamed : []))
}
