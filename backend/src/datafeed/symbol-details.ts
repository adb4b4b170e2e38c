import type { SymbolDetails } from '@trading-pro/contracts'
import { parseResolution, type Resolution } from '@trading-pro/market'
import { barCountOf, type CatalogEntry } from '../instruments/instruments.service.ts'
import { historySpan } from './history-span.ts'

/** A symbol in TradingView's shape, with what we know of its data at a moment (Unix ms). */
export function describeSymbol(entry: CatalogEntry, at: number): SymbolDetails {
  const { instrument, series, resolutions, hasData, isLive } = entry
  const span = historySpan(entry, at)
  const multipliers = multipliersOf(resolutions)
  const hasWeeks = multipliers.week.length > 0
  const hasMonths = multipliers.month.length > 0
  return {
    name: instrument.name,
    ticker: instrument.symbol,
    description: instrument.description,
    type: instrument.type,
    session: instrument.session,
    session_holidays: instrument.holidays,
    corrections: instrument.corrections,
    exchange: instrument.exchange,
    listed_exchange: instrument.exchange,
    timezone: instrument.timezone,
    format: 'price',
    pricescale: instrument.tickSize.priceScale,
    minmov: instrument.tickSize.minimumMovement,
    has_intraday: multipliers.minute.length > 0 || multipliers.second.length > 0,
    intraday_multipliers: multipliers.minute,
    has_seconds: multipliers.second.length > 0,
    seconds_multipliers: multipliers.second,
    has_daily: multipliers.day.length > 0,
    daily_multipliers: multipliers.day,
    has_weekly_and_monthly: hasWeeks || hasMonths,
    weekly_multipliers: multipliers.week,
    monthly_multipliers: multipliers.month,
    supported_resolutions: [...resolutions],
    visible_plots_set: series[0]?.stored.plots ?? 'ohlcv',
    volume_precision: instrument.volumePrecision,
    data_status: isLive ? 'streaming' : 'endofday',
    ...(instrument.currency === null ? {} : { currency_code: instrument.currency }),
    library_custom_fields: {
      origin: isLive ? 'simulated' : (series[0]?.stored.origin ?? 'listing'),
      has_data: hasData,
      bars_count: barCountOf(entry),
      first_time: span?.first ?? null,
      last_time: span?.last ?? null,
    },
  }
}

/** The counts that are served, by unit. */
function multipliersOf(resolutions: readonly string[]): Record<Resolution['unit'], string[]> {
  const multipliers = { second: [], minute: [], day: [], week: [], month: [] } as Record<
    Resolution['unit'],
    string[]
  >
  for (const text of resolutions) {
    const resolution = parseResolution(text)
    if (resolution !== null) multipliers[resolution.unit].push(String(resolution.count))
  }
  return multipliers
}
