import { assert, unreachable } from '../assert.ts'
import type * as Events from '../event/events.ts'
import { lots } from '../numbers/lots.ts'
import { tickLotsOf } from '../numbers/money.ts'
import { applyAccountEvent, bookCash, bookPosition, currencyOf } from './apply-accounts.ts'
import { statusAfter, type StatusStep } from './status.ts'
import {
  accountOf,
  findOrder,
  isEntryOpen,
  isLeg,
  leavesOf,
  listingOf,
  type OpenOrder,
  type World,
} from './world.ts'

/** Applies an event to the world and notes that it happened. Every change of D goes through here. */
export function emit(world: World, event: Events.EngineEvent): void {
  applyEvent(world, event)
  world.at = event.at
  world.events.push(event)
}

function applyEvent(world: World, event: Events.EngineEvent): void {
  switch (event.kind) {
    case 'order_accepted': {
      accept(world, event)
      return
    }
    case 'traded': {
      trade(world, event)
      return
    }
    case 'order_canceled':
    case 'order_expired':
    case 'order_rejected': {
      end(world, event)
      return
    }
    case 'order_reduced':
    case 'order_resized': {
      resize(world, event)
      return
    }
    case 'order_repriced':
      namedOrder(world, event).limitPrice = event.limitPrice
      return
    case 'order_replaced':
    case 'replace_requested':
    case 'replace_rejected':
    case 'cancel_requested': {
      amend(world, event)
      return
    }
    case 'order_released':
    case 'order_activated':
    case 'order_rested':
    case 'order_parked': {
      place(world, event)
      return
    }
    case 'order_triggered':
    case 'trailing_moved': {
      trail(world, event)
      return
    }
    default: {
      applyAccountEvent(world, event)
      return
    }
  }
}

/** The open order that an event names; its revision counts the event. */
function namedOrder(world: World, event: { orderId: number; at: number; hold?: bigint }): OpenOrder {
  const order = findOrder(world, event.orderId)
  assert(order !== undefined, 'an event names an open order')
  order.revision += 1
  order.updatedAt = event.at
  if (event.hold !== undefined) order.hold = event.hold
  return order
}

function nextTimer(world: World): number {
  world.nextTimer += 1
  return world.nextTimer - 1
}

function step(order: OpenOrder, what: StatusStep): void {
  order.status = statusAfter(order, what)
}

function accept(world: World, event: Events.OrderAccepted): void {
  const { at, groupKind, dueAt } = event
  assert(event.orderId === world.nextOrderId, 'order ids have no gap')
  world.nextOrderId += 1
  if (event.groupId !== null && groupKind !== null && event.groupId === world.nextGroupId) {
    world.nextGroupId += 1
    world.groups.push({ groupId: event.groupId, groupKind, guarded: 0 })
  }
  const expiryTimer = event.expiresAt === null ? 0 : nextTimer(world)
  const order: OpenOrder = {
    orderId: event.orderId,
    accountId: event.accountId,
    instrumentId: event.instrumentId,
    clientOrderId: event.clientOrderId,
    ticketHash: event.ticketHash,
    side: event.side,
    type: event.type,
    timeInForce: event.timeInForce,
    expiresAt: event.expiresAt,
    quantity: event.quantity,
    limitPrice: event.limitPrice,
    stopPrice: event.stopPrice,
    triggerBy: event.triggerBy,
    trailing: event.trailing,
    watermark: event.watermark,
    postOnly: event.postOnly,
    reduceOnly: event.reduceOnly,
    selfTradePrevention: event.selfTradePrevention,
    role: event.role,
    groupId: event.groupId,
    place: event.place,
    hold: event.hold,
    filled: lots(0),
    canceled: lots(0),
    watermarkAt: event.trailing === null ? 0 : at,
    isTriggered: false,
    status: event.place === 'latency' ? 'pending_new' : event.place === 'inactive' ? 'inactive' : 'new',
    revision: 1,
    priority: 0,
    queueAhead: null,
    filledValue: 0n,
    acceptedAt: at,
    updatedAt: at,
    releaseAt: dueAt,
    releaseTimer: dueAt === null ? 0 : nextTimer(world),
    dueAt: null,
    dueTimer: 0,
    expiryTimer,
    pendingChanges: null,
    ahead: 0,
    liveWatermark: event.watermark,
  }
  if (event.place === 'book') takePlace(world, order, event.queueAhead ?? 0)
  world.orders.push(order)
}

/** The back of its level. */
function takePlace(world: World, order: OpenOrder, queueAhead: number): void {
  order.place = 'book'
  order.priority = world.nextPriority
  world.nextPriority += 1
  order.queueAhead = lots(queueAhead)
  order.ahead = queueAhead
}

function leavePlace(order: OpenOrder, to: Exclude<OpenOrder['place'], 'book'>): void {
  order.place = to
  order.priority = 0
  order.queueAhead = null
  order.ahead = 0
}

function end(world: World, event: Events.OrderCanceled | Events.OrderExpired | Events.OrderRejected): void {
  const order = namedOrder(world, event)
  order.canceled = lots(order.canceled + event.quantity)
  if (event.kind === 'order_canceled' && event.reason === 'reduce_only') setGuarded(world, order, 0)
  assert(leavesOf(order) === 0, 'an order that ends has nothing left')
  finish(world, order)
}

/** The order leaves D; its client order id is remembered for a while. */
function finish(world: World, order: OpenOrder): void {
  step(order, 'ended')
  order.hold = 0n
  world.orders = world.orders.filter((other) => other !== order)
  const { accountId, clientOrderId, orderId, ticketHash } = order
  if (clientOrderId !== '') world.recent.push({ accountId, clientOrderId, orderId, ticketHash })
  if (world.recent.length > world.recentOrdersMax) world.recent.shift()
  const isGroupOver = !world.orders.some((other) => other.groupId === order.groupId)
  if (isGroupOver) world.groups = world.groups.filter((group) => group.groupId !== order.groupId)
}

/** A leg whose entry may still fill is not done when nothing is left of it: it waits for more to guard. */
function finishIfDone(world: World, order: OpenOrder): boolean {
  const isDone = leavesOf(order) === 0 && !(isLeg(order) && isEntryOpen(world, order.groupId))
  if (isDone) finish(world, order)
  return isDone
}

function resize(world: World, event: Events.OrderReduced | Events.OrderResized): void {
  const order = namedOrder(world, event)
  if (event.kind === 'order_reduced') {
    order.canceled = lots(order.canceled + event.quantity)
    assert(leavesOf(order) > 0, 'an order that is reduced works on')
  } else {
    order.quantity = event.quantity
    assert(leavesOf(order) >= 0, 'no order shrinks below what has filled')
    if (event.queueAhead !== null) takePlace(world, order, event.queueAhead)
  }
  setGuarded(world, order, leavesOf(order))
  finishIfDone(world, order)
}

/** What the legs of a bracket guard is what an event leaves of one of them. */
function setGuarded(world: World, order: OpenOrder, guarded: number): void {
  const group = world.groups.find(({ groupId }) => groupId === order.groupId)
  if (group !== undefined && isLeg(order)) group.guarded = guarded
}

function place(
  world: World,
  event: Events.OrderReleased | Events.OrderActivated | Events.OrderRested | Events.OrderParked,
): void {
  const order = namedOrder(world, event)
  switch (event.kind) {
    case 'order_released':
      step(order, 'worked')
      order.releaseAt = null
      order.releaseTimer = 0
      leavePlace(order, order.type === 'market' || order.type === 'limit' ? 'none' : 'trigger')
      return
    case 'order_rested': {
      takePlace(world, order, event.queueAhead)
      return
    }
    case 'order_parked': {
      leavePlace(order, event.place)
      return
    }
    case 'order_activated': {
      step(order, event.place === 'inactive' ? 'waited' : 'worked')
      assert(event.place !== 'book', 'an activated order goes to the book by a work of its own')
      leavePlace(order, event.place)
      order.isTriggered = false
      order.stopPrice = event.stopPrice
      order.watermark = event.watermark
      order.liveWatermark = event.watermark
      order.watermarkAt = order.trailing === null ? 0 : event.at
      return
    }
    default:
      return unreachable(event)
  }
}

function trail(world: World, event: Events.OrderTriggered | Events.TrailingMoved): void {
  const order = namedOrder(world, event)
  order.stopPrice = event.stopPrice
  order.watermark = event.watermark
  if (event.kind === 'trailing_moved') {
    order.watermarkAt = event.at
    return
  }
  assert(!order.isTriggered, 'a trigger fires once')
  order.isTriggered = true
  leavePlace(order, 'none')
}

function amend(
  world: World,
  event: Events.OrderReplaced | Events.ReplaceRequested | Events.ReplaceRejected | Events.CancelRequested,
): void {
  const order = namedOrder(world, event)
  order.pendingChanges = null
  order.dueAt = null
  order.dueTimer = 0
  switch (event.kind) {
    case 'cancel_requested':
      step(order, 'cancel_asked')
      order.dueAt = event.dueAt
      order.dueTimer = nextTimer(world)
      return
    case 'replace_requested':
      step(order, 'amend_asked')
      order.dueAt = event.dueAt
      order.dueTimer = nextTimer(world)
      order.pendingChanges = event.changes
      return
    case 'replace_rejected': {
      step(order, 'settled')
      return
    }
    case 'order_replaced':
      step(order, 'settled')
      {
        replace(world, order, event)
        return
      }
    default:
      return unreachable(event)
  }
}

function replace(world: World, order: OpenOrder, event: Events.OrderReplaced): void {
  const { quantity, limitPrice, stopPrice, trailing, watermark, timeInForce, expiresAt } = event
  if (trailing !== null) order.liveWatermark = watermark
  if (expiresAt === null) order.expiryTimer = 0
  else if (expiresAt !== order.expiresAt) order.expiryTimer = nextTimer(world)
  Object.assign(order, { quantity, limitPrice, stopPrice, trailing, watermark, timeInForce, expiresAt })
  if (event.losesPlace) leavePlace(order, 'none')
  finishIfDone(world, order)
}

function trade(world: World, event: Events.Traded): void {
  const listing = listingOf(world, event.instrumentId)
  assert(event.tradeId === listing.nextTradeId, 'trade ids have no gap')
  listing.nextTradeId += 1
  for (const fill of [event.maker, event.taker]) {
    if (fill !== null) applyFill(world, event, fill)
  }
}

function applyFill(world: World, event: Events.Traded, fill: Events.Fill): void {
  const { quantity, price, instrumentId } = event
  const listing = listingOf(world, instrumentId)
  const account = accountOf(world, fill.accountId)
  const order = namedOrder(world, { ...fill, at: event.at })
  order.filled = lots(order.filled + quantity)
  order.filledValue += tickLotsOf(price, quantity)
  assert(fill.leaves === leavesOf(order), 'a fill takes from the leaves of its order')
  bookCash(account, fill.cashDelta - fill.fee)
  account.fees += fill.fee
  currencyOf(world, account.currency).fees += fill.fee
  listing.houseCash -= fill.cashDelta
  const signed = quantity * (fill.side === 'buy' ? 1 : -1)
  listing.housePosition -= BigInt(signed)
  bookPosition(account, instrumentId, {
    quantity: signed,
    cost: fill.costAdded - fill.costRemoved,
    realizedPnl: fill.realizedPnl,
  })
  const group = world.groups.find(({ groupId }) => groupId === order.groupId)
  if (group !== undefined && order.role === 'entry') group.guarded += fill.opened
  if (group !== undefined && isLeg(order)) group.guarded -= quantity
  if (!finishIfDone(world, order)) step(order, 'filled_in_part')
}
