import { describe, expect, it } from 'vitest'
import { createCalendar, type Calendar, type CalendarDefinition } from '../calendar/calendar.ts'
import { venueCalendar } from '../calendar/venues/venue-calendar.ts'
import { parseResolution } from '../resolution/resolution.ts'
import { intlTimeZone } from '../time-zone/intl-time-zone.ts'
import { barOpenTime } from './buckets.ts'

function calendarOf(definition: Partial<CalendarDefinition>): Calendar {
  const whole = { timezone: 'UTC', session: '24x7', holidays: '', corrections: '', ...definition }
  const calendar = createCalendar(whole, intlTimeZone)
  if (calendar.kind === 'refused') throw new Error(calendar.reason)
  return calendar
}

/** The open of the bar that holds an instant, both in UTC; a bar stamped at midnight is written as a date. */
function openOf(instant: string, text: string, calendar: Calendar): string | null {
  const resolution = parseResolution(text)
  if (resolution === null) throw new Error(`${text} is a resolution`)
  const open = barOpenTime(Temporal.Instant.from(instant).epochMilliseconds / 1_000, resolution, calendar)
  if (open === null) return null
  return Temporal.Instant.fromEpochMilliseconds(open * 1_000)
    .toString()
    .replace(/:00Z$/, '')
    .replace(/T00:00$/, '')
}

const newYork = calendarOf(venueCalendar('XNYS'))
const tokyo = calendarOf(venueCalendar('XTKS'))
const currencies = calendarOf({ timezone: 'America/New_York', session: '1700-1700' })
const always = calendarOf({})

describe('barOpenTime of intraday bars', () => {
  it('counts from the open of the session', () => {
    expect(openOf('2024-07-05T14:29:59Z', '60', newYork)).toBe('2024-07-05T13:30')
    expect(openOf('2024-07-05T14:30:00Z', '60', newYork)).toBe('2024-07-05T14:30')
    expect(openOf('2024-07-05T19:59:00Z', '60', newYork)).toBe('2024-07-05T19:30')
    expect(openOf('2024-07-05T19:59:00Z', '240', newYork)).toBe('2024-07-05T17:30')
    expect(openOf('2024-01-05T15:00:00Z', '7', newYork)).toBe('2024-01-05T14:58')
    expect(openOf('2024-01-05T15:00:07Z', '5S', newYork)).toBe('2024-01-05T15:00:05Z')
  })

  it('counts anew after the lunch break', () => {
    expect(openOf('2024-01-05T02:29:00Z', '60', tokyo)).toBe('2024-01-05T02:00')
    expect(openOf('2024-01-05T03:31:00Z', '60', tokyo)).toBe('2024-01-05T03:30')
    expect(openOf('2024-01-05T05:59:00Z', '240', tokyo)).toBe('2024-01-05T03:30')
  })

  it('counts from the evening before in an overnight session, in summer and in winter', () => {
    expect(openOf('2024-01-09T00:59:00Z', '240', currencies)).toBe('2024-01-08T22:00')
    expect(openOf('2024-07-09T00:59:00Z', '240', currencies)).toBe('2024-07-08T21:00')
  })

  it('has none while the market is closed', () => {
    expect(openOf('2024-07-05T20:00:00Z', '60', newYork)).toBeNull()
    expect(openOf('2024-07-06T15:00:00Z', '1D', newYork)).toBeNull()
    expect(openOf('2024-01-05T03:00:00Z', '1W', tokyo)).toBeNull()
  })
})

describe('barOpenTime of days', () => {
  it('is midnight UTC of the trading day, also of one that began the evening before', () => {
    expect(openOf('2024-07-05T14:29:59Z', '1D', newYork)).toBe('2024-07-05')
    expect(openOf('2024-01-08T21:59:59Z', '1D', currencies)).toBe('2024-01-08')
    expect(openOf('2024-01-08T22:00:00Z', '1D', currencies)).toBe('2024-01-09')
    expect(openOf('2024-01-07T22:00:00Z', '1D', currencies)).toBe('2024-01-08')
  })

  it('groups trading days from the start of each year', () => {
    expect(openOf('2024-01-02T15:00:00Z', '3D', newYork)).toBe('2024-01-02')
    expect(openOf('2024-01-04T15:00:00Z', '3D', newYork)).toBe('2024-01-02')
    expect(openOf('2024-01-05T15:00:00Z', '3D', newYork)).toBe('2024-01-05')
    expect(openOf('2024-01-09T15:00:00Z', '3D', newYork)).toBe('2024-01-05')
    expect(openOf('2024-12-31T15:00:00Z', '365D', newYork)).toBe('2024-01-02')
    expect(openOf('2025-01-02T15:00:00Z', '365D', newYork)).toBe('2025-01-02')
  })
})

describe('barOpenTime of weeks and months', () => {
  it('is the first trading day of the week', () => {
    expect(openOf('2024-07-05T15:00:00Z', '1W', newYork)).toBe('2024-07-01')
    expect(openOf('2024-01-19T15:00:00Z', '1W', newYork)).toBe('2024-01-16')
    expect(openOf('2024-01-07T12:00:00Z', '1W', always)).toBe('2024-01-01')
    expect(openOf('2024-01-07T12:00:00Z', '1W', calendarOf({ session: '1;24x7' }))).toBe('2024-01-07')
  })

  it('groups weeks from one that never moves, across years', () => {
    const opens = ['2023-12-20', '2023-12-27', '2024-01-03', '2024-01-10', '2024-01-17'].map((date) =>
      openOf(`${date}T12:00:00Z`, '2W', always),
    )
    expect(opens).toEqual(['2023-12-18', '2023-12-18', '2024-01-01', '2024-01-01', '2024-01-15'])
    expect(openOf('1970-01-01T12:00:00Z', '2W', always)).toBe('1969-12-29')
    expect(openOf('1969-12-28T12:00:00Z', '2W', always)).toBe('1969-12-15')
  })

  it('is the first trading day of the month, of the quarter and of the year', () => {
    expect(openOf('2024-06-28T15:00:00Z', '1M', newYork)).toBe('2024-06-03')
    expect(openOf('2024-06-28T15:00:00Z', '3M', newYork)).toBe('2024-04-01')
    expect(openOf('2024-06-28T15:00:00Z', '12M', newYork)).toBe('2024-01-02')
    expect(openOf('2024-12-31T15:00:00Z', '5M', newYork)).toBe('2024-11-01')
  })
})
