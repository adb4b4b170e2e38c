import { isFreshAt, isMatchable } from '../instrument/trading-state.ts'
import { cancelOrder, rejectOrder } from '../order/ending.ts'
import { cutClosingOrders } from '../order/reduce-only.ts'
import { reservationAfter, holdingOf, termsOfOrder } from '../risk/reservation.ts'
import type { Order } from '../state/order.ts'
import type { Turn } from '../turn.ts'
import { isMarketLike, waitsForLiquidity } from './market-like.ts'
import { matchOrder, type MatchEnd } from './match-order.ts'
import { bestOpposite, outsideAhead, priceBeside, reaches } from './meets.ts'
import { attempt } from './attempt.ts'

/** Executes an order that was accepted a moment ago, by rules that were looked at then. */
export function executeOrder(turn: Turn, order: Order): void {
  if (!order.isOpen) return
  if (order.timeInForce === 'fok') {
    executeWhole(turn, order)
    return
  }
  const end = matchOrder(turn, order, false)
  if (hasRest(order)) finishOrder(turn, order, end)
}

/** A leg may have filled all it has and yet be open: it grows with the next fill of its entry. */
function hasRest(order: Order): boolean {
  return order.isOpen && order.leaves > 0
}

/**
 * Executes an order that was released, queued, triggered or activated: what held at acceptance may not
 * hold now.
 */
export function executeLate(turn: Turn, order: Order): void {
  if (!order.isOpen || !mayExecute(turn, order)) return
  executeOrder(turn, order)
}

/** Tries again to fill an exit that waits for liquidity; says whether anything traded. */
export function retryExit(turn: Turn, order: Order): boolean {
  const before = turn.events.length
  if (!isMatchable(order.instrument, turn.at)) return false
  const end = matchOrder(turn, order, false)
  if (order.isOpen && end === 'reduce_only') cancelOrder(turn, order, 'reduce_only')
  return turn.events.length > before
}

function mayExecute(turn: Turn, order: Order): boolean {
  const { instrument } = order
  if (!isMatchable(instrument, turn.at)) {
    deferOrder(turn, order)
    return false
  }
  if (order.postOnly === 'no' || order.limitPrice === null) return true
  const opposite = bestOpposite(order.account, instrument, order.side)
  if (opposite === null || !reaches(order.side, order.limitPrice, opposite)) return true
  const beside = order.postOnly === 'reprice' ? priceBeside(instrument, order.side, opposite) : null
  if (beside === null) {
    rejectOrder(turn, order, 'post_only_would_take')
    return false
  }
  const terms = { ...termsOfOrder(order), limitPrice: beside }
  turn.emit({
    kind: 'order_repriced',
    at: turn.at,
    orderId: order.orderId,
    limitPrice: beside,
    ...reservationAfter(order, holdingOf(terms, order.leaves)),
  })
  return true
}

/** What becomes of an order that should execute while nothing matches. */
function deferOrder(turn: Turn, order: Order): void {
  const isImmediate = order.timeInForce === 'ioc' || order.timeInForce === 'fok'
  if (waitsForLiquidity(order)) park(turn, order, 'exit')
  else if (!isMarketLike(order) && !isImmediate) {
    if (order.place !== 'queue') park(turn, order, 'queue')
  } else {
    const isStale = order.instrument.phase === 'continuous' && !isFreshAt(order.instrument, turn.at)
    rejectOrder(turn, order, isStale ? 'market_stale' : 'phase_refuses_order')
  }
}

/** What becomes of the rest of an order that has met all it could. */
function finishOrder(turn: Turn, order: Order, end: MatchEnd): void {
  if (end === 'reduce_only') {
    cancelOrder(turn, order, 'reduce_only')
    return
  }
  if (isMarketLike(order)) {
    if (!waitsForLiquidity(order)) {
      cancelOrder(turn, order, end === 'insufficient_funds' ? end : 'no_liquidity')
    } else if (order.place !== 'exit') park(turn, order, 'exit')
    return
  }
  if (end === 'insufficient_funds') cancelOrder(turn, order, end)
  else if (order.timeInForce === 'ioc') cancelOrder(turn, order, 'immediate_or_cancel')
  else rest(turn, order)
}

function rest(turn: Turn, order: Order): void {
  const { account, instrument, side, limitPrice: price } = order
  if (price === null) return
  turn.move(instrument)
  turn.emit({
    kind: 'order_rested',
    at: turn.at,
    orderId: order.orderId,
    queueAhead: outsideAhead(account, instrument, { side, price }),
  })
  cutAgain(turn, order)
}

function park(turn: Turn, order: Order, place: 'queue' | 'exit'): void {
  turn.emit({ kind: 'order_parked', at: turn.at, orderId: order.orderId, place })
  cutAgain(turn, order)
}

/** While it was executed, an order was no unit of what its position has left. */
function cutAgain(turn: Turn, order: Order): void {
  const { account, position, side, reduceOnly } = order
  if (reduceOnly || (account.kind === 'cash' && side === 'sell')) cutClosingOrders(turn, position)
}

/** Fill or kill: all of it or nothing, own orders in the way are canceled only if it fills. */
function executeWhole(turn: Turn, order: Order): void {
  const isFilled = attempt(turn, () => {
    matchOrder(turn, order, true)
    return order.status === 'filled'
  })
  if (!isFilled) cancelOrder(turn, order, 'fill_or_kill')
}
