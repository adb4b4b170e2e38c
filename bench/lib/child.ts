import { once } from 'node:events'
import { get } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { findFreePort } from '../../tools/platform/free-port.ts'
import { inRepository } from '../../tools/platform/paths.ts'
import { nodeCommand, start, type Command } from '../../tools/platform/run-command.ts'
import { serverFlags } from '../../tools/platform/server-flags.ts'
import { pinned } from './pinning.ts'

/** A server in a process of its own. */
export interface Server extends AsyncDisposable {
  readonly port: number
  readonly pid: number
  /** From the start of its process to the first answer, in ms. */
  readonly readyMs: number
}

interface ServerOptions {
  /** Path that answers 200 once the server is ready. */
  readonly readyPath: string
  /** The core to hold it to; `undefined` for any. */
  readonly core: number | undefined
}

const READY_WITHIN_MS = 30_000
const POLL_MS = 4

/** Starts the product on a data directory. */
export async function startProduct(directory: string, core?: number): Promise<Server> {
  const port = await findFreePort()
  const environment = { DATA_DIR: directory, HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'warn' }
  const [flag, ...flags] = [...serverFlags, 'backend/src/main.ts']
  const command = { ...nodeCommand(flag, flags), environment }
  return startServer(command, port, { readyPath: '/readyz', core })
}

/** Starts the bare server on the files of a directory; one of them is `ready`. */
export async function startBareServer(directory: string, core?: number): Promise<Server> {
  const port = await findFreePort()
  const script = inRepository('bench', 'lib', 'bare-server.ts')
  return startServer(nodeCommand(script, [directory, String(port)]), port, { readyPath: '/ready', core })
}

async function startServer(command: Command, port: number, options: ServerOptions): Promise<Server> {
  const startedAt = performance.now()
  const child = start(pinned(command, options.core), { stdio: ['ignore', 'ignore', 'inherit'] })
  const { pid } = child
  if (pid === undefined) throw new Error(`${command.program} cannot be started`)
  const ended = once(child, 'exit')
  try {
    while ((await ask(port, options.readyPath))?.status !== 200) {
      if (child.exitCode !== null || performance.now() - startedAt > READY_WITHIN_MS) {
        throw new Error(`${command.programArguments.join(' ')} is not ready`)
      }
      await delay(POLL_MS)
    }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
  return {
    port,
    pid,
    readyMs: performance.now() - startedAt,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** One request; `null` when nobody listens. */
export function ask(port: number, path: string): Promise<{ status: number; body: Buffer } | null> {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path, agent: false }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks) }))
    })
    request.on('error', () => resolve(null))
  })
}
