import { roundToTick, type TickSize } from '@trading-pro/engine/numbers'
import { assert } from '@trading-pro/engine/assert'
import { allocateBars, type Bars } from '../bars/bars.ts'
import type { Calendar } from '../calendar/calendar.ts'
import type { Venue } from '../calendar/venues/venue-calendar.ts'
import { epochDayFromDate, parseCompactDate, SECONDS_PER_DAY } from '../dates/dates.ts'

/**
 * An instrument whose real bars are bundled in `samples/`, so that there is something to look at from the
 * start.
 */
export interface SampleInstrument {
  /** `EXCHANGE:NAME`. */
  readonly symbol: string
  readonly exchange: string
  readonly name: string
  readonly description: string
  readonly type: 'index' | 'stock'
  readonly currency: 'USD'
  /** Whose sessions and holidays it keeps. */
  readonly venue: Venue
  readonly tickSize: TickSize
  /** Decimals of the volume. */
  readonly volumePrecision: number
  /** Canonical resolution of the bundled bars. */
  readonly resolution: '1D' | '1M'
  /** Which values are real: of the stocks only monthly closes are bundled. */
  readonly plots: 'ohlcv' | 'c'
  /** File in `samples/`. */
  readonly file: 'sp500-2000.csv' | 'stocks.csv'
}

const CENT: TickSize = { priceScale: 100, minimumMovement: 1 }

function stock(symbol: string, description: string): SampleInstrument {
  const [exchange = '', name = ''] = symbol.split(':')
  return {
    ...{ symbol, exchange, name, description, type: 'stock', currency: 'USD', venue: 'XNYS' },
    ...{ tickSize: CENT, volumePrecision: 0, resolution: '1M', plots: 'c', file: 'stocks.csv' },
  }
}

/** The bundled instruments: the S&P 500 by day 2000-2020, and five stocks by month 2000-2010. */
export const sampleInstruments: readonly SampleInstrument[] = [
  {
    ...{ symbol: 'INDEX:SPX', exchange: 'INDEX', name: 'SPX', description: 'S&P 500', type: 'index' },
    ...{ currency: 'USD', venue: 'XNYS', tickSize: CENT, volumePrecision: 0 },
    ...{ resolution: '1D', plots: 'ohlcv', file: 'sp500-2000.csv' },
  },
  stock('NASDAQ:AAPL', 'Apple Inc.'),
  stock('NASDAQ:MSFT', 'Microsoft Corporation'),
  stock('NASDAQ:GOOG', 'Alphabet Inc.'),
  stock('NASDAQ:AMZN', 'Amazon.com, Inc.'),
  stock('NYSE:IBM', 'International Business Machines'),
]

/**
 * The bundled bars of an instrument, prices rounded to its tick.
 *
 * @param text - the whole file that the instrument names
 * @param calendar - its hours: months open on their first trading day
 * @throws InvariantError when the file is not the bundled one
 */
export function readSampleBars(text: string, instrument: SampleInstrument, calendar: Calendar): Bars {
  const rows = text.trim().split('\n').slice(1)
  return instrument.resolution === '1D' ? readDays(rows, instrument) : readMonths(rows, instrument, calendar)
}

/** Rows `date,open,high,low,close,adjclose,volume`. */
function readDays(rows: readonly string[], { tickSize }: SampleInstrument): Bars {
  const bars = allocateBars(rows.length)
  for (const [index, row] of rows.entries()) {
    const [date = '', open = '', high = '', low = '', close = '', , volume = ''] = row.trim().split(',')
    bars.time[index] = epochDayOfIsoDate(date) * SECONDS_PER_DAY
    bars.open[index] = priceOf(open, tickSize)
    bars.high[index] = priceOf(high, tickSize)
    bars.low[index] = priceOf(low, tickSize)
    bars.close[index] = priceOf(close, tickSize)
    bars.volume[index] = Number(volume)
  }
  return bars
}

/** Rows `symbol,Jan 1 2000,price` of several instruments. */
function readMonths(rows: readonly string[], instrument: SampleInstrument, calendar: Calendar): Bars {
  const own = rows.map((row) => row.trim().split(',')).filter(([name]) => name === instrument.name)
  const bars = allocateBars(own.length)
  for (const [index, [, date = '', price = '']] of own.entries()) {
    const first = epochDayOfMonthDate(date)
    bars.time[index] = (calendar.firstTradingDayOfMonth(first) ?? first) * SECONDS_PER_DAY
    const close = priceOf(price, instrument.tickSize)
    bars.open[index] = close
    bars.high[index] = close
    bars.low[index] = close
    bars.close[index] = close
  }
  return bars
}

function priceOf(text: string, tickSize: TickSize): number {
  const rounded = roundToTick(text, tickSize)
  assert(rounded !== null, 'prices of the bundled samples are decimals')
  return rounded.price
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** `2000-01-03` as days from 1970-01-01. */
function epochDayOfIsoDate(text: string): number {
  const day = parseCompactDate(text.replaceAll('-', ''))
  assert(day !== null, 'dates of the bundled samples are dates')
  return day
}

/** `Jan 1 2000` as days from 1970-01-01. */
function epochDayOfMonthDate(text: string): number {
  const [month = '', day = '', year = ''] = text.split(' ')
  assert(MONTHS.includes(month), 'months of the bundled samples are months')
  return epochDayFromDate({ year: Number(year), month: MONTHS.indexOf(month) + 1, day: Number(day) })
}
