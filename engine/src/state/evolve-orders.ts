import { assert } from '../assert.ts'
import type {
  CancelRequested,
  Fill,
  OrderAccepted,
  OrderActivated,
  OrderCanceled,
  OrderExpired,
  OrderParked,
  OrderReduced,
  OrderRejected,
  OrderReleased,
  OrderReplaced,
  OrderRepriced,
  OrderResized,
  OrderRested,
  OrderTriggered,
  ReplaceRejected,
  ReplaceRequested,
  Reservation,
  Traded,
  TrailingMoved,
} from '../event/events.ts'
import { tickLotsOf } from '../numbers/money.ts'
import { bigintOf } from '../numbers/bigints.ts'
import { lots, type Lots } from '../numbers/lots.ts'
import { nextStatus, type StatusChange, type WorkingStatus } from '../order/status-table.ts'
import { countClosing } from './closing-lots.ts'
import type { ExchangeState } from './exchange-state.ts'
import { flatRequirementOf, updateHoldings } from './holdings.ts'
import { endOrder, linkOrder } from './order-links.ts'
import { Order, type TriggerTerms } from './order.ts'
import { enterBook, enterPlace, leavePlace, startWaiting } from './places.ts'
import { addTimerTo } from './current-timers.ts'

export function applyAccepted(state: ExchangeState, event: OrderAccepted): void {
  const account = state.accountOf(event.accountId)
  const position = state.positionOf(account, state.instrumentOf(event.instrumentId))
  const order = new Order(position, event, event.at)
  order.timeInForce = event.timeInForce
  order.expiresAt = event.expiresAt
  order.quantity = event.quantity
  order.limitPrice = event.limitPrice
  order.trigger = termsOf(event)
  order.revision = 1
  if (event.place === 'inactive') order.status = 'inactive'
  if (event.place === 'latency') order.status = 'pending_new'
  state.touch(state.counters)
  state.counters.nextOrderId = event.orderId + 1
  linkOrder(state, order, event)
  if (order.reduceOnly) countClosing(state, order, 0)
  if (event.expiresAt !== null)
    order.expiryTimer = addTimer(state, { kind: 'expiry', dueAt: event.expiresAt, orderId: order.orderId })
  if (event.dueAt !== null) {
    const timer = addTimer(state, { kind: 'latency', dueAt: event.dueAt, orderId: order.orderId })
    order.release = { dueAt: event.dueAt, timer }
  }
  order.queueAhead = event.queueAhead
  if (event.place === 'book') enterBook(state, order)
  else enterPlace(state, order, event.place)
  reserve(state, order, event)
}

function termsOf(event: OrderAccepted): TriggerTerms | null {
  if (event.triggerBy === null) return null
  return {
    stopPrice: event.stopPrice,
    triggerBy: event.triggerBy,
    trailing: event.trailing === null ? null : { ...event.trailing },
    watermark: event.watermark,
    watermarkAt: event.trailing === null ? 0 : event.at,
    isTriggered: false,
    liveWatermark: event.watermark,
    liveStop: event.stopPrice,
  }
}

function addTimer(
  state: ExchangeState,
  { kind, dueAt, orderId }: { kind: 'expiry' | 'latency'; dueAt: number; orderId: number },
): number {
  state.touch(state.counters)
  const sequence = state.counters.nextTimer
  state.counters.nextTimer += 1
  addTimerTo(state, { dueAt, sequence, kind, subjectId: orderId })
  return sequence
}

/** The open order that an event names, its revision counted and touched for writing. */
function named(state: ExchangeState, event: { orderId: number; at: number }): Order {
  const order = state.orderOf(event.orderId)
  touchOrder(state, order)
  order.revision += 1
  order.updatedAt = event.at
  return order
}

function touchOrder(state: ExchangeState, order: Order): void {
  if (state.undo === null) return
  state.touch(order)
  if (order.trigger !== null) state.touch(order.trigger)
  if (order.group !== null) state.touch(order.group)
}

function change(order: Order, what: StatusChange): void {
  order.status = nextStatus(order.status, what, workingStatus(order, what))
}

function workingStatus(order: Order, what: StatusChange): WorkingStatus {
  if (order.place === 'inactive' && what !== 'activate') return 'inactive'
  return order.filled > 0 ? 'partially_filled' : 'new'
}

function reserve(state: ExchangeState, order: Order, { hold, holdDelta, openDelta }: Reservation): void {
  order.hold = hold
  if (holdDelta === 0n && openDelta === 0) return
  const { account, position } = order
  const before = flatRequirementOf(position)
  state.touch(position)
  if (order.side === 'buy') {
    position.openBuys = lots(position.openBuys + openDelta)
    position.buyHold += holdDelta
  } else {
    position.openSells = lots(position.openSells + openDelta)
    position.sellHold += holdDelta
  }
  state.touch(account)
  if (account.kind === 'cash' && order.side === 'buy') account.hold += holdDelta
  updateHoldings(state, position, before)
}

export function applyReleased(state: ExchangeState, event: OrderReleased): void {
  const order = named(state, event)
  leavePlace(state, order)
  order.release = null
  change(order, 'release')
  if (order.trigger !== null) enterPlace(state, order, 'trigger')
}

export function applyActivated(state: ExchangeState, event: OrderActivated): void {
  const order = named(state, event)
  leavePlace(state, order)
  change(order, event.place === 'inactive' ? 'deactivate' : 'activate')
  const { trigger } = order
  if (trigger !== null) {
    trigger.isTriggered = false
    trigger.stopPrice = event.stopPrice
    trigger.watermark = event.watermark
    trigger.watermarkAt = trigger.trailing === null ? 0 : event.at
    trigger.liveWatermark = event.watermark
    trigger.liveStop = event.stopPrice
  }
  enterPlace(state, order, event.place)
  reserve(state, order, event)
}

export function applyRested(state: ExchangeState, event: OrderRested): void {
  const order = named(state, event)
  leavePlace(state, order)
  order.queueAhead = event.queueAhead
  enterBook(state, order)
}

export function applyParked(state: ExchangeState, event: OrderParked): void {
  const order = named(state, event)
  leavePlace(state, order)
  enterPlace(state, order, event.place)
}

export function applyTriggered(state: ExchangeState, event: OrderTriggered): void {
  const order = named(state, event)
  const { trigger } = order
  assert(trigger !== null, 'an order that triggers has terms')
  leavePlace(state, order)
  trigger.isTriggered = true
  trigger.stopPrice = event.stopPrice
  trigger.watermark = event.watermark
  trigger.liveWatermark = event.watermark
  trigger.liveStop = event.stopPrice
  reserve(state, order, event)
}

export function applyTrailingMoved(state: ExchangeState, event: TrailingMoved): void {
  const order = named(state, event)
  const { trigger } = order
  assert(trigger !== null, 'a trailing stop has terms')
  trigger.stopPrice = event.stopPrice
  trigger.watermark = event.watermark
  trigger.watermarkAt = event.at
  trigger.liveWatermark = event.watermark
  trigger.liveStop = event.stopPrice
  reserve(state, order, event)
}

export function applyTraded(state: ExchangeState, event: Traded): void {
  const instrument = state.instrumentOf(event.instrumentId)
  state.touch(instrument)
  instrument.nextTradeId = event.tradeId + 1
  if (event.maker !== null) applyFill(state, event, event.maker)
  if (event.taker !== null) applyFill(state, event, event.taker)
}

function applyFill(state: ExchangeState, { at, price, quantity }: Traded, fill: Fill): void {
  const order = named(state, { orderId: fill.orderId, at })
  const { account, instrument, position } = order
  const before = flatRequirementOf(position)
  order.filled = lots(order.filled + quantity)
  if (order.reduceOnly) countClosing(state, order, order.leaves + quantity)
  order.filledValue += tickLotsOf(price, quantity)
  const signed = fill.side === 'buy' ? quantity : 0 - quantity
  state.touch(position)
  position.quantity = lots(position.quantity + signed)
  position.cost += fill.costAdded - fill.costRemoved
  position.realizedPnl += fill.realizedPnl
  state.touch(account)
  account.cash += fill.cashDelta - fill.fee
  account.fees += fill.fee
  const system = state.systemOf(account.currency)
  if (fill.fee !== 0n) {
    state.touch(system)
    system.fees += fill.fee
  }
  instrument.houseCash -= fill.cashDelta
  instrument.housePosition -= bigintOf(signed)
  updateHoldings(state, position, before)
  reserve(state, order, fill)
  guard(order, order.role === 'entry' ? fill.opened : 0 - quantity)
  if (order.place === 'book' && fill.leaves > 0) instrument.book.reduce(order.slot, quantity)
  if (fill.leaves > 0 || mayGrow(order)) change(order, 'fill_part')
  else {
    change(order, 'fill_all')
    endOrder(state, order)
  }
}

/** The legs of a bracket guard what their entry opened, less what they closed. */
function guard(order: Order, difference: number): void {
  const { group } = order
  if (group?.kind !== 'bracket') return
  group.guarded = lots(group.guarded + difference)
}

/** A leg whose entry is open grows with its next fill, so that it is not filled for good. */
function mayGrow(order: Order): boolean {
  return isLeg(order) && (order.group?.orders.some(({ role }) => role === 'entry') ?? false)
}

function isLeg({ role }: Order): boolean {
  return role === 'take_profit' || role === 'stop_loss'
}

/** Takes lots off an order without a fill. */
function takeAway(state: ExchangeState, order: Order, quantity: Lots): void {
  order.canceled = lots(order.canceled + quantity)
  if (order.reduceOnly) countClosing(state, order, order.leaves + quantity)
}

export function applyCanceled(state: ExchangeState, event: OrderCanceled): void {
  const order = named(state, event)
  takeAway(state, order, event.quantity)
  reserve(state, order, event)
  if (isLeg(order) && event.reason === 'reduce_only' && order.group !== null) order.group.guarded = lots(0)
  change(order, 'cancel')
  endOrder(state, order)
}

export function applyReduced(state: ExchangeState, event: OrderReduced): void {
  const order = named(state, event)
  takeAway(state, order, event.quantity)
  if (order.place === 'book') order.instrument.book.reduce(order.slot, event.quantity)
  if (isLeg(order) && order.group !== null) order.group.guarded = order.leaves
  reserve(state, order, event)
}

export function applyResized(state: ExchangeState, event: OrderResized): void {
  const order = named(state, event)
  const before = order.leaves
  const wasInBook = order.place === 'book'
  const leaves = lots(event.quantity - order.filled - order.canceled)
  if (wasInBook && (event.queueAhead !== null || leaves === 0)) leavePlace(state, order)
  order.quantity = event.quantity
  if (order.reduceOnly) countClosing(state, order, before)
  if (event.queueAhead !== null) {
    order.queueAhead = event.queueAhead
    enterBook(state, order)
  } else if (wasInBook && leaves > 0 && leaves < before) {
    order.instrument.book.reduce(order.slot, lots(before - leaves))
  }
  if (isLeg(order) && order.group !== null) order.group.guarded = leaves
  reserve(state, order, event)
  if (leaves > 0 || !isComplete(order)) return
  change(order, 'complete')
  endOrder(state, order)
}

/** A leg with nothing left whose entry has ended is filled: it did all it was there for. */
function isComplete(order: Order): boolean {
  return isLeg(order) && order.filled > 0 && !mayGrow(order)
}

export function applyExpired(state: ExchangeState, event: OrderExpired): void {
  const order = named(state, event)
  takeAway(state, order, event.quantity)
  reserve(state, order, event)
  change(order, 'expire')
  endOrder(state, order)
}

export function applyRejected(state: ExchangeState, event: OrderRejected): void {
  const order = named(state, event)
  takeAway(state, order, event.quantity)
  reserve(state, order, event)
  change(order, 'reject')
  endOrder(state, order)
}

export function applyCancelRequested(state: ExchangeState, event: CancelRequested): void {
  const order = named(state, event)
  const timer = addTimer(state, { kind: 'latency', dueAt: event.dueAt, orderId: order.orderId })
  order.pending = { dueAt: event.dueAt, timer, changes: null }
  change(order, 'ask_cancel')
}

export function applyReplaceRequested(state: ExchangeState, event: ReplaceRequested): void {
  const order = named(state, event)
  const timer = addTimer(state, { kind: 'latency', dueAt: event.dueAt, orderId: order.orderId })
  order.pending = { dueAt: event.dueAt, timer, changes: { ...event.changes } }
  change(order, 'ask_replace')
}

export function applyReplaced(state: ExchangeState, event: OrderReplaced): void {
  const order = named(state, event)
  const { trigger } = order
  const before = order.leaves
  const wasWaiting = order.place === 'trigger'
  if (event.losesPlace || wasWaiting) leavePlace(state, order)
  order.quantity = event.quantity
  if (order.reduceOnly) countClosing(state, order, before)
  order.limitPrice = event.limitPrice
  order.timeInForce = event.timeInForce
  if (event.expiresAt !== order.expiresAt) {
    order.expiresAt = event.expiresAt
    order.expiryTimer =
      event.expiresAt === null
        ? 0
        : addTimer(state, { kind: 'expiry', dueAt: event.expiresAt, orderId: order.orderId })
  }
  if (trigger !== null) {
    trigger.stopPrice = event.stopPrice
    trigger.liveStop = event.stopPrice
    trigger.trailing = event.trailing === null ? null : { ...event.trailing }
    trigger.watermark = event.watermark
    trigger.liveWatermark = event.watermark
  }
  if (wasWaiting) {
    order.place = 'trigger'
    startWaiting(state, order)
  } else if (order.place === 'book' && order.leaves > 0 && order.leaves < before) {
    order.instrument.book.reduce(order.slot, lots(before - order.leaves))
  }
  reserve(state, order, event)
  if (order.status === 'pending_replace') order.pending = null
  change(order, 'rework')
  if (order.leaves > 0 || order.place === 'inactive') return
  change(order, 'complete')
  endOrder(state, order)
}

export function applyRepriced(state: ExchangeState, event: OrderRepriced): void {
  const order = named(state, event)
  leavePlace(state, order)
  order.limitPrice = event.limitPrice
  reserve(state, order, event)
}

export function applyReplaceRejected(state: ExchangeState, event: ReplaceRejected): void {
  const order = named(state, event)
  order.pending = null
  change(order, 'rework')
}
