/**
 * Freshness and reference prices of every instrument, out of the feed and the events alone
 * (docs/engine-rules.md, section 10).
 *
 * The prices of a venue's tape change with its feed only: all their observations are known, and with them
 * what each is worth to triggers. Those of an internal tape change in the midst of matching: of them it is
 * known which values they had.
 */
import type { MarketInput } from '../command/commands.ts'
import type { EngineEvent, PhaseChanged } from '../event/events.ts'
import type { Instrument, TriggerBy } from '../instrument/instrument.ts'
import type { Side } from '../order/order-types.ts'
import type { Ledger } from './ledger.fixture.ts'
import type { OutsideMirror } from './outside-mirror.fixture.ts'

export type ReferenceName = 'last' | 'bid' | 'ask' | 'mark'

const names: readonly ReferenceName[] = ['last', 'bid', 'ask', 'mark']
const [WINDOW_MS, WINDOW_MAX] = [1_000, 256]

/** Which price a trigger of a side looks at. */
export function referenceOf(triggerBy: TriggerBy, side: Side): ReferenceName {
  if (triggerBy !== 'bid_ask') return triggerBy
  return side === 'buy' ? 'ask' : 'bid'
}

/** One observation of a venue's price: what it is worth to triggers that wait for a rise, and for a fall. */
export interface Observation {
  readonly name: ReferenceName
  readonly high: number
  readonly low: number
}

/** A price at which a trigger fires that waits for a rise, or for a fall. */
interface Counting {
  readonly price: number
  readonly isRising: boolean
}

interface Seen {
  readonly price: number
  readonly at: number
}

interface Watched {
  isFresh: boolean
  marketAt: number
  last: number | null
  /** Whether freshness came without a whole book, so that earlier observations are not known. */
  isUnsure: boolean
  /** Observations of a venue's tape, newest last. */
  readonly observations: Record<ReferenceName, Seen[]>
  /** Those of this input. */
  observed: Observation[]
  /** Values of an internal tape in this input, and at the end of the one before. */
  values: Record<ReferenceName, Set<number>>
}

const noObservations = (): Watched['observations'] => ({ last: [], bid: [], ask: [], mark: [] })
const noValues = (): Watched['values'] => ({
  last: new Set(),
  bid: new Set(),
  ask: new Set(),
  mark: new Set(),
})

export class ReferenceMirror {
  readonly #ledger: Ledger
  readonly #outside: OutsideMirror
  readonly #watched = new Map<number, Watched>()
  /** Those of which the input says something. */
  readonly #changed = new Map<number, Watched>()
  /** Whether the event that is being applied begins continuous trading. */
  #isBeginning = false

  constructor(ledger: Ledger, outside: OutsideMirror) {
    this.#ledger = ledger
    this.#outside = outside
  }

  /** A new input: what was observed before it is past. */
  begin(): void {
    for (const [instrumentId, watched] of this.#changed) {
      watched.observed = []
      // Where there is no value now, the observation before the next is one of those before.
      for (const [name, price] of this.#valuesOf(instrumentId)) {
        if (price !== null) watched.values[name] = new Set([price])
      }
    }
    this.#changed.clear()
  }

  /** Whether orders match and triggers fire. */
  isMatchable(instrumentId: number, at: number): boolean {
    return (
      this.#ledger.instruments.get(instrumentId)?.phase === 'continuous' && this.#isFresh(instrumentId, at)
    )
  }

  /** Whether a price is one that the reference may have been worth to a trigger in this input. */
  mayBe(instrumentId: number, name: ReferenceName, { price, isRising }: Counting): boolean {
    const watched = this.#of(instrumentId)
    if (watched.isUnsure) return true
    if (this.#definition(instrumentId)?.tape === 'internal') return watched.values[name].has(price)
    return watched.observed.some((each) => each.name === name && price === (isRising ? each.high : each.low))
  }

  /** What was observed of a venue's prices in this input; none where not all of it is known. */
  observedOf(instrumentId: number): readonly Observation[] {
    const { isUnsure, observed } = this.#of(instrumentId)
    return isUnsure ? [] : observed
  }

  /** The value of a reference at this moment. */
  valueOf(instrumentId: number, name: ReferenceName): number | null {
    switch (name) {
      case 'last':
        return this.#of(instrumentId).last
      case 'mark': {
        const [bid, ask] = [this.#quoteOf(instrumentId, 'buy'), this.#quoteOf(instrumentId, 'sell')]
        return markOf(this.#of(instrumentId).last, bid, ask)
      }
      default:
        return this.#quoteOf(instrumentId, name === 'bid' ? 'buy' : 'sell')
    }
  }

  /** Hears that the market spoke, before the outside book changes; says whether orders match from now on. */
  hear(input: MarketInput, at: number): boolean {
    const { instrumentId } = input
    const watched = this.#of(instrumentId)
    const wasMatchable = this.isMatchable(instrumentId, at)
    if (!this.#isFresh(instrumentId, at)) watched.isFresh = false
    watched.marketAt = at
    if (input.kind === 'outside_book') watched.isFresh = true
    if (input.kind === 'outside_lost') watched.isFresh = false
    const isMatchable = this.isMatchable(instrumentId, at)
    if (isMatchable && !wasMatchable) forget(watched)
    const last =
      input.kind === 'outside_book' ? input.last : input.kind === 'outside_trade' ? input.price : null
    if (last !== null) {
      this.#setLast(watched, last)
      if (isMatchable) this.#observe(instrumentId, { name: 'last', price: last, at })
    }
    return isMatchable
  }

  /** Notes at which prices an order of the outside world traded, in their order. */
  hearTrades(instrumentId: number, prices: readonly number[]): void {
    if (this.#definition(instrumentId)?.tape !== 'internal') return
    for (const price of prices) this.#setLast(this.#of(instrumentId), price)
  }

  /** Observes the quotes after the outside book has changed. */
  observeQuotes(instrumentId: number, at: number): void {
    if (!this.isMatchable(instrumentId, at)) return
    for (const name of ['bid', 'ask', 'mark'] as const) {
      const price = this.valueOf(instrumentId, name)
      if (price !== null) this.#observe(instrumentId, { name, price, at })
    }
    const watched = this.#of(instrumentId)
    if (this.#definition(instrumentId)?.tape === 'internal') this.#noteValues(instrumentId, watched)
  }

  /** Before the ledger applies an event. */
  prepare(event: EngineEvent): void {
    if (event.kind === 'phase_changed') this.#changePhase(event)
    if (event.kind !== 'instrument_listed') return
    const { instrumentId, staleAfterMs } = event.instrument
    const before = this.#definition(instrumentId)
    if (before !== undefined && before.staleAfterMs !== staleAfterMs) this.#of(instrumentId).isUnsure = true
  }

  /** After the ledger has applied an event. */
  apply(event: EngineEvent): void {
    if (this.#isBeginning && event.kind === 'phase_changed') this.observeQuotes(event.instrumentId, event.at)
    const instrumentId = this.#instrumentOf(event)
    const definition = instrumentId === null ? undefined : this.#definition(instrumentId)
    if (instrumentId === null || definition?.tape !== 'internal') return
    const watched = this.#of(instrumentId)
    // The trades of an order of the outside world have been heard before, in their order.
    const isNew = event.kind === 'traded' && event.evidence.source !== 'aggressor'
    if (isNew) this.#setLast(watched, event.price)
    this.#noteValues(instrumentId, watched)
  }

  #changePhase({ instrumentId, phase }: PhaseChanged): void {
    const before = this.#ledger.instruments.get(instrumentId)?.phase
    this.#isBeginning = before !== 'continuous' && phase === 'continuous'
    if (this.#isBeginning) forget(this.#of(instrumentId))
  }

  #instrumentOf(event: EngineEvent): number | null {
    if ('instrumentId' in event) return event.instrumentId
    return 'orderId' in event ? (this.#ledger.orders.get(event.orderId)?.instrumentId ?? null) : null
  }

  #definition(instrumentId: number): Instrument | undefined {
    return this.#ledger.instruments.get(instrumentId)?.definition
  }

  #of(instrumentId: number): Watched {
    const found = this.#watched.get(instrumentId)
    if (found !== undefined) return found
    const made: Watched = {
      isFresh: false,
      marketAt: 0,
      last: null,
      isUnsure: false,
      observations: noObservations(),
      observed: [],
      values: noValues(),
    }
    this.#watched.set(instrumentId, made)
    return made
  }

  #isFresh(instrumentId: number, at: number): boolean {
    const definition = this.#definition(instrumentId)
    if (definition === undefined) return false
    const { tape, staleAfterMs } = definition
    if (tape === 'internal' && staleAfterMs === null) return true
    const { isFresh, marketAt } = this.#of(instrumentId)
    return isFresh && (staleAfterMs === null || at < marketAt + staleAfterMs)
  }

  #quoteOf(instrumentId: number, side: Side): number | null {
    const isVenue = this.#definition(instrumentId)?.tape === 'venue'
    let best = this.#outside.bestOf(instrumentId, side, isVenue)
    if (isVenue) return best
    for (const order of this.#ledger.open.values()) {
      if (order.place !== 'book' || order.instrumentId !== instrumentId || order.side !== side) continue
      const price = order.limitPrice ?? 0
      if (best === null || (side === 'buy' ? price > best : price < best)) best = price
    }
    return best
  }

  #setLast(watched: Watched, price: number): void {
    watched.last = price
    watched.values.last.add(price)
  }

  #noteValues(instrumentId: number, watched: Watched): void {
    this.#changed.set(instrumentId, watched)
    for (const [name, price] of this.#valuesOf(instrumentId)) {
      if (price !== null) watched.values[name].add(price)
    }
  }

  /** All at this moment: the book is searched once for them. */
  #valuesOf(instrumentId: number): [ReferenceName, number | null][] {
    const { last } = this.#of(instrumentId)
    const [bid, ask] = [this.#quoteOf(instrumentId, 'buy'), this.#quoteOf(instrumentId, 'sell')]
    return [
      ['last', last],
      ['bid', bid],
      ['ask', ask],
      ['mark', markOf(last, bid, ask)],
    ]
  }

  /** A price near the median of its last second counts alone, others as far as the one before confirms. */
  #observe(instrumentId: number, { name, price, at }: Seen & { name: ReferenceName }): void {
    const definition = this.#definition(instrumentId)
    if (definition?.tape !== 'venue') return
    const watched = this.#of(instrumentId)
    const earlier = watched.observations[name]
    const previous = earlier.at(-1)?.price ?? price
    const isIn = isInBand(earlier, { price, at }, definition.triggerBandPpm)
    this.#changed.set(instrumentId, watched)
    watched.observed.push({
      name,
      high: isIn ? price : Math.min(price, previous),
      low: isIn ? price : Math.max(price, previous),
    })
    earlier.push({ price, at })
    if (earlier.length > 2 * WINDOW_MAX) earlier.splice(0, WINDOW_MAX)
  }
}

function forget(watched: Watched): void {
  for (const name of names) watched.observations[name].length = 0
  watched.isUnsure = false
}

/** The last price between the quotes; without one the middle of them, rounded down, or the one there is. */
function markOf(last: number | null, bid: number | null, ask: number | null): number | null {
  if (last === null) return bid === null || ask === null ? (bid ?? ask) : Math.floor((bid + ask) / 2)
  if (bid !== null && last < bid) return bid
  return ask !== null && last > ask ? ask : last
}

function isInBand(earlier: readonly Seen[], { price, at }: Seen, bandPpm: number): boolean {
  const newest = earlier.slice(-WINDOW_MAX)
  const recent = newest.filter((seen) => seen.at > at - WINDOW_MS)
  const counted = (recent.length > 0 ? recent : newest.slice(-1)).map((seen) => seen.price)
  counted.sort((one, other) => one - other)
  const median = counted[Math.floor((counted.length - 1) / 2)]
  if (median === undefined) return true
  return BigInt(Math.abs(price - median)) * 1_000_000n <= BigInt(median) * BigInt(bandPpm)
}
