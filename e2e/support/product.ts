import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const START_TIMEOUT_MS = 15_000
const POLL_MS = 100

/** A server of the product that a test can stop and start again on the same port and data. */
export interface Product extends AsyncDisposable {
  readonly url: string
  start(): Promise<void>
  stop(): Promise<void>
}

/** Takes a port and an empty data directory; nothing runs yet. */
export async function createProduct(): Promise<Product> {
  const port = await findFreePort()
  const dataDirectory = mkdtempSync(join(tmpdir(), 'trading-pro-e2e-'))
  const url = `http://localhost:${port}`
  let child: ChildProcess | null = null

  async function stop(): Promise<void> {
    const stopping = child
    child = null
    if (stopping?.exitCode !== null) return
    const ended = once(stopping, 'exit')
    stopping.kill('SIGTERM')
    await ended
  }

  return {
    url,
    async start() {
      const environment = { ...process.env, PORT: String(port), DATA_DIR: dataDirectory }
      child = spawn(process.execPath, ['backend/src/main.ts'], { env: environment, stdio: 'ignore' })
      await waitUntilReady(`${url}/readyz`)
    },
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
      rmSync(dataDirectory, { recursive: true, force: true })
    },
  }
}

async function waitUntilReady(url: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS
  while (Date.now() < deadline) {
    const isReady = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isReady) return
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  throw new Error(`nothing was ready at ${url} within ${START_TIMEOUT_MS} ms`)
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}
