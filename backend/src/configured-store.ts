import type { MarketStore } from './adapters/storage/market-store.ts'
import { openSqliteMarketStore } from './adapters/storage/sqlite-market-store.ts'
import { loadConfig } from './config.ts'

/** The store of the data directory that the environment names. */
export function openConfiguredStore(): Promise<MarketStore> {
  return openSqliteMarketStore({ directory: loadConfig(process.env).dataDirectory })
}
