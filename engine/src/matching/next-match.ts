import type { Book } from '../book/book.ts'
import type { BookOwner } from '../book/order-table.ts'
import { NONE } from '../book/price-index.ts'
import { oppositeOf } from '../book/side.ts'
import type { Side } from '../order/order-types.ts'
import { lots, type Lots } from '../numbers/lots.ts'
import { ticks, type Ticks } from '../numbers/ticks.ts'

/** Who looks for something to trade with. */
export interface Taker {
  readonly side: Side
  /** The worst price it accepts (FIX 44); `null` for any. */
  readonly limit: Ticks | null
  /** What it still wants; with 0 it finds nothing. */
  readonly leaves: Lots
}

/** What a taker meets next. One of them is filled again and again, so that looking makes no garbage. */
export interface Match {
  /** A user's order, or outside liquidity of the level. */
  kind: 'order' | 'outside'
  level: number
  /** The user's order; `NONE` for outside liquidity. */
  slot: number
  /** The resting price, at which they trade. */
  price: Ticks
  /** All that is there before anything else has its turn, which may be more than the taker wants. */
  quantity: Lots
}

/** A match to be filled by `findMatch`; it says nothing before. */
export function createMatch(): Match {
  return { kind: 'outside', level: NONE, slot: NONE, price: ticks(0), quantity: lots(0) }
}

/**
 * Finds what a taker trades with next: the best price, there the first in the queue. Outside quantity ahead
 * of the first user's order has its turn before it, unless that order ignores it. Changes nothing but
 * `match`: the caller applies what it takes (`consume`, `reduce`, `remove`) and asks again.
 *
 * @returns whether there is anything; when not, `match` is as it was
 */
export function findMatch(book: Book<BookOwner>, taker: Taker, match: Match): boolean {
  if (taker.leaves <= 0) return false
  let level = book.bestLevel(oppositeOf(taker.side))
  while (level !== NONE) {
    const price = book.levelPrice(level)
    if (taker.limit !== null && (taker.side === 'buy' ? price > taker.limit : price < taker.limit))
      return false
    const slot = book.firstOrder(level)
    const outside = slot === NONE ? book.outsideSize(level) : book.queueAhead(slot)
    if (outside > 0 || slot !== NONE) {
      match.kind = outside > 0 ? 'outside' : 'order'
      match.level = level
      match.slot = outside > 0 ? NONE : slot
      match.price = price
      match.quantity = outside > 0 ? outside : book.leaves(slot)
      return true
    }
    // All of this level is consumed: the venue still displays it, but nobody can have it again.
    level = book.nextLevel(level)
  }
  return false
}
