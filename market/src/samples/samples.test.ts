import { readFileSync } from 'node:fs'
import { InvariantError } from '@trading-pro/engine/assert'
import { describe, expect, it } from 'vitest'
import type { Bars } from '../bars/bars.ts'
import { createCalendar, type Calendar } from '../calendar/calendar.ts'
import { venueCalendar } from '../calendar/venues/venue-calendar.ts'
import { intlTimeZone } from '../time-zone/intl-time-zone.ts'
import { readSampleBars, sampleInstruments, type SampleInstrument } from './samples.ts'

const fileOf = (name: string) => readFileSync(new URL(`../../../samples/${name}`, import.meta.url), 'utf8')

function calendarOf({ venue }: SampleInstrument): Calendar {
  const calendar = createCalendar(venueCalendar(venue), intlTimeZone)
  if (calendar.kind !== 'calendar') throw new Error(calendar.reason)
  return calendar
}

function sampleOf(symbol: string): SampleInstrument {
  const sample = sampleInstruments.find((one) => one.symbol === symbol)
  if (sample === undefined) throw new Error(`no sample ${symbol}`)
  return sample
}

function readSample(symbol: string): Bars {
  const sample = sampleOf(symbol)
  return readSampleBars(fileOf(sample.file), sample, calendarOf(sample))
}

const isoOf = (seconds = NaN) => new Date(seconds * 1000).toISOString().slice(0, 10)

describe('the bundled samples', () => {
  it('are six instruments, each with bars in ascending order and low <= open, close <= high', () => {
    expect(sampleInstruments.map(({ symbol }) => symbol)).toEqual([
      'INDEX:SPX',
      'NASDAQ:AAPL',
      'NASDAQ:MSFT',
      'NASDAQ:GOOG',
      'NASDAQ:AMZN',
      'NYSE:IBM',
    ])
    for (const { symbol } of sampleInstruments) {
      const bars = readSample(symbol)
      expect(bars.time.length).toBeGreaterThan(60)
      for (let index = 0; index < bars.time.length; index += 1) {
        const [open = NaN, high = NaN, low = NaN, close = NaN] = [
          bars.open[index],
          bars.high[index],
          bars.low[index],
          bars.close[index],
        ]
        expect(low).toBeLessThanOrEqual(Math.min(open, close))
        expect(high).toBeGreaterThanOrEqual(Math.max(open, close))
        if (index > 0) expect(bars.time[index]).toBeGreaterThan(bars.time[index - 1] ?? NaN)
      }
    }
  })

  it('hold the S&P 500 day by day, rounded to the cent', () => {
    const bars = readSample('INDEX:SPX')
    expect(bars.time).toHaveLength(5105)
    expect(isoOf(bars.time[0])).toBe('2000-01-03')
    expect(isoOf(bars.time.at(-1))).toBe('2020-04-17')
    expect([bars.open[0], bars.high[0], bars.low[0], bars.close[0], bars.volume[0]]).toEqual([
      146925, 147800, 143836, 145522, 931800000,
    ])
  })

  it('hold closes of months, stamped with the first trading day', () => {
    const bars = readSample('NASDAQ:AAPL')
    expect(bars.time).toHaveLength(123)
    expect(isoOf(bars.time[0])).toBe('2000-01-03')
    expect(isoOf(bars.time.at(-1))).toBe('2010-03-01')
    expect(bars.close.at(-1)).toBe(22302)
    expect(bars.open).toEqual(bars.close)
    expect(bars.volume.every((volume) => volume === 0)).toBe(true)
  })

  it('are refused when the file is another one', () => {
    const spx = sampleOf('INDEX:SPX')
    const read = (text: string) => () => readSampleBars(text, spx, calendarOf(spx))
    expect(read('header\n2000-01-03,x,1,1,1,1,1')).toThrow(InvariantError)
    expect(read('header\n2000-13-03,1,1,1,1,1,1')).toThrow(InvariantError)
    const aapl = sampleOf('NASDAQ:AAPL')
    expect(() => readSampleBars('header\nAAPL,Foo 1 2000,1', aapl, calendarOf(aapl))).toThrow(InvariantError)
  })
})
