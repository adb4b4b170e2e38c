import fc from 'fast-check'
import { offsetAt } from '@trading-pro/market'
import { describe, expect, it } from 'vitest'
import { exchangeDefaults } from '../instruments/instruments.service.ts'
import { createBarClock, createLocalClock } from './bar-times.ts'
import { fieldsOfText } from './byte-rows.ts'
import { at, resolutionOf, zoneOf } from './import.fixture.ts'
import { calendarOf } from './instrument-plan.ts'
import { detectStampFormat } from './stamp-format.ts'
import { allocateStamp, StampReader } from './stamps.ts'

interface ClockWishes {
  readonly resolution: string
  readonly timezone?: string
  readonly isEndStamped?: boolean
}

/** Open times of bars with these stamps, in their order, as ISO texts; null for a time that is not. */
function openTimes(stamps: readonly string[], wishes: ClockWishes): (string | null)[] {
  const format = detectStampFormat(stamps, null)
  if (format === null) throw new Error('no format')
  const reader = new StampReader(format)
  const clock = createBarClock({
    resolution: resolutionOf(wishes.resolution),
    zone: zoneOf(wishes.timezone ?? 'UTC'),
    isEndStamped: wishes.isEndStamped ?? false,
    isInstant: format.kind === 'epoch',
    calendar: calendarOf(exchangeDefaults({ exchange: 'NYSE', name: 'TEST' }).hours),
  })
  return stamps.map((text) => {
    const stamp = allocateStamp()
    if (!reader.read(fieldsOfText(text), 0, stamp)) throw new Error(`unread: ${text}`)
    const time = clock(stamp)
    return Number.isNaN(time) ? null : new Date(time * 1_000).toISOString().replace('.000', '')
  })
}

describe('open times of intraday bars', () => {
  it('are in UTC unless the file says otherwise', () => {
    expect(openTimes(['2017-01-03 09:30'], { resolution: '1' })).toEqual(['2017-01-03T09:30:00Z'])
    expect(openTimes(['2017-01-03 09:30'], { resolution: '1', timezone: 'America/New_York' })).toEqual([
      '2017-01-03T14:30:00Z',
    ])
    expect(
      openTimes(['2017-07-03T09:30:00+05:30'], { resolution: '1', timezone: 'America/New_York' }),
    ).toEqual(['2017-07-03T04:00:00Z'])
    expect(openTimes(['1499074200'], { resolution: '1', timezone: 'America/New_York' })).toEqual([
      '2017-07-03T09:30:00Z',
    ])
  })

  it('know Eastern time without daylight saving', () => {
    for (const timezone of ['EST', '-05:00']) {
      expect(openTimes(['20170703 093000'], { resolution: '1', timezone })).toEqual(['2017-07-03T14:30:00Z'])
    }
  })

  it('lie one bar before the stamps of ends', () => {
    expect(openTimes(['20110103 090100'], { resolution: '1', isEndStamped: true })).toEqual([
      '2011-01-03T09:00:00Z',
    ])
    expect(openTimes(['2011-01-03 10:00'], { resolution: '60', isEndStamped: true })).toEqual([
      '2011-01-03T09:00:00Z',
    ])
  })

  it('keep the order of the file in the hour that autumn repeats, oldest or newest first', () => {
    const local = ['00:30', '01:00', '01:30', '01:00', '01:30', '02:00'].map((time) => `2021-11-07 ${time}`)
    const utc = ['04:30', '05:00', '05:30', '06:00', '06:30', '07:00'].map((time) => `2021-11-07T${time}:00Z`)
    const wishes = { resolution: '30', timezone: 'America/New_York' }
    expect(openTimes(local, wishes)).toEqual(utc)
    expect(openTimes(local.toReversed(), wishes)).toEqual(utc.toReversed())
  })

  it('are none in the hour that spring skips', () => {
    const stamps = ['2021-03-14 01:59', '2021-03-14 02:30', '2021-03-14 03:00']
    expect(openTimes(stamps, { resolution: '1', timezone: 'America/New_York' })).toEqual([
      '2021-03-14T06:59:00Z',
      null,
      '2021-03-14T07:00:00Z',
    ])
  })

  it('come back from local times of any zone, in any order without the repeated hour', () => {
    const zones = [
      'America/New_York',
      'Europe/London',
      'Asia/Tokyo',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
      'EST',
    ]
    const instants = fc.array(fc.integer({ min: at('1990-01-01'), max: at('2030-01-01') }), { maxLength: 20 })
    fc.assert(
      fc.property(fc.constantFrom(...zones), instants, (name, times) => {
        const zone = zoneOf(name)
        const toUtc = createLocalClock(zone)
        for (const time of times.toSorted((left, right) => left - right)) {
          const local = time + offsetAt(zone, time)
          const isRepeated = [-7_200, -3_600, -1_800, 1_800, 3_600, 7_200].some(
            (shift) => time + shift + offsetAt(zone, time + shift) === local,
          )
          if (!isRepeated) expect(toUtc(local)).toBe(time)
        }
      }),
    )
  })
})

describe('dates of longer bars', () => {
  it.each([
    ['2017-01-03', '1D', '2017-01-03'],
    ['2017-01-03 16:00', '1D', '2017-01-03'],
    ['2017-01-03T16:00:00-05:00', '1D', '2017-01-03'],
    ['2017-01-03', '5D', '2017-01-03'],
    // The Monday was a holiday.
    ['2017-01-16', '1W', '2017-01-17'],
    ['2017-01-20', '1W', '2017-01-17'],
    ['2000-01-01', '1M', '2000-01-03'],
    ['2000-01-31', '1M', '2000-01-03'],
    ['2000-03-31', '3M', '2000-01-03'],
    ['2000-12-31', '12M', '2000-01-03'],
  ])('%s of %s is %s', (text, resolution, date) => {
    expect(openTimes([text], { resolution })).toEqual([`${date}T00:00:00Z`])
  })

  it('are those of the zone when the stamps are instants', () => {
    const midnight = String(at('2017-01-03T05:00:00Z'))
    expect(openTimes([midnight], { resolution: '1D', timezone: 'America/New_York' })).toEqual([
      '2017-01-03T00:00:00Z',
    ])
    expect(
      openTimes([String(at('2017-01-03T04:00:00Z'))], { resolution: '1D', timezone: 'America/New_York' }),
    ).toEqual(['2017-01-02T00:00:00Z'])
  })

  it('are the date before for a bar that ends at midnight, and the same for one that ends on a date', () => {
    const wishes = { resolution: '1D', isEndStamped: true }
    expect(openTimes(['2017-01-04 00:00'], wishes)).toEqual(['2017-01-03T00:00:00Z'])
    expect(openTimes(['2017-01-03 16:00'], wishes)).toEqual(['2017-01-03T00:00:00Z'])
    expect(openTimes(['2017-01-03'], wishes)).toEqual(['2017-01-03T00:00:00Z'])
  })
})
