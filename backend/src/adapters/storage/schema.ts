import type { Generated } from 'kysely'

/** The tables, as Kysely sees them. */
export interface MarketTables {
  calendars: CalendarTable
  instruments: InstrumentTable
  series: SeriesTable
  bar_blocks: BarBlockTable
  simulated_minutes: SimulatedMinuteTable
}

export interface CalendarTable {
  calendar_id: Generated<number>
  timezone: string
  session: string
  holidays: string
  corrections: string
}

export interface InstrumentTable {
  symbol: string
  exchange: string
  name: string
  description: string
  type: string
  calendar_id: number
  currency: string | null
  price_scale: number
  minimum_movement: number
  volume_precision: number
  origin: string
}

export interface SeriesTable {
  series_id: Generated<number>
  symbol: string
  resolution: string
  origin: string
  plots: string
  first_time: number
  last_time: number
  bar_count: number
  revision: number
}

export interface BarBlockTable {
  series_id: number
  start_time: number
  bar_count: number
  first_time: number
  last_time: number
  /** Columns of the bars, see `bar-block.ts`. */
  payload: Uint8Array
}

/** Prices in ticks, volume in lots. */
export interface SimulatedMinuteTable {
  /** Fingerprint of the simulation that it belongs to. */
  simulation: string
  symbol: string
  /** Unix seconds. */
  time: number
  open: number
  high: number
  low: number
  close: number
  volume: number
}
