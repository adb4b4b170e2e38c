import type { AccountKind, AccountSettings } from '../command/commands.ts'
import type { Boundary, Instrument, Phase, TriggerBy } from '../instrument/instrument.ts'
import type { Lots } from '../numbers/lots.ts'
import type { Ticks } from '../numbers/ticks.ts'
import type {
  GroupKind,
  OrderPlace,
  OrderRole,
  OrderType,
  PostOnly,
  SelfTradePrevention,
  Side,
  TimeInForce,
  Trailing,
} from '../order/order-types.ts'

// In all events: prices in ticks, quantities in lots, money in minor units, times in Unix milliseconds.

/** Every event: when it happened, in engine time (never backward; FIX 60 TransactTime). */
interface Happened {
  readonly at: number
}

/** An instrument was added, or has a new definition. */
export interface InstrumentListed extends Happened {
  readonly kind: 'instrument_listed'
  readonly instrument: Instrument
}

/** The boundaries of an instrument were replaced. */
export interface ScheduleSet extends Happened {
  readonly kind: 'schedule_set'
  readonly instrumentId: number
  /** Those still to come, by rising time. */
  readonly boundaries: readonly Boundary[]
}

/** A boundary was passed (`isBoundary`: it leaves the schedule), or an operator set the phase (FIX 340). */
export interface PhaseChanged extends Happened {
  readonly kind: 'phase_changed'
  readonly instrumentId: number
  readonly phase: Phase
  readonly isBoundary: boolean
}

/** An account begins, without money. */
export interface AccountOpened extends Happened {
  readonly kind: 'account_opened'
  readonly accountId: number
  readonly ownerId: number
  readonly accountKind: AccountKind
  readonly currency: string
  readonly settings: AccountSettings
}

/** All settings of an account from now on. */
export interface AccountConfigured extends Happened {
  readonly kind: 'account_configured'
  readonly accountId: number
  readonly settings: AccountSettings
}

/** The margin rate of an account in one instrument is at least 1/leverage from now on. */
export interface LeverageSet extends Happened {
  readonly kind: 'leverage_set'
  readonly accountId: number
  readonly instrumentId: number
  readonly leverage: number
}

/** Money from or to the world, or from the insurance account; minor units, positive into the account. */
export interface CashMoved extends Happened {
  readonly kind: 'cash_moved'
  readonly accountId: number
  readonly amount: bigint
  readonly counterpart: 'external' | 'insurance'
}

/** A reset closed one position at `price` against the house. Money in minor units. */
export interface PositionReset extends Happened {
  readonly kind: 'position_reset'
  readonly accountId: number
  readonly instrumentId: number
  /** Signed lots that are given up. */
  readonly quantity: Lots
  /** The mark in ticks; `null` when there is none and the position goes at cost. */
  readonly price: Ticks | null
  /** Into the account: the value (delivery; negative for a short one) or the realised profit and loss. */
  readonly cashDelta: bigint
  readonly costRemoved: bigint
  readonly realizedPnl: bigint
}

/** The account starts again; realised profit and loss is counted anew. */
export interface GenerationStarted extends Happened {
  readonly kind: 'generation_started'
  readonly accountId: number
  /** +1 per reset; 1 is the first. */
  readonly generation: number
}

/** Who may only reduce positions from now on, or may open them again; the cancels are events of their own. */
export interface KillSwitchSet extends Happened {
  readonly kind: 'kill_switch_set'
  readonly scope: 'account' | 'owner' | 'site'
  /** Account or owner; that of the command for the site, where it means nothing. */
  readonly id: number
  readonly isOn: boolean
}

/** The day's loss counts from this equity (minor units; deposits move it along). Unlocks the account. */
export interface LossBaselineSet extends Happened {
  readonly kind: 'loss_baseline_set'
  readonly accountId: number
  readonly equity: bigint
}

/** The day's loss reached its limit, with this equity (minor units): only what reduces is accepted. */
export interface LossLocked extends Happened {
  readonly kind: 'loss_locked'
  readonly accountId: number
  readonly equity: bigint
}

/** When the next UTC midnight is, at which the day's losses start anew (Unix milliseconds). */
export interface DayTimerSet extends Happened {
  readonly kind: 'day_timer_set'
  readonly dueAt: number
}

/** What an open order holds back, and by how much totals change with it: a pair of one side counts once. */
export interface Reservation {
  /** The order's own: money (cash purchases), or the value of its leaves (margin accounts). */
  readonly hold: bigint
  /** Change of the account's hold (cash) or of the position's open value of that side (margin). */
  readonly holdDelta: bigint
  /** Change of the lots open on that side of the position. */
  readonly openDelta: Lots
}

/** An order is accepted (FIX ExecType 150=0, or A while its latency lasts). */
export interface OrderAccepted extends Happened, Reservation {
  readonly kind: 'order_accepted'
  /** +1 per order of the engine (FIX 37 OrderID). */
  readonly orderId: number
  readonly accountId: number
  readonly instrumentId: number
  /** FIX 11 ClOrdID; empty for orders that the engine made. */
  readonly clientOrderId: string
  /** Hash of the ticket, 53 bits: the same id with another ticket is refused. 0 without a client order id. */
  readonly ticketHash: number
  readonly side: Side
  readonly type: OrderType
  readonly timeInForce: TimeInForce
  /** Unix milliseconds, for `gtd`; `null` for the others. */
  readonly expiresAt: number | null
  /** Lots (FIX 38 OrderQty): found by the walk for an order by money, 0 for a leg that waits. */
  readonly quantity: Lots
  /** Ticks, a post-only order's as it gave way; `null`: it takes any price. */
  readonly limitPrice: Ticks | null
  /** Ticks; `null` for types without a trigger, and for a trailing stop that does not trail yet. */
  readonly stopPrice: Ticks | null
  /** `null` for types without a trigger. */
  readonly triggerBy: TriggerBy | null
  /** `null` for other types. */
  readonly trailing: Trailing | null
  /** Start of the watermark, ticks; `null` for a trailing stop that does not trail yet, and other types. */
  readonly watermark: Ticks | null
  readonly postOnly: PostOnly
  readonly reduceOnly: boolean
  readonly selfTradePrevention: SelfTradePrevention
  readonly role: OrderRole
  /** Shared by the orders of a group (FIX 66 ListID); `null`: it is in none. */
  readonly groupId: number | null
  readonly groupKind: GroupKind | null
  readonly place: OrderPlace
  /** Due time of the latency, Unix milliseconds; `null` elsewhere. */
  readonly dueAt: number | null
  /** Outside lots ahead when it rests at once; `null` elsewhere. */
  readonly queueAhead: Lots | null
}

/** The order's latency has passed (FIX 150=0). */
export interface OrderReleased extends Happened {
  readonly kind: 'order_released'
  readonly orderId: number
}

/** A leg or secondary order works from now on, or waits again; see `OrderResized` for how much of it. */
export interface OrderActivated extends Happened, Reservation {
  readonly kind: 'order_activated'
  readonly orderId: number
  /** `trigger`, `none` (it goes to the book in the same batch) or back to `inactive`. */
  readonly place: OrderPlace
  /** Ticks; `null` without a trigger, and for a trailing stop that does not trail yet. */
  readonly stopPrice: Ticks | null
  /** Ticks; `null` for a trailing stop that does not trail yet, and other types. */
  readonly watermark: Ticks | null
}

/** The order takes its place at the back of its level. */
export interface OrderRested extends Happened {
  readonly kind: 'order_rested'
  readonly orderId: number
  /** Outside lots ahead of it. */
  readonly queueAhead: Lots
}

/** The order waits for continuous trading (`queue`), or an exit waits for liquidity (`exit`). */
export interface OrderParked extends Happened {
  readonly kind: 'order_parked'
  readonly orderId: number
  readonly place: 'queue' | 'exit'
}

/** The reference price met the stop (FIX 150=L). From here it is a market or a limit order. */
export interface OrderTriggered extends Happened, Reservation {
  readonly kind: 'order_triggered'
  readonly orderId: number
  /** The price that met it, as far as it counts alone (docs/engine-rules.md, section 10). */
  readonly price: Ticks
  /** The stop that was met; a trailing one as it was then. */
  readonly stopPrice: Ticks
  /** `null` for other types than trailing stops. */
  readonly watermark: Ticks | null
}

/** A trailing stop began to trail, or its watermark moved (journaled at most once a second per order). */
export interface TrailingMoved extends Happened, Reservation {
  readonly kind: 'trailing_moved'
  readonly orderId: number
  readonly watermark: Ticks
  readonly stopPrice: Ticks
}

/**
 * What a fill met. A taker: a user's `order`, a `level` of the venue, the best `quote` (touch). A resting
 * order: a `print` at its price or `through` it, a level that came `crossing` it, an outside `aggressor`.
 */
export type EvidenceSource = 'order' | 'level' | 'print' | 'through' | 'quote' | 'crossing' | 'aggressor'

/** Why this fill is honest. */
export interface Evidence {
  readonly source: EvidenceSource
  /** The price of the order, level, print or quote that was met, in ticks. */
  readonly price: Ticks
  /** What was displayed or printed there, in lots. */
  readonly size: Lots
  /** Outside lots ahead of the resting order before; `null` when the resting side is not a user. */
  readonly queueAhead: Lots | null
}

/** One side of a trade: an execution of one order (FIX 35=8 ExecutionReport, 150=F). Money in minor units. */
export interface Fill extends Reservation {
  readonly orderId: number
  readonly accountId: number
  readonly side: Side
  /** Whether it rested or crossed (FIX 851 LastLiquidityInd). */
  readonly liquidity: 'maker' | 'taker'
  /** Lots (FIX 151 LeavesQty) afterwards. */
  readonly leaves: Lots
  /** Lots of this fill that closed and that opened. */
  readonly closed: Lots
  readonly opened: Lots
  /** Cash into the account before the fee: the notional (delivery) or the realised profit and loss. */
  readonly cashDelta: bigint
  /** Taken from the account (FIX 12 Commission); negative for a rebate. */
  readonly fee: bigint
  /** Of the part of the position that closed, half-even; all of it when nothing is left. */
  readonly costRemoved: bigint
  /** Notional of the lots that opened. */
  readonly costAdded: bigint
  readonly realizedPnl: bigint
}

/** A trade. One side is `null` where the outside world, as the house, is the counterpart. */
export interface Traded extends Happened {
  readonly kind: 'traded'
  readonly instrumentId: number
  /** +1 per trade of the instrument (FIX 1003 TradeID). */
  readonly tradeId: number
  /** Ticks, of the side that rested (FIX 31 LastPx). */
  readonly price: Ticks
  /** Lots (FIX 32 LastQty). */
  readonly quantity: Lots
  /** Price x quantity x tick value, half-even, minor units; both sides book it. */
  readonly notional: bigint
  readonly taker: Fill | null
  readonly maker: Fill | null
  readonly evidence: Evidence
}

/** Why an open order was canceled. `parent`: the order it waited for, or was an exit of, ended. */
export type CancelReason =
  | 'user'
  | 'no_liquidity'
  | 'immediate_or_cancel'
  | 'fill_or_kill'
  | 'insufficient_funds'
  | 'self_trade'
  | 'reduce_only'
  | 'group'
  | 'parent'
  | 'liquidation'
  | 'kill_switch'
  | 'loss_lock'
  | 'reset'

/** The rest of an order is canceled (FIX 150=4). */
export interface OrderCanceled extends Happened, Reservation {
  readonly kind: 'order_canceled'
  readonly orderId: number
  /** Lots that will not fill. */
  readonly quantity: Lots
  readonly reason: CancelReason
}

/** A part of an order is canceled, the rest works on in its place (FIX 150=D). */
export interface OrderReduced extends Happened, Reservation {
  readonly kind: 'order_reduced'
  readonly orderId: number
  /** Lots that will not fill. */
  readonly quantity: Lots
  readonly reason: 'self_trade' | 'reduce_only' | 'insufficient_funds'
}

/** A leg's quantity follows its parent or its sibling; growth takes a new place at the back. */
export interface OrderResized extends Happened, Reservation {
  readonly kind: 'order_resized'
  readonly orderId: number
  /** The new total in lots, what has filled and what was canceled included. */
  readonly quantity: Lots
  /** Outside lots ahead in its new place; `null` when it keeps its place or is not in the book. */
  readonly queueAhead: Lots | null
}

/** Its time in force is over (FIX 150=C); `quantity` will not fill. */
export interface OrderExpired extends Happened, Reservation {
  readonly kind: 'order_expired'
  readonly orderId: number
  readonly quantity: Lots
}

/** Accepted, and refused later (FIX 150=8), on release, activation or opening: `quantity` will not fill. */
export interface OrderRejected extends Happened, Reservation {
  readonly kind: 'order_rejected'
  readonly orderId: number
  readonly quantity: Lots
  /** The code of the rule it broke, one of `denialCodes` (FIX 103 OrdRejReason). */
  readonly reason: string
}

/** A cancel was accepted and takes effect at `dueAt` (Unix milliseconds), after the latency (FIX 150=6). */
export interface CancelRequested extends Happened {
  readonly kind: 'cancel_requested'
  readonly orderId: number
  readonly dueAt: number
}

/** An amend was accepted and takes effect at `dueAt` (Unix milliseconds), after the latency (FIX 150=E). */
export interface ReplaceRequested extends Happened {
  readonly kind: 'replace_requested'
  readonly orderId: number
  readonly dueAt: number
  readonly changes: OrderChanges
}

/** The fields of an amend, in ticks and lots; `null` stays as it is. */
export interface OrderChanges {
  /** The new total, what has filled included. */
  readonly quantity: Lots | null
  readonly limitPrice: Ticks | null
  readonly stopPrice: Ticks | null
  /** In the unit of the order's `trailing`. */
  readonly trailingOffset: number | null
  readonly timeInForce: TimeInForce | null
  readonly expiresAt: number | null
}

/** An order has new terms (FIX 150=5): all of them, `null` as in `OrderAccepted`. */
export interface OrderReplaced extends Happened, Reservation {
  readonly kind: 'order_replaced'
  readonly orderId: number
  /** The total in lots, what has filled included. */
  readonly quantity: Lots
  readonly limitPrice: Ticks | null
  readonly stopPrice: Ticks | null
  readonly trailing: Trailing | null
  /** Where a trailing stop really is, or was when it fired. */
  readonly watermark: Ticks | null
  readonly timeInForce: TimeInForce
  readonly expiresAt: number | null
  /** Whether it left its place in the book; it rests, trades or triggers anew in the same batch. */
  readonly losesPlace: boolean
}

/** A post-only order that would take by now has moved one tick, to `limitPrice`; it goes to the book next. */
export interface OrderRepriced extends Happened, Reservation {
  readonly kind: 'order_repriced'
  readonly orderId: number
  readonly limitPrice: Ticks
}

/** A pending amend could not be applied when its latency had passed; the order is as it was (FIX 35=9). */
export interface ReplaceRejected extends Happened {
  readonly kind: 'replace_rejected'
  readonly orderId: number
  /** The code of the rule it broke, one of `denialCodes`. */
  readonly reason: string
}

/** Equity fell below the initial requirement of the positions; minor units. */
export interface MarginCalled extends Happened {
  readonly kind: 'margin_called'
  readonly accountId: number
  readonly equity: bigint
  /** Of the positions alone, without open orders. */
  readonly required: bigint
}

/** Equity covers the initial requirement of the positions again, or nothing is held; minor units. */
export interface MarginCallCleared extends Happened {
  readonly kind: 'margin_call_cleared'
  readonly accountId: number
  readonly equity: bigint
  readonly required: bigint
}

/** One position as a liquidation saw it. */
export interface MarkedPosition {
  readonly instrumentId: number
  /** Signed lots. */
  readonly quantity: Lots
  /** The mark that valued it, ticks; `null`: none, it counted at cost. */
  readonly mark: Ticks | null
  /** Millionths of its value that are required to open it, by tier and leverage. */
  readonly initialPpm: number
  /** Millionths of its value below which it is liquidated, by tier. */
  readonly maintenancePpm: number
}

/** Equity fell below maintenance: the account's positions are being reduced. Minor units. */
export interface LiquidationStarted extends Happened {
  readonly kind: 'liquidation_started'
  readonly accountId: number
  readonly equity: bigint
  readonly maintenance: bigint
  /** By instrument id. */
  readonly positions: readonly MarkedPosition[]
}

/** Equity (minor units) covers the initial requirement again, or nothing is left. */
export interface LiquidationEnded extends Happened {
  readonly kind: 'liquidation_ended'
  readonly accountId: number
  readonly equity: bigint
}

/** A fact about D. `evolve` applies each and computes nothing anew. */
export type EngineEvent =
  | InstrumentListed
  | ScheduleSet
  | PhaseChanged
  | AccountOpened
  | AccountConfigured
  | LeverageSet
  | CashMoved
  | PositionReset
  | GenerationStarted
  | KillSwitchSet
  | LossBaselineSet
  | LossLocked
  | DayTimerSet
  | OrderAccepted
  | OrderReleased
  | OrderActivated
  | OrderRested
  | OrderParked
  | OrderTriggered
  | TrailingMoved
  | Traded
  | OrderCanceled
  | OrderReduced
  | OrderResized
  | OrderExpired
  | OrderRejected
  | CancelRequested
  | ReplaceRequested
  | OrderReplaced
  | OrderRepriced
  | ReplaceRejected
  | MarginCalled
  | MarginCallCleared
  | LiquidationStarted
  | LiquidationEnded
