import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { readSpx } from './naive-bars.ts'
import { SAMPLES } from './test-server.ts'
import type { BarRow } from './series.ts'

const DAY = 86_400
const HOUR = 3_600

/** Where a bar belongs: its trading date (days from 1970), and the minutes since the session opened. */
interface Place {
  readonly epochDay: number
  readonly minute: number
  /** Open of the session, Unix seconds. */
  readonly open: number
}

/** Real bars in files, and the rules of their market, read and written down with nothing of the product. */
export interface RealMarket {
  readonly symbol: string
  readonly resolution: '1' | '1D'
  /** Relative to the folder of the real data. */
  readonly files: readonly string[]
  /** What the import must be told. */
  readonly options: readonly string[]
  readonly separator: string
  /** Where open, high, low, close and volume stand. */
  readonly columns: readonly number[]
  readonly priceScale: number
  readonly volumeScale: number
  /** Unix seconds of a stamp. */
  time(stamp: string): number
  /** Null: outside the session. */
  place(time: number): Place | null
  isTradingDate(epochDay: number): boolean
}

const spxDates = new Set(readSpx().map(({ time }) => time / 1000 / DAY))
const isNewYorkDate = (epochDay: number) => spxDates.has(epochDay)
// 1970-01-01 was a Thursday.
const isWeekday = (epochDay: number) => (epochDay + 3) % 7 < 5

/** Seconds that New York is ahead of UTC. */
const newYorkOffset = remembered((hour: number) => {
  const instant = Temporal.Instant.fromEpochMilliseconds(hour * HOUR * 1000)
  return instant.toZonedDateTimeISO('America/New_York').offsetNanoseconds / 1e9
})

/** In New York: the date changes so many hours before midnight, the session opens at a minute of the date. */
function newYorkPlace(
  time: number,
  { hoursAhead, openMinute }: { hoursAhead: number; openMinute: number },
): Place {
  const local = time + newYorkOffset(Math.floor(time / HOUR)) + hoursAhead * HOUR
  const epochDay = Math.floor(local / DAY)
  const minute = (local - epochDay * DAY) / 60 - openMinute
  return { epochDay, minute, open: time - minute * 60 }
}

const compactStamp = (stamp: string) => {
  const [, year, month, day, hour, minute] = /^(\d{4})(\d\d)(\d\d) (\d\d)(\d\d)00$/.exec(stamp) ?? []
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)) / 1000
}

export const realMarkets: readonly RealMarket[] = [
  {
    ...{ symbol: 'NASDAQ:AAPL', resolution: '1D', files: ['daily/aapl-2015-2017.csv'], options: [] },
    ...{ separator: ',', columns: [1, 2, 3, 4, 5], priceScale: 100, volumeScale: 1 },
    time: (stamp) => Date.parse(`${stamp}T00:00:00Z`) / 1000,
    place: (time) => ({ epochDay: time / DAY, minute: 0, open: time }),
    isTradingDate: isNewYorkDate,
  },
  {
    ...{ symbol: 'BITFINEX:BTCUSD', resolution: '1', files: ['bitfinex_1m/BTCUSD_1m_2017.csv.gz'] },
    options: ['--columns', 'time,open,close,high,low,volume'],
    ...{ separator: ',', columns: [1, 3, 4, 2, 5], priceScale: 1e8, volumeScale: 1e8 },
    time: (stamp) => Number(stamp) / 1000,
    place(time) {
      const epochDay = Math.floor(time / DAY)
      return { epochDay, minute: (time - epochDay * DAY) / 60, open: epochDay * DAY }
    },
    isTradingDate: () => true,
  },
  {
    ...{ symbol: 'AMEX:SPY', resolution: '1', options: ['--stamp', 'end'] },
    files: ['spy_1m/nt-spy-minute-2011.csv', 'spy_1m/nt-spy-minute-2011-03.csv'],
    ...{ separator: ';', columns: [1, 2, 3, 4, 5], priceScale: 100, volumeScale: 1 },
    time: (stamp) => compactStamp(stamp) - 60,
    place(time) {
      const place = newYorkPlace(time, { hoursAhead: 0, openMinute: 240 })
      return place.minute >= 0 && place.minute < 16 * 60 ? place : null
    },
    isTradingDate: isNewYorkDate,
  },
  {
    ...{ symbol: 'FX:EURUSD', resolution: '1', options: ['--timezone', 'EST'] },
    files: [1, 2, 3, 4, 5, 6].map((month) => `eurusd_1m/DAT_ASCII_EURUSD_M1_20170${month}.csv.gz`),
    ...{ separator: ';', columns: [1, 2, 3, 4, 5], priceScale: 1e5, volumeScale: 1 },
    time: (stamp) => compactStamp(stamp) + 5 * HOUR,
    place(time) {
      const place = newYorkPlace(time, { hoursAhead: 7, openMinute: 0 })
      return isWeekday(place.epochDay) ? place : null
    },
    isTradingDate: isWeekday,
  },
]

/** The bars of the files, oldest first, in ticks and units. */
export function readMarket(market: RealMarket, folder: string): BarRow[] {
  const rows = market.files.flatMap((file) => {
    const bytes = readFileSync(resolve(SAMPLES, '..', folder, file))
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
    return text.split(/\r?\n/).flatMap((line): BarRow[] => {
      const fields = line.split(market.separator)
      const [stamp = ''] = fields
      if (!/^\d/.test(stamp)) return []
      const [open, high, low, close, volume] = market.columns.map((column) => Number(fields[column]))
      const ticks = (price: number | undefined) => Math.round(Number(price) * market.priceScale)
      const units = Math.round(Number(volume) * market.volumeScale)
      return [[market.time(stamp), ticks(open), ticks(high), ticks(low), ticks(close), units]]
    })
  })
  return rows.sort(([left], [right]) => left - right)
}

/** The files of a market as the arguments of an import. */
export function importArguments(market: RealMarket, folder: string): string[] {
  const files = market.files.map((file) => join(resolve(SAMPLES, '..', folder), file))
  const { symbol, resolution, options } = market
  return ['import', 'bars', ...files, '--symbol', symbol, '--resolution', resolution, ...options]
}

/** The textbook way: each bar goes to the coarser bar that is open then; null where it belongs to none. */
export function naiveResample(rows: readonly BarRow[], market: RealMarket, resolution: string): BarRow[] {
  if (resolution === market.resolution) return [...rows]
  const openOf = /^\d+$/.test(resolution)
    ? intradayOpen(market, Number(resolution))
    : dateOpen(market, resolution)
  const groups = Map.groupBy(rows, ([time]) => openOf(time))
  groups.delete(null)
  return Array.from(groups, ([open, group]): BarRow => {
    let [high, low, volume] = [-Infinity, Infinity, 0]
    for (const [, , one, other, , units] of group) {
      high = Math.max(high, one)
      low = Math.min(low, other)
      volume += units
    }
    return [open ?? NaN, group[0]?.[1] ?? NaN, high, low, group.at(-1)?.[4] ?? NaN, volume]
  })
}

function intradayOpen(market: RealMarket, minutes: number): (time: number) => number | null {
  return (time) => {
    const place = market.place(time)
    return place === null ? null : place.open + Math.floor(place.minute / minutes) * minutes * 60
  }
}

/** 00:00 UTC of the first trading date of the group. */
function dateOpen(market: RealMarket, resolution: string): (time: number) => number | null {
  const groupOf = dateGroup(market, { count: Number.parseInt(resolution, 10), unit: resolution.at(-1) ?? '' })
  const openOf = remembered((epochDay: number) => {
    const group = groupOf(epochDay)
    let first = epochDay
    for (let earlier = epochDay; groupOf(earlier) === group; earlier -= 1) {
      if (market.isTradingDate(earlier)) first = earlier
    }
    return first * DAY
  })
  return (time) => {
    const place = market.place(time)
    return place === null ? null : openOf(place.epochDay)
  }
}

function dateGroup(
  market: RealMarket,
  { count, unit }: { count: number; unit: string },
): (epochDay: number) => string | number {
  const yearOf = (epochDay: number) => new Date(epochDay * DAY * 1000).getUTCFullYear()
  switch (unit) {
    case 'D':
      return remembered((epochDay) => {
        let place = 0
        const newYear = Date.UTC(yearOf(epochDay), 0, 1) / 1000 / DAY
        for (let day = newYear; day < epochDay; day += 1) place += market.isTradingDate(day) ? 1 : 0
        return `${yearOf(epochDay)} ${Math.floor(place / count)}`
      })
    case 'W':
      return (epochDay) => Math.floor((epochDay + 3) / 7 / count)
    default:
      return (epochDay) => {
        const month = new Date(epochDay * DAY * 1000).getUTCMonth()
        return `${yearOf(epochDay)} ${Math.floor(month / count)}`
      }
  }
}

function remembered<Answer>(compute: (key: number) => Answer): (key: number) => Answer {
  const answers = new Map<number, Answer>()
  return (key) => {
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = compute(key)
    answers.set(key, answer)
    return answer
  }
}
