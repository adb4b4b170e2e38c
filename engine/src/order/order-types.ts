import type { Lots } from '../numbers/lots.ts'
import type { Ticks } from '../numbers/ticks.ts'
import type { TriggerBy } from '../instrument/instrument.ts'

/** FIX 54 Side. */
export type Side = 'buy' | 'sell'

/** FIX 40 OrdType. `take_profit` is if-touched: market, or limit with a `limitPrice`. */
export type OrderType = 'market' | 'limit' | 'stop' | 'stop_limit' | 'trailing_stop' | 'take_profit'

/** FIX 59 TimeInForce. */
export type TimeInForce = 'day' | 'gtc' | 'gtd' | 'ioc' | 'fok'

/** FIX 39 OrdStatus; `inactive` is a leg or a secondary order that waits for its parent. */
export type OrderStatus =
  | 'pending_new'
  | 'inactive'
  | 'new'
  | 'partially_filled'
  | 'pending_cancel'
  | 'pending_replace'
  | 'filled'
  | 'canceled'
  | 'expired'
  | 'rejected'

/**
 * What a post-only order does where it would take (FIX 18 ExecInst `6`): it is denied, or moves one tick
 * away from the market.
 */
export type PostOnly = 'no' | 'reject' | 'reprice'

/**
 * Which order ends when an account meets itself (FIX 2964 SelfMatchPreventionInstruction): the taker's
 * mode counts.
 */
export type SelfTradePrevention = 'cancel_newest' | 'cancel_oldest' | 'cancel_both' | 'decrement'

/**
 * The distance of a trailing stop from its watermark (FIX 211 PegOffsetValue): ticks, or millionths of
 * the watermark.
 */
export interface Trailing {
  readonly unit: 'ticks' | 'ppm'
  readonly offset: number
  /** The trigger reference at which trailing begins; `null`: at once. */
  readonly activationPrice: Ticks | null
}

/** What a client asks for, in ticks and lots (FIX NewOrderSingle). */
export interface Ticket {
  /** Unique per account (FIX 11 ClOrdID): 1-64 of `[A-Za-z0-9_-]`. */
  readonly clientOrderId: string
  readonly instrumentId: number
  readonly side: Side
  readonly type: OrderType
  /** `null` when `notional` says how much. */
  readonly quantity: Lots | null
  /** Market orders only: minor units to spend or to receive, fee included; `null` otherwise. */
  readonly notional: bigint | null
  readonly limitPrice: Ticks | null
  readonly stopPrice: Ticks | null
  /** `null`: what the instrument says. */
  readonly triggerBy: TriggerBy | null
  readonly trailing: Trailing | null
  readonly timeInForce: TimeInForce
  /** Unix milliseconds, for `gtd` only (FIX 126 ExpireTime). */
  readonly expiresAt: number | null
  readonly postOnly: PostOnly
  readonly reduceOnly: boolean
  readonly selfTradePrevention: SelfTradePrevention
  /** Exits to attach to the entry; `null`: none. */
  readonly bracket: Bracket | null
}

/** Exits of an entry: at least one of them. */
export interface Bracket {
  /** The limit price of the take-profit leg. */
  readonly takeProfit: Ticks | null
  readonly stopLoss: StopLoss | null
}

/**
 * A stop-loss leg: a stop, a stop-limit when `limitPrice` is there, or a trailing stop. Either
 * `stopPrice` or `trailing`.
 */
export interface StopLoss {
  readonly stopPrice: Ticks | null
  readonly limitPrice: Ticks | null
  readonly trailing: Trailing | null
  readonly triggerBy: TriggerBy | null
}

/** What an order is to its group, or why the engine made it. */
export type OrderRole =
  'single' | 'entry' | 'take_profit' | 'stop_loss' | 'oco' | 'primary' | 'secondary' | 'close' | 'liquidation'

/**
 * Where an open order is: with the engine for the rest of the command (`none`), in the book, waiting for
 * continuous trading (`queue`), for its trigger, for its latency to pass, for its parent (`inactive`), or an
 * exit that waits for liquidity (`exit`).
 */
export type OrderPlace = 'none' | 'book' | 'queue' | 'trigger' | 'latency' | 'inactive' | 'exit'

/** `one cancels the other`, `one triggers the other`, or an entry with exits. */
export type GroupKind = 'oco' | 'oto' | 'bracket'
