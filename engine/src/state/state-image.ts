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
  /** Hash of the ticket, 53 bits; 0 without a client order id. */
  readonly ticketHash: number
  readonly side: Side
  readonly type: OrderType
  readonly timeInForce: TimeInForce
  /** For `gtd` (FIX 126 ExpireTime); `null` for the others. */
  readonly expiresAt: number | null
  /** FIX 38 OrderQty: what has filled, what was canceled, and the leaves. */
  readonly quantity: Lots
  /** FIX 14 CumQty. */
  readonly filled: Lots
  readonly canceled: Lots
  /** `null`: it takes any price. */
  readonly limitPrice: Ticks | null
  /** As last journaled; `null` without a trigger, and for a trailing stop that does not trail yet. */
  readonly stopPrice: Ticks | null
  /** `null` without a trigger. */
  readonly triggerBy: TriggerBy | null
  /** `null` for other types. */
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
  /** `null`: it is in none. */
  readonly groupId: number | null
  readonly status: OrderStatus
  readonly place: OrderPlace
  /** Counts the events that named it. */
  readonly revision: number
  /** Its place among users at its price: lower is first; 0 outside the book. */
  readonly priority: number
  /** Outside lots ahead when it took its place; `null` outside the book. */
  readonly queueAhead: Lots | null
  /** What it holds back of money (cash purchases) or margin. */
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
  /** Of the amend that was asked for; `null` for a cancel, and without any. */
  readonly pendingChanges: OrderChanges | null
}

/**
 * A position, or what an account has set and has open in an instrument where it is flat. Quantities in lots,
 * money in minor units.
 */
export interface PositionImage {
  readonly instrumentId: number
  /** Signed. */
  readonly quantity: Lots
  /** Total cost of what is held, at least 0 for positive prices. */
  readonly cost: bigint
  /** Since the generation began, before fees. */
  readonly realizedPnl: bigint
  /** Sums over its open orders of a side; a pair that cancels each other counts once. */
  readonly openBuys: Lots
  readonly openSells: Lots
  readonly buyHold: bigint
  readonly sellHold: bigint
  /** `null`: never set. */
  readonly leverage: number | null
}

/** An account. Money in minor units. */
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
  /** 1 + its resets. */
  readonly generation: number
  /** Whether its own kill switch is on. */
  readonly isKilled: boolean
  readonly isLossLocked: boolean
  /** The equity that the day's loss counts from; `null` without a limit. */
  readonly lossBaseline: bigint | null
  readonly isMarginCalled: boolean
  readonly isLiquidating: boolean
  /** By instrument id; only those that differ from nothing at all. */
  readonly positions: readonly PositionImage[]
}

/** An instrument without its market. */
export interface InstrumentImage {
  readonly instrument: Instrument
  readonly phase: Phase
  /** To come, by time, with the timer of each. */
  readonly schedule: readonly ScheduledBoundary[]
  readonly nextTradeId: number
  /** Minor units that the house has from trades with the outside world; negative: owes. */
  readonly houseCash: bigint
  /** Signed lots of the house: it is the other side of all users, whose sum no number can always say. */
  readonly housePosition: bigint
}

/** A boundary to come, and the timer that fires it. */
export interface ScheduledBoundary extends Boundary {
  readonly timer: number
}

/** Orders that are bound to each other (FIX 66 ListID). */
export interface GroupImage {
  readonly groupId: number
  readonly groupKind: GroupKind
  /** Those that are still open, by id. */
  readonly orderIds: readonly number[]
  /** Lots the legs of a bracket guard; 0 for other groups. */
  readonly guarded: Lots
}

/** Balances of the platform's own accounts in one currency, minor units. */
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
  /** Time of the last event, Unix milliseconds; 0 before the first. */
  readonly at: number
  readonly nextOrderId: number
  readonly nextGroupId: number
  readonly nextPriority: number
  readonly nextTimer: number
  /** The UTC midnight that is next, Unix milliseconds; `null`: no account ever had a loss limit. */
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
