import type { Boundary, Instrument, Phase } from '../instrument/instrument.ts'
import type { Lots } from '../numbers/lots.ts'
import type { Ticks } from '../numbers/ticks.ts'
import type { Side, Ticket, TimeInForce } from '../order/order-types.ts'

/**
 * How honest fills are: `depth` queues and walks; `touch` fills at the best quote (see
 * docs/engine-rules.md).
 */
export type FillModel = 'depth' | 'touch'

/**
 * A cash account owns what it buys and never sells what it has not; a margin account borrows against
 * equity.
 */
export type AccountKind = 'cash' | 'margin'

/** What an account may be set to; all of it can change later. */
export interface AccountSettings {
  readonly fillModel: FillModel
  /** Milliseconds from acceptance to the book, for orders, amends and cancels: 0 to 60,000. */
  readonly latencyMs: number
  /** Minor units that may be lost in a UTC day, above 0; `null`: no limit. */
  readonly dailyLossMax: bigint | null
  /** Open orders at a time, legs that wait included: 1 to 100,000. */
  readonly openOrdersMax: number
}

// Each command says what denies it; `malformed_command` and `time_went_backward` can deny every input.

/**
 * Adds an instrument, or changes one: its id, currency, settlement, tape and tick value stay, and while it
 * has open orders its steps, fees and collar too. Denials: `instrument_invalid`, `instrument_exists`,
 * `orders_open`.
 */
export interface ListInstrument {
  readonly kind: 'list_instrument'
  readonly instrument: Instrument
}

/**
 * Replaces the dated boundaries to come; of those that are past the last one counts at once. Denial:
 * `unknown_instrument`.
 */
export interface SetSchedule {
  readonly kind: 'set_schedule'
  readonly instrumentId: number
  /** By strictly rising time, 10,000 at most. */
  readonly boundaries: readonly Boundary[]
}

/** Halts, resumes, opens or closes an instrument now. Denial: `unknown_instrument`. */
export interface SetPhase {
  readonly kind: 'set_phase'
  readonly instrumentId: number
  readonly phase: Phase
}

/** Opens an account without money. Denial: `account_exists`. */
export interface OpenAccount {
  readonly kind: 'open_account'
  /** Chosen by the caller (FIX 1 Account). */
  readonly accountId: number
  /** The user, for the kill switch of all accounts of one person. */
  readonly ownerId: number
  readonly accountKind: AccountKind
  /** The only currency of its cash and of what it trades (FIX 15): 1-12 of `[A-Z0-9]`. */
  readonly currency: string
  readonly settings: AccountSettings
}

/**
 * Replaces the settings. Denials: `unknown_account`, `orders_open` (another fill model while orders are
 * open).
 */
export interface ConfigureAccount {
  readonly kind: 'configure_account'
  readonly accountId: number
  readonly settings: AccountSettings
}

/**
 * Changes the margin rate of one instrument: at least 1/leverage. Denials: `unknown_account`,
 * `unknown_instrument`, `leverage_out_of_bounds`, `insufficient_margin`.
 */
export interface SetLeverage {
  readonly kind: 'set_leverage'
  readonly accountId: number
  readonly instrumentId: number
  /** Exposure over margin: 1 to the instrument's `leverageMax`. */
  readonly leverage: number
}

/**
 * Moves money between the world and an account: positive in, negative out. Denials: `unknown_account`,
 * `amount_out_of_bounds`, `insufficient_funds` (more than is available).
 */
export interface MoveCash {
  readonly kind: 'move_cash'
  readonly accountId: number
  /** Minor units, not 0, below 2^100 either way. */
  readonly amount: bigint
}

/**
 * Cancels all, closes all at the mark against the house, sets the balance; the history stays. Denials:
 * `unknown_account`, `amount_out_of_bounds`.
 */
export interface ResetAccount {
  readonly kind: 'reset_account'
  readonly accountId: number
  /** Minor units of cash afterwards, at least 0. */
  readonly balance: bigint
}

/**
 * On: cancels all orders that are not reduce-only; new ones that do not reduce are denied with `kill_switch`
 * until it is off. Denial: `unknown_account`, where the scope is an account.
 */
export interface SetKillSwitch {
  readonly kind: 'set_kill_switch'
  readonly scope: 'account' | 'owner' | 'site'
  /** Account or owner; 0 for the site. */
  readonly id: number
  readonly isOn: boolean
}

/**
 * Asks for an order (FIX 35=D NewOrderSingle), with its exits where it has a bracket. The denials, by
 * precedence: docs/engine-rules.md, section 4. The same ticket under the same client order id: `duplicate`.
 */
export interface SubmitOrder {
  readonly kind: 'submit_order'
  readonly accountId: number
  readonly ticket: Ticket
}

/**
 * Two orders, accepted whole or not at all (FIX 35=E NewOrderList, 1385 ContingencyType). `oco`: fills of one
 * shrink the other. `oto`: the second waits for the first. Denials: `group_leg_unsupported`,
 * `group_legs_differ`, and those of both tickets, the first one's before.
 */
export interface SubmitGroup {
  readonly kind: 'submit_group'
  readonly accountId: number
  readonly group: 'oco' | 'oto'
  /** In the order in which they are accepted; for `oto` the primary first. */
  readonly tickets: readonly [Ticket, Ticket]
}

/**
 * Changes an open order (FIX 35=G OrderCancelReplaceRequest); `null` leaves a field as it is. The denials, by
 * precedence: docs/engine-rules.md, section 16.
 */
export interface AmendOrder {
  readonly kind: 'amend_order'
  readonly accountId: number
  readonly orderId: number
  /** The revision of the order that the client has seen; `null`: whatever it is. */
  readonly revision: number | null
  /** The total in lots, what has filled included (FIX 38 OrderQty). */
  readonly quantity: Lots | null
  /** Ticks (FIX 44 Price). */
  readonly limitPrice: Ticks | null
  /** Ticks (FIX 99 StopPx). */
  readonly stopPrice: Ticks | null
  /** Offset of a trailing stop, in its unit (FIX 211 PegOffsetValue). */
  readonly trailingOffset: number | null
  readonly timeInForce: TimeInForce | null
  /** Unix milliseconds, for `gtd` only (FIX 126 ExpireTime). */
  readonly expiresAt: number | null
}

/**
 * Cancels an open order (FIX 35=F OrderCancelRequest). Denials: `unknown_account`, `unknown_order`,
 * `order_final`, `order_pending`.
 */
export interface CancelOrder {
  readonly kind: 'cancel_order'
  readonly accountId: number
  readonly orderId: number
}

/**
 * Cancels the open orders of an account, in one instrument or (`null`) all, oldest first (FIX 35=q
 * OrderMassCancelRequest). Denials: `unknown_account`, `unknown_instrument`.
 */
export interface CancelAll {
  readonly kind: 'cancel_all'
  readonly accountId: number
  readonly instrumentId: number | null
}

/**
 * A reduce-only market order over the position or a part of it. Denials: `nothing_to_close`, and those of
 * rules 2 to 4, 15, 17 and 19 (docs/engine-rules.md, section 4).
 */
export interface ClosePosition {
  readonly kind: 'close_position'
  readonly accountId: number
  /** Of the order that it makes (FIX 11). */
  readonly clientOrderId: string
  readonly instrumentId: number
  /** Lots, at most the position; `null`: all of it. */
  readonly quantity: Lots | null
}

/** A market order over twice the position, against it. Denials: `nothing_to_close`, and its ticket's. */
export interface ReversePosition {
  readonly kind: 'reverse_position'
  readonly accountId: number
  /** Of the order that it makes (FIX 11). */
  readonly clientOrderId: string
  readonly instrumentId: number
}

/**
 * Closes every position of the account, by rising instrument id, where the market allows it. Denials, only
 * when none could be closed: that of the first, or `nothing_to_close` without any.
 */
export interface CloseAll {
  readonly kind: 'close_all'
  readonly accountId: number
  /** Of the first order that it makes (FIX 11); the others have none. */
  readonly clientOrderId: string
}

/** Nothing but time: what is due happens. */
export interface Tick {
  readonly kind: 'tick'
}

// Of market inputs `unknown_instrument` is the only other denial. Prices are 1 to 10^15 ticks, sizes 0 to
// 10^15 lots, quantities from 1; a list has 100,000 entries at most.

/** One level of a venue's book. */
export interface OutsideLevel {
  /** Ticks (FIX 270 MDEntryPx). */
  readonly price: Ticks
  /** Lots displayed (FIX 271 MDEntrySize); 0: none. */
  readonly size: Lots
}

/**
 * A venue's whole book: the first one, or a resync (FIX 35=W MarketDataSnapshotFullRefresh). Afterwards
 * prices are fresh. Bids and asks do not meet, but for levels of size 0.
 */
export interface OutsideBook {
  readonly kind: 'outside_book'
  readonly instrumentId: number
  /** Best first, each price once. */
  readonly bids: readonly OutsideLevel[]
  /** Best first, each price once. */
  readonly asks: readonly OutsideLevel[]
  /** The last trade in ticks, where known; `null`: as it was. */
  readonly last: Ticks | null
}

/**
 * Changed levels (FIX 35=X MarketDataIncrementalRefresh). What traded has come as prints before (see
 * `PrintDepthMerger`).
 */
export interface OutsideLevels {
  readonly kind: 'outside_levels'
  readonly instrumentId: number
  /** In the venue's order; a level that meets others of the other side takes those away. */
  readonly changes: readonly OutsideLevelChange[]
}

/** What a venue displays at a price of one side from now on. */
export interface OutsideLevelChange extends OutsideLevel {
  /** `buy`: a bid. */
  readonly side: Side
}

/** A print of the venue, merged with what it left of its level. */
export interface OutsideTrade {
  readonly kind: 'outside_trade'
  readonly instrumentId: number
  /** Ticks (FIX 31 LastPx). */
  readonly price: Ticks
  /** Lots (FIX 32 LastQty). */
  readonly quantity: Lots
  /** The side that crossed (FIX 2446 AggressorSide); `null` when the venue does not say. */
  readonly aggressor: Side | null
  /** Lots displayed at the price afterwards; `null`: what was there less what traded. */
  readonly newSize: Lots | null
}

/** An aggressive order of the outside world that takes from the whole book (simulated markets). */
export interface OutsideOrder {
  readonly kind: 'outside_order'
  readonly instrumentId: number
  readonly side: Side
  /** Lots; what meets nothing is gone. */
  readonly quantity: Lots
  /** The worst price it takes, ticks; `null`: any. */
  readonly limitPrice: Ticks | null
}

/** The link to the venue is silent: prices are stale until the next whole book. */
export interface OutsideLost {
  readonly kind: 'outside_lost'
  readonly instrumentId: number
}

/** What users and operators ask for; it can be denied. */
export type Command =
  | ListInstrument
  | SetSchedule
  | SetPhase
  | OpenAccount
  | ConfigureAccount
  | SetLeverage
  | MoveCash
  | ResetAccount
  | SetKillSwitch
  | SubmitOrder
  | SubmitGroup
  | AmendOrder
  | CancelOrder
  | CancelAll
  | ClosePosition
  | ReversePosition
  | CloseAll
  | Tick

/** What the world does; not journaled, only what it causes is. */
export type MarketInput = OutsideBook | OutsideLevels | OutsideTrade | OutsideOrder | OutsideLost

/** All that goes into the engine. */
export type Input = Command | MarketInput
