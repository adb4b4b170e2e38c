import type { StreamCode, Topic } from '@trading-pro/contracts'
import { depthOf, Engine, lots, type OutsideLevelChange, type Side } from '@trading-pro/engine'
import { Exchange, openSource, SimulatedFeed, type Market, type TopicSource } from '@trading-pro/exchange'
import { createSimulation, simulatedInstruments } from '@trading-pro/market'

/** The first instruments that trade round the clock. */
export const simulatedSymbols: readonly string[] = simulatedInstruments
  .filter(({ exchange }) => exchange === 'SIM')
  .slice(0, 20)
  .map(({ symbol }) => symbol)

const SEED = '0123456789abcdef'
const RECENT_ORDERS_MAX = 1_000
/** Levels a side that change with each change of a book. */
const CHANGED_LEVELS = 5
const LEVEL_LOTS_MIN = 10

/** Twenty instruments of the real feed in a real exchange; minutes are not kept. */
export class SimulatedExchange {
  readonly exchange = new Exchange(new Engine({ recentOrdersMax: RECENT_ORDERS_MAX }))
  readonly #feed: SimulatedFeed
  #at: number
  #stirs = 0

  /** @param at - Unix ms */
  constructor(at: number) {
    const { exchange } = this
    const instruments = simulatedInstruments.filter(({ symbol }) => simulatedSymbols.includes(symbol))
    const simulation = createSimulation({ seed: SEED, instruments })
    const minutes = { minutesBetween: () => [], save: () => undefined }
    this.#at = at
    this.#feed = new SimulatedFeed({ exchange, simulation, minutes }, at)
  }

  /** What a topic says. */
  open(topic: Topic): TopicSource | StreamCode {
    return openSource(topic, {
      exchange: this.exchange,
      systemState: () => ({ status: 'ok', message: '', providers: [] }),
      isKnown: () => false,
      nowMs: () => this.#at,
    })
  }

  /** @param at - Unix ms */
  advance(at: number): void {
    this.#at = Math.max(this.#at, at)
    this.#feed.advance(this.#at)
  }

  /**
   * More than happens by itself: trades in every market, and every other time a change of every book.
   *
   * @param orders - that take from each book
   */
  stir(orders: number): void {
    this.#stirs += 1
    for (const market of this.exchange.markets) {
      for (let count = 0; count < orders; count += 1) this.#take(market, (this.#stirs + count) % 3)
      if (this.#stirs % 2 === 1) this.#change(market)
    }
  }

  #take({ instrument: { instrumentId } }: Market, more: number): void {
    const side = this.#stirs % 4 < 2 ? 'buy' : 'sell'
    const quantity = lots(1 + more)
    const order = { kind: 'outside_order', instrumentId, side, quantity, limitPrice: null } as const
    this.exchange.execute(order, this.#at)
  }

  #change(market: Market): void {
    const { instrumentId } = market.instrument
    const changes = [...this.#changesOf(market, 'buy'), ...this.#changesOf(market, 'sell')]
    this.exchange.execute({ kind: 'outside_levels', instrumentId, changes }, this.#at)
  }

  #changesOf({ instrument }: Market, side: Side): OutsideLevelChange[] {
    const changes: OutsideLevelChange[] = []
    for (const { price, outsideSize } of depthOf(instrument, side)) {
      if (changes.length === CHANGED_LEVELS) break
      const step = this.#stirs % 4 === 1 ? LEVEL_LOTS_MIN : -LEVEL_LOTS_MIN
      changes.push({ side, price, size: lots(Math.max(LEVEL_LOTS_MIN, outsideSize + step)) })
    }
    return changes
  }
}
