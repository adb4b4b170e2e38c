import type { StreamedDepth } from '@trading-pro/contracts'
import { depthOf, type Side } from '@trading-pro/engine'
import type { Market } from '../market/market.ts'
import type { TopicSource } from '../stream/topic-source.ts'
import { changedLevels, checksumOf, type BookWindow, type Levels } from './book-window.ts'

/** The best levels of a market, a side each, in ticks and lots. */
export function windowOf(market: Market, depth: number): BookWindow {
  return { bids: bestLevels(market, 'buy', depth), asks: bestLevels(market, 'sell', depth) }
}

/** The best levels of a market's book. */
export class BookSource implements TopicSource {
  readonly #market: Market
  readonly #depth: StreamedDepth
  #taken: BookWindow = { bids: [], asks: [] }
  #version = -1

  constructor(market: Market, depth: StreamedDepth) {
    this.#market = market
    this.#depth = depth
  }

  takeUpdate(): string | null {
    if (this.#version === this.#market.bookVersion) return null
    this.#version = this.#market.bookVersion
    const shown = windowOf(this.#market, this.#depth)
    const bids = changedLevels(this.#taken.bids, shown.bids, (price, than) => price > than)
    const asks = changedLevels(this.#taken.asks, shown.asks, (price, than) => price < than)
    if (bids.length === 0 && asks.length === 0) return null
    this.#taken = shown
    return this.#textOf({ bids, asks }, '')
  }

  snapshot(): string {
    const { priceScale, quantityScale } = this.#market.definition
    return this.#textOf(this.#taken, `"priceScale":${priceScale},"quantityScale":${quantityScale},`)
  }

  /** A lagging reader gets a snapshot: which levels it has is not known. */
  catchUp(): null {
    return null
  }

  close(): void {
    // It holds nothing.
  }

  #textOf({ bids, asks }: BookWindow, head: string): string {
    const crc = checksumOf(this.#taken)
    return `{${head}"bids":[${this.#levelsText(bids)}],"asks":[${this.#levelsText(asks)}],"crc":${crc}}`
  }

  #levelsText(levels: Levels): string {
    const { priceScale, quantityScale } = this.#market.definition
    return levels.map(([price, quantity]) => `[${price / priceScale},${quantity / quantityScale}]`).join(',')
  }
}

function bestLevels({ instrument }: Market, side: Side, depth: number): Levels {
  const levels: [number, number][] = []
  for (const { price, userQuantity, outsideSize } of depthOf(instrument, side)) {
    levels.push([price, Number(userQuantity) + outsideSize])
    if (levels.length === depth) break
  }
  return levels
}
