import type { Insertable, Selectable } from 'kysely'
import type { Instrument, Origin, Plots, StoredSeries } from './market-store.ts'
import type { CalendarTable, InstrumentTable, SeriesTable } from './schema.ts'

/** Rows of the tables to values of the port, and back. Instruments share the texts of their calendar. */
export function instrumentOfRow(
  row: Selectable<InstrumentTable>,
  { timezone, session, holidays, corrections }: Selectable<CalendarTable>,
): Instrument {
  return {
    symbol: row.symbol,
    exchange: row.exchange,
    name: row.name,
    description: row.description,
    type: row.type,
    timezone,
    session,
    holidays,
    corrections,
    currency: row.currency,
    tickSize: { priceScale: row.price_scale, minimumMovement: row.minimum_movement },
    volumePrecision: row.volume_precision,
    origin: originOf(row.origin),
  }
}

export function rowOfInstrument(instrument: Instrument, calendarId: number): Insertable<InstrumentTable> {
  return {
    symbol: instrument.symbol,
    exchange: instrument.exchange,
    name: instrument.name,
    description: instrument.description,
    type: instrument.type,
    calendar_id: calendarId,
    currency: instrument.currency,
    price_scale: instrument.tickSize.priceScale,
    minimum_movement: instrument.tickSize.minimumMovement,
    volume_precision: instrument.volumePrecision,
    origin: instrument.origin,
  }
}

export function seriesOfRow(row: Selectable<SeriesTable>): StoredSeries {
  return {
    seriesId: row.series_id,
    symbol: row.symbol,
    resolution: row.resolution,
    origin: row.origin === 'sample' ? 'sample' : 'import',
    plots: plotsOf(row.plots),
    firstTime: row.first_time,
    lastTime: row.last_time,
    barCount: row.bar_count,
    revision: row.revision,
  }
}

function originOf(text: string): Origin {
  return text === 'listing' || text === 'sample' ? text : 'import'
}

function plotsOf(text: string): Plots {
  return text === 'c' || text === 'ohlc' ? text : 'ohlcv'
}
