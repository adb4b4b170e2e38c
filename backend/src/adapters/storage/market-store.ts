import type { TickSize } from '@trading-pro/engine/numbers'
import type { Bars } from '@trading-pro/market'

/** Where a thing comes from; real and synthetic data never mix, and every answer shows it. */
export type Origin = 'listing' | 'sample' | 'import' | 'simulated'

/** What is traded, as it is stored. `symbol` is `EXCHANGE:NAME`, unique, upper case. */
export interface Instrument {
  readonly symbol: string
  readonly exchange: string
  readonly name: string
  readonly description: string
  /** One of TradingView's symbol types, such as `stock`, `index`, `forex`, `crypto`. */
  readonly type: string
  /** Olson name of the exchange's time zone; sessions are written in it. */
  readonly timezone: string
  /** Session, holidays and corrections in TradingView's grammar. */
  readonly session: string
  readonly holidays: string
  readonly corrections: string
  readonly currency: string | null
  readonly tickSize: TickSize
  /** Volume is stored in units of 10^-volumePrecision. */
  readonly volumePrecision: number
  readonly origin: Origin
}

/** Which values of the bars are real: an index may have no volume, a monthly sample only closes. */
export type Plots = 'ohlcv' | 'ohlc' | 'c'

/** One stored series: the bars of an instrument at the resolution in which they arrived. */
export interface StoredSeries {
  readonly seriesId: number
  readonly symbol: string
  /** Canonical resolution, such as `1`, `1D`, `1M`. */
  readonly resolution: string
  readonly origin: 'sample' | 'import'
  readonly plots: Plots
  /** Open times of the first and last bar, Unix seconds. */
  readonly firstTime: number
  readonly lastTime: number
  readonly barCount: number
  /** Grows with each change of the bars; caches compare it. */
  readonly revision: number
}

/** A series as it was at some time: whoever reads it piece by piece gets the pieces of one revision. */
export type SeriesRevision = Pick<StoredSeries, 'seriesId' | 'revision'>

/** The bars of one block: a fixed span of time of one series, never empty. */
export interface BlockHead {
  /** Start of the span, Unix seconds, a multiple of it. */
  readonly startTime: number
  readonly barCount: number
  /** Open times of its first and last bar, Unix seconds. */
  readonly firstTime: number
  readonly lastTime: number
}

export interface UpsertCounts {
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
}

/** A minute of a simulated instrument, in ticks and lots, that is not what the generator makes. */
export interface SimulatedMinute {
  /** Fingerprint of the simulation that it belongs to. */
  readonly simulation: string
  readonly symbol: string
  /** Unix seconds. */
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** Writes bars into one series, block by block; memory does not grow with the number of bars. */
export interface SeriesWriter {
  /** Bars in ascending order within one call; calls may come in any order, so newest-first files work. */
  upsert(bars: Bars): Promise<void>
  /** Writes what is left and the series' summary. A series without bars is not kept. */
  finish(plots: Plots): Promise<UpsertCounts>
}

/** All writes of one transaction: everything or nothing. */
export interface MarketWriter {
  instrument(symbol: string): Promise<Instrument | null>
  /** Inserts, or replaces what is stored under the same symbol. */
  putInstrument(instrument: Instrument): Promise<void>
  /** Inserts those that are not stored yet; answers how many were new. */
  addInstruments(instruments: readonly Instrument[]): Promise<number>
  seriesOf(symbol: string): Promise<readonly StoredSeries[]>
  writeSeries(key: { symbol: string; resolution: string; origin: 'sample' | 'import' }): Promise<SeriesWriter>
  deleteSeries(seriesId: number): Promise<void>
  /** Inserts, or replaces what is stored of the same symbols and times. */
  putSimulatedMinutes(minutes: readonly SimulatedMinute[]): Promise<void>
}

/** The port: instruments and bars. Reads see the last commit and never wait for a writer. */
export interface MarketStore extends AsyncDisposable {
  instruments(): Promise<readonly Instrument[]>
  series(): Promise<readonly StoredSeries[]>
  /** All of them, in the order of time. */
  simulatedMinutes(simulation: string): Promise<readonly SimulatedMinute[]>
  /** In the order of time; none when the series is gone, or another revision by now. */
  blockHeads(series: SeriesRevision): Promise<readonly BlockHead[]>
  /** The bars of the block that starts at `startTime`; `null` when the series, as it was, has none. */
  readBlock(series: SeriesRevision, startTime: number): Promise<Bars | null>
  transact<Result>(work: (writer: MarketWriter) => Promise<Result>): Promise<Result>
  /** A number that changes when another process has committed. */
  dataVersion(): number
}
