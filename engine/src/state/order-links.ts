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
  order.account.openOrderIds.add(order.orderId)
  if (order.clientOrderId !== '') state.known.add(order, state.undo)
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
  order.account.openOrderIds.remove(order.orderId, state.undo)
  if (state.undo !== null) recordEnd(state, order)
  leaveGroup(state, order)
  if (order.clientOrderId === '') return
  const final = new FinalOrder(order)
  state.recent.add(final, state.undo)
  state.known.replace(order, final, state.undo)
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

// Apart, because a function that makes a closure is slower even when it does not.
function recordLink(state: ExchangeState, order: Order): void {
  state.onUndo(() => {
    state.orders.remove(order)
    order.account.openOrderIds.removeNewest()
  })
}

function recordEnd(state: ExchangeState, order: Order): void {
  state.onUndo(() => {
    state.orders.add(order)
    order.account.openOrderIds.restore(order.orderId)
  })
}
