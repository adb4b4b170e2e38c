import { lots, ticks } from '@trading-pro/engine'
import { barOpenTime, type Resolution, type SimulatedInstrument, type Simulation } from '@trading-pro/market'
import type { Exchange } from '../exchange.ts'
import type { FormingBar } from '../market/forming-bars.ts'
import type { MarketDefinition } from '../market/market.ts'
import { noFaults } from '../feed/feed-guard.ts'
import type { Provider, ProviderCapabilities } from '../providers/provider.ts'
import { scheduleOf } from './session-schedule.ts'
import { SimulatedHistory, type MinuteStore } from './simulated-history.ts'
import { engineInstrumentOf } from './simulated-instrument.ts'
import { SimulatedMarket } from './simulated-market.ts'

const DAY: Resolution = { unit: 'day', count: 1 }
const MINUTE: Resolution = { unit: 'minute', count: 1 }
const SECONDS_PER_DAY = 86_400
/** How often a book moves without a print, ms. */
const REFRESH_MS = 100
/** How often hours to come are written into the engine, ms. */
const SCHEDULE_MS = 86_400_000
/** Prints that the tape of a market begins with. */
const FIRST_PRINTS = 50
const MINUTE_MS = 60_000

/** What a feed is made of. */
export interface SimulatedFeedParts {
  readonly exchange: Exchange
  readonly simulation: Simulation
  readonly minutes: MinuteStore
}

/** The simulated market as a source: it knows what happens, and its owner says when it is. */
export class SimulatedFeed implements Provider {
  readonly name = 'simulation'
  readonly capabilities: ProviderCapabilities = {
    origin: 'simulated',
    hasDepth: true,
    hasTrades: true,
    historyFrom: null,
  }
  readonly symbols: readonly string[]
  /** It is made here: there is no link that could be lost. */
  readonly state = 'connected'
  readonly quarantined = noFaults()
  readonly history: SimulatedHistory
  readonly #parts: SimulatedFeedParts
  readonly #markets: SimulatedMarket[] = []
  #nextRefreshAt = 0
  #nextScheduleAt = 0

  /** Lists all instruments of the simulation, as they are at a moment (Unix ms). */
  constructor(parts: SimulatedFeedParts, at: number) {
    this.#parts = parts
    this.history = new SimulatedHistory(parts.simulation, parts.minutes)
    this.symbols = parts.simulation.instruments.map(({ symbol }) => symbol)
    for (const instrument of parts.simulation.instruments) this.#markets.push(this.#open(instrument, at))
    this.advance(at)
  }

  /** Lets everything happen that is due at a moment (Unix ms), in the order of its time. */
  advance(at: number): void {
    for (;;) {
      const next = this.#earliest(at)
      if (next === null) break
      next.market.trade(next.print)
    }
    // After the prints: what the exchange hears at a moment makes everything that comes later as late.
    if (at >= this.#nextScheduleAt) this.#schedule(at)
    this.#parts.exchange.advance(at)
    if (at < this.#nextRefreshAt) return
    this.#nextRefreshAt = at + REFRESH_MS
    for (const market of this.#markets) market.refresh(at)
  }

  #earliest(at: number) {
    let earliest = null
    for (const market of this.#markets) {
      const print = market.due(at)
      if (print !== null && (earliest === null || print.time < earliest.print.time))
        earliest = { market, print }
    }
    return earliest
  }

  #open(instrument: SimulatedInstrument, at: number): SimulatedMarket {
    const { exchange, simulation } = this.#parts
    const market = exchange.list(this.#definitionOf(instrument, at), at)
    const simulated = new SimulatedMarket(market, { exchange, simulation, instrument })
    const { instrumentId } = market.instrument
    const phase = market.definition.calendar.phaseAt(Math.floor(at / 1000)).kind === 'open'
    exchange.execute({ kind: 'set_phase', instrumentId, phase: phase ? 'continuous' : 'closed' }, at)
    const { minute } = simulated.begin(at)
    market.begin(
      { minute: this.#storedMinute(instrument, minute), previousClose: this.#previousClose(instrument, at) },
      at,
    )
    for (const print of this.#recentPrints(instrument, at)) market.tape.add(print)
    market.minutes.listen((bar) => this.#keepIfTouched(instrument, bar))
    return simulated
  }

  #definitionOf(instrument: SimulatedInstrument, at: number): MarketDefinition {
    const { symbol, tickSize, volumePrecision } = instrument
    return {
      symbol,
      instrument: engineInstrumentOf(instrument),
      priceScale: tickSize.priceScale / tickSize.minimumMovement,
      quantityScale: Number(`1e${volumePrecision}`),
      calendar: this.#parts.simulation.calendarOf(symbol),
      history: (resolution, range) => this.history.bars(symbol, resolution, { ...range, to: Infinity }),
      // Fewer than a hundred prints a second, so that numbers grow over restarts.
      firstTradeId: Math.floor(at / 10),
    }
  }

  #storedMinute({ symbol }: SimulatedInstrument, minute: FormingBar | null): FormingBar | null {
    if (minute === null) return null
    return this.#parts.minutes.minutesBetween(symbol, minute.time, minute.time + 1)[0] ?? minute
  }

  #previousClose({ symbol }: SimulatedInstrument, at: number): number | null {
    const calendar = this.#parts.simulation.calendarOf(symbol)
    const now = Math.floor(at / 1000)
    const phase = calendar.phaseAt(now)
    const today = barOpenTime(phase.kind === 'open' ? now : phase.until, DAY, calendar)
    const day = today === null ? null : calendar.previousTradingDay(today / SECONDS_PER_DAY)
    if (day === null) return null
    const from = day.epochDay * SECONDS_PER_DAY
    return this.history.bars(symbol, DAY, { from, to: from + SECONDS_PER_DAY }).close[0] ?? null
  }

  #recentPrints({ symbol }: SimulatedInstrument, at: number) {
    const minute = at - (at % MINUTE_MS)
    return [minute - MINUTE_MS, minute]
      .flatMap((start) => this.#parts.simulation.printsOf(symbol, start / 1000))
      .filter(({ time }) => time <= at)
      .slice(-FIRST_PRINTS)
      .map(({ time, price, quantity, aggressor }) => ({
        price: ticks(price),
        quantity: lots(quantity),
        side: aggressor,
        at: time,
      }))
  }

  #keepIfTouched({ symbol }: SimulatedInstrument, bar: Readonly<FormingBar>): void {
    const generated = this.history.bars(symbol, MINUTE, { from: bar.time, to: bar.time + 1 })
    const isSame =
      generated.open[0] === bar.open &&
      generated.high[0] === bar.high &&
      generated.low[0] === bar.low &&
      generated.close[0] === bar.close &&
      generated.volume[0] === bar.volume
    if (!isSame) this.#parts.minutes.save(symbol, { ...bar })
  }

  #schedule(at: number): void {
    this.#nextScheduleAt = at + SCHEDULE_MS
    for (const { market } of this.#markets) {
      const boundaries = scheduleOf(market.definition.calendar, at)
      const { instrumentId } = market.instrument
      this.#parts.exchange.execute({ kind: 'set_schedule', instrumentId, boundaries }, at)
    }
  }
}
