import { checkActivated, type Candidate } from '../command/submit-rules.ts'
import { holdingOf, reservationAfter, termsOfOrder } from '../risk/reservation.ts'
import type { Order } from '../state/order.ts'
import { startTrailing } from '../trigger/fire.ts'
import type { Turn } from '../turn.ts'
import { rejectOrder } from './ending.ts'
import type { Ticket } from './order-types.ts'

/** The primary has filled: the secondary begins to work, if the rules still allow it. */
export function activateSecondary(turn: Turn, order: Order): void {
  if (!order.isOpen) return
  const denial = checkActivated(candidateOfOrder(turn, order))
  if (denial !== null) {
    rejectOrder(turn, order, denial.code)
    return
  }
  const start = startTrailing(order)
  const place = order.trigger === null ? ('none' as const) : ('trigger' as const)
  const stopPrice = start?.stopPrice ?? order.trigger?.stopPrice ?? null
  const holding = holdingOf({ ...termsOfOrder(order), place, stopPrice }, order.leaves)
  turn.emit({
    kind: 'order_activated',
    at: turn.at,
    orderId: order.orderId,
    place,
    stopPrice,
    watermark: start?.watermark ?? null,
    ...reservationAfter(order, holding),
  })
  if (place === 'none') turn.work.push({ kind: 'execute', order, isLate: true })
}

/** An order as if it were asked for now. */
export function candidateOfOrder(turn: Turn, order: Order): Candidate {
  const { account, instrument, quantity } = order
  const position = turn.state.positionOf(account, instrument)
  const base = { state: turn.state, at: turn.at, account, instrument, position, quantity }
  return { ...base, ticket: ticketOf(order), role: 'single', beside: null, own: null }
}

/** An order as the ticket it came from, with the terms it has now. */
export function ticketOf(order: Order): Ticket {
  return {
    clientOrderId: order.clientOrderId,
    instrumentId: order.instrument.instrumentId,
    side: order.side,
    type: order.type,
    quantity: order.quantity,
    notional: null,
    limitPrice: order.limitPrice,
    stopPrice: order.trigger?.trailing === null ? order.trigger.stopPrice : null,
    triggerBy: order.trigger?.triggerBy ?? null,
    trailing: order.trigger?.trailing ?? null,
    timeInForce: order.timeInForce,
    expiresAt: order.expiresAt,
    postOnly: order.postOnly,
    reduceOnly: order.reduceOnly,
    selfTradePrevention: order.selfTradePrevention,
    bracket: null,
  }
}
