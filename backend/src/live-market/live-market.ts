import type { PublicChannel, SystemState } from '@trading-pro/contracts'
import { Engine } from '@trading-pro/engine'
import {
  Exchange,
  openSource,
  SimulatedFeed,
  StreamHub,
  type Market,
  type MinuteStore,
  type SimulatedHistory,
} from '@trading-pro/exchange'
import type { Simulation } from '@trading-pro/market'

/** How often the market goes on, ms: half of what the fastest channel needs. */
const TICK_MS = 10
/** A machine that slept for longer does not live through what it missed: everything begins anew, ms. */
const GAP_MS_MAX = 15 * 60_000
/** What does not go on for so long has stopped, ms. */
const SILENCE_MS_MAX = 5_000
/** Orders that have ended and can still be asked for. */
const RECENT_ORDERS_MAX = 100_000

export interface LiveMarketOptions {
  /** `null`: nothing trades here. */
  readonly simulation: Simulation | null
  /** Minutes that are not as the simulation makes them. */
  readonly minutes: MinuteStore
  /** The clock, Unix ms. */
  readonly nowMs: () => number
  /** Messages of a topic per second, at most, by channel. */
  readonly messagesPerSecond: Readonly<Record<PublicChannel, number>>
  /** Whether there is an instrument of this symbol that does not trade here. */
  readonly isKnown: (symbol: string) => boolean
}

/** Who is told as the market goes on. */
export interface LiveMarketListener {
  /** It is a moment later: what is new can be sent. */
  onAdvance(): void
  /** What everybody has seen so far is of another time: they begin anew. */
  onRestart(): void
  /** A defect of ours has stopped it. */
  onFailure(error: unknown): void
}

/** What trades here, as it is now, and the topics that are made of it. */
export class LiveMarket {
  readonly hub: StreamHub
  readonly #options: LiveMarketOptions
  #exchange = newExchange()
  #feed: SimulatedFeed | null = null
  #at: number
  #timer: NodeJS.Timeout | null = null
  #listener: LiveMarketListener | null = null
  #hasFailed = false

  constructor(options: LiveMarketOptions) {
    this.#options = options
    this.#at = options.nowMs()
    this.#open()
    this.hub = new StreamHub({
      epoch: crypto.randomUUID().slice(0, 8),
      messagesPerSecond: options.messagesPerSecond,
      openSource: (topic) =>
        openSource(topic, {
          exchange: this.#exchange,
          systemState: () => this.systemState(),
          isKnown: options.isKnown,
          nowMs: () => this.#at,
        }),
      onFailure: (error) => this.#listener?.onFailure(error),
    })
  }

  /** The moment that it has come to, Unix ms: nothing of it is later. */
  get at(): number {
    return this.#at
  }

  /** How many instruments trade here. */
  get size(): number {
    return this.#options.simulation?.instruments.length ?? 0
  }

  /** What has traded here until now and before; `null` when nothing does. */
  get history(): SimulatedHistory | null {
    return this.#feed?.history ?? null
  }

  /** The market of a symbol, exactly as it is written; `undefined`: it does not trade here. */
  market(symbol: string): Market | undefined {
    return this.#exchange.market(symbol)
  }

  /** From now on it goes on by itself. */
  start(listener: LiveMarketListener): void {
    this.#listener = listener
    this.#timer = setInterval(() => {
      this.#tick(listener)
    }, TICK_MS)
  }

  /** It stops, as it is. */
  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  /** Brings it to now. `restarted`: it begins anew, because too much was missed. */
  advance(): 'advanced' | 'restarted' {
    const now = this.#options.nowMs()
    if (Math.abs(now - this.#at) > GAP_MS_MAX) {
      this.#at = now
      this.#open()
      return 'restarted'
    }
    // A clock that is set back a little is waited for.
    this.#at = Math.max(this.#at, now)
    this.#feed?.advance(this.#at)
    return 'advanced'
  }

  /** Whether it goes on, in a sentence. */
  check(): { readonly status: 'ok' | 'failed'; readonly detail: string } {
    const ageMs = this.#options.nowMs() - this.#at
    if (this.#hasFailed) return { status: 'failed', detail: 'the market has stopped' }
    if (this.#timer !== null && ageMs > SILENCE_MS_MAX)
      return { status: 'failed', detail: `the market has stood still for ${Math.round(ageMs / 1000)} s` }
    if (ageMs < -SILENCE_MS_MAX) {
      const seconds = Math.round(-ageMs / 1000)
      return { status: 'failed', detail: `the clock was set back, and the market waits ${seconds} s for it` }
    }
    return { status: 'ok', detail: `${this.size} instruments, ${Math.max(0, ageMs)} ms old` }
  }

  systemState(): SystemState {
    const isDown = this.#hasFailed
    const state = isDown ? 'disconnected' : 'connected'
    return {
      status: isDown ? 'degraded' : 'ok',
      message: isDown ? 'The market has stopped.' : '',
      providers: this.size === 0 ? [] : [{ name: 'simulation', state, origin: 'simulated' }],
    }
  }

  #open(): void {
    const { simulation, minutes } = this.#options
    this.#exchange = newExchange()
    if (simulation === null) return
    this.#feed = new SimulatedFeed({ exchange: this.#exchange, simulation, minutes }, this.#at)
  }

  #tick(listener: LiveMarketListener): void {
    try {
      if (!this.#hasFailed && this.advance() === 'restarted') {
        listener.onRestart()
        // Nobody reads its topics any more, and those who come back read others.
        this.hub.forgetIdle(Infinity)
      }
    } catch (error) {
      // After a defect nothing that it says can be trusted.
      this.#hasFailed = true
      listener.onFailure(error)
    }
    listener.onAdvance()
  }
}

function newExchange(): Exchange {
  return new Exchange(new Engine({ recentOrdersMax: RECENT_ORDERS_MAX }))
}
