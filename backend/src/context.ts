import { publicChannels, type PublicChannel } from '@trading-pro/contracts'
import type { Simulation } from '@trading-pro/market'
import type { MarketStore } from './adapters/storage/market-store.ts'
import { createBarsService, type BarsService } from './bars/bars.service.ts'
import { createQuotesService, type QuotesService } from './datafeed/quotes.service.ts'
import { openCatalog, simulatedEntries, type CatalogReader } from './instruments/instruments.service.ts'
import { LiveMarket, SimulatedMinutes } from './live-market/live-market.service.ts'
import { ProblemError } from './platform/problem.ts'

/** Everything that routes need, wired by hand, once. */
export interface Context extends AsyncDisposable {
  readonly store: MarketStore
  readonly catalog: CatalogReader
  readonly bars: BarsService
  readonly quotes: QuotesService
  readonly live: LiveMarket
  /** The clock, Unix ms. */
  readonly nowMs: () => number
}

export interface ContextOptions {
  readonly store: MarketStore
  readonly barCacheBytes: number
  readonly nowMs: () => number
  /** What trades here; `null`: nothing does. */
  readonly simulation: Simulation | null
  /** Messages of a topic per second, at most, where it is not as many as the channel says. */
  readonly messagesPerSecond?: Partial<Readonly<Record<PublicChannel, number>>>
}

const CHANNELS = Object.keys(publicChannels) as PublicChannel[]

export async function createContext(options: ContextOptions): Promise<Context> {
  const { store, barCacheBytes, nowMs, simulation } = options
  const minutes = await SimulatedMinutes.load(store, simulation?.fingerprint ?? '')
  const catalog = await openCatalog(store, simulation === null ? [] : simulatedEntries(simulation))
  const live = new LiveMarket({
    ...{ simulation, minutes, nowMs },
    messagesPerSecond: messagesPerSecond(options.messagesPerSecond ?? {}),
    isKnown: (symbol) => catalog.latest().find(symbol)?.instrument.symbol === symbol,
  })
  const bars = createBarsService(store, {
    cacheBytes: barCacheBytes,
    live,
    renew: async ({ instrument: { symbol } }) => {
      const entry = (await catalog.reload()).find(symbol)
      if (entry === null) throw new ProblemError('unknown_symbol', `${symbol} was removed meanwhile.`)
      return entry
    },
  })
  const quotes = createQuotesService({ catalog, bars, live })
  return {
    ...{ store, catalog, bars, quotes, live, nowMs },
    async [Symbol.asyncDispose]() {
      live.close()
      await minutes[Symbol.asyncDispose]()
    },
  }
}

function messagesPerSecond(
  differences: Partial<Readonly<Record<PublicChannel, number>>>,
): Record<PublicChannel, number> {
  const all = CHANNELS.map((name) => [name, differences[name] ?? publicChannels[name].messagesPerSecondMax])
  return Object.fromEntries(all) as Record<PublicChannel, number>
}
