import { allocateBars, type Bars } from '@trading-pro/market'
import type {
  Instrument,
  MarketStore,
  Plots,
  SeriesRevision,
  UpsertCounts,
} from '../adapters/storage/market-store.ts'

/** Open time (Unix s), open, high, low, close (ticks), volume (units). */
export type BarRow = readonly [
  time: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
]

export function barsOf(rows: readonly BarRow[]): Bars {
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

export function rowsOf({ time, open, high, low, close, volume }: Bars): BarRow[] {
  return Array.from(time, (at, index) => [
    at,
    open[index] ?? NaN,
    high[index] ?? NaN,
    low[index] ?? NaN,
    close[index] ?? NaN,
    volume[index] ?? NaN,
  ])
}

/** Always open, prices in cents, unless said otherwise. */
export function testInstrument(symbol: string, differences: Partial<Instrument> = {}): Instrument {
  const [exchange = '', name = ''] = symbol.split(':')
  return {
    ...{ symbol, exchange, name, description: `${name} of a test`, type: 'crypto' },
    ...{ timezone: 'Etc/UTC', session: '24x7', holidays: '', corrections: '', currency: 'USD' },
    ...{ tickSize: { priceScale: 100, minimumMovement: 1 }, volumePrecision: 0, origin: 'import' },
    ...differences,
  }
}

export interface TestSeries {
  readonly instrument: Instrument
  readonly resolution: string
  readonly rows: readonly BarRow[]
  readonly plots?: Plots
}

/** Stores an instrument and bars of it in one transaction. */
export function storeSeries(store: MarketStore, series: TestSeries): Promise<UpsertCounts> {
  const { instrument, resolution, rows, plots = 'ohlcv' } = series
  return store.transact(async (writer) => {
    await writer.putInstrument(instrument)
    const target = await writer.writeSeries({ symbol: instrument.symbol, resolution, origin: 'import' })
    await target.upsert(barsOf(rows))
    return target.finish(plots)
  })
}

/** All bars of a stored series. */
export async function readSeries(store: MarketStore, series: SeriesRevision): Promise<BarRow[]> {
  const rows: BarRow[] = []
  for (const { startTime } of await store.blockHeads(series)) {
    const bars = await store.readBlock(series, startTime)
    if (bars !== null) rows.push(...rowsOf(bars))
  }
  return rows
}
