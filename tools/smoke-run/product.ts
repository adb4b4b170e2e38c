import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { nodeCommand, start } from '../platform/run-command.ts'

/** A started product: what it wrote so far, and how it ended. */
export interface Product {
  readonly url: string
  readonly output: () => string
  /** Sends Ctrl-C; gives the exit code, or the signal that ended it. */
  readonly stop: () => Promise<number | string>
  /** Waits for it to end by itself. */
  readonly ended: () => Promise<number | string>
}

async function endOf(child: ChildProcess): Promise<number | string> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode ?? child.signalCode ?? 'no code'
}

/** Starts what `make start` starts. */
export function startProduct(port: number, dataDirectory: string): Product {
  const environment = { PORT: String(port), DATA_DIR: dataDirectory }
  const child = start(
    { ...nodeCommand('tools/start.ts'), environment },
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  for (const channel of [child.stdout, child.stderr]) {
    channel?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  return {
    url: `http://localhost:${port}`,
    output: () => output,
    stop: () => {
      child.kill('SIGINT')
      return endOf(child)
    },
    ended: () => endOf(child),
  }
}

const readyWithinMs = 120_000

/** Waits until the product answers its health call; throws, with what it wrote, if it does not. */
export async function waitUntilReady(product: Product): Promise<void> {
  const deadline = performance.now() + readyWithinMs
  while (performance.now() < deadline) {
    const answer = await fetch(`${product.url}/api/v1/health`).catch(() => null)
    if (answer?.status === 200) return
    await delay(100)
  }
  throw new Error(`not ready within ${readyWithinMs / 1000} s:\n${product.output()}`)
}
