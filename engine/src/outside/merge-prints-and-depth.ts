import { assert } from '../assert.ts'
import { Book } from '../book/book.ts'
import { NONE } from '../book/price-index.ts'
import { oppositeOf } from '../book/side.ts'
import type { OutsideBook, OutsideLevelChange, OutsideLevels, OutsideTrade } from '../command/commands.ts'
import { reaches } from '../matching/meets.ts'
import { lots, type Lots } from '../numbers/lots.ts'
import type { Ticks } from '../numbers/ticks.ts'
import type { Side } from '../order/order-types.ts'
import { RecentChanges, type RecentChange, type RecentKind } from './recent-changes.ts'

/** Milliseconds that a decrease waits for its print, and a print for its decrease; less is together. */
export const TOGETHER_MS = 250

/** A trade as a venue reports it. */
export interface VenuePrint {
  /** Ticks, at least 1 (FIX 31 LastPx). */
  readonly price: Ticks
  /** Lots, above 0 (FIX 32 LastQty). */
  readonly quantity: Lots
  /** The side that crossed (FIX 2446 AggressorSide); `null` when the venue does not say. */
  readonly aggressor: Side | null
}

/** What a merger needs. */
export interface PrintDepthMergerOptions {
  readonly instrumentId: number
  /**
   * Whether decreases at a price wait for their print. Yes where a user's order rests. Yes is also better
   * where takers of ours consumed (else a print that comes late frees that once more) and behind a user's
   * better order (else its fills may have another source). Everywhere else it would only make the book late.
   */
  readonly isQueued: (side: Side, price: Ticks) => boolean
}

/** What a merger makes of a venue's messages; lists of these are to be executed in order, at its time. */
export type MergedInput = OutsideBook | OutsideLevels | OutsideTrade

/** How well prints and depth of a feed go together, since the merger was made. */
export interface MergerCounts {
  /** Changes of levels that took size away, and how many of them no print explained wholly. */
  decreases: number
  canceled: number
  /** Prints, and how many of them no decrease explained wholly: hidden size, or size that came back. */
  prints: number
  unconfirmed: number
}

/**
 * Makes engine inputs of the depth and the prints of one instrument, which venues send apart, in any order.
 *
 * A print passes at once, and what it took from the displayed size is credit: the decrease that follows says
 * nothing new. A decrease without credit waits for its print where `isQueued` says so, and passes at once
 * elsewhere. Both are remembered: a print takes the oldest decreases first, and counts only once. After
 * `TOGETHER_MS` a decrease that waited is a cancel, and credit that was not used is displayed again.
 * Increases pass at once; only one that meets what the other side still displays, because it waits, waits
 * as long.
 *
 * So a level displays the venue's size, and what waits, less credit; in the end the venue's size. Which of a
 * print and its depth came first changes neither fills nor queues nor sizes, as long as both come within
 * `TOGETHER_MS` and no other decrease of the level falls due between them. A user who joins between them
 * comes after the trade. Where several users wait on a side, what is left ahead of the later ones can differ
 * by what the earlier ones got; and an order of the venue that reaches users, but is gone while it waits to
 * be displayed or whose print comes before it, may fill them in one order and not in the other.
 *
 * Pure: time comes with each call, Unix milliseconds, never backward (InvariantError). Prices, sizes and
 * quantities must be within the bounds of market inputs.
 */
export class PrintDepthMerger {
  /** To be read only. */
  readonly counts: MergerCounts = { decreases: 0, canceled: 0, prints: 0, unconfirmed: 0 }
  readonly #instrumentId: number
  readonly #isQueued: (side: Side, price: Ticks) => boolean
  /** The venue's book as its depth messages say. */
  readonly #venue = new Book<never>()
  readonly #recent = new RecentChanges()
  #at = 0

  constructor({ instrumentId, isQueued }: PrintDepthMergerOptions) {
    this.#instrumentId = instrumentId
    this.#isQueued = isQueued
  }

  /** Time, Unix milliseconds, at which `tick` has something to look at; `null`: nothing is remembered. */
  get dueAt(): number | null {
    return this.#recent.dueAt
  }

  /** The venue's whole book, the first one or a resync: what was remembered is in it. Best first. */
  book(book: Pick<OutsideBook, 'bids' | 'asks' | 'last'>, at: number): MergedInput[] {
    this.#advance(at)
    this.#recent.clear()
    this.#venue.resync('buy', book.bids)
    this.#venue.resync('sell', book.asks)
    const { bids, asks, last } = book
    return [{ kind: 'outside_book', instrumentId: this.#instrumentId, bids, asks, last }]
  }

  /** Levels as the venue displays them now, one message of it, in its order; others are as they were. */
  depth(changes: readonly OutsideLevelChange[], at: number): MergedInput[] {
    const merged = this.#release(at)
    for (const change of changes) this.#display(change, merged)
    return this.#levelsOf(merged)
  }

  /** A trade of the venue. */
  print({ price, quantity, aggressor: said }: VenuePrint, at: number): MergedInput[] {
    assert(quantity > 0, 'a print has a quantity')
    this.counts.prints += 1
    const inputs = this.#levelsOf(this.#release(at))
    const trade = { kind: 'outside_trade', instrumentId: this.#instrumentId, price } as const
    const aggressor = said ?? this.#inferAggressor(price)
    if (aggressor === null) {
      inputs.push({ ...trade, quantity, aggressor, newSize: null })
      return inputs
    }
    const side = oppositeOf(aggressor)
    const { held, passed, unshown } = this.#recent.takeDecreases(side, price, quantity)
    const unseen = quantity - held - passed - unshown
    if (unseen > 0) this.#remember({ kind: 'credit', side, price, quantity: unseen })
    // What passed went before the orders that wait here now: their queue does not move for it. One lot stays,
    // because the print is the last price all the same.
    const isOld = passed > 0 && this.#isQueued(side, price)
    const news = isOld ? lots(Math.max(1, quantity - passed)) : quantity
    inputs.push({ ...trade, quantity: news, aggressor, newSize: this.#shown(side, price) })
    const freed: OutsideLevelChange[] = []
    if (held > 0) this.#displayFreed(side, price, freed)
    inputs.push(...this.#levelsOf(freed))
    return inputs
  }

  /** Nothing but time: decreases that waited long enough are cancels, credit that was not used ends. */
  tick(at: number): MergedInput[] {
    return this.#levelsOf(this.#release(at))
  }

  #advance(at: number): void {
    assert(at >= this.#at, 'time does not go backward')
    this.#at = at
  }

  #levelsOf(changes: readonly OutsideLevelChange[]): MergedInput[] {
    if (changes.length === 0) return []
    return [{ kind: 'outside_levels', instrumentId: this.#instrumentId, changes }]
  }

  #release(at: number): OutsideLevelChange[] {
    this.#advance(at)
    const merged: OutsideLevelChange[] = []
    for (;;) {
      const due = this.#recent.takeDue(at)
      if (due === null) return merged
      this.counts[due.kind === 'credit' ? 'unconfirmed' : 'canceled'] += 1
      if (due.kind === 'passed' || due.kind === 'unshown') continue
      const { side, price } = due.level
      merged.push({ side, price, size: this.#shown(side, price) })
      if (due.kind === 'held') this.#displayFreed(side, price, merged)
    }
  }

  /** Takes over what the venue displays at a level; a level that it meets on the other side must be gone. */
  #display({ side, price, size }: OutsideLevelChange, merged: OutsideLevelChange[]): void {
    if (size > 0) this.#clearReached(side, price, merged)
    const before = this.#shown(side, price)
    const decrease = this.#venueSize(side, price) - size
    this.#venue.setDisplayed(side, price, size)
    if (decrease > 0) this.#rememberDecrease(side, price, decrease)
    const after = this.#shown(side, price)
    if (after !== before) merged.push({ side, price, size: after })
  }

  #clearReached(side: Side, price: Ticks, merged: OutsideLevelChange[]): void {
    const opposite = oppositeOf(side)
    for (;;) {
      const best = this.#venue.bestLevel(opposite)
      if (best === NONE || !reaches(side, price, this.#venue.levelPrice(best))) return
      this.#display({ side: opposite, price: this.#venue.levelPrice(best), size: lots(0) }, merged)
    }
  }

  #rememberDecrease(side: Side, price: Ticks, decrease: number): void {
    this.counts.decreases += 1
    const quantity = decrease - this.#recent.takeCredit(side, price, decrease)
    if (quantity === 0) return
    this.#remember({ kind: this.#decreaseKind(side, price), side, price, quantity })
  }

  #decreaseKind(side: Side, price: Ticks): RecentKind {
    if (this.#isBlocked(side, price)) return 'unshown'
    return this.#isQueued(side, price) ? 'held' : 'passed'
  }

  #remember(change: Omit<RecentChange, 'dueAt'>): void {
    this.#recent.remember({ ...change, dueAt: this.#at + TOGETHER_MS })
  }

  #venueSize(side: Side, price: Ticks): number {
    const level = this.#venue.findLevel(side, price)
    return level === NONE ? 0 : this.#venue.venueSize(level)
  }

  /** What the engine displays of the venue at a level, once it has the inputs so far. */
  #shown(side: Side, price: Ticks): Lots {
    const recent = this.#recent.findLevel(side, price)
    const unsettled = recent === undefined ? 0 : recent.held - recent.credit
    const size = Math.max(0, this.#venueSize(side, price) + unsettled)
    return lots(size > 0 && this.#isBlocked(side, price) ? 0 : size)
  }

  /** Whether a level meets one of the other side that the engine displays only because a decrease waits. */
  #isBlocked(side: Side, price: Ticks): boolean {
    for (const held of this.#recent.heldLevels) {
      if (held.side !== side && reaches(side, price, held.price)) return true
    }
    return false
  }

  /** Where nothing waits any more, the levels of the other side that waited for it are displayed. */
  #displayFreed(heldSide: Side, heldPrice: Ticks, merged: OutsideLevelChange[]): void {
    const side = oppositeOf(heldSide)
    for (let freed = this.#venue.bestLevel(side); freed !== NONE; freed = this.#venue.nextLevel(freed)) {
      const price = this.#venue.levelPrice(freed)
      if (!reaches(side, price, heldPrice)) return
      const size = this.#shown(side, price)
      if (size > 0) merged.push({ side, price, size })
    }
  }

  /** Who crossed: at a price where size went just now or at a quote we know; else `null`. */
  #inferAggressor(price: Ticks): Side | null {
    const wentFromAsks = this.#recent.hasDecrease('sell', price)
    const wentFromBids = this.#recent.hasDecrease('buy', price)
    if (wentFromAsks !== wentFromBids) return wentFromAsks ? 'buy' : 'sell'
    const ask = this.#venue.bestLevel('sell')
    if (ask !== NONE && price >= this.#venue.levelPrice(ask)) return 'buy'
    const bid = this.#venue.bestLevel('buy')
    if (bid !== NONE && price <= this.#venue.levelPrice(bid)) return 'sell'
    return null
  }
}
