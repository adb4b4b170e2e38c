import {
  clientOrderIdOrEmpty,
  natural,
  naturalOrNull,
  priceOrNull,
  quantity,
  quantityOrNull,
} from '../schema/common-fields.ts'
import {
  orderChanges,
  orderPlace,
  orderRole,
  orderStatus,
  orderType,
  postOnly,
  selfTradePrevention,
  side,
  timeInForce,
  trailing,
  triggerByOrNull,
} from '../schema/order-fields.ts'
import { bigint, boolean } from '../schema/scalars.ts'
import { nullable, struct, type Shortcut } from '../schema/structures.ts'
import type { OrderImage } from './state-image.ts'

const money = bigint()
const changesOrNull = nullable(orderChanges)

/** There may be a million of them: the table alone would take several times as long. */
const shortcut: Shortcut<OrderImage> = {
  write(writer, order) {
    writer.integer(order.orderId)
    writer.integer(order.accountId)
    writer.integer(order.instrumentId)
    writer.text(order.clientOrderId)
    writer.integer(order.ticketHash)
    side.write(writer, order.side)
    orderType.write(writer, order.type)
    timeInForce.write(writer, order.timeInForce)
    writer.integerOrNull(order.expiresAt)
    writer.integer(order.quantity)
    writer.integer(order.filled)
    writer.integer(order.canceled)
    writer.integerOrNull(order.limitPrice)
    writer.integerOrNull(order.stopPrice)
    triggerByOrNull.write(writer, order.triggerBy)
    trailing.write(writer, order.trailing)
    writer.integerOrNull(order.watermark)
    writer.integer(order.watermarkAt)
    writer.boolean(order.isTriggered)
    postOnly.write(writer, order.postOnly)
    writer.boolean(order.reduceOnly)
    selfTradePrevention.write(writer, order.selfTradePrevention)
    orderRole.write(writer, order.role)
    writer.integerOrNull(order.groupId)
    orderStatus.write(writer, order.status)
    orderPlace.write(writer, order.place)
    writer.integer(order.revision)
    writer.integer(order.priority)
    writer.integerOrNull(order.queueAhead)
    writer.bigint(order.hold)
    writer.bigint(order.filledValue)
    writer.integer(order.acceptedAt)
    writer.integer(order.updatedAt)
    writer.integerOrNull(order.releaseAt)
    writer.integer(order.releaseTimer)
    writer.integerOrNull(order.dueAt)
    writer.integer(order.dueTimer)
    writer.integer(order.expiryTimer)
    changesOrNull.write(writer, order.pendingChanges)
  },
  read: (reader) => ({
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
    filled: quantity.read(reader),
    canceled: quantity.read(reader),
    limitPrice: priceOrNull.read(reader),
    stopPrice: priceOrNull.read(reader),
    triggerBy: triggerByOrNull.read(reader),
    trailing: trailing.read(reader),
    watermark: priceOrNull.read(reader),
    watermarkAt: reader.integer(),
    isTriggered: reader.boolean(),
    postOnly: postOnly.read(reader),
    reduceOnly: reader.boolean(),
    selfTradePrevention: selfTradePrevention.read(reader),
    role: orderRole.read(reader),
    groupId: reader.integerOrNull(),
    status: orderStatus.read(reader),
    place: orderPlace.read(reader),
    revision: reader.integer(),
    priority: reader.integer(),
    queueAhead: quantityOrNull.read(reader),
    hold: reader.bigint(),
    filledValue: reader.bigint(),
    acceptedAt: reader.integer(),
    updatedAt: reader.integer(),
    releaseAt: reader.integerOrNull(),
    releaseTimer: reader.integer(),
    dueAt: reader.integerOrNull(),
    dueTimer: reader.integer(),
    expiryTimer: reader.integer(),
    pendingChanges: changesOrNull.read(reader),
  }),
}

export const orderImage = struct<OrderImage>(
  {
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
    filled: quantity,
    canceled: quantity,
    limitPrice: priceOrNull,
    stopPrice: priceOrNull,
    triggerBy: triggerByOrNull,
    trailing,
    watermark: priceOrNull,
    watermarkAt: natural,
    isTriggered: boolean,
    postOnly,
    reduceOnly: boolean,
    selfTradePrevention,
    role: orderRole,
    groupId: naturalOrNull,
    status: orderStatus,
    place: orderPlace,
    revision: natural,
    priority: natural,
    queueAhead: quantityOrNull,
    hold: money,
    filledValue: money,
    acceptedAt: natural,
    updatedAt: natural,
    releaseAt: naturalOrNull,
    releaseTimer: natural,
    dueAt: naturalOrNull,
    dueTimer: natural,
    expiryTimer: natural,
    pendingChanges: changesOrNull,
  },
  shortcut,
)
