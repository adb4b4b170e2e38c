import { accountKind, accountSettings } from '../schema/account-fields.ts'
import { natural, naturalOrNull, quantity } from '../schema/common-fields.ts'
import type { Fields } from '../schema/field.ts'
import { BOUNDARIES_MAX, instrument, phase } from '../schema/instrument-fields.ts'
import { groupKind } from '../schema/order-fields.ts'
import { bigint, boolean, integer, text } from '../schema/scalars.ts'
import { list, nullable, struct } from '../schema/structures.ts'
import { orderImage } from './image-codec-order.ts'
import type {
  AccountImage,
  CurrencyImage,
  GroupImage,
  InstrumentImage,
  OrderImage,
  PositionImage,
  RecentImage,
  ScheduledBoundary,
  StateImage,
} from './state-image.ts'

const money = bigint()

/** Parts that may be very long: they are written and read entry by entry. */
export interface ImageParts {
  /** By account id. */
  readonly accounts: Iterable<AccountImage>
  /** By order id. */
  readonly orders: Iterable<OrderImage>
  /** By group id. */
  readonly groups: Iterable<GroupImage>
  /** In the order in which the orders became final. */
  readonly recent: Iterable<RecentImage>
}

/** An image without its long parts. */
export type ImageHead = Omit<StateImage, keyof ImageParts>

const scheduledBoundary = struct<ScheduledBoundary>({
  at: natural,
  phase,
  endsDay: boolean,
  timer: natural,
})

const instrumentImage = struct<InstrumentImage>({
  instrument,
  phase,
  schedule: list(scheduledBoundary, BOUNDARIES_MAX),
  nextTradeId: natural,
  houseCash: money,
  housePosition: bigint(),
})

const currencyImage = struct<CurrencyImage>({
  currency: text(),
  external: money,
  fees: money,
  insurance: money,
})

const positionImage = struct<PositionImage>({
  instrumentId: natural,
  quantity,
  cost: money,
  realizedPnl: money,
  openBuys: quantity,
  openSells: quantity,
  buyHold: money,
  sellHold: money,
  leverage: nullable(integer()),
})

const accountImage = struct<AccountImage>({
  accountId: natural,
  ownerId: natural,
  accountKind,
  currency: text(),
  settings: accountSettings,
  cash: money,
  hold: money,
  fees: money,
  generation: natural,
  isKilled: boolean,
  isLossLocked: boolean,
  lossBaseline: nullable(money),
  isMarginCalled: boolean,
  isLiquidating: boolean,
  positions: list(positionImage),
})

const groupImage = struct<GroupImage>({
  groupId: natural,
  groupKind,
  orderIds: list(natural),
  guarded: quantity,
})

const recentImage = struct<RecentImage>({
  accountId: natural,
  clientOrderId: text(),
  orderId: natural,
  ticketHash: natural,
})

/** What an image is written as: the head, then each long part. */
export const imageHead = struct<ImageHead>({
  at: natural,
  nextOrderId: natural,
  nextGroupId: natural,
  nextPriority: natural,
  nextTimer: natural,
  dayTimerAt: naturalOrNull,
  dayTimer: natural,
  isSiteKilled: boolean,
  killedOwnerIds: list(natural),
  instruments: list(instrumentImage),
  currencies: list(currencyImage),
})

type Entries = { readonly [Part in keyof ImageParts]: StateImage[Part][number] }

/** The entries of the long parts, in the order in which the parts are written. */
export const imageEntries: Fields<Entries> = {
  accounts: accountImage,
  orders: orderImage,
  groups: groupImage,
  recent: recentImage,
}
