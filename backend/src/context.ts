import type { MarketStore } from './adapters/storage/market-store.ts'
import { createBarsService, type BarsService } from './bars/bars.service.ts'
import { createQuotesService, type QuotesService } from './datafeed/quotes.service.ts'
import { openCatalog, type CatalogReader } from './instruments/instruments.service.ts'
import { ProblemError } from './platform/problem.ts'

/** Everything that routes need, wired by hand, once. */
export interface Context {
  readonly store: MarketStore
  readonly catalog: CatalogReader
  readonly bars: BarsService
  readonly quotes: QuotesService
  /** The clock, Unix ms. */
  readonly nowMs: () => number
}

export interface ContextOptions {
  readonly store: MarketStore
  readonly barCacheBytes: number
  readonly nowMs: () => number
}

export async function createContext({ store, barCacheBytes, nowMs }: ContextOptions): Promise<Context> {
  const catalog = await openCatalog(store)
  const bars = createBarsService(store, {
    cacheBytes: barCacheBytes,
    renew: async ({ instrument: { symbol } }) => {
      const entry = (await catalog.reload()).find(symbol)
      if (entry === null) throw new ProblemError('unknown_symbol', `${symbol} was removed meanwhile.`)
      return entry
    },
  })
  return { store, catalog, bars, quotes: createQuotesService(catalog, bars), nowMs }
}
