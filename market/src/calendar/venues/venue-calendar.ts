import { formatCompactDate, weekdayOf } from '../../dates/dates.ts'
import type { CalendarDefinition } from '../calendar.ts'
import { SATURDAY, SUNDAY, type VenueRules } from './holiday-rules.ts'
import { london } from './london.ts'
import { newYork } from './new-york.ts'
import { tokyo } from './tokyo.ts'

/** Venues whose calendar is known, by their code of ISO 10383. */
export type Venue = 'XNYS' | 'XLON' | 'XTKS'

const RULES: Readonly<Record<Venue, VenueRules>> = { XNYS: newYork, XLON: london, XTKS: tokyo }

/**
 * The trading hours of a venue with its holidays and short days: New York and London from 1990, Tokyo from
 * 2000, all to 2035. Before and after, every Monday to Friday counts as a trading day.
 */
export function venueCalendar(venue: Venue): CalendarDefinition {
  const rules = RULES[venue]
  const holidays = new Set<number>()
  const daysByHours = new Map<string, Set<number>>()
  for (let year = rules.firstYear; year <= rules.lastYear; year += 1) {
    for (const epochDay of rules.holidays(year)) if (isWeekday(epochDay)) holidays.add(epochDay)
  }
  for (let year = rules.firstYear; year <= rules.lastYear; year += 1) {
    for (const { epochDay, hours } of rules.shortDays(year)) {
      if (!isWeekday(epochDay) || holidays.has(epochDay)) continue
      daysByHours.set(hours, (daysByHours.get(hours) ?? new Set()).add(epochDay))
    }
  }
  const corrections = [...daysByHours].map(([hours, epochDays]) => `${hours}:${listOf(epochDays)}`)
  return {
    timezone: rules.timezone,
    session: rules.session,
    holidays: listOf(holidays),
    corrections: corrections.join(';'),
  }
}

function isWeekday(epochDay: number): boolean {
  const weekday = weekdayOf(epochDay)
  return weekday !== SUNDAY && weekday !== SATURDAY
}

function listOf(epochDays: ReadonlySet<number>): string {
  return [...epochDays]
    .sort((left, right) => left - right)
    .map(formatCompactDate)
    .join(',')
}
