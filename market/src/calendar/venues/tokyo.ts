import { epochDayFromDate, weekdayOf } from '../../dates/dates.ts'
import { datesOf, MONDAY, nthWeekday, SUNDAY, type VenueRules } from './holiday-rules.ts'

/**
 * Enthronement in May and October 2019, which made national holidays; moved holidays of the Games in 2020 and
 * 2021.
 */
const SPECIAL_NATIONAL_HOLIDAYS = datesOf(
  ...['20190501', '20191022', '20200723', '20200724', '20200810', '20210722', '20210723', '20210808'],
)
/** The day on which the exchange's machines stood still. */
const SPECIAL_CLOSINGS = datesOf('20201001')

/**
 * Tokyo Stock Exchange: the national holidays of Japan and the days around the new year. The close moved from
 * 15:00 to 15:30 on 5 November 2024, in a week that begins with a holiday; the lunch break is that of today
 * throughout, as in the calendars of others, though it began at 11:00 until November 2011.
 */
export const tokyo: VenueRules = {
  timezone: 'Asia/Tokyo',
  session: '0900-1130,1230-1500#20241104/0900-1130,1230-1530',
  firstYear: 2000,
  lastYear: 2035,
  holidays,
  shortDays: () => [],
}

function holidays(year: number): readonly number[] {
  const national = new Set(nationalHolidays(year))
  const substitutes = [...national].filter((epochDay) => weekdayOf(epochDay) === SUNDAY)
  const bridges = [...national].filter((epochDay) => national.has(epochDay + 2))
  const newYear = epochDayFromDate({ year, month: 1, day: 1 })
  return [
    ...national,
    ...substitutes.map((sunday) => firstDateOutside(national, sunday + 1)),
    ...bridges.map((epochDay) => epochDay + 1),
    ...[newYear + 1, newYear + 2],
    epochDayFromDate({ year, month: 12, day: 31 }),
    ...SPECIAL_CLOSINGS,
  ]
}

function nationalHolidays(year: number): readonly number[] {
  const on = (month: number, day: number) => epochDayFromDate({ year, month, day })
  const monday = (month: number, nth: number) => nthWeekday({ year, month, weekday: MONDAY, nth })
  const days = [
    ...[on(1, 1), monday(1, 2), on(2, 11), on(3, equinoxDay(year, 20.8431)), on(4, 29), on(5, 3), on(5, 5)],
    ...[year >= 2003 ? monday(9, 3) : on(9, 15), on(9, equinoxDay(year, 23.2488)), on(11, 3), on(11, 23)],
    ...SPECIAL_NATIONAL_HOLIDAYS,
  ]
  if (year >= 2007) days.push(on(5, 4))
  if (year <= 2018) days.push(on(12, 23))
  if (year >= 2020) days.push(on(2, 23))
  if (year === 2020 || year === 2021) return days
  days.push(year >= 2003 ? monday(7, 3) : on(7, 20), monday(10, 2))
  if (year >= 2016) days.push(on(8, 11))
  return days
}

/**
 * The day of March or September on which Japan's equinox falls, from 1980 to 2099; `base` is its mean in
 * 1980.
 */
function equinoxDay(year: number, base: number): number {
  return Math.floor(base + 0.242194 * (year - 1980)) - Math.floor((year - 1980) / 4)
}

function firstDateOutside(dates: ReadonlySet<number>, from: number): number {
  let epochDay = from
  while (dates.has(epochDay)) epochDay += 1
  return epochDay
}
