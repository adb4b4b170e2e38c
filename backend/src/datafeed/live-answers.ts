import type { DepthAnswer, QuoteRow, TradesAnswer } from '@trading-pro/contracts'
import { quoteOf, tradeOf, windowOf, type Market } from '@trading-pro/exchange'
import type { CatalogEntry } from '../instruments/instruments.service.ts'

/** The quote of a market as values of the datafeed; what is not known is left out. */
export function liveQuoteValues({ instrument }: CatalogEntry, market: Market, at: number): QuoteRow['v'] {
  const quote = quoteOf(market, at)
  const { bid, ask, changePercent } = quote
  const { priceScale } = market.definition
  const known: Record<string, number | null> = {
    lp: quote.last,
    ask,
    bid,
    spread: bid === null || ask === null ? null : Math.round((ask - bid) * priceScale) / priceScale,
    open_price: quote.open,
    high_price: quote.high,
    low_price: quote.low,
    prev_close_price: quote.previousClose,
    volume: quote.volume,
    ch: quote.change,
    chp: changePercent === null ? null : Math.round(changePercent * 100) / 100,
  }
  return {
    ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null)),
    short_name: instrument.name,
    exchange: instrument.exchange,
    description: instrument.description,
    original_name: instrument.symbol,
  }
}

/** The best prices of a market. */
export function depthOfMarket(market: Market, { levels, at }: { levels: number; at: number }): DepthAnswer {
  const { symbol, priceScale, quantityScale } = market.definition
  const { bids, asks } = windowOf(market, levels)
  const onWire = (side: typeof bids) =>
    side.map(([price, quantity]) => [price / priceScale, quantity / quantityScale])
  return { symbol, priceScale, quantityScale, time: at, bids: onWire(bids), asks: onWire(asks) }
}

/** The last trades of a market, the newest at the end. */
export function tradesOfMarket(market: Market, limit: number): TradesAnswer {
  const { tape, definition } = market
  return { symbol: definition.symbol, trades: tape.newest(limit).map((print) => tradeOf(market, print)) }
}
