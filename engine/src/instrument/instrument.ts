import type { Lots } from '../numbers/lots.ts'
import type { Ticks } from '../numbers/ticks.ts'
import type { Ratio } from '../numbers/money.ts'
import type { StepRow } from '../numbers/steps.ts'

/** What a venue takes per fill (FIX 12 Commission). Negative rates are rebates. */
export interface FeeSchedule {
  /** Millionths of the notional, for the order that rested. */
  readonly makerPpm: number
  /** Millionths of the notional, for the order that crossed. */
  readonly takerPpm: number
  /** Millionths of a minor unit of the currency per lot. */
  readonly perLotMicros: number
}

/**
 * The margin rates of exposures from `from` (minor units) on: the whole exposure is charged at the tier
 * it falls into.
 */
export interface MarginTier {
  /** Minor units of exposure; 0 for the first tier. */
  readonly from: bigint
  /** Millionths of the exposure that must be there before it is opened: 1 to 1,000,000. */
  readonly initialPpm: number
  /** Millionths of the position's value below which it is liquidated: 1 to `initialPpm`. */
  readonly maintenancePpm: number
}

/**
 * How a fill settles: the notional changes hands, or only the profit and loss does (futures, contracts
 * for difference).
 */
export type Settlement = 'delivery' | 'pnl'

/** Whose trades make the tape, the last price and the triggers: everybody's, or only the venue's. */
export type Tape = 'internal' | 'venue'

/**
 * The price that a trigger watches: the last trade, the side it would trade against, or the mark (FIX
 * 1107 TriggerPriceType).
 */
export type TriggerBy = 'last' | 'bid_ask' | 'mark'

/** What an instrument allows at a moment (FIX 340 TradSesStatus). */
export type Phase = 'closed' | 'pre_open' | 'continuous' | 'halt'

/** A dated change of phase; calendars are made into these outside the engine. */
export interface Boundary {
  /** Unix milliseconds. */
  readonly at: number
  readonly phase: Phase
  /** Whether a trading day ends here: DAY orders expire. */
  readonly endsDay: boolean
}

/**
 * What is traded, and by which rules (FIX component Instrument). Data: two instruments differ in nothing
 * else. What is out of its bounds (docs/engine-rules.md, section 4) is denied with `instrument_invalid`.
 */
export interface Instrument {
  /** Chosen by the caller (FIX 48 SecurityID). */
  readonly instrumentId: number
  /** The venue's name for it (FIX 55): 1-64 characters. */
  readonly symbol: string
  /** Currency of prices, fees and cash (FIX 15), such as `USD`: 1-12 of `[A-Z0-9]`. */
  readonly currency: string
  /** Steps of prices, in ticks, by rising `from`, the first from 0 or 1 (FIX 1208 TickIncrement). */
  readonly tickTable: readonly StepRow[]
  /** Steps of quantities, in lots, by rising `from`, the first from 0 or 1 (FIX 561 RoundLot). */
  readonly lotTable: readonly StepRow[]
  /** The least order, in lots (FIX 562 MinTradeVol). */
  readonly quantityMin: Lots
  /** The largest order, in lots (FIX 1140 MaxTradeVol). */
  readonly quantityMax: Lots
  /** The highest price of an order, in ticks (FIX 1149 HighLimitPrice); the lowest is 1. */
  readonly priceMax: Ticks
  /** The largest position, long or short, that orders may build, in lots (FIX 970 PositionLimit). */
  readonly positionMax: Lots
  /** The largest notional of one order, in minor units. */
  readonly orderValueMax: bigint
  /** Minor units per tick and lot: tick size x lot size x contract multiplier (FIX 231). */
  readonly tickValue: Ratio
  readonly settlement: Settlement
  readonly tape: Tape
  /** What triggers watch when the order does not say. */
  readonly triggerBy: TriggerBy
  /** Millionths of the best opposite price by which a limit may go through it. */
  readonly bandPpm: number
  /** Millionths by which a price may leave the last second's median and still trigger alone. */
  readonly triggerBandPpm: number
  /** Millionths added to a stop, or to the quote of a market order, to judge what its purchase may cost. */
  readonly collarPpm: number
  readonly fees: FeeSchedule
  /** By rising `from`, the first from 0. */
  readonly marginTiers: readonly MarginTier[]
  /** The largest leverage that an account may choose, and what counts until it does: 1 to 1,000. */
  readonly leverageMax: number
  /**
   * Milliseconds without market data after which prices are stale; `null`: never, for instruments
   * without a venue.
   */
  readonly staleAfterMs: number | null
}
