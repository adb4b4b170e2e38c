import type { OrderAccepted } from '../event/events.ts'
import { lots } from '../numbers/lots.ts'
import type { ExchangeState } from './exchange-state.ts'
import type { Group, Order } from './order.ts'
import { FinalOrder } from './recent-orders.ts'
import { deleteFrom, insertById, leavePlace } from './places.ts'

/** Enters a new order into all that lists open orders. */
export function linkOrder(state: ExchangeState, order: Order, event: OrderAccepted): void {
  listOrder(state, order)
  if (event.groupId !== null && event.groupKind !== null) {
    join(state, order, { groupId: event.groupId, kind: event.groupKind })
  }
  if (state.undo !== null) recordLink(state, order)
}

/** Enters an order that is newer than all others of its account into the lists that know no groups. */
export function listOrder(state: ExchangeState, order: Order): void {
  state.orders.add(order)
  order.account.openOrderIds.push(order.orderId)
  if (order.clientOrderId !== '') state.known.add(order, state.undo)
  if (order.reduceOnly) countReduceOnly(state, order, 1)
}

function join(state: ExchangeState, order: Order, { groupId, kind }: Pick<Group, 'groupId' | 'kind'>): void {
  let group = state.groups.get(groupId)
  if (group === undefined) {
    group = { groupId, kind, orders: [], guarded: lots(0), isQueued: false }
    state.groups.set(groupId, group)
    state.touch(state.counters)
    state.counters.nextGroupId = groupId + 1
    state.onUndo(() => state.groups.delete(groupId))
  }
  const { orders } = group
  orders.push(order)
  state.onUndo(() => orders.pop())
  order.group = group
}

/** Takes an order that is final out of everything. */
export function endOrder(state: ExchangeState, order: Order): void {
  leavePlace(state, order)
  state.orders.remove(order)
  removeId(order.account.openOrderIds, order.orderId)
  if (order.reduceOnly) countReduceOnly(state, order, -1)
  if (state.undo !== null) recordEnd(state, order)
  leaveGroup(state, order)
  if (order.clientOrderId === '') return
  const final = new FinalOrder(order)
  state.recent.add(final, state.undo)
  state.known.replace(order, final, state.undo)
}

function countReduceOnly(state: ExchangeState, { position }: Order, difference: number): void {
  state.touch(position)
  position.reduceOnlyCount += difference
}

function leaveGroup(state: ExchangeState, order: Order): void {
  const { group } = order
  if (group === null) return
  deleteFrom(group.orders, order)
  state.onUndo(() => insertById(group.orders, order))
  if (group.orders.length > 0) return
  state.groups.delete(group.groupId)
  state.onUndo(() => state.groups.set(group.groupId, group))
}

/** Takes an id out of a list of rising ones. */
function removeId(ids: number[], id: number): void {
  let at = placeOf(ids, id)
  for (const last = ids.length - 1; at < last; at += 1) ids[at] = ids[at + 1] ?? 0
  ids.pop()
}

/** Where an id is, or would be, in a list of rising ones. */
function placeOf(ids: readonly number[], id: number): number {
  let low = 0
  let high = ids.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ids[middle] ?? 0) < id) low = middle + 1
    else high = middle
  }
  return low
}

// Apart, because a function that makes a closure is slower even when it does not.
function recordLink(state: ExchangeState, order: Order): void {
  state.onUndo(() => {
    state.orders.remove(order)
    order.account.openOrderIds.pop()
  })
}

function recordEnd(state: ExchangeState, order: Order): void {
  const { openOrderIds: ids } = order.account
  state.onUndo(() => {
    state.orders.add(order)
    ids.splice(placeOf(ids, order.orderId), 0, order.orderId)
  })
}
