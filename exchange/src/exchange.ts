import { assert } from '@trading-pro/engine/assert'
import type { Engine } from '@trading-pro/engine'
import { type EngineEvent, type Input, type Lots, type Outcome, type OutsideOrder } from '@trading-pro/engine'
import { Market, type MarketDefinition } from './market/market.ts'
import { inWalkOrder, levelsWithin, outsidePrints, userPrints } from './market/outside-prints.ts'

/** Inputs that a source of market data sends. */
export type FeedInput = Extract<
  Input,
  {
    readonly kind:
      | 'outside_book'
      | 'outside_levels'
      | 'outside_trade'
      | 'outside_order'
      | 'outside_lost'
      | 'set_phase'
      | 'set_schedule'
  }
>

/**
 * The exchange as a value: the engine, and the markets as their readers see them. It has no clock; whoever
 * owns it brings inputs with their times and says how late it is.
 */
export class Exchange {
  readonly engine: Engine
  readonly #markets = new Map<string, Market>()
  readonly #byInstrument = new Map<number, Market>()
  #clock = 0

  constructor(engine: Engine) {
    this.engine = engine
  }

  /** All markets, in the order in which they were listed. */
  get markets(): Iterable<Market> {
    return this.#markets.values()
  }

  /** The market of a symbol, exactly as it is written; `undefined`: nothing trades under it. */
  market(symbol: string): Market | undefined {
    return this.#markets.get(symbol)
  }

  /**
   * Lists an instrument, and opens it for its readers.
   *
   * @throws InvariantError when the engine refuses its definition
   */
  list(definition: MarketDefinition, at: number): Market {
    const { instrument, symbol } = definition
    const outcome = this.execute({ kind: 'list_instrument', instrument }, at)
    assert(outcome.kind === 'accepted', `${symbol} can be listed`)
    const market = new Market(definition, this.engine.state.instrumentOf(instrument.instrumentId))
    this.#markets.set(symbol, market)
    this.#byInstrument.set(instrument.instrumentId, market)
    return market
  }

  /**
   * Decides a command or an input of the market, and shows what came of it. Time never goes backward: what
   * comes late counts from now.
   *
   * @param printed - lots of a venue's trade as its tape has them, where the engine is to know of fewer
   */
  execute(input: Input, at: number, printed?: Lots): Outcome {
    this.#clock = Math.max(this.#clock, at)
    if (input.kind === 'outside_order') return this.#executeAggressor(input)
    const outcome = this.engine.execute(input, this.#clock)
    this.#show(outcome.events)
    if (outcome.kind === 'accepted') this.#hear(input, printed)
    return outcome
  }

  /** Fires what is due, and closes the bars whose time is over. */
  advance(at: number): Outcome {
    const outcome = this.execute({ kind: 'tick' }, at)
    for (const market of this.#markets.values()) market.advance(this.#clock)
    return outcome
  }

  #executeAggressor(input: OutsideOrder): Outcome {
    const { side, instrumentId } = input
    const market = this.#byInstrument.get(instrumentId)
    const before = market === undefined ? [] : levelsWithin(market.instrument, input)
    const outcome = this.engine.execute(input, this.#clock)
    if (market === undefined) return outcome
    // What fired by time came before it, and the rest of its events are of its own instrument's walk.
    const taken = outsidePrints(market.instrument, { before, side, at: this.#clock })
    const prints = userPrints(outcome.events)
    for (const { instrumentId: other, print } of prints) {
      if (other !== instrumentId) this.#byInstrument.get(other)?.print(print)
    }
    const own = prints.filter((each) => each.instrumentId === instrumentId).map(({ print }) => print)
    for (const print of inWalkOrder([...own, ...taken], side)) market.print(print)
    this.#touch(outcome.events)
    this.#hear(input)
    return outcome
  }

  #show(events: readonly EngineEvent[]): void {
    for (const { instrumentId, print } of userPrints(events)) {
      const market = this.#byInstrument.get(instrumentId)
      if (market?.definition.instrument.tape === 'internal') market.print(print)
    }
    this.#touch(events)
  }

  /** Orders and fills change books; which ones is not worth finding out. */
  #touch(events: readonly EngineEvent[]): void {
    if (events.length === 0) return
    for (const market of this.#markets.values()) market.bookVersion += 1
  }

  #hear(input: Input, printed?: Lots): void {
    if (!('instrumentId' in input) || !input.kind.startsWith('outside_')) return
    const market = this.#byInstrument.get(input.instrumentId ?? Number.NaN)
    if (market === undefined) return
    market.bookVersion += 1
    market.heardAt = this.#clock
    if (input.kind !== 'outside_trade' || market.definition.instrument.tape !== 'venue') return
    const { price, quantity, aggressor } = input
    market.print({ price, quantity: printed ?? quantity, side: aggressor ?? 'buy', at: this.#clock })
  }
}
