import type { Exchange } from '../exchange.ts'
import type { FaultCounts } from '../feed/feed-guard.ts'
import type { FeedMessage } from '../feed/feed-message.ts'
import { InstrumentFeed } from '../feed/instrument-feed.ts'
import type { Market, MarketDefinition } from '../market/market.ts'
import { KeptHistory } from './kept-history.ts'
import type { Provider, ProviderCapabilities, ProviderState } from './provider.ts'

const MINUTE_MS = 60_000

/** What came from a venue, or that nothing did: the link was lost. */
export type RecordedMessage = {
  /** When it arrived, Unix ms; never before the one before it. */
  readonly at: number
} & ({ readonly kind: 'message'; readonly message: FeedMessage } | { readonly kind: 'lost' })

/** A recording, and what it is of. */
export interface Recording {
  readonly name: string
  readonly definition: Omit<MarketDefinition, 'history'>
  readonly messages: Iterable<RecordedMessage>
}

/** One instrument whose recorded messages happen again, as they arrived; it trades all the time. */
export class RecordedProvider implements Provider {
  readonly name: string
  readonly capabilities: ProviderCapabilities
  readonly symbols: readonly string[]
  readonly history = new KeptHistory()
  readonly market: Market
  readonly #exchange: Exchange
  readonly #feed: InstrumentFeed
  readonly #messages: Iterator<RecordedMessage>
  #next: RecordedMessage | null

  /** @param at - when it begins, Unix ms: before the first message */
  constructor(exchange: Exchange, { name, definition, messages }: Recording, at: number) {
    const { symbol, instrument } = definition
    this.name = name
    this.symbols = [symbol]
    const historyFrom = Math.floor(at / MINUTE_MS) * (MINUTE_MS / 1000)
    this.capabilities = { origin: 'replayed', hasDepth: true, hasTrades: true, historyFrom }
    this.#exchange = exchange
    this.#messages = messages[Symbol.iterator]()
    this.#next = this.#read()
    const history: MarketDefinition['history'] = (resolution, range) =>
      this.history.bars(symbol, resolution, { ...range, to: Infinity })
    this.market = exchange.list({ ...definition, history }, at)
    this.history.keep(this.market)
    this.#feed = new InstrumentFeed(exchange, this.market)
    const { instrumentId } = instrument
    exchange.execute({ kind: 'set_phase', instrumentId, phase: 'continuous' }, at)
  }

  get state(): ProviderState {
    return this.#feed.isConnected ? 'connected' : 'disconnected'
  }

  get quarantined(): FaultCounts {
    return this.#feed.quarantined
  }

  advance(at: number): void {
    for (let next = this.#next; next !== null && next.at <= at; next = this.#next) {
      this.#next = this.#read()
      if (next.kind === 'lost') this.#feed.lose(next.at)
      else this.#feed.take(next.message, next.at)
    }
    this.#feed.advance(at)
    this.#exchange.advance(at)
  }

  #read(): RecordedMessage | null {
    const next = this.#messages.next()
    return next.done === true ? null : next.value
  }
}
