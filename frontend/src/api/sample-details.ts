import type { QuoteRow, SymbolDetails } from '@trading-pro/contracts'
import {
  canResample,
  formatResolution,
  parseResolution,
  type Bars,
  type CalendarDefinition,
  type Resolution,
  type SampleInstrument,
} from '@trading-pro/market'

/** The dated ones of those that the API offers; the samples have nothing finer. */
const OFFERED = ['1D', '2D', '3D', '1W', '2W', '1M', '3M', '6M', '12M']

/** A bundled instrument in the words of the API. */
export function describeSample(
  sample: SampleInstrument,
  { bars, hours }: { readonly bars: Bars; readonly hours: CalendarDefinition },
): SymbolDetails {
  const served = servedResolutions(sample)
  const multipliers = (unit: Resolution['unit']) =>
    served.filter((resolution) => resolution.unit === unit).map(({ count }) => String(count))
  return {
    name: sample.name,
    ticker: sample.symbol,
    description: sample.description,
    type: sample.type,
    session: hours.session,
    session_holidays: hours.holidays,
    corrections: hours.corrections,
    exchange: sample.exchange,
    listed_exchange: sample.exchange,
    timezone: hours.timezone,
    format: 'price',
    pricescale: sample.tickSize.priceScale,
    minmov: sample.tickSize.minimumMovement,
    has_intraday: false,
    intraday_multipliers: [],
    has_seconds: false,
    seconds_multipliers: [],
    has_daily: multipliers('day').length > 0,
    daily_multipliers: multipliers('day'),
    has_weekly_and_monthly: true,
    weekly_multipliers: multipliers('week'),
    monthly_multipliers: multipliers('month'),
    supported_resolutions: served.map(formatResolution),
    visible_plots_set: sample.plots,
    volume_precision: sample.volumePrecision,
    data_status: 'endofday',
    currency_code: sample.currency,
    library_custom_fields: {
      origin: 'sample',
      has_data: true,
      bars_count: bars.time.length,
      first_time: bars.time.at(0) ?? null,
      last_time: bars.time.at(-1) ?? null,
    },
  }
}

function servedResolutions(sample: SampleInstrument): readonly Resolution[] {
  const from = parseResolution(sample.resolution)
  const offered = OFFERED.flatMap((text) => parseResolution(text) ?? [])
  return from === null ? [] : offered.filter((to) => canResample({ from, to }))
}

/** The last bar against the one before, as the API quotes a symbol that has history only. */
export function quoteSample(asked: string, sample: SampleInstrument, bars: Bars): QuoteRow {
  const price = (ticks: number) => (ticks * sample.tickSize.minimumMovement) / sample.tickSize.priceScale
  const last = bars.close.at(-1) ?? Number.NaN
  const previous = bars.close.at(-2) ?? last
  return {
    s: 'ok',
    n: asked,
    v: {
      lp: price(last),
      open_price: price(bars.open.at(-1) ?? last),
      high_price: price(bars.high.at(-1) ?? last),
      low_price: price(bars.low.at(-1) ?? last),
      prev_close_price: price(previous),
      volume: bars.volume.at(-1) ?? 0,
      ch: price(last - previous),
      chp: Math.round(((last - previous) / previous) * 10_000) / 100,
      short_name: sample.name,
      exchange: sample.exchange,
      description: sample.description,
      original_name: sample.symbol,
    },
  }
}
