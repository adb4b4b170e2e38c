import { crc32 } from './crc32.ts'
import type { BookSnapshot, BookUpdate } from '../generated/v1/stream-models.ts'

/** Levels a side that the checksum covers. */
const CHECKED_LEVELS = 10

/** A price and the quantity there. */
export type BookLevel = readonly [price: number, quantity: number]

/** A book that is kept up from the messages of an `orderbook` topic. */
export interface OrderBook {
  /** Best first: highest price first. Empty while the book is not sound. */
  readonly bids: readonly BookLevel[]
  /** Best first: lowest price first. Empty while the book is not sound. */
  readonly asks: readonly BookLevel[]
  /** Whether there was a snapshot, and every checksum since has been right. */
  readonly isSound: boolean
  /** Begins anew. @returns whether the checksum is right; if not, the topic needs a resync */
  reset(snapshot: BookSnapshot): boolean
  /** Changes levels. @returns whether the checksum is right; if not, the topic needs a resync */
  apply(update: BookUpdate): boolean
}

type Side = BookLevel[]

/** An empty book. */
export function createOrderBook(): OrderBook {
  let scales = { price: 1, quantity: 1 }
  let bids: Side = []
  let asks: Side = []
  let isSound = false

  /** Levels are told apart by their ticks: two ways to compute a price may differ in its last bit. */
  const ticks = (price: number): number => Math.round(price * scales.price)

  function change(side: Side, level: BookLevel, direction: 1 | -1): void {
    const wanted = ticks(level[0]) * direction
    const rank = (index: number): number => ticks(side[index]?.[0] ?? Infinity) * direction
    let [low, high] = [0, side.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (rank(middle) < wanted) low = middle + 1
      else high = middle
    }
    const isThere = low < side.length && rank(low) === wanted
    if (level[1] === 0) side.splice(low, isThere ? 1 : 0)
    else side.splice(low, isThere ? 1 : 0, level)
  }

  function textOf(side: Side): string {
    const best = side.slice(0, CHECKED_LEVELS)
    return best.map(([price, size]) => `${ticks(price)}:${Math.round(size * scales.quantity)}`).join(',')
  }

  function verify(checksum: number): boolean {
    isSound = crc32(`${textOf(asks)}|${textOf(bids)}`) === checksum
    if (!isSound) [bids, asks] = [[], []]
    return isSound
  }

  return {
    get bids() {
      return bids
    },
    get asks() {
      return asks
    },
    get isSound() {
      return isSound
    },
    reset(snapshot) {
      scales = { price: snapshot.priceScale, quantity: snapshot.quantityScale }
      bids = [...snapshot.bids]
      asks = [...snapshot.asks]
      return verify(snapshot.crc)
    },
    apply(update) {
      if (!isSound) return false
      for (const level of update.bids) change(bids, level, -1)
      for (const level of update.asks) change(asks, level, 1)
      return verify(update.crc)
    },
  }
}
