import { isMatchable } from '../instrument/trading-state.ts'
import { outsideAhead } from '../matching/meets.ts'
import { lots, type Lots } from '../numbers/lots.ts'
import { reservationAt } from '../risk/reservation.ts'
import type { Group, Order } from '../state/order.ts'
import { fireIfMet, startTrailing } from '../trigger/fire.ts'
import type { Turn } from '../turn.ts'
import { cancelAlone, cancelOrder } from './ending.ts'
import { capacityFor } from './reduce-only.ts'

/** What the fill of an order does to those it is bound to. */
export function groupAfterFill(turn: Turn, order: Order, quantity: Lots): void {
  const { group } = order
  if (group === null) return
  if (order.role === 'entry') queueLegs(turn, group)
  else if (isLeg(order)) {
    for (const other of legsOf(group)) {
      if (other !== order) bringLeg(turn, other, { leaves: group.guarded, reason: 'group' })
    }
    if (order.isOpen && order.leaves === 0) bringLeg(turn, order, { leaves: order.leaves, reason: 'group' })
  } else if (order.role === 'oco') shrinkSibling(turn, order, quantity)
  else if (order.role === 'primary' && order.status === 'filled') {
    for (const secondary of group.orders) turn.work.push({ kind: 'activate_secondary', order: secondary })
  }
}

/** What the end of an order, other than by its fill, does to those it is bound to. */
export function groupAfterEnd(turn: Turn, order: Order): void {
  const { group } = order
  if (group === null) return
  if (order.role === 'entry') bringLegs(turn, group)
  else if (order.role === 'oco') for (const other of [...group.orders]) cancelAlone(turn, other, 'group')
  else if (order.role === 'primary') for (const other of [...group.orders]) cancelAlone(turn, other, 'parent')
}

/** A stop of a pair or a bracket fired: what it was bound to is canceled before anything matches. */
export function groupAfterTrigger(turn: Turn, order: Order): void {
  const { group } = order
  if (group === null || (order.role !== 'oco' && order.role !== 'stop_loss')) return
  for (const other of [...group.orders]) {
    if (other !== order && other.role !== 'entry') cancelAlone(turn, other, 'group')
  }
}

/** Brings the legs of a bracket to what it guards, take-profit first. */
export function bringLegs(turn: Turn, group: Group): void {
  group.isQueued = false
  for (const leg of legsOf(group)) {
    if (leg.isOpen) bringLeg(turn, leg, { leaves: group.guarded, reason: 'parent' })
  }
}

/** Brings one leg to so many leaves (docs/engine-rules.md, section 7). */
export function bringLeg(
  turn: Turn,
  leg: Order,
  to: { leaves: Lots; reason: 'group' | 'parent' | 'reduce_only' },
): void {
  const isEntryOpen = leg.group?.orders.some(({ role }) => role === 'entry') ?? false
  const leaves = to.leaves > leg.leaves ? cappedLeaves(turn, leg, to.leaves) : to.leaves
  if (leaves > 0) {
    if (leaves === leg.leaves) return
    const wasInactive = leg.place === 'inactive'
    resize(turn, leg, leaves)
    if (wasInactive) activate(turn, leg)
    return
  }
  if (isEntryOpen) {
    if (leg.leaves > 0) resize(turn, leg, leaves)
    if (leg.place !== 'inactive') deactivate(turn, leg)
    return
  }
  if (leg.filled > 0 && leg.leaves === 0) resize(turn, leg, leaves)
  else cancelOrder(turn, leg, to.reason)
}

/** A leg grows only as far as its position leaves room for it. */
function cappedLeaves(turn: Turn, leg: Order, wanted: Lots): Lots {
  return lots(Math.max(leg.leaves, Math.min(wanted, capacityFor(turn, leg))))
}

export function isLeg({ role }: Order): boolean {
  return role === 'take_profit' || role === 'stop_loss'
}

/** The legs of a group in the order of their ids: the take-profit leg is the older one. */
export function legsOf(group: Group): Order[] {
  return group.orders.filter(isLeg)
}

function queueLegs(turn: Turn, group: Group): void {
  if (group.isQueued) return
  group.isQueued = true
  turn.work.push({ kind: 'bring_legs', group })
}

function shrinkSibling(turn: Turn, order: Order, quantity: Lots): void {
  for (const other of [...(order.group?.orders ?? [])]) {
    if (other === order) continue
    const leaves = lots(Math.max(0, other.leaves - quantity))
    if (leaves === 0) cancelAlone(turn, other, 'group')
    else resize(turn, other, leaves)
  }
}

/** Sets the leaves of an order; growth in the book takes a new place. */
function resize(turn: Turn, order: Order, leaves: Lots): void {
  const { account, instrument, side, limitPrice: price } = order
  const isGrowing = order.place === 'book' && leaves > order.leaves
  turn.move(instrument)
  turn.emit({
    kind: 'order_resized',
    at: turn.at,
    orderId: order.orderId,
    quantity: lots(order.filled + order.canceled + leaves),
    queueAhead: isGrowing && price !== null ? outsideAhead(account, instrument, { side, price }) : null,
    ...reservationAt(order, leaves),
  })
}

function activate(turn: Turn, leg: Order): void {
  const isStop = leg.role === 'stop_loss'
  const watermark = isStop ? startTrailing(leg) : null
  turn.emit({
    kind: 'order_activated',
    at: turn.at,
    orderId: leg.orderId,
    place: isStop ? 'trigger' : 'none',
    stopPrice: watermark?.stopPrice ?? leg.trigger?.stopPrice ?? null,
    watermark: watermark?.watermark ?? null,
    ...reservationAt(leg, leg.leaves),
  })
  if (!isStop) turn.work.push({ kind: 'execute', order: leg, isLate: true })
  else if (isMatchable(leg.instrument, turn.at)) fireIfMet(turn, leg)
}

function deactivate(turn: Turn, leg: Order): void {
  turn.move(leg.instrument)
  turn.emit({
    kind: 'order_activated',
    at: turn.at,
    orderId: leg.orderId,
    place: 'inactive',
    stopPrice: leg.trigger?.trailing === null ? leg.trigger.stopPrice : null,
    watermark: null,
    ...reservationAt(leg, lots(0)),
  })
}
