import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { simulatedInstruments } from '@trading-pro/market'
import { findFreePort } from '../platform/free-port.ts'
import { nodeCommand, start } from '../platform/run-command.ts'

/** Whether the long proofs run, by `make soak`. */
export const isSoak = process.env.SOAK === '1'

/** The product in a process of its own, on an empty data directory. */
export interface StreamedProduct extends AsyncDisposable {
  readonly port: number
  readonly url: string
  readonly directory: string
  /** A metric's value, over all its labels. */
  metric(name: string): Promise<number>
  /** Ends it without a warning, as a crash does. */
  kill(): Promise<void>
}

/** Where a product goes on that was killed. */
interface Place {
  readonly port: number
  readonly directory: string
}

const READY_WITHIN_MS = 60_000
const POLL_MS = 50

/** Symbols that trade round the clock. */
export const liveSymbols = simulatedInstruments
  .filter(({ exchange }) => exchange === 'SIM')
  .map(({ symbol }) => symbol)

/** All kinds of public topics of the symbols. */
export function topicsOf(symbols: readonly string[]): string[] {
  const ofSymbols = symbols.flatMap((symbol) => [
    `market_data:${symbol}`,
    `orderbook:${symbol}:20`,
    `orderbook:${symbol}:50`,
    `trades:${symbol}`,
    `chart_data:${symbol}:1`,
    `chart_data:${symbol}:5`,
  ])
  return [...ofSymbols, 'system', 'heartbeat']
}

/** Starts it; it ends with the test that disposes it. */
export async function startStreamedProduct(place?: Place): Promise<StreamedProduct> {
  const port = place?.port ?? (await findFreePort())
  const directory = place?.directory ?? mkdtempSync(join(tmpdir(), 'trading-pro-stream-'))
  const environment = { HOST: '127.0.0.1', PORT: String(port), DATA_DIR: directory, LOG_LEVEL: 'error' }
  const command = { ...nodeCommand('backend/src/main.ts'), environment }
  const child = start(command, { stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  const product: StreamedProduct = {
    ...{ port, url, directory },
    metric: async (name) => sumOfMetric(await (await fetch(`${url}/metrics`)).text(), name),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async [Symbol.asyncDispose]() {
      await this.kill()
      rmSync(directory, { recursive: true, force: true })
    },
  }
  const deadline = performance.now() + READY_WITHIN_MS
  while ((await fetch(`${url}/readyz`).catch(() => null))?.status !== 200) {
    if (child.exitCode !== null || performance.now() > deadline) {
      await product[Symbol.asyncDispose]()
      throw new Error('the product does not become ready')
    }
    await delay(POLL_MS)
  }
  return product
}

function sumOfMetric(text: string, name: string): number {
  const values = text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))
  return [...values].reduce((sum, [, value]) => sum + Number(value), 0)
}
