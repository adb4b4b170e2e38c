import type { ExchangeState } from './exchange-state.ts'
import type { Order } from './order.ts'

/**
 * Keeps what the reduce-only orders of a position can close at most; a pair of which only one can fill counts
 * once, by the larger leaves. Call it when the leaves of an order have changed.
 *
 * @param before - the leaves it had; 0 for one that is new
 */
export function countClosing(state: ExchangeState, order: Order, before: number): void {
  const { position, side, leaves } = order
  const beside = leavesBeside(order)
  const difference = Math.max(leaves, beside) - Math.max(before, beside)
  if (difference === 0) return
  state.touch(position)
  if (side === 'buy') position.closingBuys += difference
  else position.closingSells += difference
}

/** The leaves of the order that it is a pair with; 0 without one. */
function leavesBeside(order: Order): number {
  const { group } = order
  if (group === null || (group.kind !== 'bracket' && group.kind !== 'oco')) return 0
  let most = 0
  for (const other of group.orders) {
    if (other !== order && other.reduceOnly && other.side === order.side) most = Math.max(most, other.leaves)
  }
  return most
}
