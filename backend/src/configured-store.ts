import type { MarketStore } from './adapters/storage/market-store.ts'
import { openSqliteMarketStore } from './adapters/storage/sqlite-market-store.ts'
import type { Terminal } from './command.ts'
import { ERASE_LINE } from './platform/command-output.ts'
import { loadConfig } from './config.ts'

/** The store of the data directory that the environment names; a wait for another import is told. */
export function openConfiguredStore({ environment, errors }: Terminal): Promise<MarketStore> {
  return openSqliteMarketStore({
    directory: loadConfig(environment).dataDirectory,
    // On a terminal a bar of progress may stand in the line.
    onWait: () => errors.write(`${errors.isTTY ? ERASE_LINE : ''}waiting for another import to finish ...\n`),
  })
}
