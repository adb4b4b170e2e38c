import type { MarketData } from '@trading-pro/contracts'
import { depthOf, type Side } from '@trading-pro/engine'
import type { Market } from '../market/market.ts'
import type { TopicSource } from '../stream/topic-source.ts'

type Fields = Record<string, string | number | null>

/** The quote of a market as numbers of the wire. */
export function quoteOf(market: Market, at: number): MarketData {
  const { definition, tape, day, previousClose, heardAt } = market
  const { priceScale, quantityScale } = definition
  const price = (ticks: number | null) => (ticks === null ? null : ticks / priceScale)
  const [bid, bidSize] = bestOf(market, 'buy')
  const [ask, askSize] = bestOf(market, 'sell')
  // Before anything has traded here it is what the day before ended with.
  const last = tape.last?.price ?? market.instrument.last ?? previousClose
  const change = last === null || previousClose === null ? null : last - previousClose
  return {
    bid: price(bid),
    bidSize: bidSize === null ? null : bidSize / quantityScale,
    ask: price(ask),
    askSize: askSize === null ? null : askSize / quantityScale,
    last: price(last),
    lastSize: tape.last === null ? null : tape.last.quantity / quantityScale,
    open: price(day?.open ?? null),
    high: price(day?.high ?? null),
    low: price(day?.low ?? null),
    previousClose: price(previousClose),
    change: price(change),
    changePercent: change === null || previousClose === null ? null : percentOf(change, previousClose),
    volume: (day?.volume ?? 0) / quantityScale,
    marketState: market.stateAt(at),
    time: heardAt,
  }
}

/** The quote of an instrument, by the fields that change. */
export class QuoteSource implements TopicSource {
  readonly #market: Market
  readonly #nowMs: () => number
  #taken: Fields = {}

  constructor(market: Market, nowMs: () => number) {
    this.#market = market
    this.#nowMs = nowMs
  }

  takeUpdate(): string | null {
    const current: Fields = quoteOf(this.#market, this.#nowMs())
    const changed = Object.entries(current).filter(([name, value]) => this.#taken[name] !== value)
    // That time has passed is no news of its own.
    if (changed.every(([name]) => name === 'time')) return null
    this.#taken = current
    return JSON.stringify(Object.fromEntries(changed))
  }

  snapshot(): string {
    return JSON.stringify(this.#taken)
  }

  /** All fields bring everybody to the same state. */
  catchUp(): string {
    return this.snapshot()
  }

  close(): void {
    // It holds nothing.
  }
}

function bestOf({ instrument }: Market, side: Side): [price: number | null, size: number | null] {
  for (const { price, userQuantity, outsideSize } of depthOf(instrument, side)) {
    return [price, Number(userQuantity) + outsideSize]
  }
  return [null, null]
}

/** To four decimals: more are noise. */
function percentOf(change: number, of: number): number | null {
  return of === 0 ? null : Math.round((change / of) * 1_000_000) / 10_000
}
