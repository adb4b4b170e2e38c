/**
 * The kinds of events that make up nearly all of a journal: each has its table, and a shortcut that writes
 * and reads the very same bytes without looking fields up by name.
 */
import {
  clientOrderIdOrEmpty,
  natural,
  naturalOrNull,
  price,
  priceOrNull,
  quantity,
  quantityOrNull,
} from '../schema/common-fields.ts'
import {
  groupKind,
  orderPlace,
  orderRole,
  orderType,
  postOnly,
  selfTradePrevention,
  side,
  timeInForce,
  trailing,
  triggerByOrNull,
} from '../schema/order-fields.ts'
import { bigint, boolean, constant, words } from '../schema/scalars.ts'
import { nullable, struct, type Shortcut } from '../schema/structures.ts'
import type {
  CancelReason,
  Evidence,
  EvidenceSource,
  Fill,
  OrderAccepted,
  OrderCanceled,
  OrderRested,
  Traded,
} from './events.ts'

const money = bigint()
const groupKindOrNull = nullable(groupKind)
const liquidity = words<Fill['liquidity']>({ maker: 0, taker: 1 })

const cancelReason = words<CancelReason>({
  user: 0,
  no_liquidity: 1,
  immediate_or_cancel: 2,
  fill_or_kill: 3,
  insufficient_funds: 4,
  self_trade: 5,
  reduce_only: 6,
  group: 7,
  parent: 8,
  liquidation: 9,
  kill_switch: 10,
  loss_lock: 11,
  reset: 12,
})

const evidenceSource = words<EvidenceSource>({
  order: 0,
  level: 1,
  print: 2,
  through: 3,
  quote: 4,
  crossing: 5,
  aggressor: 6,
})

const acceptedShortcut: Shortcut<OrderAccepted> = {
  write(writer, event) {
    writer.integer(event.at)
    writer.integer(event.orderId)
    writer.integer(event.accountId)
    writer.integer(event.instrumentId)
    writer.text(event.clientOrderId)
    writer.integer(event.ticketHash)
    side.write(writer, event.side)
    orderType.write(writer, event.type)
    timeInForce.write(writer, event.timeInForce)
    writer.integerOrNull(event.expiresAt)
    writer.integer(event.quantity)
    writer.integerOrNull(event.limitPrice)
    writer.integerOrNull(event.stopPrice)
    triggerByOrNull.write(writer, event.triggerBy)
    trailing.write(writer, event.trailing)
    writer.integerOrNull(event.watermark)
    postOnly.write(writer, event.postOnly)
    writer.boolean(event.reduceOnly)
    selfTradePrevention.write(writer, event.selfTradePrevention)
    orderRole.write(writer, event.role)
    writer.integerOrNull(event.groupId)
    groupKindOrNull.write(writer, event.groupKind)
    orderPlace.write(writer, event.place)
    writer.integerOrNull(event.dueAt)
    writer.integerOrNull(event.queueAhead)
    writer.bigint(event.hold)
    writer.bigint(event.holdDelta)
    writer.integer(event.openDelta)
  },
  read: (reader) => ({
    kind: 'order_accepted',
    at: reader.integer(),
    orderId: reader.integer(),
    accountId: reader.integer(),
    instrumentId: reader.integer(),
    clientOrderId: reader.text(),
    ticketHash: reader.integer(),
    side: side.read(reader),
    type: orderType.read(reader),
    timeInForce: timeInForce.read(reader),
    expiresAt: reader.integerOrNull(),
    quantity: quantity.read(reader),
    limitPrice: priceOrNull.read(reader),
    stopPrice: priceOrNull.read(reader),
    triggerBy: triggerByOrNull.read(reader),
    trailing: trailing.read(reader),
    watermark: priceOrNull.read(reader),
    postOnly: postOnly.read(reader),
    reduceOnly: reader.boolean(),
    selfTradePrevention: selfTradePrevention.read(reader),
    role: orderRole.read(reader),
    groupId: reader.integerOrNull(),
    groupKind: groupKindOrNull.read(reader),
    place: orderPlace.read(reader),
    dueAt: reader.integerOrNull(),
    queueAhead: quantityOrNull.read(reader),
    hold: reader.bigint(),
    holdDelta: reader.bigint(),
    openDelta: quantity.read(reader),
  }),
}

export const orderAccepted = struct<OrderAccepted>(
  {
    kind: constant('order_accepted'),
    at: natural,
    orderId: natural,
    accountId: natural,
    instrumentId: natural,
    clientOrderId: clientOrderIdOrEmpty,
    ticketHash: natural,
    side,
    type: orderType,
    timeInForce,
    expiresAt: naturalOrNull,
    quantity,
    limitPrice: priceOrNull,
    stopPrice: priceOrNull,
    triggerBy: triggerByOrNull,
    trailing,
    watermark: priceOrNull,
    postOnly,
    reduceOnly: boolean,
    selfTradePrevention,
    role: orderRole,
    groupId: naturalOrNull,
    groupKind: groupKindOrNull,
    place: orderPlace,
    dueAt: naturalOrNull,
    queueAhead: quantityOrNull,
    hold: money,
    holdDelta: money,
    openDelta: quantity,
  },
  acceptedShortcut,
)

const fill = struct<Fill>(
  {
    orderId: natural,
    accountId: natural,
    side,
    liquidity,
    leaves: quantity,
    closed: quantity,
    opened: quantity,
    cashDelta: money,
    fee: money,
    costRemoved: money,
    costAdded: money,
    realizedPnl: money,
    hold: money,
    holdDelta: money,
    openDelta: quantity,
  },
  {
    write(writer, value) {
      writer.integer(value.orderId)
      writer.integer(value.accountId)
      side.write(writer, value.side)
      liquidity.write(writer, value.liquidity)
      writer.integer(value.leaves)
      writer.integer(value.closed)
      writer.integer(value.opened)
      writer.bigint(value.cashDelta)
      writer.bigint(value.fee)
      writer.bigint(value.costRemoved)
      writer.bigint(value.costAdded)
      writer.bigint(value.realizedPnl)
      writer.bigint(value.hold)
      writer.bigint(value.holdDelta)
      writer.integer(value.openDelta)
    },
    read: (reader) => ({
      orderId: reader.integer(),
      accountId: reader.integer(),
      side: side.read(reader),
      liquidity: liquidity.read(reader),
      leaves: quantity.read(reader),
      closed: quantity.read(reader),
      opened: quantity.read(reader),
      cashDelta: reader.bigint(),
      fee: reader.bigint(),
      costRemoved: reader.bigint(),
      costAdded: reader.bigint(),
      realizedPnl: reader.bigint(),
      hold: reader.bigint(),
      holdDelta: reader.bigint(),
      openDelta: quantity.read(reader),
    }),
  },
)
const fillOrNull = nullable(fill)

const evidence = struct<Evidence>(
  { source: evidenceSource, price, size: quantity, queueAhead: quantityOrNull },
  {
    write(writer, value) {
      evidenceSource.write(writer, value.source)
      writer.integer(value.price)
      writer.integer(value.size)
      writer.integerOrNull(value.queueAhead)
    },
    read: (reader) => ({
      source: evidenceSource.read(reader),
      price: price.read(reader),
      size: quantity.read(reader),
      queueAhead: quantityOrNull.read(reader),
    }),
  },
)

export const traded = struct<Traded>(
  {
    kind: constant('traded'),
    at: natural,
    instrumentId: natural,
    tradeId: natural,
    price,
    quantity,
    notional: money,
    taker: fillOrNull,
    maker: fillOrNull,
    evidence,
  },
  {
    write(writer, event) {
      writer.integer(event.at)
      writer.integer(event.instrumentId)
      writer.integer(event.tradeId)
      writer.integer(event.price)
      writer.integer(event.quantity)
      writer.bigint(event.notional)
      fillOrNull.write(writer, event.taker)
      fillOrNull.write(writer, event.maker)
      evidence.write(writer, event.evidence)
    },
    read: (reader) => ({
      kind: 'traded',
      at: reader.integer(),
      instrumentId: reader.integer(),
      tradeId: reader.integer(),
      price: price.read(reader),
      quantity: quantity.read(reader),
      notional: reader.bigint(),
      taker: fillOrNull.read(reader),
      maker: fillOrNull.read(reader),
      evidence: evidence.read(reader),
    }),
  },
)

export const orderCanceled = struct<OrderCanceled>(
  {
    kind: constant('order_canceled'),
    at: natural,
    orderId: natural,
    quantity,
    reason: cancelReason,
    hold: money,
    holdDelta: money,
    openDelta: quantity,
  },
  {
    write(writer, event) {
      writer.integer(event.at)
      writer.integer(event.orderId)
      writer.integer(event.quantity)
      cancelReason.write(writer, event.reason)
      writer.bigint(event.hold)
      writer.bigint(event.holdDelta)
      writer.integer(event.openDelta)
    },
    read: (reader) => ({
      kind: 'order_canceled',
      at: reader.integer(),
      orderId: reader.integer(),
      quantity: quantity.read(reader),
      reason: cancelReason.read(reader),
      hold: reader.bigint(),
      holdDelta: reader.bigint(),
      openDelta: quantity.read(reader),
    }),
  },
)

export const orderRested = struct<OrderRested>(
  { kind: constant('order_rested'), at: natural, orderId: natural, queueAhead: quantity },
  {
    write(writer, event) {
      writer.integer(event.at)
      writer.integer(event.orderId)
      writer.integer(event.queueAhead)
    },
    read: (reader) => ({
      kind: 'order_rested',
      at: reader.integer(),
      orderId: reader.integer(),
      queueAhead: quantity.read(reader),
    }),
  },
)
