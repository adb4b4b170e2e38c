import type {
  Bracket,
  GroupKind,
  OrderPlace,
  OrderRole,
  OrderStatus,
  OrderType,
  PostOnly,
  SelfTradePrevention,
  Side,
  StopLoss,
  Ticket,
  TimeInForce,
  Trailing,
} from '../order/order-types.ts'
import type { OrderChanges } from '../event/events.ts'
import { clientOrderId, natural, naturalOrNull, priceOrNull, quantityOrNull } from './common-fields.ts'
import { triggerBy } from './instrument-fields.ts'
import { bigint, boolean, integer, words } from './scalars.ts'
import { nullable, struct } from './structures.ts'

export const side = words<Side>({ buy: 0, sell: 1 })
export const orderType = words<OrderType>({
  market: 0,
  limit: 1,
  stop: 2,
  stop_limit: 3,
  trailing_stop: 4,
  take_profit: 5,
})
export const timeInForce = words<TimeInForce>({ day: 0, gtc: 1, gtd: 2, ioc: 3, fok: 4 })
export const postOnly = words<PostOnly>({ no: 0, reject: 1, reprice: 2 })
export const selfTradePrevention = words<SelfTradePrevention>({
  cancel_newest: 0,
  cancel_oldest: 1,
  cancel_both: 2,
  decrement: 3,
})
export const orderStatus = words<OrderStatus>({
  pending_new: 0,
  inactive: 1,
  new: 2,
  partially_filled: 3,
  pending_cancel: 4,
  pending_replace: 5,
  filled: 6,
  canceled: 7,
  expired: 8,
  rejected: 9,
})
export const orderRole = words<OrderRole>({
  single: 0,
  entry: 1,
  take_profit: 2,
  stop_loss: 3,
  oco: 4,
  primary: 5,
  secondary: 6,
  close: 7,
  liquidation: 8,
})
export const orderPlace = words<OrderPlace>({
  none: 0,
  book: 1,
  queue: 2,
  trigger: 3,
  latency: 4,
  inactive: 5,
  exit: 6,
})
export const groupKind = words<GroupKind>({ oco: 0, oto: 1, bracket: 2 })
export const triggerByOrNull = nullable(triggerBy)

export const trailing = nullable(
  struct<Trailing>({
    unit: words<Trailing['unit']>({ ticks: 0, ppm: 1 }),
    offset: integer(),
    activationPrice: priceOrNull,
  }),
)

const stopLoss = struct<StopLoss>({
  stopPrice: priceOrNull,
  limitPrice: priceOrNull,
  trailing,
  triggerBy: triggerByOrNull,
})

/** A ticket as it must look to be looked at; which fields belong together is for later rules. */
export const ticket = struct<Ticket>({
  clientOrderId,
  instrumentId: natural,
  side,
  type: orderType,
  quantity: quantityOrNull,
  notional: nullable(bigint()),
  limitPrice: priceOrNull,
  stopPrice: priceOrNull,
  triggerBy: triggerByOrNull,
  trailing,
  timeInForce,
  expiresAt: naturalOrNull,
  postOnly,
  reduceOnly: boolean,
  selfTradePrevention,
  bracket: nullable(struct<Bracket>({ takeProfit: priceOrNull, stopLoss: nullable(stopLoss) })),
})

/** The fields of an amend as the engine keeps them while its latency lasts. */
export const orderChanges = struct<OrderChanges>({
  quantity: quantityOrNull,
  limitPrice: priceOrNull,
  stopPrice: priceOrNull,
  trailingOffset: nullable(integer()),
  timeInForce: nullable(timeInForce),
  expiresAt: naturalOrNull,
})
