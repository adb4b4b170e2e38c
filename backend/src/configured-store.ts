import type { MarketStore } from './adapters/storage/market-store.ts'
import { openSqliteMarketStore } from './adapters/storage/sqlite-market-store.ts'
import type { Terminal } from './command.ts'
import { loadConfig } from './config.ts'

/** The store of the data directory that the environment names. */
export function openConfiguredStore({ environment }: Terminal): Promise<MarketStore> {
  return openSqliteMarketStore({ directory: loadConfig(environment).dataDirectory })
}
