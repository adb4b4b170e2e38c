import { describe, expect, it } from 'vitest'
import { InvariantError } from '@trading-pro/engine/assert'
import { createCalendar, type Calendar, type CalendarDefinition } from '../calendar/calendar.ts'
import { venueCalendar } from '../calendar/venues/venue-calendar.ts'
import { parseResolution, type Resolution } from '../resolution/resolution.ts'
import { intlTimeZone } from '../time-zone/intl-time-zone.ts'
import { allocateBars, sliceBars, type Bars } from './bars.ts'
import { createResampler, resampleBars } from './resample.ts'

function calendarOf(definition: Partial<CalendarDefinition>): Calendar {
  const whole = { timezone: 'UTC', session: '24x7', holidays: '', corrections: '', ...definition }
  const calendar = createCalendar(whole, intlTimeZone)
  if (calendar.kind === 'refused') throw new Error(calendar.reason)
  return calendar
}

function resolution(text: string): Resolution {
  const parsed = parseResolution(text)
  if (parsed === null) throw new Error(`${text} is a resolution`)
  return parsed
}

/** Bars written as lines `time open high low close volume`, the time an instant or a date in UTC. */
function barsOf(table: string): Bars {
  const lines = table.trim().split('\n')
  const bars = allocateBars(lines.length)
  for (const [index, line] of lines.entries()) {
    const [time = '', ...fields] = line.trim().split(/\s+/)
    const instant = time.includes('T') ? `${time}:00Z` : `${time}T00:00:00Z`
    bars.time[index] = Temporal.Instant.from(instant).epochMilliseconds / 1_000
    const columns = [bars.open, bars.high, bars.low, bars.close, bars.volume]
    for (const [column, values] of columns.entries()) values[index] = Number(fields[column])
  }
  return bars
}

function tableOf(bars: Bars): string[] {
  return Array.from(bars.time, (time, index) => {
    const instant = Temporal.Instant.fromEpochMilliseconds(time * 1_000).toString()
    const columns = [bars.open, bars.high, bars.low, bars.close, bars.volume]
    const fields = columns.map((column) => String(column[index]))
    return [instant.replace(/T00:00:00Z$|:00Z$/, ''), ...fields].join(' ')
  })
}

function resample(table: string, path: string, calendar: Calendar) {
  const [from = '', to = ''] = path.split('>')
  const { bars, outside } = resampleBars(barsOf(table), {
    from: resolution(from),
    to: resolution(to),
    calendar,
  })
  return { bars: tableOf(bars), outside }
}

const newYork = calendarOf(venueCalendar('XNYS'))
const tokyo = calendarOf(venueCalendar('XTKS'))

describe('resampling of intraday bars', () => {
  const friday = `
    2024-07-05T13:29 9 9 9 9 100
    2024-07-05T13:30 10 12 9 11 5
    2024-07-05T13:59 11 15 11 14 7
    2024-07-05T14:29 14 14 8 9 1
    2024-07-05T14:30 9 10 9 10 2
    2024-07-05T19:59 10 10 7 8 4
    2024-07-05T20:00 99 99 99 99 100`

  it('takes the open of the first, the extremes, the close of the last and the sum of volumes', () => {
    expect(resample(friday, '1>60', newYork).bars).toEqual([
      '2024-07-05T13:30 10 15 8 9 13',
      '2024-07-05T14:30 9 10 9 10 2',
      '2024-07-05T19:30 10 10 7 8 4',
    ])
    expect(resample(friday, '1>1D', newYork).bars).toEqual(['2024-07-05 10 15 7 8 19'])
  })

  it('leaves out and counts the bars that open while the market is closed', () => {
    expect(resample(friday, '1>60', newYork).outside).toBe(2)
    expect(resample(friday, '1>1W', newYork)).toEqual({ bars: ['2024-07-01 10 15 7 8 19'], outside: 2 })
  })

  it('never crosses the lunch break, though the day does', () => {
    const table = `
      2024-01-05T02:00 10 10 10 10 1
      2024-01-05T02:29 11 11 11 11 1
      2024-01-05T02:45 50 50 50 50 1
      2024-01-05T03:30 12 12 12 12 1
      2024-01-05T04:30 13 13 13 13 1`
    expect(resample(table, '1>60', tokyo)).toEqual({
      bars: [
        '2024-01-05T02:00 10 11 10 11 2',
        '2024-01-05T03:30 12 12 12 12 1',
        '2024-01-05T04:30 13 13 13 13 1',
      ],
      outside: 1,
    })
    expect(resample(table, '1>1D', tokyo).bars).toEqual(['2024-01-05 10 13 10 13 4'])
  })

  it('puts an evening with the trading day that it opens', () => {
    const currencies = calendarOf({ timezone: 'America/New_York', session: '1700-1700' })
    const table = `
      2024-01-05T21:59 1 1 1 1 1
      2024-01-05T22:00 2 2 2 2 1
      2024-01-07T22:00 3 3 3 3 1
      2024-01-08T21:59 4 4 4 4 1`
    const days = { bars: ['2024-01-05 1 1 1 1 1', '2024-01-08 3 4 3 4 2'], outside: 1 }
    expect(resample(table, '1>1D', currencies)).toEqual(days)
  })

  it('makes minutes of seconds', () => {
    const table = '2024-01-05T00:00 1 1 1 1 1\n2024-01-05T00:01 2 2 2 2 1\n2024-01-05T00:05 3 3 3 3 1'
    expect(resample(table, '30S>5', calendarOf({})).bars).toEqual([
      '2024-01-05 1 2 1 2 2',
      '2024-01-05T00:05 3 3 3 3 1',
    ])
  })
})

describe('resampling of dated bars', () => {
  const days = `
    2024-01-01 1 1 1 1 1
    2024-01-02 2 2 2 2 1
    2024-01-03 3 3 3 3 1
    2024-01-05 4 4 4 4 1
    2024-01-16 5 5 5 5 1
    2024-01-20 6 6 6 6 1
    2024-01-22 7 7 7 7 1
    2024-02-01 8 8 8 8 1`

  it('opens a week on its first trading day, or on an earlier date that has a bar all the same', () => {
    expect(resample(days, '1D>1W', newYork)).toEqual({
      bars: ['2024-01-01 1 4 1 4 4', '2024-01-16 5 6 5 6 2', '2024-01-22 7 7 7 7 1', '2024-01-29 8 8 8 8 1'],
      outside: 0,
    })
  })

  it('opens months, quarters and years likewise', () => {
    expect(resample(days, '1D>1M', newYork).bars).toEqual(['2024-01-01 1 7 1 7 7', '2024-02-01 8 8 8 8 1'])
    expect(resample(days, '1D>3M', newYork).bars).toEqual(['2024-01-01 1 8 1 8 8'])
    const later = days.trim().split('\n').slice(1).join('\n')
    expect(resample(later, '1D>12M', newYork).bars).toEqual(['2024-01-02 2 8 2 8 7'])
  })

  it('never joins months of two years', () => {
    const table = '2024-11-05 1 1 1 1 1\n2024-12-30 2 2 2 2 1\n2025-01-02 3 3 3 3 1'
    const bars = ['2024-11-01 1 2 1 2 2', '2025-01-02 3 3 3 3 1']
    expect(resample(table, '1D>5M', newYork).bars).toEqual(bars)
    expect(resample(table, '1M>5M', newYork).bars).toEqual(bars)
  })

  it('groups days by their place in the trading year; a closed date goes with the next trading day', () => {
    expect(resample(days, '1D>3D', newYork).bars).toEqual([
      '2024-01-01 1 3 1 3 3',
      '2024-01-05 4 4 4 4 1',
      '2024-01-16 5 5 5 5 1',
      '2024-01-19 6 7 6 7 2',
      '2024-02-01 8 8 8 8 1',
    ])
  })

  it('counts a closed date at the end of the year with that year', () => {
    const table = '2022-12-30 1 1 1 1 1\n2022-12-31 2 2 2 2 1\n2023-01-01 3 3 3 3 1\n2023-01-03 4 4 4 4 1'
    expect(resample(table, '1D>251D', newYork).bars).toEqual([
      '2022-01-03 1 1 1 1 1',
      '2022-12-31 2 2 2 2 1',
      '2023-01-01 3 4 3 4 2',
    ])
  })

  it('groups weeks and months that are given', () => {
    const weeks = '2023-12-26 1 1 1 1 1\n2024-01-02 2 2 2 2 1\n2024-01-08 3 3 3 3 1'
    expect(resample(weeks, '1W>2W', newYork).bars).toEqual(['2023-12-18 1 1 1 1 1', '2024-01-02 2 3 2 3 2'])
    const months = '2024-03-01 1 1 1 1 1\n2024-04-01 2 2 2 2 1\n2024-06-03 3 3 3 3 1'
    expect(resample(months, '1M>3M', newYork).bars).toEqual(['2024-01-02 1 1 1 1 1', '2024-04-01 2 3 2 3 2'])
  })

  it('uses the date alone where the calendar never opens', () => {
    const closed = calendarOf({ session: '24x7:2', holidays: '20240101,20240108' })
    expect(resample('2024-01-03 1 1 1 1 1', '1D>1W', closed).bars).toEqual(['2024-01-03 1 1 1 1 1'])
  })
})

describe('createResampler', () => {
  const options = { from: resolution('1'), to: resolution('60'), calendar: newYork }

  it('gives equal resolutions back, also bars outside the session', () => {
    const table = '2024-07-05T13:29 9 9 9 9 100\n2024-07-05T13:30 10 12 9 11 5'
    expect(resample(table, '1>1', newYork)).toEqual({
      bars: ['2024-07-05T13:29 9 9 9 9 100', '2024-07-05T13:30 10 12 9 11 5'],
      outside: 0,
    })
    expect(resample('2024-01-06 1 1 1 1 1\n2024-01-07 2 2 2 2 1', '1D>1D', newYork).bars).toHaveLength(2)
  })

  it('makes as many bars as there are, past the first columns it reserves', () => {
    const minutes = allocateBars(5_000)
    for (const index of minutes.time.keys()) {
      minutes.time[index] = index * 60
      minutes.volume[index] = index
    }
    const calendar = calendarOf({})
    const { bars } = resampleBars(minutes, { from: resolution('1'), to: resolution('2'), calendar })
    expect([...bars.time]).toEqual(Array.from({ length: 2_500 }, (_, row) => row * 120))
    expect([...bars.volume]).toEqual(Array.from({ length: 2_500 }, (_, row) => row * 4 + 1))
  })

  it('makes nothing of nothing', () => {
    const { bars, outside } = resampleBars(allocateBars(0), options)
    expect(bars.time).toHaveLength(0)
    expect(outside).toBe(0)
  })

  it('goes on after an interim result, which stays as it was', () => {
    const bars = barsOf('2024-07-05T13:30 10 12 9 11 5\n2024-07-05T13:31 11 15 11 14 7')
    const resampler = createResampler(options)
    resampler.push(sliceBars(bars, 0, 1))
    const interim = resampler.finish()
    resampler.push(sliceBars(bars, 1, 2))
    expect(tableOf(interim.bars)).toEqual(['2024-07-05T13:30 10 12 9 11 5'])
    expect(tableOf(resampler.finish().bars)).toEqual(['2024-07-05T13:30 10 15 9 14 12'])
  })

  it('stops at bars that do not ascend, within a piece and between two', () => {
    const twice = barsOf('2024-07-05T13:30 1 1 1 1 1\n2024-07-05T13:30 1 1 1 1 1')
    expect(() => resampleBars(twice, options)).toThrow(InvariantError)
    const resampler = createResampler(options)
    resampler.push(sliceBars(twice, 0, 1))
    expect(() => resampler.push(sliceBars(twice, 1, 2))).toThrow(InvariantError)
  })

  it('stops at bars that cannot be made of the given ones', () => {
    expect(() => createResampler({ ...options, from: resolution('60'), to: resolution('1') })).toThrow(
      InvariantError,
    )
    expect(() => createResampler({ ...options, from: resolution('1W'), to: resolution('1M') })).toThrow(
      InvariantError,
    )
  })
})
