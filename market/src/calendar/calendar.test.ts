import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCompactDate, parseCompactDate } from '../dates/dates.ts'
import { intlTimeZone } from '../time-zone/intl-time-zone.ts'
import { createCalendar, type Calendar, type CalendarDefinition } from './calendar.ts'

type Definition = Partial<CalendarDefinition> & Pick<CalendarDefinition, 'session'>

function create({ timezone = 'America/New_York', holidays = '', corrections = '', session }: Definition) {
  return createCalendar({ timezone, session, holidays, corrections }, intlTimeZone)
}

function calendarOf(definition: Definition): Calendar {
  const calendar = create(definition)
  if (calendar.kind === 'refused') throw new Error(calendar.reason)
  return calendar
}

function dayOf(text: string): number {
  const epochDay = parseCompactDate(text)
  if (epochDay === null) throw new Error(`${text} is a date`)
  return epochDay
}

function instantOf(text: string): number {
  return Temporal.Instant.from(text).epochMilliseconds / 1_000
}

function textOf(utcSeconds: number): string {
  return Temporal.Instant.fromEpochMilliseconds(utcSeconds * 1_000).toString()
}

/** The segments of a date, as `open/close` in UTC. */
function segmentsOn(calendar: Calendar, date: string): string[] {
  const segments = calendar.tradingDay(dayOf(date))?.segments ?? []
  return segments.map(({ open, close }) => `${textOf(open)}/${textOf(close)}`)
}

function dateAt(calendar: Calendar, instant: string): string | null {
  const day = calendar.tradingDayAt(instantOf(instant))
  return day === null ? null : formatCompactDate(day.epochDay)
}

describe('a calendar of shares in New York', () => {
  const calendar = calendarOf({ session: '0930-1600' })

  it('follows the clock on both sides of daylight saving', () => {
    expect(segmentsOn(calendar, '20110311')).toEqual(['2011-03-11T14:30:00Z/2011-03-11T21:00:00Z'])
    expect(segmentsOn(calendar, '20110314')).toEqual(['2011-03-14T13:30:00Z/2011-03-14T20:00:00Z'])
    expect(segmentsOn(calendar, '20111104')).toEqual(['2011-11-04T13:30:00Z/2011-11-04T20:00:00Z'])
    expect(segmentsOn(calendar, '20111107')).toEqual(['2011-11-07T14:30:00Z/2011-11-07T21:00:00Z'])
  })

  it('is closed on weekends and outside its hours; the close is outside', () => {
    expect(calendar.tradingDay(dayOf('20110312'))).toBeNull()
    expect(dateAt(calendar, '2011-03-14T13:29:59Z')).toBeNull()
    expect(dateAt(calendar, '2011-03-14T13:30:00Z')).toBe('20110314')
    expect(dateAt(calendar, '2011-03-14T19:59:59Z')).toBe('20110314')
    expect(dateAt(calendar, '2011-03-14T20:00:00Z')).toBeNull()
  })

  it('tells until when it is closed', () => {
    const fridayNight = calendar.phaseAt(instantOf('2011-03-11T22:00:00Z'))
    expect(fridayNight).toEqual({ kind: 'closed', until: instantOf('2011-03-14T13:30:00Z') })
    const monday = calendar.phaseAt(instantOf('2011-03-14T14:00:00Z'))
    expect(monday).toMatchObject({ kind: 'open', segment: { open: instantOf('2011-03-14T13:30:00Z') } })
  })

  it('finds the trading days beside a date', () => {
    const friday = dayOf('20110311')
    expect(calendar.nextTradingDay(friday)?.epochDay).toBe(friday + 3)
    expect(calendar.previousTradingDay(friday)?.epochDay).toBe(friday - 1)
    expect(calendar.previousTradingDay(friday + 2)?.epochDay).toBe(friday)
  })
})

describe('holidays and corrections', () => {
  const calendar = calendarOf({
    session: '0930-1600',
    holidays: '20240101,20240115,20240704,20241125',
    corrections: '0930-1300:20240703,20241129;1000-1200:20241125',
  })

  it('close holidays and shorten corrected days', () => {
    expect(segmentsOn(calendar, '20240704')).toEqual([])
    expect(segmentsOn(calendar, '20240703')).toEqual(['2024-07-03T13:30:00Z/2024-07-03T17:00:00Z'])
    expect(segmentsOn(calendar, '20240705')).toEqual(['2024-07-05T13:30:00Z/2024-07-05T20:00:00Z'])
  })

  it('let a correction win over a holiday, and trade on a weekend', () => {
    expect(segmentsOn(calendar, '20241125')).toEqual(['2024-11-25T15:00:00Z/2024-11-25T17:00:00Z'])
    const saturday = calendarOf({ session: '0930-1600', corrections: '1000-1200:20240106' })
    expect(segmentsOn(saturday, '20240106')).toEqual(['2024-01-06T15:00:00Z/2024-01-06T17:00:00Z'])
  })

  it('move the first trading day of the week and of the month', () => {
    const first = { week: calendar.firstTradingDayOfWeek, month: calendar.firstTradingDayOfMonth }
    expect(formatCompactDate(first.week(dayOf('20240119')) ?? 0)).toBe('20240116')
    expect(formatCompactDate(first.week(dayOf('20240114')) ?? 0)).toBe('20240108')
    expect(formatCompactDate(first.month(dayOf('20240131')) ?? 0)).toBe('20240102')
    expect(formatCompactDate(first.month(dayOf('20241231')) ?? 0)).toBe('20241202')
  })

  it('count the trading days of a year', () => {
    const days = calendar.tradingDaysOfYear(2024)
    expect(days.slice(0, 2).map(formatCompactDate)).toEqual(['20240102', '20240103'])
    expect(days).toHaveLength(262 - 3)
  })

  it('may begin a trading day several dates before, but never before the day before it has closed', () => {
    const definition = { session: '1000-1845', corrections: '1900F4-2350F4,1000-1845:20181113' }
    const bridge = calendarOf({ ...definition, holidays: '20181112' })
    expect(segmentsOn(bridge, '20181113')).toEqual([
      '2018-11-10T00:00:00Z/2018-11-10T04:50:00Z',
      '2018-11-13T15:00:00Z/2018-11-13T23:45:00Z',
    ])
    expect(dateAt(bridge, '2018-11-10T01:00:00Z')).toBe('20181113')
    expect(segmentsOn(calendarOf(definition), '20181113')).toEqual([
      '2018-11-13T15:00:00Z/2018-11-13T23:45:00Z',
    ])
  })
})

describe('a calendar of currencies', () => {
  const calendar = calendarOf({ session: '1700-1700', holidays: '20240101' })

  it('opens on the evening before the trading day, from Sunday to Friday', () => {
    expect(segmentsOn(calendar, '20240108')).toEqual(['2024-01-07T22:00:00Z/2024-01-08T22:00:00Z'])
    expect(dateAt(calendar, '2024-01-07T21:59:59Z')).toBeNull()
    expect(dateAt(calendar, '2024-01-07T22:00:00Z')).toBe('20240108')
    expect(dateAt(calendar, '2024-01-08T21:59:59Z')).toBe('20240108')
    expect(dateAt(calendar, '2024-01-08T22:00:00Z')).toBe('20240109')
    expect(dateAt(calendar, '2024-01-12T22:00:00Z')).toBeNull()
  })

  it('closes a holiday with the evening before it', () => {
    expect(dateAt(calendar, '2023-12-31T23:00:00Z')).toBeNull()
    expect(dateAt(calendar, '2024-01-01T22:00:00Z')).toBe('20240102')
  })

  it('has 23 hours on the day when the clock goes forward within it, and 25 when it goes back', () => {
    const everyDay = calendarOf({ session: '1700-1700:1234567' })
    const hours = ['20240309', '20240310', '20240311', '20241103'].map((date) => {
      const segment = everyDay.tradingDay(dayOf(date))?.segments[0]
      return segment === undefined ? null : (segment.close - segment.open) / 3_600
    })
    expect(hours).toEqual([24, 23, 24, 25])
  })
})

describe('other sessions', () => {
  it('pause for lunch', () => {
    const tokyo = calendarOf({ timezone: 'Asia/Tokyo', session: '0900-1130,1230-1500' })
    expect(segmentsOn(tokyo, '20240105')).toEqual([
      '2024-01-05T00:00:00Z/2024-01-05T02:30:00Z',
      '2024-01-05T03:30:00Z/2024-01-05T06:00:00Z',
    ])
    expect(tokyo.phaseAt(instantOf('2024-01-05T03:00:00Z'))).toEqual({
      kind: 'closed',
      until: instantOf('2024-01-05T03:30:00Z'),
    })
  })

  it('stay with their trading day after midnight', () => {
    const calendar = calendarOf({ session: '0930-2730' })
    expect(dateAt(calendar, '2024-01-06T06:00:00Z')).toBe('20240105')
    expect(dateAt(calendar, '2024-01-06T08:30:00Z')).toBeNull()
  })

  it('give hours that two trading days claim to the earlier', () => {
    const calendar = calendarOf({ timezone: 'UTC', session: '1700F-2200' })
    expect(segmentsOn(calendar, '20240108')).toEqual(['2024-01-07T17:00:00Z/2024-01-08T22:00:00Z'])
    expect(segmentsOn(calendar, '20240109')).toEqual(['2024-01-08T22:00:00Z/2024-01-09T22:00:00Z'])
  })

  it('change with their history, and a day never begins before the last of the old hours has closed', () => {
    const calendar = calendarOf({ timezone: 'UTC', session: '24x7#20240108/1700-1700' })
    expect(segmentsOn(calendar, '20240107')).toEqual(['2024-01-07T00:00:00Z/2024-01-08T00:00:00Z'])
    expect(segmentsOn(calendar, '20240108')).toEqual(['2024-01-08T00:00:00Z/2024-01-08T17:00:00Z'])
    expect(segmentsOn(calendar, '20240109')).toEqual(['2024-01-08T17:00:00Z/2024-01-09T17:00:00Z'])
  })

  it('begin weeks on the day they say', () => {
    const calendar = calendarOf({ timezone: 'UTC', session: '7;24x7' })
    expect(calendar.firstDayOfWeek).toBe(6)
    expect(formatCompactDate(calendar.firstTradingDayOfWeek(dayOf('20240112')) ?? 0)).toBe('20240106')
  })

  it('lose the hours that a place skips', () => {
    const apia = calendarOf({ timezone: 'Pacific/Apia', session: '24x7' })
    expect(apia.tradingDay(dayOf('20111230'))).toBeNull()
    expect(segmentsOn(apia, '20111231')).toEqual(['2011-12-30T10:00:00Z/2011-12-31T10:00:00Z'])
    const skipped = calendarOf({ session: '0200-0230,0230-0330:1' })
    expect(segmentsOn(skipped, '20240310')).toEqual(['2024-03-10T07:00:00Z/2024-03-10T07:30:00Z'])
  })
})

describe('a market that never opens', () => {
  const holidays = [365, 366, 365]
    .flatMap((days, index) => {
      const newYear = dayOf(`${2023 + index}0101`)
      return Array.from({ length: days }, (_, day) => formatCompactDate(newYear + day))
    })
    .join(',')
  const calendar = calendarOf({ timezone: 'UTC', session: '24x7', holidays })

  it('has no trading day in reach, in the week or in the month', () => {
    const midsummer = dayOf('20240615')
    expect(calendar.nextTradingDay(midsummer)).toBeNull()
    expect(calendar.previousTradingDay(midsummer)).toBeNull()
    expect(calendar.firstTradingDayOfWeek(midsummer)).toBeNull()
    expect(calendar.firstTradingDayOfMonth(midsummer)).toBeNull()
    expect(calendar.tradingDaysOfYear(2024)).toEqual([])
  })

  it('is closed as far ahead as anyone looked, and no further', () => {
    const instant = instantOf('2024-06-15T12:00:00Z')
    const phase = calendar.phaseAt(instant)
    expect(phase.kind).toBe('closed')
    const until = phase.kind === 'closed' ? phase.until : 0
    expect(until).toBeGreaterThan(instant + 300 * 86_400)
    expect(until).toBeLessThanOrEqual(instantOf('2026-01-01T00:00:00Z'))
  })
})

describe('createCalendar refuses', () => {
  it.each([
    [{ timezone: 'Mars/Olympus', session: '24x7' }, 'timezone: "Mars/Olympus" is unknown'],
    [{ session: '9-5' }, 'session: "9-5" is no interval HHMM-HHMM'],
    [{ session: '24x7', holidays: '2024-01-01' }, '"2024-01-01" is no date'],
    [{ session: '24x7', holidays: '20240101,' }, '"" is no date'],
    [{ session: '24x7', holidays: '0'.repeat(70_000) }, 'longer than 65536'],
    [{ session: '24x7', corrections: '0930-1300' }, 'is not INTERVALS:YYYYMMDD'],
    [{ session: '24x7', corrections: '0930-1300:20240101:1' }, 'is not INTERVALS:YYYYMMDD'],
    [{ session: '24x7', corrections: '0930:20240101' }, 'no interval'],
    [{ session: '24x7', corrections: '0930-1300:20240231' }, 'no date'],
    [
      { session: '24x7', corrections: '0930-1300:20240101;1000-1200:20240101' },
      '20240101 is corrected twice',
    ],
  ])('%j', (definition, reason) => {
    const refusal = create(definition)
    expect(refusal.kind === 'refused' ? refusal.reason : 'accepted').toContain(reason)
  })
})

describe('any calendar', () => {
  const sessions = [
    '24x7',
    '0930-1600',
    '1700-1700',
    '0900-1130,1230-1500',
    '1715F3-0300F2,0915-1200:2|0930-2730:456',
  ]
  const anyDefinition = fc.record({
    session: fc.constantFrom(...sessions, '0930-1600#20140106/1700-1700#20160104/24x7'),
    timezone: fc.constantFrom('America/New_York', 'Asia/Tokyo', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'),
    corrections: fc.constantFrom('', '2200F5-2100,2200-2400:20150107,20150108', '0000-4700:20150106'),
    holidays: fc.constantFrom('', '20150101,20150106'),
  })

  it('has trading days that follow each other without overlap, and finds each by its own instants', () => {
    fc.assert(
      fc.property(anyDefinition, fc.integer({ min: 15_000, max: 17_500 }), (definition, start) => {
        const calendar = calendarOf(definition)
        let closed = -Infinity
        for (let epochDay = start; epochDay < start + 30; epochDay += 1) {
          for (const segment of calendar.tradingDay(epochDay)?.segments ?? []) {
            expect(segment.open).toBeGreaterThanOrEqual(closed)
            expect(segment.close).toBeGreaterThan(segment.open)
            closed = segment.close
            expect(calendar.tradingDayAt(segment.open)?.epochDay).toBe(epochDay)
            expect(calendar.tradingDayAt(segment.close - 1)?.epochDay).toBe(epochDay)
          }
        }
      }),
      { numRuns: 200 },
    )
  })

  it('keeps a day at hand, and answers the same when it has forgotten', () => {
    const calendar = calendarOf({ session: '0930-1600' })
    const before = calendar.tradingDay(15_000)
    expect(calendar.tradingDay(15_000)).toBe(before)
    for (let epochDay = -12_000; epochDay < 12_000; epochDay += 1) calendar.tradingDay(epochDay)
    const after = calendar.tradingDay(15_000)
    expect(after).toEqual(before)
    expect(after).not.toBe(before)
  })
})
