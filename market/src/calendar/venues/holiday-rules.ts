import { assert } from '@trading-pro/engine/assert'
import { epochDayFromDate, firstDateOfMonth, parseCompactDate, weekdayOf } from '../../dates/dates.ts'

export const SUNDAY = 0
export const MONDAY = 1
export const THURSDAY = 4
export const FRIDAY = 5
export const SATURDAY = 6

/** The rules by which a venue's trading days differ from the Monday to Friday of its session. */
export interface VenueRules {
  readonly timezone: string
  /** Ordinary hours with their history, in the session grammar. */
  readonly session: string
  readonly firstYear: number
  readonly lastYear: number
  /** Days from 1970-01-01 on which the venue is closed, in any order; weekends among them are ignored. */
  readonly holidays: (year: number) => readonly number[]
  /** Days with shorter hours, in any order; those that are holidays or weekends are ignored. */
  readonly shortDays: (year: number) => readonly ShortDay[]
}

export interface ShortDay {
  readonly epochDay: number
  /** Intervals of the session grammar. */
  readonly hours: string
}

/** Dates written `YYYYMMDD`, as days from 1970-01-01. */
export function datesOf(...texts: readonly string[]): readonly number[] {
  return texts.map((text) => {
    const epochDay = parseCompactDate(text)
    assert(epochDay !== null, 'the dates of a venue exist')
    return epochDay
  })
}

/** The first, second ... of a weekday in a month. */
export function nthWeekday(rule: { year: number; month: number; weekday: number; nth: number }): number {
  const first = firstDateOfMonth(rule)
  return first + ((rule.weekday - weekdayOf(first) + 7) % 7) + (rule.nth - 1) * 7
}

/** The last of a weekday in a month. */
export function lastWeekday({
  year,
  month,
  weekday,
}: {
  year: number
  month: number
  weekday: number
}): number {
  const last = firstDateOfMonth({ year, month: month + 1 }) - 1
  return last - ((weekdayOf(last) - weekday + 7) % 7)
}

/** Easter Sunday of the Gregorian calendar (the "anonymous" computation of Nature, 1876). */
export function easterSunday(year: number): number {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const yearOfCentury = year % 100
  const leapCorrection = century - Math.floor(century / 4) - Math.floor((8 * century + 13) / 25)
  const epact = (19 * golden + leapCorrection + 15) % 30
  const fullMoon = epact - Math.floor((golden + 11 * epact) / 319)
  const leapYears = 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - (yearOfCentury % 4)
  const toSunday = (leapYears - fullMoon + 32 + 98) % 7
  const month = Math.floor((fullMoon + toSunday + 90) / 25)
  return epochDayFromDate({ year, month, day: (fullMoon + toSunday + month + 19) % 32 })
}

/** A holiday on a weekend moved to the nearest weekday: Friday for Saturday, Monday for Sunday. */
export function nearestWeekday(epochDay: number): number {
  const weekday = weekdayOf(epochDay)
  if (weekday === SATURDAY) return epochDay - 1
  return weekday === SUNDAY ? epochDay + 1 : epochDay
}

/** The date itself from Monday to Friday, else the Monday after. */
export function weekdayFrom(epochDay: number): number {
  const weekday = weekdayOf(epochDay)
  if (weekday === SATURDAY) return epochDay + 2
  return weekday === SUNDAY ? epochDay + 1 : epochDay
}

/** The date itself from Monday to Friday, else the Friday before. */
export function weekdayUpTo(epochDay: number): number {
  const weekday = weekdayOf(epochDay)
  if (weekday === SATURDAY) return epochDay - 1
  return weekday === SUNDAY ? epochDay - 2 : epochDay
}
