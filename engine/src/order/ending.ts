import type { CancelReason } from '../event/events.ts'
import { lots } from '../numbers/lots.ts'
import { reservationAt } from '../risk/reservation.ts'
import type { Order } from '../state/order.ts'
import type { Turn } from '../turn.ts'
import { groupAfterEnd } from './groups.ts'

/** Cancels what is left of an order; its group learns of it. */
export function cancelOrder(turn: Turn, order: Order, reason: CancelReason): void {
  cancelAlone(turn, order, reason)
  groupAfterEnd(turn, order)
}

/** Cancels an order whose group is being dealt with by the caller. */
export function cancelAlone(turn: Turn, order: Order, reason: CancelReason): void {
  const reservation = reservationAt(order, lots(0))
  turn.move(order.instrument)
  turn.emit({
    kind: 'order_canceled',
    at: turn.at,
    orderId: order.orderId,
    quantity: order.leaves,
    reason,
    hold: reservation.hold,
    holdDelta: reservation.holdDelta,
    openDelta: reservation.openDelta,
  })
}

/** Ends an order whose time in force is over. */
export function expireOrder(turn: Turn, order: Order): void {
  turn.move(order.instrument)
  turn.emit({
    kind: 'order_expired',
    at: turn.at,
    orderId: order.orderId,
    quantity: order.leaves,
    ...reservationAt(order, lots(0)),
  })
  groupAfterEnd(turn, order)
}

/** Ends an order that was accepted, but breaks a rule when it should begin to work. */
export function rejectOrder(turn: Turn, order: Order, reason: string): void {
  turn.move(order.instrument)
  turn.emit({
    kind: 'order_rejected',
    at: turn.at,
    orderId: order.orderId,
    quantity: order.leaves,
    reason,
    ...reservationAt(order, lots(0)),
  })
  groupAfterEnd(turn, order)
}

/** Takes a part of an order away without a fill; it keeps its place. At most all but one lot. */
export function reduceOrder(
  turn: Turn,
  order: Order,
  cut: { quantity: number; reason: 'self_trade' | 'reduce_only' | 'insufficient_funds' },
): void {
  turn.move(order.instrument)
  turn.emit({
    kind: 'order_reduced',
    at: turn.at,
    orderId: order.orderId,
    quantity: lots(cut.quantity),
    reason: cut.reason,
    ...reservationAt(order, lots(order.leaves - cut.quantity)),
  })
}
