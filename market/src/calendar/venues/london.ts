import { epochDayFromDate } from '../../dates/dates.ts'
import {
  datesOf,
  easterSunday,
  lastWeekday,
  MONDAY,
  nthWeekday,
  weekdayFrom,
  weekdayUpTo,
  type ShortDay,
  type VenueRules,
} from './holiday-rules.ts'

/** The millennium, royal weddings, jubilees, a state funeral and a coronation. */
const SPECIAL_CLOSINGS = datesOf(
  ...['19991231', '20020603', '20110429', '20120605', '20220603', '20220919', '20230508'],
)
/** Years in which the bank holiday of early May moved to the anniversary of 8 May 1945. */
const MAY_HOLIDAY_MOVED = new Map([
  [1995, 8],
  [2020, 8],
])
/** Years in which the bank holiday of late May moved to a jubilee in June. */
const SPRING_HOLIDAY_MOVED = new Map([
  [2002, 4],
  [2012, 4],
  [2022, 2],
])

/**
 * London Stock Exchange: the bank holidays of England and Wales. The hours are those of today throughout, as
 * in the calendars of others.
 */
export const london: VenueRules = {
  timezone: 'Europe/London',
  session: '0800-1630',
  firstYear: 1990,
  lastYear: 2035,
  holidays,
  shortDays,
}

function holidays(year: number): readonly number[] {
  const easter = easterSunday(year)
  const movedMay = MAY_HOLIDAY_MOVED.get(year)
  const movedSpring = SPRING_HOLIDAY_MOVED.get(year)
  const christmas = weekdayFrom(epochDayFromDate({ year, month: 12, day: 25 }))
  const boxingDay = weekdayFrom(epochDayFromDate({ year, month: 12, day: 26 }))
  return [
    weekdayFrom(epochDayFromDate({ year, month: 1, day: 1 })),
    easter - 2,
    easter + 1,
    movedMay === undefined
      ? nthWeekday({ year, month: 5, weekday: MONDAY, nth: 1 })
      : epochDayFromDate({ year, month: 5, day: movedMay }),
    movedSpring === undefined
      ? lastWeekday({ year, month: 5, weekday: MONDAY })
      : epochDayFromDate({ year, month: 6, day: movedSpring }),
    lastWeekday({ year, month: 8, weekday: MONDAY }),
    christmas,
    boxingDay === christmas ? christmas + 1 : boxingDay,
    ...SPECIAL_CLOSINGS,
  ]
}

/** The last weekdays before Christmas and before the new year. */
function shortDays(year: number): readonly ShortDay[] {
  const eves = [
    epochDayFromDate({ year, month: 12, day: 24 }),
    epochDayFromDate({ year, month: 12, day: 31 }),
  ]
  return eves.map((eve) => ({ epochDay: weekdayUpTo(eve), hours: '0800-1230' }))
}
