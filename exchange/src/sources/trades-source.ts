import type { Trade } from '@trading-pro/contracts'
import { SNAPSHOT_TRADES_MAX } from '../limits.ts'
import type { Market } from '../market/market.ts'
import type { Print } from '../market/tape.ts'
import type { TopicSource } from '../stream/topic-source.ts'

/** A print as numbers of the wire. */
export function tradeOf({ definition }: Market, { tradeId, price, quantity, side, at }: Print): Trade {
  const { priceScale, quantityScale } = definition
  return { tradeId, price: price / priceScale, quantity: quantity / quantityScale, side, time: at }
}

/** Every print of a market. */
export class TradesSource implements TopicSource {
  readonly #market: Market
  readonly #stop: () => void
  #waiting: Print[] = []
  #shown: readonly Print[]

  constructor(market: Market) {
    this.#market = market
    this.#shown = market.tape.newest(SNAPSHOT_TRADES_MAX)
    this.#stop = market.tape.listen((print) => this.#waiting.push(print))
  }

  takeUpdate(): string | null {
    if (this.#waiting.length === 0) return null
    const text = this.#textOf(this.#waiting)
    this.#shown = [...this.#shown, ...this.#waiting].slice(-SNAPSHOT_TRADES_MAX)
    this.#waiting = []
    return text
  }

  snapshot(): string {
    return this.#textOf(this.#shown)
  }

  /** Nothing is ever left out. */
  catchUp(): null {
    return null
  }

  close(): void {
    this.#stop()
  }

  #textOf(prints: readonly Print[]): string {
    return JSON.stringify({ trades: prints.map((print) => tradeOf(this.#market, print)) })
  }
}
