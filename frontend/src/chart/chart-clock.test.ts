import { describe, expect, it } from 'vitest'
import { createChartClock, formatOffset } from './chart-clock.ts'
import { zoneLabel, zoneOf } from './zones.ts'

const seconds = (iso: string) => Date.parse(iso) / 1_000
const intraday = (zone: string, resolution = '30') => createChartClock({ zone, resolution, isDated: false })
const dated = (resolution: string) => createChartClock({ zone: 'Asia/Tokyo', resolution, isDated: true })

describe('a clock of intraday bars', () => {
  it('keeps up with New York when it changes to summer time', () => {
    const clock = intraday('America/New_York')
    const labels = ['2020-03-08T06:30Z', '2020-03-08T07:00Z'].map((iso) => clock.label(seconds(iso)))
    expect(labels).toEqual(['Sun 8 Mar 2020, 01:30', 'Sun 8 Mar 2020, 03:00'])
  })

  it('shows the doubled hour of autumn twice, each bar with its own offset', () => {
    const clock = intraday('America/New_York')
    const marks = ['2020-11-01T05:30Z', '2020-11-01T06:00Z', '2020-11-01T06:30Z', '2020-11-01T07:00Z'].map(
      (iso) => clock.mark(seconds(iso), 'minute'),
    )
    expect(marks).toEqual(['01:30', '01:00', '01:30', '02:00'])
  })

  it('opens a New York session at 09:30 on both sides of the change, and at other hours in Tokyo', () => {
    const opens = ['2020-03-06T14:30Z', '2020-03-09T13:30Z'].map(seconds)
    expect(opens.map((open) => intraday('America/New_York').mark(open, 'minute'))).toEqual(['09:30', '09:30'])
    expect(opens.map((open) => intraday('Asia/Tokyo').mark(open, 'minute'))).toEqual(['23:30', '22:30'])
  })

  it('knows half hours, seconds and all marks', () => {
    const at = seconds('2020-12-31T20:00:05Z')
    const clock = intraday('Asia/Kolkata', '5S')
    expect(clock.label(at)).toBe('Fri 1 Jan 2021, 01:30:05')
    expect(
      (['year', 'month', 'day', 'minute', 'second'] as const).map((mark) => clock.mark(at, mark)),
    ).toEqual(['2021', 'Jan', '1', '01:30', '01:30:05'])
  })

  it('counts an unknown zone as UTC', () => {
    expect(intraday('Mars/Olympus').mark(seconds('2020-03-08T06:30Z'), 'minute')).toBe('06:30')
  })
})

describe('a clock of dated bars', () => {
  it('keeps the date they are stamped with, whatever the zone', () => {
    const at = seconds('2020-03-17T00:00Z')
    expect(dated('1D').label(at)).toBe('Tue 17 Mar 2020')
    expect(dated('1W').label(at)).toBe('Week of 17 Mar 2020')
    expect(dated('1M').label(at)).toBe('Mar 2020')
    expect(dated('1D').toWallSeconds(at)).toBe(at)
  })
})

describe('a zone', () => {
  it('is that of the exchange, of the device, or the chosen one', () => {
    expect(zoneOf('exchange', 'America/New_York')).toBe('America/New_York')
    expect(zoneOf('Asia/Tokyo', 'America/New_York')).toBe('Asia/Tokyo')
    expect(zoneOf('local', 'America/New_York')).toBe(new Intl.DateTimeFormat().resolvedOptions().timeZone)
    expect([zoneLabel('Europe/Berlin'), zoneLabel('Africa/Cairo')]).toEqual(['Frankfurt', 'Africa/Cairo'])
  })

  it('shows its offset of the day', () => {
    expect(formatOffset('America/New_York', seconds('2020-01-15T00:00Z'))).toBe('UTC\u22125')
    expect(formatOffset('America/New_York', seconds('2020-07-15T00:00Z'))).toBe('UTC\u22124')
    expect(formatOffset('Asia/Kolkata', 0)).toBe('UTC+5:30')
    expect(formatOffset('Mars/Olympus', 0)).toBe('UTC')
  })
})
