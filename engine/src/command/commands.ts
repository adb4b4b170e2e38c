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
  /** Milliseconds from acceptance to the book, for orders, amends and cancels. */
  readonly latencyMs: number
  /** Minor units that may be lost in a UTC day; `null`: no limit. */
  readonly dailyLossMax: bigint | null
  readonly openOrdersMax: number
}

/** Adds an instrument, or changes one: its id, currency, settlement and tape stay. */
export interface ListInstrument {
  readonly kind: 'list_instrument'
  readonly instrument: Instrument
}

/** Replaces the dated boundaries to come; those that are past count at once. */
export interface SetSchedule {
  readonly kind: 'set_schedule'
  readonly instrumentId: number
  /** By rising time. */
  readonly boundaries: readonly Boundary[]
}

/** Halts, resumes, opens or closes an instrument now. */
export interface SetPhase {
  readonly kind: 'set_phase'
  readonly instrumentId: number
  readonly phase: Phase
}

export interface OpenAccount {
  readonly kind: 'open_account'
  readonly accountId: number
  /** The user, for the kill switch of all accounts of one person. */
  readonly ownerId: number
  readonly accountKind: AccountKind
  readonly currency: string
  readonly settings: AccountSettings
}

export interface ConfigureAccount {
  readonly kind: 'configure_account'
  readonly accountId: number
  readonly settings: AccountSettings
}

/** Changes the margin rate of one instrument: at least 1/leverage. */
export interface SetLeverage {
  readonly kind: 'set_leverage'
  readonly accountId: number
  readonly instrumentId: number
  readonly leverage: number
}

/** Moves money between the world and an account: positive in, negative out. */
export interface MoveCash {
  readonly kind: 'move_cash'
  readonly accountId: number
  /** Minor units. */
  readonly amount: bigint
}

/** Cancels all, closes all at the mark against the house, sets the balance; the history stays. */
export interface ResetAccount {
  readonly kind: 'reset_account'
  readonly accountId: number
  /** Minor units of cash afterwards. */
  readonly balance: bigint
}

export interface SetKillSwitch {
  readonly kind: 'set_kill_switch'
  readonly scope: 'account' | 'owner' | 'site'
  /** Account or owner; 0 for the site. */
  readonly id: number
  readonly isOn: boolean
}

export interface SubmitOrder {
  readonly kind: 'submit_order'
  readonly accountId: number
  readonly ticket: Ticket
}

/**
 * Two orders, accepted whole or not at all. `oco`: fills of one shrink the other. `oto`: the second
 * waits for the first.
 */
export interface SubmitGroup {
  readonly kind: 'submit_group'
  readonly accountId: number
  readonly group: 'oco' | 'oto'
  readonly tickets: readonly [Ticket, Ticket]
}

/** `null` leaves a field as it is (FIX OrderCancelReplaceRequest). */
export interface AmendOrder {
  readonly kind: 'amend_order'
  readonly accountId: number
  readonly orderId: number
  /** The revision of the order that the client has seen; `null`: whatever it is. */
  readonly revision: number | null
  /** The total, what has filled included. */
  readonly quantity: Lots | null
  readonly limitPrice: Ticks | null
  readonly stopPrice: Ticks | null
  /** Offset of a trailing stop, in its unit. */
  readonly trailingOffset: number | null
  readonly timeInForce: TimeInForce | null
  readonly expiresAt: number | null
}

export interface CancelOrder {
  readonly kind: 'cancel_order'
  readonly accountId: number
  readonly orderId: number
}

/** Cancels the open orders of an account, in one instrument or (`null`) all, oldest first. */
export interface CancelAll {
  readonly kind: 'cancel_all'
  readonly accountId: number
  readonly instrumentId: number | null
}

/** A reduce-only market order over the position or a part of it. */
export interface ClosePosition {
  readonly kind: 'close_position'
  readonly accountId: number
  readonly clientOrderId: string
  readonly instrumentId: number
  /** `null`: all of it. */
  readonly quantity: Lots | null
}

/** A market order over twice the position, against it. */
export interface ReversePosition {
  readonly kind: 'reverse_position'
  readonly accountId: number
  readonly clientOrderId: string
  readonly instrumentId: number
}

/** Closes every position of the account, by rising instrument id, where the market allows it. */
export interface CloseAll {
  readonly kind: 'close_all'
  readonly accountId: number
  readonly clientOrderId: string
}

/** Nothing but time: what is due happens. */
export interface Tick {
  readonly kind: 'tick'
}

/** One level of a venue's book. */
export interface OutsideLevel {
  readonly price: Ticks
  /** Lots displayed; 0: none. */
  readonly size: Lots
}

/** A venue's whole book: the first one, or a resync. Afterwards prices are fresh. */
export interface OutsideBook {
  readonly kind: 'outside_book'
  readonly instrumentId: number
  /** Best first. */
  readonly bids: readonly OutsideLevel[]
  readonly asks: readonly OutsideLevel[]
  /** The last trade, where known; `null`: as it was. */
  readonly last: Ticks | null
}

/** Changed levels, in order. What traded has come as prints before (see `PrintDepthMerger`). */
export interface OutsideLevels {
  readonly kind: 'outside_levels'
  readonly instrumentId: number
  readonly changes: readonly OutsideLevelChange[]
}

export interface OutsideLevelChange extends OutsideLevel {
  readonly side: Side
}

/** A print of the venue, merged with what it left of its level. */
export interface OutsideTrade {
  readonly kind: 'outside_trade'
  readonly instrumentId: number
  readonly price: Ticks
  readonly quantity: Lots
  /** The side that crossed; `null` when the venue does not say. */
  readonly aggressor: Side | null
  /** Lots displayed at the price afterwards; `null`: what was there less what traded. */
  readonly newSize: Lots | null
}

/** An aggressive order of the outside world that takes from the whole book (simulated markets). */
export interface OutsideOrder {
  readonly kind: 'outside_order'
  readonly instrumentId: number
  readonly side: Side
  readonly quantity: Lots
  /** `null`: market. */
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
