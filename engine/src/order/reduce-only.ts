import type { Side } from './order-types.ts'
import { lots, type Lots } from '../numbers/lots.ts'
import type { Position } from '../state/account.ts'
import type { ExchangeState } from '../state/exchange-state.ts'
import type { Order } from '../state/order.ts'
import type { Turn } from '../turn.ts'
import { cancelAlone, cancelOrder, reduceOrder } from './ending.ts'
import { bringLeg, isLeg, legsOf } from './groups.ts'

/** Orders that count once against a position: one order, or a pair of which only one can fill. By id. */
export interface ReducingUnit {
  readonly orders: readonly Order[]
  readonly leaves: number
}

/** The open orders of an account in an instrument, by id, as they are now. */
function openOrdersIn(state: ExchangeState, position: Position): Order[] {
  return state.openOrdersOf(position.account).filter((order) => order.position === position)
}

/**
 * Whether an order keeps lots of its position for itself: those that wait for a parent or execute now do
 * not.
 */
function isUnit(order: Order): boolean {
  return order.place !== 'inactive' && order.place !== 'none'
}

/** Units of the orders of one side that only reduce, or of those that do not, by the newest order in them. */
function unitsOf(state: ExchangeState, position: Position, of: UnitFilter): ReducingUnit[] {
  const units: ReducingUnit[] = []
  const seen = new Set<Order>()
  for (const order of openOrdersIn(state, position)) {
    // Market orders on their way reserve nothing: what they may sell is seen when they arrive.
    if (!of.reduceOnly && order.type === 'market') continue
    if (order.side !== of.side || order.reduceOnly !== of.reduceOnly || !isUnit(order) || seen.has(order))
      continue
    const orders = [order]
    for (const other of pairOf(order)) if (isUnit(other)) orders.push(other)
    for (const each of orders) seen.add(each)
    units.push({ orders, leaves: Math.max(...orders.map(({ leaves }) => leaves)) })
  }
  return units.sort((one, other) => rankOf(one) - rankOf(other))
}

interface UnitFilter {
  readonly side: Side
  readonly reduceOnly: boolean
}

/**
 * The newest order of a unit says which is cut first; a liquidation is cut last, or it would be ordered
 * for ever.
 */
function rankOf({ orders }: ReducingUnit): number {
  if (orders[0]?.role === 'liquidation') return orders[0].orderId - Number.MAX_SAFE_INTEGER
  return Math.max(...orders.map(({ orderId }) => orderId))
}

/** Others of the same side that cannot fill beside this order. */
function pairOf(order: Order): Order[] {
  const { group } = order
  if (group === null || (!isLeg(order) && order.role !== 'oco')) return []
  return group.orders.filter(
    (other) => other !== order && other.role !== 'entry' && other.side === order.side,
  )
}

/** The side that closes a position; `null` when there is none. */
export function closingSide({ quantity }: Position): Side | null {
  if (quantity === 0) return null
  return quantity > 0 ? 'sell' : 'buy'
}

/**
 * The lots of a position that its reduce-only orders already stand for.
 *
 * @param room - what matters: if they are surely no more than this, the answer may be too large
 */
export function closingLeaves(state: ExchangeState, position: Position, room: number): number {
  const side = closingSide(position)
  if (side === null) return 0
  const most = side === 'buy' ? position.closingBuys : position.closingSells
  if (most <= Math.max(0, room)) return most
  return sumOf(unitsOf(state, position, { side, reduceOnly: true }))
}

/** The most that a reduce-only order may fill now. */
export function closable(position: Position, side: Side): Lots {
  return closingSide(position) === side ? position.size : lots(0)
}

/** Keeps what would close a position within it, after it has changed. */
export function cutClosingOrders(turn: Turn, position: Position): void {
  if (mayNeedCut(position)) cutReduceOnly(turn, position)
  if (position.account.kind === 'cash' && position.openSells > position.quantity) {
    const units = unitsOf(turn.state, position, { side: 'sell', reduceOnly: false })
    cutUnits(turn, units, { most: position.quantity, reason: 'insufficient_funds' })
  }
}

/** Whether reduce-only orders may stand for more than there is: if not, none of them is looked at. */
function mayNeedCut({ quantity, closingBuys, closingSells }: Position): boolean {
  return closingBuys > Math.max(0, 0 - quantity) || closingSells > Math.max(0, quantity)
}

function cutReduceOnly(turn: Turn, position: Position): void {
  const side = closingSide(position)
  for (const order of openOrdersIn(turn.state, position)) {
    if (!order.reduceOnly || order.side === side || !isUnit(order) || !order.isOpen) continue
    cutOrder(turn, order, { quantity: order.leaves, reason: 'reduce_only' })
  }
  if (side === null) return
  cutUnits(turn, unitsOf(turn.state, position, { side, reduceOnly: true }), {
    most: position.size,
    reason: 'reduce_only',
  })
}

type CutReason = 'reduce_only' | 'insufficient_funds'

/** Cuts the newest units until all of them are within `most`. */
function cutUnits(turn: Turn, units: ReducingUnit[], to: { most: number; reason: CutReason }): void {
  let excess = sumOf(units) - to.most
  for (const { orders, leaves } of units.toReversed()) {
    if (excess <= 0) return
    const cut = Math.min(leaves, excess)
    const [first] = orders
    if (first !== undefined && isLeg(first)) cutLegs(turn, first, leaves - cut)
    else
      for (const order of orders)
        if (order.isOpen) cutOrder(turn, order, { quantity: cut, reason: to.reason })
    excess -= cut
  }
}

function cutOrder(turn: Turn, order: Order, cut: { quantity: number; reason: CutReason }): void {
  const leaves = Math.max(0, order.leaves - cut.quantity)
  if (isLeg(order)) cutLegs(turn, order, leaves)
  else if (leaves > 0) reduceOrder(turn, order, cut)
  else if (order.role === 'oco') cancelAlone(turn, order, cut.reason)
  else cancelOrder(turn, order, cut.reason)
}

/** The legs of a bracket guard the same: both are cut, also one that is being executed. */
function cutLegs(turn: Turn, leg: Order, leaves: number): void {
  if (leg.group === null) return
  for (const each of legsOf(leg.group)) bringLeg(turn, each, { leaves: lots(leaves), reason: 'reduce_only' })
}

function sumOf(units: readonly ReducingUnit[]): number {
  return units.reduce((sum, { leaves }) => sum + leaves, 0)
}

/**
 * The most that a leg may be brought up to: what its position leaves for it beside other orders that
 * reduce.
 */
export function capacityFor(turn: Turn, leg: Order): number {
  const { position, side, group } = leg
  if (closingSide(position) !== side) return 0
  const units = unitsOf(turn.state, position, { side, reduceOnly: true })
  return position.size - sumOf(units.filter(({ orders }) => orders[0]?.group !== group))
}
