import type { OrderAccepted } from '../event/events.ts'
import { lots } from '../numbers/lots.ts'
import type { ExchangeState } from './exchange-state.ts'
import type { Group, Order } from './order.ts'
import type { KnownOrder } from './known-orders.ts'
import { deleteFrom, insertById, leavePlace } from './places.ts'

/** Enters a new order into all that lists open orders. */
export function linkOrder(state: ExchangeState, order: Order, event: OrderAccepted): void {
  const { account } = order
  state.touch(account)
  if (account.newestOrder !== null) state.touch(account.newestOrder)
  chainOrder(state, order)
  if (event.groupId !== null && event.groupKind !== null) {
    join(state, order, { groupId: event.groupId, kind: event.groupKind })
  }
  if (state.undo !== null) recordLink(state, order)
}

/** Enters an order that is newer than all others of its account into the lists that know no groups. */
export function chainOrder(state: ExchangeState, order: Order): void {
  const { account } = order
  state.orders.add(order)
  order.olderOfAccount = account.newestOrder
  if (account.newestOrder === null) account.oldestOrder = order
  else account.newestOrder.newerOfAccount = order
  account.newestOrder = order
  account.openOrderCount += 1
  if (order.clientOrderId !== '') state.known.add(order)
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
  unchain(state, order)
  state.orders.remove(order)
  if (order.reduceOnly) countReduceOnly(state, order, -1)
  if (state.undo !== null) recordEnd(state, order)
  leaveGroup(state, order)
  if (order.clientOrderId !== '') remember(state, order)
}

function unchain(state: ExchangeState, order: Order): void {
  const { account, olderOfAccount: older, newerOfAccount: newer } = order
  state.touch(account)
  account.openOrderCount -= 1
  if (older === null) account.oldestOrder = newer
  else {
    state.touch(older)
    older.newerOfAccount = newer
  }
  if (newer === null) account.newestOrder = older
  else {
    state.touch(newer)
    newer.olderOfAccount = older
  }
}

function countReduceOnly(state: ExchangeState, order: Order, difference: number): void {
  const position = state.positionOf(order.account, order.instrument)
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

function remember(state: ExchangeState, order: Order): void {
  const { account, clientOrderId, orderId, ticketHash } = order
  const remembered: KnownOrder = { account, clientOrderId, orderId, ticketHash }
  state.known.replace(order, remembered)
  const forgotten = state.recent.add(remembered, state.undo)
  if (forgotten !== null) state.known.remove(forgotten)
  if (state.undo !== null) recordRemembered(state, { order, remembered, forgotten })
}

// Apart, because a function that makes a closure is slower even when it does not.
function recordRemembered(
  state: ExchangeState,
  { order, remembered, forgotten }: { order: Order; remembered: KnownOrder; forgotten: KnownOrder | null },
): void {
  state.onUndo(() => {
    if (forgotten !== null) state.known.add(forgotten)
    state.known.replace(remembered, order)
  })
}

function recordLink(state: ExchangeState, order: Order): void {
  state.onUndo(() => {
    state.orders.remove(order)
    if (order.clientOrderId !== '') state.known.remove(order)
  })
}

function recordEnd(state: ExchangeState, order: Order): void {
  state.onUndo(() => state.orders.add(order))
}
