import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  dateFromEpochDay,
  epochDayFromDate,
  epochDayFromSeconds,
  firstDateOfMonth,
  firstDateOfWeek,
  formatCompactDate,
  parseCompactDate,
  weekdayOf,
} from './dates.ts'

const anyEpochDay = fc.integer({ min: -700_000, max: 2_900_000 })
const unixEpoch = Temporal.PlainDate.from('1970-01-01')

describe('dates', () => {
  it('count days as the platform does, from year 54 to 9909', () => {
    fc.assert(
      fc.property(anyEpochDay, (epochDay) => {
        const { year, month, day, dayOfWeek } = unixEpoch.add({ days: epochDay })
        expect(dateFromEpochDay(epochDay)).toEqual({ year, month, day })
        expect(epochDayFromDate({ year, month, day })).toBe(epochDay)
        expect(weekdayOf(epochDay)).toBe(dayOfWeek % 7)
      }),
      { numRuns: 2_000 },
    )
  })

  it('know every day around the leap days of four centuries', () => {
    for (const year of [1600, 1700, 1896, 1900, 1904, 1999, 2000, 2001, 2100]) {
      let epochDay = epochDayFromDate({ year, month: 1, day: 1 })
      for (; epochDay < epochDayFromDate({ year: year + 1, month: 1, day: 1 }); epochDay += 1) {
        expect(epochDayFromDate(dateFromEpochDay(epochDay))).toBe(epochDay)
      }
      const { month, day } = dateFromEpochDay(epochDay)
      expect({ month, day }).toEqual({ month: 1, day: 1 })
    }
  })

  it('hold an instant in the day it falls on, also before 1970', () => {
    expect(epochDayFromSeconds(0)).toBe(0)
    expect(epochDayFromSeconds(86_399)).toBe(0)
    expect(epochDayFromSeconds(-1)).toBe(-1)
  })

  it('are written and read back as YYYYMMDD', () => {
    fc.assert(
      fc.property(anyEpochDay, (epochDay) => {
        expect(parseCompactDate(formatCompactDate(epochDay))).toBe(epochDay)
      }),
    )
    expect(formatCompactDate(0)).toBe('19700101')
  })

  it('refuse dates that the calendar does not have', () => {
    for (const text of ['20230229', '20231301', '20230100', '20230132', '2023-01-01', '230101', '']) {
      expect(parseCompactDate(text), text).toBeNull()
    }
  })

  it('find the start of a week that begins on any weekday', () => {
    const wednesday = epochDayFromDate({ year: 2024, month: 1, day: 10 })
    const starts = [0, 1, 2, 3, 4, 5, 6].map((firstDayOfWeek) =>
      formatCompactDate(firstDateOfWeek({ epochDay: wednesday, firstDayOfWeek })),
    )
    expect(starts).toEqual([
      '20240107',
      '20240108',
      '20240109',
      '20240110',
      '20240104',
      '20240105',
      '20240106',
    ])
  })

  it('find the start of a month, also of the one after December', () => {
    expect(formatCompactDate(firstDateOfMonth({ year: 2024, month: 2 }))).toBe('20240201')
    expect(formatCompactDate(firstDateOfMonth({ year: 2024, month: 13 }))).toBe('20250101')
  })
})
