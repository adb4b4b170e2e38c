/** A date of the proleptic Gregorian calendar: month 1 to 12, day 1 to 31. */
export interface CivilDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

export const SECONDS_PER_DAY = 86_400
export const MINUTES_PER_DAY = 1_440

const DAYS_PER_ERA = 146_097
const DAYS_FROM_YEAR_ZERO_TO_1970 = 719_468

/**
 * Days from 1970-01-01 to the date (negative before). A day past the end of its month counts on into the
 * next.
 */
export function epochDayFromDate({ year, month, day }: CivilDate): number {
  // Years begin in March here, so that the leap day is the last of its year (Hinnant, "date algorithms").
  const marchYear = month <= 2 ? year - 1 : year
  const era = Math.floor(marchYear / 400)
  const yearOfEra = marchYear - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * DAYS_PER_ERA + dayOfEra - DAYS_FROM_YEAR_ZERO_TO_1970
}

/** The date of a day counted from 1970-01-01. */
export function dateFromEpochDay(epochDay: number): CivilDate {
  const shifted = epochDay + DAYS_FROM_YEAR_ZERO_TO_1970
  const era = Math.floor(shifted / DAYS_PER_ERA)
  const dayOfEra = shifted - era * DAYS_PER_ERA
  const leapDays =
    Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096)
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

/** The weekday of a day counted from 1970-01-01: 0 is Sunday, 6 is Saturday. */
export function weekdayOf(epochDay: number): number {
  return (((epochDay + 4) % 7) + 7) % 7
}

/** The last date up to the given one that has the weekday on which weeks begin (0 is Sunday). */
export function firstDateOfWeek(date: {
  readonly epochDay: number
  readonly firstDayOfWeek: number
}): number {
  const { epochDay, firstDayOfWeek } = date
  return epochDay - ((weekdayOf(epochDay) - firstDayOfWeek + 7) % 7)
}

/** The first date of a month 1 to 13, where 13 is January of the year after. */
export function firstDateOfMonth({ year, month }: { readonly year: number; readonly month: number }): number {
  return epochDayFromDate(month === 13 ? { year: year + 1, month: 1, day: 1 } : { year, month, day: 1 })
}

/** The UTC day that holds an instant, counted from 1970-01-01. */
export function epochDayFromSeconds(utcSeconds: number): number {
  return Math.floor(utcSeconds / SECONDS_PER_DAY)
}

/** The epoch day of a date written `YYYYMMDD`; `null` when the text is no such date of the calendar. */
export function parseCompactDate(text: string): number | null {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (match === null) return null
  const epochDay = epochDayFromDate({
    year: Number(match[1]),
    month: Number(match[2]),
    day: Number(match[3]),
  })
  return formatCompactDate(epochDay) === text ? epochDay : null
}

/** A day counted from 1970-01-01, written `YYYYMMDD` (years 0 to 9999). */
export function formatCompactDate(epochDay: number): string {
  const { year, month, day } = dateFromEpochDay(epochDay)
  return String(year * 10_000 + month * 100 + day).padStart(8, '0')
}
