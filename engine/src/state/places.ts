import { assert } from '../assert.ts'
import { NONE } from '../book/price-index.ts'
import type { OrderPlace } from '../order/order-types.ts'
import type { ExchangeState } from './exchange-state.ts'
import type { Order } from './order.ts'

/** Whether an order waits for the reference price to rise: buys that stop, sells that take profit. */
export function waitsForRise(order: Order): boolean {
  return (order.side === 'buy') !== (order.type === 'take_profit')
}

/** Takes an order out of the index of its place. */
export function leavePlace(state: ExchangeState, order: Order): void {
  switch (order.place) {
    case 'book':
      order.instrument.book.remove(order.slot)
      order.slot = NONE
      order.priority = 0
      order.queueAhead = null
      break
    case 'trigger':
      stopWaiting(state, order)
      break
    case 'queue':
      removeFrom(state, order.instrument.queued, order)
      break
    case 'exit':
      removeFrom(state, order.instrument.exits, order)
      if (order.instrument.exits.size === 0) removeFrom(state, state.withExits, order.instrument)
      break
    default:
  }
  order.place = 'none'
}

/** Puts an order into the index of its new place; the caller has touched it. The book has `enterBook`. */
export function enterPlace(state: ExchangeState, order: Order, place: OrderPlace): void {
  assert(place !== 'book', 'an order enters the book with its priority')
  order.place = place
  if (place === 'trigger') startWaiting(state, order)
  if (place === 'queue') addTo(state, order.instrument.queued, order)
  if (place === 'exit') {
    addTo(state, order.instrument.exits, order)
    if (!state.withExits.has(order.instrument)) addTo(state, state.withExits, order.instrument)
  }
}

/** Puts an order at the back of its level. */
export function enterBook(state: ExchangeState, order: Order): void {
  state.touch(state.counters)
  const priority = state.counters.nextPriority
  state.counters.nextPriority += 1
  enterBookAt(order, priority)
}

/** Puts an order at the back of its level with a priority that it has already. */
export function enterBookAt(order: Order, priority: number): void {
  assert(order.limitPrice !== null, 'an order in the book has a limit price')
  order.place = 'book'
  order.priority = priority
  order.slot = order.instrument.book.add({
    side: order.side,
    price: order.limitPrice,
    leaves: order.leaves,
    owner: order,
    ignoresOutside: order.account.settings.fillModel === 'touch',
  })
}

/** Starts to wait for the reference price: at a stop, or as a trailing stop. */
export function startWaiting(state: ExchangeState, order: Order): void {
  const { trigger } = order
  assert(trigger !== null, 'an order that waits for a price has terms')
  const reference = order.instrument.referenceOf(trigger.triggerBy, order.side)
  if (trigger.trailing !== null) {
    reference.trailing.add(order)
    state.onUndo(() => reference.trailing.remove(order))
    return
  }
  assert(trigger.stopPrice !== null, 'a stop order has a stop price')
  const index = waitsForRise(order) ? reference.rising : reference.falling
  index.add(order, trigger.stopPrice, state.undo)
}

function stopWaiting(state: ExchangeState, order: Order): void {
  const { trigger } = order
  assert(trigger !== null, 'an order that waits for a price has terms')
  const reference = order.instrument.referenceOf(trigger.triggerBy, order.side)
  if (trigger.trailing !== null) {
    reference.trailing.remove(order)
    state.onUndo(() => reference.trailing.add(order))
    return
  }
  assert(trigger.stopPrice !== null, 'a stop order has a stop price')
  const index = waitsForRise(order) ? reference.rising : reference.falling
  index.remove(order, trigger.stopPrice, state.undo)
}

/** Keeps a short list of orders by their ids. */
export function insertById(orders: Order[], order: Order): void {
  let at = orders.length
  while (at > 0 && (orders[at - 1]?.orderId ?? 0) > order.orderId) at -= 1
  orders.splice(at, 0, order)
}

export function deleteFrom(orders: Order[], order: Order): void {
  const at = orders.indexOf(order)
  assert(at !== -1, 'an order is where it was put')
  orders.splice(at, 1)
}

function addTo<T>(state: ExchangeState, set: Set<T>, value: T): void {
  set.add(value)
  state.onUndo(() => set.delete(value))
}

function removeFrom<T>(state: ExchangeState, set: Set<T>, value: T): void {
  set.delete(value)
  state.onUndo(() => set.add(value))
}
