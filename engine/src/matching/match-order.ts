import { bestDisplayedLevel } from '../book/quotes.ts'
import { NONE } from '../book/price-index.ts'
import { oppositeOf } from '../book/side.ts'
import type { Evidence } from '../event/events.ts'
import { lots, type Lots } from '../numbers/lots.ts'
import { cancelOrder } from '../order/ending.ts'
import { groupAfterFill } from '../order/groups.ts'
import { closable, cutClosingOrders } from '../order/reduce-only.ts'
import { affordableQuantity } from '../risk/affordable.ts'
import type { Order } from '../state/order.ts'
import type { Turn } from '../turn.ts'
import { reaches } from './meets.ts'
import { createMatch, findMatch, type Match } from './next-match.ts'
import { preventSelfTrade } from './self-trade.ts'
import { bookTrade } from './trade.ts'

/** Why matching stopped while the order still had leaves. */
export type MatchEnd = 'nothing_met' | 'insufficient_funds' | 'reduce_only'

const match = createMatch()

/** Trades an order with all it meets, best price first, then first in the queue. */
export function matchOrder(turn: Turn, order: Order, isFillOrKill: boolean): MatchEnd {
  while (order.isOpen && order.leaves > 0) {
    if (!findFor(order, match)) return 'nothing_met'
    const end =
      match.kind === 'order' ? takeFromOrder(turn, order, isFillOrKill) : takeFromOutside(turn, order)
    if (end !== null) return end
  }
  return 'nothing_met'
}

/** What an order meets next, by the dial of its account. */
function findFor(order: Order, found: Match): boolean {
  if (order.account.settings.fillModel === 'touch') return findForTouch(order, found)
  const limit = order.trigger !== null || order.type !== 'market' ? order.limitPrice : null
  return findMatch(order.instrument.book, { side: order.side, limit, leaves: order.leaves }, found)
}

/**
 * A touch account trades with users at least as good as the displayed quote, and beyond them with the
 * house.
 */
function findForTouch(order: Order, found: Match): boolean {
  const { instrument, side, limitPrice } = order
  const { book } = instrument
  const opposite = oppositeOf(side)
  let users = book.bestLevel(opposite)
  while (users !== NONE && book.ordersAt(users) === 0) users = book.nextLevel(users)
  const quote = bestDisplayedLevel(instrument, opposite)
  const isUser =
    users !== NONE && (quote === NONE || reaches(opposite, book.levelPrice(users), book.levelPrice(quote)))
  const level = isUser ? users : quote
  if (level === NONE || !reaches(side, limitPrice, book.levelPrice(level))) return false
  found.kind = isUser ? 'order' : 'outside'
  found.level = level
  found.slot = isUser ? book.firstOrder(level) : NONE
  found.price = book.levelPrice(level)
  found.quantity = isUser ? book.leaves(found.slot) : order.leaves
  return true
}

function takeFromOrder(turn: Turn, taker: Order, isFillOrKill: boolean): MatchEnd | null {
  const { book } = taker.instrument
  const { price, slot } = match
  const maker = book.owner(slot)
  if (maker.account === taker.account) {
    preventSelfTrade(turn, { taker, maker, isFillOrKill })
    return null
  }
  const wanted = lots(Math.min(taker.leaves, maker.leaves))
  const taken = fillable(taker, { price, quantity: wanted, liquidity: 'taker' })
  if (taken.quantity === 0) return taken.end
  const given = fillable(maker, { price, quantity: taken.quantity, liquidity: 'maker' })
  if (given.quantity === 0) {
    cancelOrder(turn, maker, given.end)
    return null
  }
  const evidence: Evidence = { source: 'order', price, size: maker.leaves, queueAhead: book.queueAhead(slot) }
  const { instrument } = taker
  bookTrade(turn, { instrument, price, quantity: given.quantity, taker, maker, evidence })
  afterFill(turn, maker, given.quantity)
  afterFill(turn, taker, given.quantity)
  return null
}

function takeFromOutside(turn: Turn, taker: Order): MatchEnd | null {
  const { instrument } = taker
  const { book } = instrument
  const { price, level } = match
  const isTouch = taker.account.settings.fillModel === 'touch'
  const wanted = lots(Math.min(taker.leaves, match.quantity))
  const { quantity, end } = fillable(taker, { price, quantity: wanted, liquidity: 'taker' })
  if (quantity === 0) return end
  const evidence: Evidence = {
    source: isTouch ? 'quote' : 'level',
    price,
    size: isTouch ? book.venueSize(level) : book.outsideSize(level),
    queueAhead: null,
  }
  bookTrade(turn, { instrument, price, quantity, taker, maker: null, evidence })
  if (!isTouch) book.consume(level, quantity)
  afterFill(turn, taker, quantity)
  return null
}

/** How much of a fill an order may have: what it can close if it only reduces, and what it can pay for. */
export function fillable(
  order: Order,
  wanted: Parameters<typeof affordableQuantity>[1],
): { quantity: Lots; end: 'insufficient_funds' | 'reduce_only' } {
  if (!order.reduceOnly) return { quantity: affordableQuantity(order, wanted), end: 'insufficient_funds' }
  const quantity = lots(Math.min(wanted.quantity, closable(order.position, order.side)))
  if (quantity === 0) return { quantity, end: 'reduce_only' }
  return { quantity: affordableQuantity(order, { ...wanted, quantity }), end: 'insufficient_funds' }
}

/** What a fill means for other orders: those bound to it, and those that would close more than there is. */
export function afterFill(turn: Turn, order: Order, quantity: Lots): void {
  if (order.group !== null) groupAfterFill(turn, order, quantity)
  cutClosingOrders(turn, order.position)
}
