import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { createCalendar, type Calendar, type CalendarDefinition } from '../calendar/calendar.ts'
import { venueCalendar } from '../calendar/venues/venue-calendar.ts'
import { parseResolution, type Resolution } from '../resolution/resolution.ts'
import { intlTimeZone } from '../time-zone/intl-time-zone.ts'
import { allocateBars, type Bars } from './bars.ts'
import { resampleBars, type ResampledBars } from './resample.ts'

const folder = process.env.TEST_DATA_DIR
if (folder === undefined)
  console.log('SKIPPED: TEST_DATA_DIR not set, resampling is not checked on real bars')

/** One bar: time in Unix seconds, then open, high, low, close, volume as whole numbers. */
type Row = readonly [time: number, open: number, high: number, low: number, close: number, volume: number]

function linesOf(...path: string[]): string[] {
  const bytes = readFileSync(join(folder ?? '', ...path))
  const text = path.at(-1)?.endsWith('.gz') === true ? gunzipSync(bytes).toString() : bytes.toString()
  return text.trim().split('\n')
}

/**
 * Prices times `priceScale`, which makes them whole; the order of `fields` is open, high, low, close, volume.
 */
function rowOf(
  time: number,
  fields: readonly (string | undefined)[],
  scales: { price: number; volume: number },
): Row {
  const scaled = (index: number, scale: number) => Math.round(Number(fields[index]) * scale)
  const [open, high, low, close] = [0, 1, 2, 3].map((index) => scaled(index, scales.price))
  return [time, open ?? 0, high ?? 0, low ?? 0, close ?? 0, scaled(4, scales.volume)]
}

/** `YYYYMMDD HHMMSS` read as UTC. */
function utcStamp(text: string): number {
  const match = /^(\d{4})(\d{2})(\d{2}) (\d{2})(\d{2})(\d{2})$/.exec(text)
  if (match === null) throw new Error(`${text} is a stamp`)
  const [, year, month, day, hour, minute, second] = match.map(Number)
  return Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second) / 1_000
}

function barsOf(rows: readonly Row[]): Bars {
  const bars = allocateBars(rows.length)
  for (const [index, [time, open, high, low, close, volume]] of rows.entries()) {
    bars.time[index] = time
    bars.open[index] = open
    bars.high[index] = high
    bars.low[index] = low
    bars.close[index] = close
    bars.volume[index] = volume
  }
  return bars
}

function rowsOf({ time, open, high, low, close, volume }: Bars): number[][] {
  return Array.from(time, (at, index) => [
    at,
    ...[open, high, low, close, volume].map((of) => of[index] ?? Number.NaN),
  ])
}

/** The textbook way: a list of bars for each open time that `openOf` names; `null` leaves a bar out. */
function naiveRows(rows: readonly Row[], openOf: (time: number) => number | null): number[][] {
  const groups = Map.groupBy(rows, ([time]) => openOf(time))
  groups.delete(null)
  return Array.from(groups, ([time, group]) => [
    time ?? Number.NaN,
    group[0]?.[1] ?? Number.NaN,
    group.reduce((high, row) => Math.max(high, row[2]), -Infinity),
    group.reduce((low, row) => Math.min(low, row[3]), Infinity),
    group.at(-1)?.[4] ?? Number.NaN,
    group.reduce((sum, row) => sum + row[5], 0),
  ])
}

function midnight(date: Temporal.PlainDate): number {
  return date.toZonedDateTime('UTC').epochMilliseconds / 1_000
}

function utcDate(time: number): Temporal.PlainDate {
  return newYorkTime(time, 'UTC').toPlainDate()
}

function newYorkTime(time: number, zone = 'America/New_York'): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(time * 1_000).toZonedDateTimeISO(zone)
}

function mondayOf(date: Temporal.PlainDate): Temporal.PlainDate {
  return date.subtract({ days: date.dayOfWeek - 1 })
}

function resolution(text: string): Resolution {
  const parsed = parseResolution(text)
  if (parsed === null) throw new Error(`${text} is a resolution`)
  return parsed
}

function calendarOf(definition: CalendarDefinition): Calendar {
  const calendar = createCalendar(definition, intlTimeZone)
  if (calendar.kind === 'refused') throw new Error(calendar.reason)
  return calendar
}

function resample(rows: readonly Row[], path: string, calendar: Calendar): ResampledBars {
  const [from = '', to = ''] = path.split('>')
  return resampleBars(barsOf(rows), { from: resolution(from), to: resolution(to), calendar })
}

describe.skipIf(folder === undefined)('BTCUSD minutes of 2017, around the clock', () => {
  const always = calendarOf({ timezone: 'Etc/UTC', session: '24x7', holidays: '', corrections: '' })
  let rows: readonly Row[] = []
  beforeAll(() => {
    rows = linesOf('bitfinex_1m', 'BTCUSD_1m_2017.csv.gz').map((line) => {
      const [time, open, close, high, low, volume] = line.split(',')
      return rowOf(Number(time) / 1_000, [open, high, low, close, volume], { price: 1e5, volume: 1e8 })
    })
  })

  it.each<[string, (time: number) => number]>([
    ['60', (time) => time - (time % 3_600)],
    ['240', (time) => time - (time % 14_400)],
    ['1D', (time) => time - (time % 86_400)],
    ['1W', (time) => midnight(mondayOf(utcDate(time)))],
    ['1M', (time) => midnight(utcDate(time).with({ day: 1 }))],
  ])('make the bars of %s that the textbook makes', (to, openOf) => {
    const { bars, outside } = resample(rows, `1>${to}`, always)
    expect(rows).toHaveLength(505_209)
    expect(rowsOf(bars)).toEqual(naiveRows(rows, openOf))
    expect(outside).toBe(0)
  })
})

describe.skipIf(folder === undefined)('SPY minutes of January and March 2011, with extended hours', () => {
  const calendar = calendarOf({ ...venueCalendar('XNYS'), session: '0400-2000', corrections: '' })
  let rows: readonly Row[] = []
  beforeAll(() => {
    const lines = ['nt-spy-minute-2011.csv', 'nt-spy-minute-2011-03.csv'].flatMap((name) =>
      linesOf('spy_1m', name),
    )
    rows = lines.map((line) => {
      const [stamp = '', ...fields] = line.split(';')
      // The stamp is the end of the minute.
      return rowOf(utcStamp(stamp) - 60, fields, { price: 1e4, volume: 1 })
    })
  })

  /**
   * Hours of 04:00 to 20:00 are counted alike from the open and from midnight, on either side of the change.
   */
  function openOfHours(hours: number): (time: number) => number | null {
    return (time) => {
      const local = newYorkTime(time)
      if (local.hour < 4 || local.hour >= 20) return null
      const open = local.with({ hour: local.hour - (local.hour % hours), minute: 0, second: 0 })
      return open.epochMilliseconds / 1_000
    }
  }

  it.each(['60', '240'])(
    'make the bars of %s from the open of the session, before and after 13 March',
    (to) => {
      const { bars, outside } = resample(rows, `1>${to}`, calendar)
      expect(rowsOf(bars)).toEqual(naiveRows(rows, openOfHours(Number(to) / 60)))
      expect(outside).toBe(1)
      const opens = new Set(Array.from(bars.time, (time) => newYorkTime(time).toPlainTime().toString()))
      expect(opens).toContain('08:00:00')
      expect(opens).not.toContain('09:30:00')
    },
  )

  it('make the days of the market, without the one bar that opens at 20:00', () => {
    const { bars, outside } = resample(rows, '1>1D', calendar)
    const dateOf = (time: number) => {
      const local = newYorkTime(time)
      return local.hour < 20 ? midnight(local.toPlainDate()) : null
    }
    expect(rowsOf(bars)).toEqual(naiveRows(rows, dateOf))
    expect(bars.time).toHaveLength(20 + 23)
    expect(outside).toBe(1)
  })

  it('make weeks that open on Tuesday after the holiday of 17 January', () => {
    const { bars } = resample(rows, '1>1W', calendar)
    const dates = Array.from(bars.time, (time) => utcDate(time).toString())
    expect(dates).toEqual([
      ...['2011-01-03', '2011-01-10', '2011-01-18', '2011-01-24', '2011-01-31'],
      ...['2011-02-28', '2011-03-07', '2011-03-14', '2011-03-21', '2011-03-28'],
    ])
  })
})

describe.skipIf(folder === undefined)('EURUSD minutes of the first half of 2017', () => {
  const calendar = calendarOf({
    timezone: 'America/New_York',
    session: '1700-1700',
    holidays: '',
    corrections: '',
  })
  let rows: readonly Row[] = []
  let sessionTimes: ReadonlyMap<number, Temporal.PlainDateTime | null> = new Map()
  beforeAll(() => {
    rows = [1, 2, 3, 4, 5, 6].flatMap((month) =>
      linesOf('eurusd_1m', `DAT_ASCII_EURUSD_M1_20170${month}.csv.gz`).map((line) => {
        const [stamp = '', ...fields] = line.split(';')
        // Eastern time without daylight saving.
        return rowOf(utcStamp(stamp) + 5 * 3_600, fields, { price: 1e6, volume: 1 })
      }),
    )
    sessionTimes = new Map(rows.map(([time]) => [time, sessionTime(time)]))
  })

  /** The wall clock seven hours ahead: the session from 17:00 to 17:00 becomes the date itself. */
  function sessionTime(time: number): Temporal.PlainDateTime | null {
    const shifted = newYorkTime(time).toPlainDateTime().add({ hours: 7 })
    return shifted.dayOfWeek > 5 ? null : shifted
  }

  it('lie outside the session for one bar in 195: an hour of Fridays in summer that the file adds', () => {
    const { outside } = resample(rows, '1>1D', calendar)
    expect(rows).toHaveLength(186_348)
    expect(outside).toBe(955)
    const strays = rows.filter(([time]) => sessionTimes.get(time) === null).map(([time]) => newYorkTime(time))
    expect(strays).toHaveLength(outside)
    expect(new Set(strays.map(({ dayOfWeek, hour }) => `${dayOfWeek} ${hour}`))).toEqual(new Set(['5 17']))
    expect(new Set(strays.map(({ offset }) => offset))).toEqual(new Set(['-04:00']))
    console.log(`EURUSD minutes outside 1700-1700 New York: ${outside} of ${rows.length}`)
  })

  it.each<[string, (local: Temporal.PlainDateTime) => number]>([
    ['1D', (local) => midnight(local.toPlainDate())],
    ['1W', (local) => midnight(mondayOf(local.toPlainDate()))],
    [
      '240',
      (local) => {
        const open = local
          .with({ hour: local.hour - (local.hour % 4), minute: 0, second: 0 })
          .subtract({ hours: 7 })
        return open.toZonedDateTime('America/New_York').epochMilliseconds / 1_000
      },
    ],
  ])('make the bars of %s that the textbook makes', (to, openOf) => {
    const { bars } = resample(rows, `1>${to}`, calendar)
    const naive = naiveRows(rows, (time) => {
      const local = sessionTimes.get(time) ?? null
      return local === null ? null : openOf(local)
    })
    expect(rowsOf(bars)).toEqual(naive)
  })
})

describe.skipIf(folder === undefined)('MSFT days from 1990 to 2022', () => {
  const calendar = calendarOf(venueCalendar('XNYS'))
  let rows: readonly Row[] = []
  beforeAll(() => {
    rows = linesOf('daily', 'msft.csv')
      .slice(1)
      .map((line) => {
        const [date = '', ...fields] = line.split(',')
        const [month, day, year] = date.split('/').map(Number)
        return rowOf(Date.UTC(year ?? 0, (month ?? 0) - 1, day) / 1_000, fields, { price: 1e4, volume: 1 })
      })
  })

  /**
   * Every trading day has its row, so that the first date with a row opens the week, the month and the year.
   */
  function firstDateWithRow(periodOf: (date: Temporal.PlainDate) => string): (time: number) => number {
    const firsts = new Map<string, number>()
    return (time) => {
      const period = periodOf(utcDate(time))
      const first = firsts.get(period) ?? time
      firsts.set(period, first)
      return first
    }
  }

  it.each<[string, (date: Temporal.PlainDate) => string]>([
    ['1W', (date) => mondayOf(date).toString()],
    ['1M', (date) => date.toPlainYearMonth().toString()],
    ['3M', (date) => `${date.year} ${Math.ceil(date.month / 3)}`],
    ['12M', (date) => String(date.year)],
  ])('make the bars of %s that the textbook makes', (to, periodOf) => {
    expect(rows).toHaveLength(8_111)
    const { bars, outside } = resample(rows, `1D>${to}`, calendar)
    expect(rowsOf(bars)).toEqual(naiveRows(rows, firstDateWithRow(periodOf)))
    expect(outside).toBe(0)
  })

  it('make groups of five days that begin anew each year', () => {
    const yearAndPlace = new Map<number, number>()
    const { bars } = resample(rows, '1D>5D', calendar)
    let open = 0
    const openOf = (time: number) => {
      const { year } = utcDate(time)
      const place = yearAndPlace.get(year) ?? 0
      yearAndPlace.set(year, place + 1)
      if (place % 5 === 0) open = time
      return open
    }
    expect(rowsOf(bars)).toEqual(naiveRows(rows, openOf))
  })
})
