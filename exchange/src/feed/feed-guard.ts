import type { BookMessage, FeedMessage, LevelsMessage, TradeMessage } from './feed-message.ts'

/** Why a message of a source is not believed. */
export const feedFaults = [
  /** It needs a whole book that has not come. */
  'early',
  /** A price or size is no whole number above 0, or too large. */
  'out_of_bounds',
  /** A whole book whose sides are out of order, or meet. */
  'disordered_book',
  /** A price many times another one. */
  'far_off',
  /** Updates are missing before it. */
  'gap',
  /** It is long past, or later than our own clock can be wrong. */
  'out_of_order',
  /** It came already. */
  'duplicate',
] as const
export type FeedFault = (typeof feedFaults)[number]
export type FaultCounts = Readonly<Record<FeedFault, number>>

/** Prices and sizes that the engine can count with. */
const MEASURE_MAX = 1_000_000_000_000_000
/**
 * A price so many times another one is an error of the source. One that is a hundred times too high is found
 * though the price has moved fivefold since.
 */
const FAR_OFF_FACTOR = 20
/** So many prices that agree with each other are right, and the one before them was wrong. */
const AGREEING_MESSAGES = 20
/** A venue's clock may go back by so much between messages that overtake each other, ms. */
const DISORDER_MS = 1_000
/** A venue's clock and ours are never so far apart, ms. */
const CLOCKS_APART_MS = 60_000

/** No message of any fault. */
export function noFaults(): Record<FeedFault, number> {
  return {
    early: 0,
    out_of_bounds: 0,
    disordered_book: 0,
    far_off: 0,
    gap: 0,
    out_of_order: 0,
    duplicate: 0,
  }
}

/**
 * Looks at each message of a source about one instrument: what cannot be true is counted and kept out. Where
 * that leaves a hole in the book, no change of levels is believed before the next whole book.
 */
export class FeedGuard {
  readonly #counts = noFaults()
  #needsBook = true
  /** The last price that was believed. */
  #reference: number | null = null
  /** The last price that was far off, and how many in a row have agreed with it. */
  #rival: number | null = null
  #agreeing = 0
  #newestTime = -Infinity
  #newestTradeId = -Infinity
  #lastUpdate: number | null = null
  /** The link was lost, and no trade has come since. */
  #mayNumberAnew = false

  /** Messages that were kept out, by why. */
  get counts(): FaultCounts {
    return this.#counts
  }

  /** Whether the book is not known: before the first whole one, after a break, and after a hole. */
  get needsBook(): boolean {
    return this.#needsBook
  }

  /**
   * Says why a message is not to be believed; `null` when it is, and is the newest from now on.
   *
   * @param at - when it arrived, Unix ms
   */
  judge(message: FeedMessage, at: number): FeedFault | null {
    const fault = this.#faultOf(message, at)
    if (fault === null) this.#believe(message)
    else {
      this.#counts[fault] += 1
      if (message.kind === 'levels' && fault !== 'duplicate') this.#needsBook = true
    }
    return fault
  }

  /** The link was lost: nobody knows what was missed. */
  forget(): void {
    this.#needsBook = true
    this.#mayNumberAnew = true
  }

  #faultOf(message: FeedMessage, at: number): FeedFault | null {
    const before = this.#orderFaultOf(message)
    if (before !== null) return before
    if (!isWithinBounds(message)) return 'out_of_bounds'
    if (message.kind === 'book' && !isOrdered(message)) return 'disordered_book'
    if (this.#isOfAnotherTime(message, at)) return 'out_of_order'
    return this.#isFarOff(message) ? 'far_off' : null
  }

  /** What is wrong with its place among the others, by their numbers. */
  #orderFaultOf(message: FeedMessage): FeedFault | null {
    switch (message.kind) {
      case 'trade':
        return this.#reference === null ? 'early' : this.#tradeFaultOf(message)
      case 'levels':
        return this.#needsBook ? 'early' : this.#levelsFaultOf(message)
      case 'book': {
        const isOld = (message.lastUpdate ?? Infinity) < (this.#lastUpdate ?? -Infinity)
        return isOld && !this.#needsBook ? 'out_of_order' : null
      }
    }
  }

  #tradeFaultOf({ tradeId, venueTime }: TradeMessage & FeedMessage): FeedFault | null {
    if (tradeId === null || tradeId > this.#newestTradeId) return null
    // Venues send their last trades again after a break; a later one that has a lower number is new.
    if (this.#mayNumberAnew && venueTime !== null && venueTime > this.#newestTime) return null
    return tradeId === this.#newestTradeId ? 'duplicate' : 'out_of_order'
  }

  #levelsFaultOf({ updates }: LevelsMessage): FeedFault | null {
    if (updates === null || this.#lastUpdate === null) return null
    if (updates.last <= this.#lastUpdate) return 'duplicate'
    return updates.first > this.#lastUpdate + 1 ? 'gap' : null
  }

  #isOfAnotherTime(message: FeedMessage, at: number): boolean {
    const { venueTime } = message
    if (venueTime === null) return false
    if (Math.abs(venueTime - at) > CLOCKS_APART_MS) return true
    // Numbers say more than clocks.
    const isNumbered = message.kind === 'levels' && message.updates !== null
    return !isNumbered && venueTime < this.#newestTime - DISORDER_MS
  }

  #isFarOff(message: FeedMessage): boolean {
    const prices = pricesOf(message)
    const reference = this.#reference ?? prices[0] ?? null
    const far = reference === null ? undefined : prices.find((price) => areFar(price, reference))
    if (far === undefined) {
      this.#agreeing = 0
      return false
    }
    this.#agreeing = this.#rival !== null && !areFar(far, this.#rival) ? this.#agreeing + 1 : 1
    this.#rival = far
    // One that disagrees with itself is never right.
    return this.#agreeing < AGREEING_MESSAGES || prices.some((price) => areFar(price, far))
  }

  #believe(message: FeedMessage): void {
    this.#newestTime = Math.max(this.#newestTime, message.venueTime ?? -Infinity)
    switch (message.kind) {
      case 'trade':
        this.#reference = message.price
        this.#newestTradeId = message.tradeId ?? this.#newestTradeId
        this.#mayNumberAnew = false
        return
      case 'levels':
        this.#lastUpdate = message.updates?.last ?? this.#lastUpdate
        return
      case 'book':
        this.#reference = pricesOf(message)[0] ?? this.#reference
        this.#lastUpdate = message.lastUpdate
        this.#needsBook = false
    }
  }
}

function areFar(one: number, other: number): boolean {
  return one >= other * FAR_OFF_FACTOR || other >= one * FAR_OFF_FACTOR
}

/** All prices of a message; the best ones of a book come first. */
function pricesOf(message: FeedMessage): readonly number[] {
  switch (message.kind) {
    case 'trade':
      return [message.price]
    case 'levels':
      return message.changes.map(({ price }) => price)
    case 'book': {
      const { bids, asks, last } = message
      const displayed = [...bids, ...asks].map(({ price }) => price)
      return last === null ? displayed : [...displayed, last]
    }
  }
}

function isWithinBounds(message: FeedMessage): boolean {
  switch (message.kind) {
    case 'trade':
      return isMeasure(message.price) && isMeasure(message.quantity)
    case 'levels':
      // A size of 0: the level is gone.
      return message.changes.every(({ price, size }) => isMeasure(price) && (size === 0 || isMeasure(size)))
    case 'book': {
      const { bids, asks, last } = message
      const areMeasures = [...bids, ...asks].every(({ price, size }) => isMeasure(price) && isMeasure(size))
      return areMeasures && (last === null || isMeasure(last))
    }
  }
}

function isMeasure(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= MEASURE_MAX
}

/** Whether bids fall, asks rise, and they do not meet. */
function isOrdered({ bids, asks }: BookMessage): boolean {
  const prices = [...bids.toReversed(), ...asks].map(({ price }) => price)
  return prices.every((price, index) => index === 0 || price > (prices[index - 1] ?? Infinity))
}
