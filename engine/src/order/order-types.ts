import type { Lots } from '../numbers/lots.ts'
import type { Ticks } from '../numbers/ticks.ts'
import type { TriggerBy } from '../instrument/instrument.ts'

/** What an order does, or whose level it is: `buy` is a bid (FIX 54 Side). */
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
 * Which order ends when an account meets itself (FIX 2964 SelfMatchPreventionInstruction): the taker is the
 * newest, and its mode counts. `decrement` takes the lesser leaves off both.
 */
export type SelfTradePrevention = 'cancel_newest' | 'cancel_oldest' | 'cancel_both' | 'decrement'

/**
 * The distance of a trailing stop from its watermark (FIX 211 PegOffsetValue): ticks, or millionths of
 * the watermark.
 */
export interface Trailing {
  readonly unit: 'ticks' | 'ppm'
  /** At least 1; below 1,000,000 where the unit is `ppm`. */
  readonly offset: number
  /** The trigger reference, in ticks, at which trailing begins; `null`: at once. */
  readonly activationPrice: Ticks | null
}

/** What a client asks for, in ticks and lots (FIX 35=D NewOrderSingle). */
export interface Ticket {
  /** Unique per account (FIX 11 ClOrdID): 1-64 of `[A-Za-z0-9_-]`. */
  readonly clientOrderId: string
  readonly instrumentId: number
  readonly side: Side
  readonly type: OrderType
  /** Lots (FIX 38 OrderQty); `null` when `notional` says how much. */
  readonly quantity: Lots | null
  /**
   * Market orders only: minor units to spend, fee included, or to receive before the fee (FIX 152
   * CashOrderQty); `null` otherwise.
   */
  readonly notional: bigint | null
  /** Ticks (FIX 44 Price); `null` for types without a limit, and a `take_profit` that takes any price. */
  readonly limitPrice: Ticks | null
  /** Ticks (FIX 99 StopPx); `null` for types without a trigger, and trailing stops. */
  readonly stopPrice: Ticks | null
  /** `null`: what the instrument says, and for types without a trigger. */
  readonly triggerBy: TriggerBy | null
  /** Of a trailing stop; `null` for other types. */
  readonly trailing: Trailing | null
  readonly timeInForce: TimeInForce
  /** Unix milliseconds, for `gtd` (FIX 126 ExpireTime); `null` for the others. */
  readonly expiresAt: number | null
  readonly postOnly: PostOnly
  /** Whether it may only make its position smaller; what would do more is cut off. */
  readonly reduceOnly: boolean
  readonly selfTradePrevention: SelfTradePrevention
  /** Exits to attach to the entry; `null`: none. */
  readonly bracket: Bracket | null
}

/** Exits of an entry: at least one of them. */
export interface Bracket {
  /** The limit price of the take-profit leg, ticks; `null`: no such leg. */
  readonly takeProfit: Ticks | null
  /** `null`: no such leg. */
  readonly stopLoss: StopLoss | null
}

/**
 * A stop-loss leg: a stop, a stop-limit when `limitPrice` is there, or a trailing stop. Either
 * `stopPrice` or `trailing`; the other is `null`. Prices in ticks.
 */
export interface StopLoss {
  readonly stopPrice: Ticks | null
  /** `null`: the leg takes any price once it has fired. */
  readonly limitPrice: Ticks | null
  readonly trailing: Trailing | null
  /** `null`: what the instrument says. */
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

/** One cancels the other, one triggers the other (FIX 1385 ContingencyType 1, 2), or an entry with exits. */
export type GroupKind = 'oco' | 'oto' | 'bracket'
