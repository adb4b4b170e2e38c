import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { apiVersions } from '@trading-pro/contracts'
import { createSimulation } from '@trading-pro/market'
import { openSqliteMarketStore } from './adapters/storage/sqlite-market-store.ts'
import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import { createContext } from './context.ts'
import { readSeed } from './live-market/live-market.service.ts'
import { listen } from './platform/listen.ts'
import { RELEASE } from './platform/release.ts'
import { importSamples } from './samples/samples.service.ts'

const REPOSITORY = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** A server that answers requests. */
export interface RunningServer {
  readonly port: number
  /** Whether there is a web app to look at. */
  readonly hasApp: boolean
  /** Symbols whose bundled samples were stored by this start. */
  readonly importedSamples: readonly string[]
  /** Finishes what is under way, then lets go of port and store. */
  close(): Promise<void>
}

/** What a start may be told besides the settings. */
export interface StartOptions {
  /** Told when the start is held up by an import that another process does. */
  readonly onWait?: () => void
}

/**
 * Opens the store, fills it at the first start, and listens.
 *
 * @throws UserError when port, address, data directory or database cannot be used
 */
export async function startServer(config: Config, options: StartOptions = {}): Promise<RunningServer> {
  await using resources = new AsyncDisposableStack()
  const store = resources.use(await openSqliteMarketStore({ directory: config.dataDirectory, ...options }))
  const importedSamples = await importSamples(store, join(REPOSITORY, 'samples'))
  const simulation = config.hasSimulation ? createSimulation({ seed: readSeed(config.dataDirectory) }) : null
  const { barCacheBytes, stream } = config
  const { messagesPerSecond } = stream
  const context = resources.use(
    await createContext({ store, barCacheBytes, simulation, messagesPerSecond, nowMs: Date.now }),
  )
  const webDirectory = join(REPOSITORY, 'frontend', 'dist')
  const app = await buildApp({
    context,
    versions: apiVersions,
    corsOrigins: config.corsOrigins,
    stream,
    logLevel: config.logLevel,
    webDirectory,
    release: RELEASE,
  })
  const listening = await listen(app, { hosts: config.hosts, port: config.port })
  const held = resources.move()
  return {
    port: listening.port,
    hasApp: existsSync(join(webDirectory, 'index.html')),
    importedSamples,
    async close() {
      await listening.close()
      await held.disposeAsync()
    },
  }
}
