import { epochDayFromDate, weekdayOf } from '../../dates/dates.ts'
import {
  datesOf,
  easterSunday,
  lastWeekday,
  MONDAY,
  nearestWeekday,
  nthWeekday,
  SATURDAY,
  THURSDAY,
  type ShortDay,
  type VenueRules,
} from './holiday-rules.ts'

/** Funerals of presidents, the attack of 2001, the storm of 2012. */
const SPECIAL_CLOSINGS = datesOf(
  ...['19940427', '20010911', '20010912', '20010913', '20010914', '20040611', '20070102'],
  ...['20121029', '20121030', '20181205', '20250109'],
)
const SPECIAL_EARLY_CLOSES = datesOf('19971226', '19991231', '20031226')
const CLOSE_AT_ONE = '0930-1300'
const CLOSE_AT_TWO = '0930-1400'

/** New York Stock Exchange; its Rule 7.2 names the holidays. */
export const newYork: VenueRules = {
  timezone: 'America/New_York',
  session: '0930-1600',
  firstYear: 1990,
  lastYear: 2035,
  holidays,
  shortDays,
}

function holidays(year: number): readonly number[] {
  const newYearsDay = epochDayFromDate({ year, month: 1, day: 1 })
  const closings = [
    nthWeekday({ year, month: 2, weekday: MONDAY, nth: 3 }),
    easterSunday(year) - 2,
    lastWeekday({ year, month: 5, weekday: MONDAY }),
    nearestWeekday(epochDayFromDate({ year, month: 7, day: 4 })),
    nthWeekday({ year, month: 9, weekday: MONDAY, nth: 1 }),
    thanksgiving(year),
    nearestWeekday(epochDayFromDate({ year, month: 12, day: 25 })),
    ...SPECIAL_CLOSINGS,
  ]
  // A New Year's Day on Saturday is not made up for: the Friday before ends the accounts of the year.
  if (weekdayOf(newYearsDay) !== SATURDAY) closings.push(nearestWeekday(newYearsDay))
  if (year >= 1998) closings.push(nthWeekday({ year, month: 1, weekday: MONDAY, nth: 3 }))
  if (year >= 2022) closings.push(nearestWeekday(epochDayFromDate({ year, month: 6, day: 19 })))
  return closings
}

function shortDays(year: number): readonly ShortDay[] {
  const earlyCloses = [epochDayFromDate({ year, month: 12, day: 24 })]
  if (year >= 1992) earlyCloses.push(thanksgiving(year) + 1)
  if (year >= 1995) earlyCloses.push(...besideIndependenceDay(year))
  const hours = year >= 1993 ? CLOSE_AT_ONE : CLOSE_AT_TWO
  return [
    ...earlyCloses.map((epochDay) => ({ epochDay, hours })),
    ...SPECIAL_EARLY_CLOSES.map((epochDay) => ({ epochDay, hours: CLOSE_AT_ONE })),
  ]
}

/** The third of July before a weekday; where the fourth is a Thursday, it was the Friday after until 2012. */
function besideIndependenceDay(year: number): readonly number[] {
  const fourth = epochDayFromDate({ year, month: 7, day: 4 })
  const weekday = weekdayOf(fourth)
  if (weekday === THURSDAY && year < 2013) return [fourth + 1]
  return weekday > MONDAY && weekday < SATURDAY ? [fourth - 1] : []
}

function thanksgiving(year: number): number {
  return nthWeekday({ year, month: 11, weekday: THURSDAY, nth: 4 })
}
