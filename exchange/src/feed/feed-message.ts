import type { Side } from '@trading-pro/engine'

/**
 * What a venue sends about one instrument, as an adapter has read it and before anybody has believed it:
 * prices in ticks and sizes in lots may be any numbers. Levels many times away from the price are left out by
 * the adapter of a venue that has them: here they are errors.
 */
export type FeedMessage = {
  /** When the venue sent it, Unix ms; `null`: it does not say. */
  readonly venueTime: number | null
} & (BookMessage | LevelsMessage | TradeMessage)

/** What is displayed at a price. */
export interface FeedLevel {
  readonly price: number
  readonly size: number
}

/** A whole book, best first. */
export interface BookMessage {
  readonly kind: 'book'
  readonly bids: readonly FeedLevel[]
  readonly asks: readonly FeedLevel[]
  /** Price of the last trade; `null`: it does not say. */
  readonly last: number | null
  /** Number of the last update that is in it; `null`: the venue numbers none. */
  readonly lastUpdate: number | null
}

/** Levels as they are from now on; of size 0: gone. */
export interface LevelsMessage {
  readonly kind: 'levels'
  /** In the venue's order. */
  readonly changes: readonly (FeedLevel & { readonly side: Side })[]
  /** Numbers of its first and last update, so that none can be missed; `null`: the venue numbers none. */
  readonly updates: { readonly first: number; readonly last: number } | null
}

/** A trade. */
export interface TradeMessage {
  readonly kind: 'trade'
  readonly price: number
  readonly quantity: number
  /** The side that crossed; `null`: it does not say. */
  readonly aggressor: Side | null
  /** The venue's number of it, which grows; `null`: it has none. */
  readonly tradeId: number | null
}
