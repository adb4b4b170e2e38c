import type { Account, Position } from './account.ts'
import type { ExchangeState } from './exchange-state.ts'
import type { KnownOrder } from './known-orders.ts'
import { imageEntries, imageHead } from './image-codec-fields.ts'
import type { ImageSource } from './image-codec.ts'
import type { ListedInstrument } from './listed-instrument.ts'
import type { Order } from './order.ts'
import type {
  AccountImage,
  CurrencyImage,
  GroupImage,
  InstrumentImage,
  OrderImage,
  PositionImage,
  RecentImage,
  StateImage,
} from './state-image.ts'

/** All of D as plain data in canonical order, which shares nothing with the state. */
export function imageOf(state: ExchangeState): StateImage {
  const { accounts, orders, groups, recent, ...head } = sourceOf(state)
  return {
    ...imageHead.copyOf(head),
    accounts: Array.from(accounts, (account) => imageEntries.accounts.copyOf(account)),
    orders: Array.from(orders, (order) => imageEntries.orders.copyOf(order)),
    groups: Array.from(groups, (group) => imageEntries.groups.copyOf(group)),
    recent: Array.from(recent, (order) => imageEntries.recent.copyOf(order)),
  }
}

/** The same, its long parts made entry by entry when they are asked for: no second state in memory. */
export function sourceOf(state: ExchangeState): ImageSource {
  const { counters } = state
  return {
    at: counters.at,
    nextOrderId: counters.nextOrderId,
    nextGroupId: counters.nextGroupId,
    nextPriority: counters.nextPriority,
    nextTimer: counters.nextTimer,
    dayTimerAt: counters.dayTimerAt,
    dayTimer: counters.dayTimer,
    isSiteKilled: counters.isSiteKilled,
    killedOwnerIds: [...state.killedOwners].sort((one, other) => one - other),
    instruments: sortedBy(state.instruments.values(), (it) => it.instrumentId).map(instrumentImage),
    currencies: currencyImages(state),
    accounts: mapped(
      sortedBy(state.accounts.values(), (it) => it.accountId),
      accountImage,
    ),
    orders: mapped(state.orders.values(), orderImage),
    groups: mapped(
      sortedBy(state.groups.values(), (it) => it.groupId),
      groupImage,
    ),
    recent: mapped(state.recent, recentImage),
  }
}

function* mapped<From, To>(entries: Iterable<From>, map: (entry: From) => To): Iterable<To> {
  for (const entry of entries) yield map(entry)
}

function recentImage({ account, clientOrderId, orderId, ticketHash }: KnownOrder): RecentImage {
  return { accountId: account.accountId, clientOrderId, orderId, ticketHash }
}

function sortedBy<T>(entries: Iterable<T>, keyOf: (entry: T) => number): T[] {
  return [...entries].sort((one, other) => keyOf(one) - keyOf(other))
}

function instrumentImage(instrument: ListedInstrument): InstrumentImage {
  return {
    instrument: instrument.definition,
    phase: instrument.phase,
    schedule: instrument.schedule,
    nextTradeId: instrument.nextTradeId,
    houseCash: instrument.houseCash,
    housePosition: instrument.housePosition,
  }
}

function currencyImages(state: ExchangeState): CurrencyImage[] {
  const names = [...state.currencies.keys()].sort()
  return names.map((currency) => ({ currency, ...state.systemOf(currency) }))
}

function groupImage({
  groupId,
  kind,
  orders,
  guarded,
}: ExchangeState['groups'] extends Map<number, infer G> ? G : never): GroupImage {
  return { groupId, groupKind: kind, orderIds: orders.map(({ orderId }) => orderId), guarded }
}

function accountImage(account: Account): AccountImage {
  const positions = [...account.positions.values()].filter(({ isIdle }) => !isIdle)
  return {
    accountId: account.accountId,
    ownerId: account.ownerId,
    accountKind: account.kind,
    currency: account.currency,
    settings: account.settings,
    cash: account.cash,
    hold: account.hold,
    fees: account.fees,
    generation: account.generation,
    isKilled: account.isKilled,
    isLossLocked: account.isLossLocked,
    lossBaseline: account.lossBaseline,
    isMarginCalled: account.isMarginCalled,
    isLiquidating: account.isLiquidating,
    positions: sortedBy(positions, (it) => it.instrument.instrumentId).map(positionImage),
  }
}

function positionImage(position: Position): PositionImage {
  return {
    instrumentId: position.instrument.instrumentId,
    quantity: position.quantity,
    cost: position.cost,
    realizedPnl: position.realizedPnl,
    openBuys: position.openBuys,
    openSells: position.openSells,
    buyHold: position.buyHold,
    sellHold: position.sellHold,
    leverage: position.leverage,
  }
}

function orderImage(order: Order): OrderImage {
  const { trigger, release, pending } = order
  return {
    orderId: order.orderId,
    accountId: order.account.accountId,
    instrumentId: order.instrument.instrumentId,
    clientOrderId: order.clientOrderId,
    ticketHash: order.ticketHash,
    side: order.side,
    type: order.type,
    timeInForce: order.timeInForce,
    expiresAt: order.expiresAt,
    quantity: order.quantity,
    filled: order.filled,
    canceled: order.canceled,
    limitPrice: order.limitPrice,
    stopPrice: trigger?.stopPrice ?? null,
    triggerBy: trigger?.triggerBy ?? null,
    trailing: trigger?.trailing ?? null,
    watermark: trigger?.watermark ?? null,
    watermarkAt: trigger?.watermarkAt ?? 0,
    isTriggered: trigger?.isTriggered ?? false,
    postOnly: order.postOnly,
    reduceOnly: order.reduceOnly,
    selfTradePrevention: order.selfTradePrevention,
    role: order.role,
    groupId: order.group?.groupId ?? null,
    status: order.status,
    place: order.place,
    revision: order.revision,
    priority: order.priority,
    queueAhead: order.queueAhead,
    hold: order.hold,
    filledValue: order.filledValue,
    acceptedAt: order.acceptedAt,
    updatedAt: order.updatedAt,
    releaseAt: release?.dueAt ?? null,
    releaseTimer: release?.timer ?? 0,
    dueAt: pending?.dueAt ?? null,
    dueTimer: pending?.timer ?? 0,
    expiryTimer: order.expiryTimer,
    pendingChanges: pending?.changes ?? null,
  }
}
