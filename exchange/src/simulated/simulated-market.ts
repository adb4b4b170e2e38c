import { lots, ticks, type OutsideLevelChange, type Side } from '@trading-pro/engine'
import type { SimulatedPrint, Simulation, SimulatedInstrument } from '@trading-pro/market'
import type { Exchange } from '../exchange.ts'
import type { FormingBar } from '../market/forming-bars.ts'
import type { Market } from '../market/market.ts'
import { BookShape, type Quote } from './book-shape.ts'

const NO_LEVEL = -1
const MINUTE_MS = 60_000

/** One instrument of the simulation as it lives: its prints as they become due, and the book around them. */
export class SimulatedMarket {
  readonly market: Market
  readonly #exchange: Exchange
  readonly #simulation: Simulation
  readonly #shape: BookShape
  #quote: Quote | null = null
  #prints: readonly SimulatedPrint[] = []
  #next = 0
  /** The minute whose prints these are, Unix ms. */
  #minute = -MINUTE_MS

  constructor(
    market: Market,
    {
      exchange,
      simulation,
      instrument,
    }: { exchange: Exchange; simulation: Simulation; instrument: SimulatedInstrument },
  ) {
    this.market = market
    this.#exchange = exchange
    this.#simulation = simulation
    this.#shape = new BookShape(instrument, market.definition.instrument.instrumentId | 0)
  }

  /** Takes up the minute that forms as if it had been there from its beginning. */
  begin(at: number): { readonly minute: FormingBar | null; readonly last: SimulatedPrint | null } {
    this.#minute = at - (at % MINUTE_MS)
    this.#prints = this.#printsOf(this.#minute)
    this.#next = this.#prints.findIndex(({ time }) => time > at)
    if (this.#next < 0) this.#next = this.#prints.length
    const done = this.#prints.slice(0, this.#next)
    const last = done.at(-1) ?? this.#printsOf(this.#minute - MINUTE_MS).at(-1) ?? null
    if (last !== null) this.#quote = this.#shape.quoteAt(last.price, last.aggressor)
    return { minute: done.reduce<FormingBar | null>(addPrint, null), last }
  }

  /** The next print that is due at a moment; `null`: none is. */
  due(at: number): SimulatedPrint | null {
    while (this.#next >= this.#prints.length) {
      if (this.#minute + MINUTE_MS > at) return null
      this.#minute += MINUTE_MS
      this.#prints = this.#printsOf(this.#minute)
      this.#next = 0
    }
    const print = this.#prints[this.#next] ?? null
    return print !== null && print.time <= at ? print : null
  }

  /** Lets the print that is due happen: the book comes to its price, and somebody takes from it. */
  trade({ time, price, quantity, aggressor }: SimulatedPrint): void {
    this.#next += 1
    this.#quote = this.#shape.quoteAt(price, aggressor)
    const resting = aggressor === 'buy' ? 'sell' : 'buy'
    this.#display([...this.#beyondQuote(), ...this.#atLeast(resting, price, quantity)], time)
    const { instrumentId } = this.market.instrument
    this.#exchange.execute(
      {
        kind: 'outside_order',
        instrumentId,
        side: aggressor,
        quantity: lots(quantity),
        limitPrice: ticks(price),
      },
      time,
    )
    const left = Math.max(0, this.#displayedAt(resting, price) - quantity)
    this.#display([{ side: resting, price: ticks(price), size: lots(left) }], time)
  }

  /** Brings the book to what it looks like at a moment; there is none while nothing trades. */
  refresh(at: number): void {
    const quote = this.market.instrument.phase === 'continuous' ? this.#quote : null
    const changes =
      quote === null
        ? [...this.#displayed('buy').map(goneFrom('buy')), ...this.#displayed('sell').map(goneFrom('sell'))]
        : [...this.#towards('buy', quote.bid, at), ...this.#towards('sell', quote.ask, at)]
    this.#display(changes, at)
  }

  #printsOf(minuteMs: number): readonly SimulatedPrint[] {
    return this.#simulation.printsOf(this.market.definition.symbol, minuteMs / 1000)
  }

  /** Levels that are better than the quote are gone when it comes. */
  #beyondQuote(): OutsideLevelChange[] {
    const quote = this.#quote
    if (quote === null) return []
    return [
      ...this.#displayed('buy')
        .filter(([price]) => price > quote.bid)
        .map(goneFrom('buy')),
      ...this.#displayed('sell')
        .filter(([price]) => price < quote.ask)
        .map(goneFrom('sell')),
    ]
  }

  /** What makes a level have at least so much for a taker, behind everybody who waits there. */
  #atLeast(side: Side, price: number, quantity: number): OutsideLevelChange[] {
    const { book } = this.market.instrument
    const level = book.findLevel(side, ticks(price))
    const effective = level === NO_LEVEL ? 0 : book.outsideSize(level)
    if (effective >= quantity) return []
    const size = lots(this.#displayedAt(side, price) + quantity - effective)
    return [{ side, price: ticks(price), size }]
  }

  #towards(side: Side, best: number, at: number): OutsideLevelChange[] {
    const shown = new Map(this.#displayed(side))
    const changes: OutsideLevelChange[] = []
    let distance = 0
    for (const price of this.#shape.prices(side, best)) {
      const size = this.#shape.sizeAt(price, distance, at)
      distance += 1
      if (shown.get(price) !== size) changes.push({ side, price: ticks(price), size: lots(size) })
      shown.delete(price)
    }
    return [...[...shown].map(goneFrom(side)), ...changes]
  }

  #displayed(side: Side): [price: number, size: number][] {
    const { book } = this.market.instrument
    const levels: [number, number][] = []
    for (let level = book.bestLevel(side); level !== NO_LEVEL; level = book.nextLevel(level)) {
      const size = book.venueSize(level)
      if (size > 0) levels.push([book.levelPrice(level), size])
    }
    return levels
  }

  #displayedAt(side: Side, price: number): number {
    const { book } = this.market.instrument
    const level = book.findLevel(side, ticks(price))
    return level === NO_LEVEL ? 0 : book.venueSize(level)
  }

  #display(changes: readonly OutsideLevelChange[], at: number): void {
    if (changes.length === 0) return
    const { instrumentId } = this.market.instrument
    this.#exchange.execute({ kind: 'outside_levels', instrumentId, changes }, at)
  }
}

function goneFrom(side: Side): (level: readonly [price: number, size: number]) => OutsideLevelChange {
  return ([price]) => ({ side, price: ticks(price), size: lots(0) })
}

function addPrint(bar: FormingBar | null, { time, price, quantity }: SimulatedPrint): FormingBar {
  const open = Math.floor(time / MINUTE_MS) * 60
  if (bar === null)
    return { time: open, open: price, high: price, low: price, close: price, volume: quantity }
  return {
    ...bar,
    high: Math.max(bar.high, price),
    low: Math.min(bar.low, price),
    close: price,
    volume: bar.volume + quantity,
  }
}
