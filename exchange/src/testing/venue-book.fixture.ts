import type { Side } from '@trading-pro/engine'
import type { BookMessage, FeedLevel, FeedMessage } from '../feed/feed-message.ts'

/** The book of a venue, kept plainly: what its messages say, if all of them come. */
export class VenueBook {
  readonly #sides: Record<Side, FeedLevel[]> = { buy: [], sell: [] }
  #lastUpdate: number | null = null

  /** Number of the last update that is in it. */
  get lastUpdate(): number | null {
    return this.#lastUpdate
  }

  apply(message: FeedMessage): void {
    if (message.kind === 'book') {
      this.#sides.buy = [...message.bids]
      this.#sides.sell = [...message.asks]
      this.#lastUpdate = message.lastUpdate
    } else if (message.kind === 'levels') {
      for (const { side, price, size } of message.changes) this.set(side, { price, size })
      this.#lastUpdate = message.updates?.last ?? this.#lastUpdate
    }
  }

  /** Sets a level; of size 0 it is gone. */
  set(side: Side, level: FeedLevel): void {
    const levels = this.#sides[side]
    const sign = side === 'buy' ? -1 : 1
    let [low, high] = [0, levels.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (((levels[middle]?.price ?? 0) - level.price) * sign < 0) low = middle + 1
      else high = middle
    }
    const isThere = levels[low]?.price === level.price
    levels.splice(low, isThere ? 1 : 0, ...(level.size > 0 ? [level] : []))
  }

  /** The best levels of a side, best first. */
  best(side: Side, count: number): readonly FeedLevel[] {
    return this.#sides[side].slice(0, count)
  }

  /** All of it as the venue sends it to who asks. */
  whole(): FeedMessage & BookMessage {
    const { buy, sell } = this.#sides
    const common = { last: null, lastUpdate: this.#lastUpdate, venueTime: null } as const
    return { kind: 'book', bids: [...buy], asks: [...sell], ...common }
  }
}
