import { Book } from '../book/book.ts'
import type { Instrument, Phase, TriggerBy } from '../instrument/instrument.ts'
import type { Ticks } from '../numbers/ticks.ts'
import { ReferenceStream } from '../trigger/reference-stream.ts'
import { TrailingOrders } from '../trigger/trailing-orders.ts'
import { TriggerIndex } from '../trigger/trigger-index.ts'
import type { Side } from '../order/order-types.ts'
import type { Position } from './account.ts'
import type { Order } from './order.ts'
import type { ScheduledBoundary } from './state-image.ts'

/** A reference price that triggers watch. `bid_ask` is the ask for buys and the bid for sells. */
export type ReferenceName = 'last' | 'bid' | 'ask' | 'mark'

/** One reference price, and who waits for it. */
export interface Reference {
  stream: ReferenceStream
  readonly rising: TriggerIndex<Order>
  readonly falling: TriggerIndex<Order>
  /** Trailing stops: their stop moves, or does not exist yet. */
  readonly trailing: TrailingOrders
}

/** An instrument with all that belongs to it: D's record, its book, and M. */
export class ListedInstrument {
  definition: Instrument
  readonly instrumentId: number
  // D.
  phase: Phase = 'closed'
  schedule: readonly ScheduledBoundary[] = []
  nextTradeId = 1
  houseCash = 0n
  housePosition = 0n
  /** The users' orders are D's, derived; the outside part is M. */
  readonly book = new Book<Order>()
  /** Orders that wait for continuous trading, and exits that wait for liquidity. Derived. */
  readonly queued = new Set<Order>()
  readonly exits = new Set<Order>()
  // M.
  /** Whether a whole book has come and the link has not been silent since. */
  isFresh = false
  /** Whether its first whole book after a recovery is to come, which says what is ahead of resting orders. */
  awaitsAheads = false
  /** When the last market input came, Unix milliseconds. */
  marketAt = 0
  /** The last trade or print; `null`: none yet (FIX 31). */
  last: Ticks | null = null
  readonly references: Readonly<Record<ReferenceName, Reference>>
  /** Positions by the marks at which they must be looked at again. Derived. */
  readonly watched = {
    rising: new TriggerIndex<Position>('rising'),
    falling: new TriggerIndex<Position>('falling'),
  }
  /** The mark for which that was looked up last. */
  watchedMark: Ticks | null = null
  /** Whether it may be another one by now. */
  isRepriced = true
  /** Prices traded since they were last observed. */
  tape: Ticks[] = []

  constructor(definition: Instrument) {
    this.definition = definition
    this.instrumentId = definition.instrumentId
    this.references = { last: reference(), bid: reference(), ask: reference(), mark: reference() }
  }

  /** Where an order of this side looks for its trigger. */
  referenceOf(triggerBy: TriggerBy, side: Side): Reference {
    if (triggerBy !== 'bid_ask') return this.references[triggerBy]
    return side === 'buy' ? this.references.ask : this.references.bid
  }
}

/** Instruments without a venue behind them are never stale. */
export function isAlwaysFresh(definition: Instrument): boolean {
  return definition.tape === 'internal' && definition.staleAfterMs === null
}

function reference(): Reference {
  return {
    stream: new ReferenceStream(),
    rising: new TriggerIndex<Order>('rising'),
    falling: new TriggerIndex<Order>('falling'),
    trailing: new TrailingOrders(),
  }
}
