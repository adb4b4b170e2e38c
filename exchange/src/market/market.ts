import { isFreshAt, type Instrument, type ListedInstrument } from '@trading-pro/engine'
import { bucketFinder, sliceBars, type Bars, type Calendar, type Resolution } from '@trading-pro/market'
import { continuedBar, mergedBar } from './bar-so-far.ts'
import { FormingBars, type FormingBar } from './forming-bars.ts'
import { Tape, type Print } from './tape.ts'

/** Finer than every bar, so that every instant finds its bucket. */
const SECOND: Resolution = { unit: 'second', count: 1 }
const MINUTE: Resolution = { unit: 'minute', count: 1 }
const DAY: Resolution = { unit: 'day', count: 1 }
const SECONDS_PER_MINUTE = 60

/** Which bars: those that open from `from` on, of what was before `until`. */
export interface HistoryRange {
  readonly from: number
  readonly until: number
}

/** What trades, and how its data is written. */
export interface MarketDefinition {
  /** As clients write it, such as `SIM:AAPL`. */
  readonly symbol: string
  readonly instrument: Instrument
  /** Ticks of a price of 1. */
  readonly priceScale: number
  /** Lots of a quantity of 1. */
  readonly quantityScale: number
  readonly calendar: Calendar
  /**
   * Bars as history serves them, of minutes that open before `until`: the last may be unfinished. In ticks
   * and lots; `range` in Unix seconds.
   */
  readonly history: (resolution: Resolution, range: HistoryRange) => Bars
  /** Number of the first print from now on. */
  readonly firstTradeId: number
}

/** What was before a market was opened for its readers. */
export interface MarketPast {
  /** The minute that forms; `null`: nothing has traded in it. */
  readonly minute: FormingBar | null
  /** Last price of the trading day before, ticks; `null`: not known. */
  readonly previousClose: number | null
}

/** What is shown of an instrument's market (FIX 340 TradSesStatus); `stale`: its source is silent. */
export type MarketState = ListedInstrument['phase'] | 'stale'

/** One instrument as its readers see it: book, tape, bars and day, always of the same moment. */
export class Market {
  readonly definition: MarketDefinition
  readonly instrument: ListedInstrument
  readonly tape: Tape
  /** The minute bars that all others are made of. */
  readonly minutes: FormingBars
  readonly #days: FormingBars
  readonly #coarser = new Map<string, FormingBars>()
  /** Last price of the trading day before, ticks; `null`: not known. */
  #previousClose: number | null = null
  /** Another one whenever the book may have changed. */
  bookVersion = 0
  /** When its source said the last, Unix ms; `null`: never. */
  heardAt: number | null = null

  constructor(definition: MarketDefinition, instrument: ListedInstrument) {
    this.definition = definition
    this.instrument = instrument
    this.tape = new Tape(definition.firstTradeId)
    this.minutes = this.#createBars(MINUTE)
    this.#days = this.#createBars(DAY)
    this.#days.listen(({ close }) => {
      this.#previousClose = close
    })
  }

  /** The trading day so far; `null` before its first print. */
  get day(): Readonly<FormingBar> | null {
    return this.#days.forming
  }

  /** Last price of the trading day before, ticks; `null`: not known. */
  get previousClose(): number | null {
    return this.#previousClose
  }

  /** Whether it trades at a moment (Unix ms). */
  stateAt(at: number): MarketState {
    const { phase } = this.instrument
    return phase === 'continuous' && !isFreshAt(this.instrument, at) ? 'stale' : phase
  }

  /** Begins with what was before: the minute that forms, and the day around it. */
  begin({ minute, previousClose }: MarketPast, at: number): void {
    if (minute !== null) this.minutes.seed(minute, at)
    const day = this.#barSoFar(DAY, at)
    if (day !== null) this.#days.seed(day, at)
    this.#previousClose = previousClose
  }

  /** Adds a print to tape and bars. */
  print(print: Omit<Print, 'tradeId'>): void {
    this.advance(print.at)
    for (const bars of this.#allBars()) bars.add(print)
    this.tape.add(print)
  }

  /** Closes the bars whose time is over. */
  advance(at: number): void {
    for (const bars of this.#allBars()) bars.advance(at)
  }

  /** The bars of a resolution from now on; begun with the closed minutes of its bar that forms. */
  barsOf(text: string, resolution: Resolution, at: number): FormingBars {
    if (text === '1') return this.minutes
    const known = this.#coarser.get(text)
    if (known !== undefined) return known
    const bars = this.#createBars(resolution)
    const seed = this.#barSoFar(resolution, at)
    if (seed !== null) bars.seed(seed, at)
    this.#coarser.set(text, bars)
    return bars
  }

  /** Lets go of the bars of a resolution if nobody listens to them any more. */
  forgetBars(text: string): void {
    if (this.#coarser.get(text)?.hasListeners === false) this.#coarser.delete(text)
  }

  #createBars(resolution: Resolution): FormingBars {
    const { calendar } = this.definition
    return new FormingBars(bucketFinder({ from: SECOND, to: resolution, calendar }))
  }

  *#allBars(): Iterable<FormingBars> {
    yield this.minutes
    yield this.#days
    yield* this.#coarser.values()
  }

  /** The bar that forms, of its closed minutes and the one that forms. */
  #barSoFar(resolution: Resolution, at: number): FormingBar | null {
    const { calendar, history } = this.definition
    const now = Math.floor(at / 1000)
    const bucketOf = bucketFinder({ from: SECOND, to: resolution, calendar })
    const bucket = bucketOf(now)
    // Between two segments it is the bar that goes on with the next one.
    const open = bucket.open ?? bucketOf(bucket.until).open
    if (open === null) return null
    const closed = history(resolution, { from: open, until: now - (now % SECONDS_PER_MINUTE) })
    const before = mergedBar(open, sliceBars(closed, 0, 1))
    const { forming } = this.minutes
    return forming === null ? before : continuedBar(open, before, forming)
  }
}
