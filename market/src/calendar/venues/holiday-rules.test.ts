import { describe, expect, it } from 'vitest'
import { InvariantError } from '@trading-pro/engine/assert'
import { formatCompactDate, weekdayOf } from '../../dates/dates.ts'
import {
  datesOf,
  easterSunday,
  FRIDAY,
  lastWeekday,
  MONDAY,
  nearestWeekday,
  nthWeekday,
  SUNDAY,
  THURSDAY,
  weekdayFrom,
  weekdayUpTo,
} from './holiday-rules.ts'

/** The week from Friday 5 to Monday 8 January 2024. */
const longWeekend = datesOf('20240105', '20240106', '20240107', '20240108')

describe('rules for holidays', () => {
  it('find the weekdays of a month from both ends', () => {
    expect(formatCompactDate(nthWeekday({ year: 2024, month: 11, weekday: THURSDAY, nth: 4 }))).toBe(
      '20241128',
    )
    expect(formatCompactDate(nthWeekday({ year: 2024, month: 1, weekday: MONDAY, nth: 1 }))).toBe('20240101')
    expect(formatCompactDate(lastWeekday({ year: 2024, month: 5, weekday: MONDAY }))).toBe('20240527')
    expect(formatCompactDate(lastWeekday({ year: 2024, month: 12, weekday: FRIDAY }))).toBe('20241227')
  })

  it('put Easter on its published dates, the earliest and the latest among them', () => {
    const published = [
      '18180322',
      '19430425',
      '19900415',
      '20000423',
      '20080323',
      '20240331',
      '20350325',
      '20380425',
    ]
    expect(published.map((date) => formatCompactDate(easterSunday(Number(date.slice(0, 4)))))).toEqual(
      published,
    )
    for (let year = 1900; year < 2100; year += 1) expect(weekdayOf(easterSunday(year))).toBe(SUNDAY)
  })

  it('move a date off the weekend: to the nearest weekday, to the next or to the last', () => {
    expect(longWeekend.map(nearestWeekday).map(formatCompactDate)).toEqual([
      ...['20240105', '20240105', '20240108', '20240108'],
    ])
    expect(longWeekend.map(weekdayFrom).map(formatCompactDate)).toEqual([
      ...['20240105', '20240108', '20240108', '20240108'],
    ])
    expect(longWeekend.map(weekdayUpTo).map(formatCompactDate)).toEqual([
      ...['20240105', '20240105', '20240105', '20240108'],
    ])
  })

  it('stop at a special date that does not exist', () => {
    expect(() => datesOf('20240230')).toThrow(InvariantError)
  })
})
