import type { QuoteRow } from '@trading-pro/contracts'
import { priceFromTicks } from '@trading-pro/engine/numbers'
import type { BarsService, BarSlice } from '../bars/bars.service.ts'
import type { CatalogEntry, CatalogReader } from '../instruments/instruments.service.ts'
import type { LiveMarket } from '../live-market/live-market.service.ts'
import { liveQuoteValues } from './live-answers.ts'

export interface QuotesService {
  /** One row per asked symbol, in the order asked; the row repeats the symbol exactly as it was asked for. */
  quote(symbols: readonly string[]): Promise<QuoteRow[]>
}

/** What quotes are made of. */
export interface QuoteSources {
  readonly catalog: CatalogReader
  readonly bars: BarsService
  readonly live: LiveMarket
}

/**
 * Quotes of what trades here as it is now; of everything else from history, the last day against the day
 * before: nobody knows a bid or an ask then, so there is none.
 */
export function createQuotesService({ catalog, bars, live }: QuoteSources): QuotesService {
  async function quoteOne(symbol: string): Promise<QuoteRow> {
    const entry = (await catalog.current()).find(symbol)
    if (entry === null) return { s: 'error', n: symbol, v: {}, errmsg: 'unknown_symbol' }
    const market = entry.isLive ? live.market(entry.instrument.symbol) : undefined
    if (market !== undefined) return { s: 'ok', n: symbol, v: liveQuoteValues(entry, market, live.at) }
    const resolution = quotedResolution(entry)
    if (resolution === undefined) return { s: 'error', n: symbol, v: {}, errmsg: 'no_data' }
    const slice = await bars.query({ entry, resolution, countBack: 2 })
    return { s: 'ok', n: symbol, v: quoteValues(entry, slice) }
  }
  return { quote: (symbols) => Promise.all(symbols.map(quoteOne)) }
}

/** Days where they can be had, else the stored resolution itself, such as months; none without data. */
function quotedResolution(entry: CatalogEntry): string | undefined {
  return entry.resolutions.includes('1D') ? '1D' : entry.series[0]?.stored.resolution
}

function quoteValues({ instrument }: CatalogEntry, slice: BarSlice): QuoteRow['v'] {
  const days = slice.ranges.flatMap(({ page: { bars }, start, end }) =>
    Array.from({ length: end - start }, (_, offset) => ({
      open: bars.open[start + offset] ?? 0,
      high: bars.high[start + offset] ?? 0,
      low: bars.low[start + offset] ?? 0,
      close: bars.close[start + offset] ?? 0,
      volume: bars.volume[start + offset] ?? 0,
    })),
  )
  const names = {
    short_name: instrument.name,
    exchange: instrument.exchange,
    description: instrument.description,
    original_name: instrument.symbol,
  }
  const last = days.at(-1)
  if (last === undefined) return names
  const price = (value: number) => priceFromTicks(value, instrument.tickSize)
  const previous = days.at(-2)
  const change =
    previous === undefined
      ? {}
      : {
          prev_close_price: price(previous.close),
          ch: price(last.close - previous.close),
          ...(previous.close === 0 ? {} : { chp: percent(last.close - previous.close, previous.close) }),
        }
  return {
    lp: price(last.close),
    open_price: price(last.open),
    high_price: price(last.high),
    low_price: price(last.low),
    volume: last.volume / 10 ** instrument.volumePrecision,
    ...change,
    ...names,
  }
}

/** A ratio in percent to two decimals. */
function percent(part: number, whole: number): number {
  return Math.round((part / whole) * 10_000) / 100
}
