import type { AccountKind, AccountSettings } from '../command/commands.ts'
import type { OrderChanges } from '../event/events.ts'
import type { Boundary, Instrument, Phase, TriggerBy } from '../instrument/instrument.ts'
import type { Lots } from '../numbers/lots.ts'
import type { Ticks } from '../numbers/ticks.ts'
import type {
  GroupKind,
  OrderPlace,
  OrderRole,
  OrderStatus,
  OrderType,
  PostOnly,
  SelfTradePrevention,
  Side,
  TimeInForce,
  Trailing,
} from '../order/order-types.ts'

/**
 * An open order as D knows it. Prices in ticks, quantities in lots, money in minor units, times in Unix
 * milliseconds.
 */
export interface OrderImage {
  readonly orderId: number
  readonly accountId: number
  readonly instrumentId: number
  /** Empty for orders that the engine made. */
  readonly clientOrderId: string
  readonly ticketHash: number
  readonly side: Side
  readonly type: OrderType
  readonly timeInForce: TimeInForce
  readonly expiresAt: number | null
  readonly quantity: Lots
  readonly filled: Lots
  readonly canceled: Lots
  readonly limitPrice: Ticks | null
  readonly stopPrice: Ticks | null
  readonly triggerBy: TriggerBy | null
  readonly trailing: Trailing | null
  /** As last journaled; `null` before activation and for other types. */
  readonly watermark: Ticks | null
  /** When it was last journaled; 0 for other types. */
  readonly watermarkAt: number
  readonly isTriggered: boolean
  readonly postOnly: PostOnly
  readonly reduceOnly: boolean
  readonly selfTradePrevention: SelfTradePrevention
  readonly role: OrderRole
  readonly groupId: number | null
  readonly status: OrderStatus
  readonly place: OrderPlace
  /** Counts the events that named it. */
  readonly revision: number
  /** Its place among users at its price: lower is first; 0 outside the book. */
  readonly priority: number
  /** Outside lots ahead when it took its place; `null` outside the book. */
  readonly queueAhead: Lots | null
  readonly hold: bigint
  /** Sum of price x quantity of its fills, ticks x lots: the average price is this over `filled`. */
  readonly filledValue: bigint
  readonly acceptedAt: number
  readonly updatedAt: number
  /** When its latency has passed, and the timer of that; `null` and 0 once it works. */
  readonly releaseAt: number | null
  readonly releaseTimer: number
  /** Due time and timer of a cancel or an amend that was asked for; `null` and 0: none. */
  readonly dueAt: number | null
  readonly dueTimer: number
  /** Timer of the expiry; 0: none. */
  readonly expiryTimer: number
  readonly pendingChanges: OrderChanges | null
}

/** A position, or what an account has set and has open in an instrument where it is flat. */
export interface PositionImage {
  readonly instrumentId: number
  /** Signed. */
  readonly quantity: Lots
  /** Total cost of what is held, at least 0 for positive prices. */
  readonly cost: bigint
  readonly realizedPnl: bigint
  readonly openBuys: Lots
  readonly openSells: Lots
  readonly buyHold: bigint
  readonly sellHold: bigint
  /** `null`: never set. */
  readonly leverage: number | null
}

export interface AccountImage {
  readonly accountId: number
  readonly ownerId: number
  readonly accountKind: AccountKind
  readonly currency: string
  readonly settings: AccountSettings
  readonly cash: bigint
  /** Money held for open purchases of a cash account; 0 for margin accounts. */
  readonly hold: bigint
  /** Fees paid since the generation began. */
  readonly fees: bigint
  readonly generation: number
  readonly isKilled: boolean
  readonly isLossLocked: boolean
  readonly lossBaseline: bigint | null
  readonly isMarginCalled: boolean
  readonly isLiquidating: boolean
  /** By instrument id; only those that differ from nothing at all. */
  readonly positions: readonly PositionImage[]
}

export interface InstrumentImage {
  readonly instrument: Instrument
  readonly phase: Phase
  /** To come, by time, with the timer of each. */
  readonly schedule: readonly ScheduledBoundary[]
  readonly nextTradeId: number
  readonly houseCash: bigint
  readonly housePosition: Lots
}

export interface ScheduledBoundary extends Boundary {
  readonly timer: number
}

export interface GroupImage {
  readonly groupId: number
  readonly groupKind: GroupKind
  /** Those that are still open, by id. */
  readonly orderIds: readonly number[]
  /** Lots the legs of a bracket guard; 0 for other groups. */
  readonly guarded: Lots
}

export interface CurrencyImage {
  readonly currency: string
  readonly external: bigint
  readonly fees: bigint
  readonly insurance: bigint
}

/** The client order id of an order that is final. */
export interface RecentImage {
  readonly accountId: number
  readonly clientOrderId: string
  readonly orderId: number
  readonly ticketHash: number
}

/**
 * All of D as plain data in one canonical order: what a snapshot stores and what the state hash covers. Two
 * engines in the same state give equal images.
 */
export interface StateImage {
  /** Time of the last event; 0 before the first. */
  readonly at: number
  readonly nextOrderId: number
  readonly nextGroupId: number
  readonly nextPriority: number
  readonly nextTimer: number
  readonly dayTimerAt: number | null
  readonly dayTimer: number
  readonly isSiteKilled: boolean
  /** By id. */
  readonly killedOwnerIds: readonly number[]
  /** By instrument id. */
  readonly instruments: readonly InstrumentImage[]
  /** By currency. */
  readonly currencies: readonly CurrencyImage[]
  /** By account id. */
  readonly accounts: readonly AccountImage[]
  /** By order id. */
  readonly orders: readonly OrderImage[]
  /** By group id; a group lives while one of its orders is open. */
  readonly groups: readonly GroupImage[]
  /** In the order in which the orders became final. */
  readonly recent: readonly RecentImage[]
}
