import type { MarketData } from '@trading-pro/client'
import type { QuoteRow } from '@trading-pro/contracts'
import {
  directionOf,
  formatChange,
  formatPercent,
  formatPrice,
  type Direction,
  type PriceFormat,
} from '../ui/format.ts'

/** A quote in words. */
export interface QuoteView {
  /** What to open. */
  readonly symbol: string
  readonly name: string
  /** Tells it from others of its name. */
  readonly exchange: string
  readonly description: string
  readonly last: string | null
  readonly change: string | null
  readonly percent: string | null
  readonly direction: Direction
  /** Why there is no quote. */
  readonly refusal: string | null
}

/** The codes of the API in words. */
const REFUSALS: Readonly<Record<string, string>> = {
  no_data: 'No data yet',
  unknown_symbol: 'Unknown symbol',
}

/** Puts a quote into words; the format is that of its symbol. */
export function viewQuote({ n, s, v, errmsg }: QuoteRow, format: PriceFormat): QuoteView {
  const nameStart = n.indexOf(':') + 1
  const isKnown = s === 'ok' && v.lp !== undefined
  return {
    symbol: n,
    name: v.short_name ?? n.slice(nameStart),
    exchange: nameStart > 0 ? n.slice(0, nameStart - 1) : (v.exchange ?? ''),
    description: v.description ?? '',
    last: v.lp === undefined ? null : formatPrice(v.lp, format),
    change: v.ch === undefined ? null : formatChange(v.ch, format),
    percent: v.chp === undefined ? null : formatPercent(v.chp),
    direction: directionOf(v.ch ?? 0),
    refusal: isKnown ? null : (REFUSALS[errmsg ?? ''] ?? errmsg ?? 'No quote'),
  }
}

/** A quote as the market moves it. */
export interface LiveQuoteView extends QuoteView {
  /** `null` where that side has nobody. */
  readonly bid: string | null
  readonly ask: string | null
}

/** A quote with what the stream says of it. */
export function viewLiveQuote(view: QuoteView, live: MarketData, format: PriceFormat): LiveQuoteView {
  const price = (value: number | null) => (value === null ? null : formatPrice(value, format))
  return {
    ...view,
    last: price(live.last) ?? view.last,
    change: live.change === null ? view.change : formatChange(live.change, format),
    percent: live.changePercent === null ? view.percent : formatPercent(live.changePercent),
    direction: live.change === null ? view.direction : directionOf(live.change),
    refusal: live.last === null ? view.refusal : null,
    bid: price(live.bid),
    ask: price(live.ask),
  }
}

/** The row of a symbol whose quote has not come. */
export const viewWithoutQuote = (symbol: string): QuoteView =>
  viewQuote({ s: 'error', n: symbol, v: {}, errmsg: 'No quote yet' }, { pricescale: 1, minmov: 1 })

/** The names that more than one of the quotes has. */
export function repeatedNames(views: readonly QuoteView[]): ReadonlySet<string> {
  const seen = new Set<string>()
  return new Set(views.map(({ name }) => name).filter((name) => seen.has(name) || !seen.add(name)))
}
