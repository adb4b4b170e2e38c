import type { Evidence } from '../event/events.ts'
import { afterFill, fillable } from '../matching/match-order.ts'
import { bookTrade } from '../matching/trade.ts'
import { lots, type Lots } from '../numbers/lots.ts'
import { cancelOrder } from '../order/ending.ts'
import type { Order } from '../state/order.ts'
import type { Turn } from '../turn.ts'
import { assert } from '../assert.ts'

/** A fill of a resting order by the outside world. */
export interface RestingFill {
  readonly quantity: Lots
  readonly evidence: Evidence
  /** Takes what filled from the outside book, before anything else looks at it. */
  readonly take?: (filled: Lots) => void
}

/**
 * Fills a resting order against the outside world, at the order's price. One that may not fill (it would
 * pay more than there is, or close more than there is) is canceled instead.
 *
 * @returns the lots that filled; 0 when the order was canceled
 */
export function fillResting(turn: Turn, maker: Order, { quantity, evidence, take }: RestingFill): Lots {
  const { instrument, limitPrice: price } = maker
  assert(price !== null, 'an order in the book has a limit price')
  const given = fillable(maker, { price, quantity, liquidity: 'maker' })
  if (given.quantity === 0) {
    cancelOrder(turn, maker, given.end)
    return lots(0)
  }
  bookTrade(turn, { instrument, price, quantity: given.quantity, taker: null, maker, evidence })
  take?.(given.quantity)
  afterFill(turn, maker, given.quantity)
  return given.quantity
}
