/** A server, its clients, and what arrived. */
import { setTimeout as delay } from 'node:timers/promises'
import { startStreamLoad, type StreamLoadProcess } from '../../tools/stream-load/start-stream-load.ts'
import type { StreamLoadReport } from '../../tools/stream-load/tally.ts'
import type { ServerFigures, StreamServerOptions } from '../../tools/stream-server/server-protocol.ts'
import { startStreamServer, type StreamServerProcess } from '../../tools/stream-server/start-stream-server.ts'
import { pinned, type Cores } from './pinning.ts'

const MESSAGE_BYTES = 150
const SEED = 1
/** Answers to `subscribe` and what comes with them have arrived by then, ms. */
const SETTLING_MS = 500
/** When nothing has come for so long, nothing will, ms; idle connections hear of the server later. */
const QUIET_MS = 1_000
const POLL_MS = 50

/** Who is served by what. */
export interface StreamSetting {
  readonly kind: StreamServerOptions['kind']
  readonly clients: number
  readonly topics: readonly string[]
  readonly topicsPerClient: number
  readonly cores: Cores | null
}

/** A server whose clients have all their topics. */
export interface StreamRun extends AsyncDisposable {
  readonly server: StreamServerProcess
  readonly load: StreamLoadProcess
}

/** What happened at a rate. */
export interface RateReport {
  /** Of these seconds, after a warm-up at the same rate. */
  readonly load: StreamLoadReport
  readonly server: ServerFigures
  readonly deliveredPerSecond: number
  /** Messages that never came, from the very first one on. */
  readonly missing: number
}

/** Names of topics that nobody else has. */
export function namesOfTopics(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `market_data:SIM:T${String(index).padStart(2, '0')}`)
}

export async function startRun(setting: StreamSetting): Promise<StreamRun> {
  const { kind, topics, clients, topicsPerClient, cores } = setting
  await using resources = new AsyncDisposableStack()
  const server = resources.use(
    await startStreamServer({ kind, topics, messageBytes: MESSAGE_BYTES }, (command) =>
      pinned(command, cores?.server),
    ),
  )
  const load = resources.use(
    await startStreamLoad(
      { port: server.port, clients, topics, topicsPerClient, mode: 'count', seed: SEED },
      (command) => pinned(command, cores?.asking),
    ),
  )
  await load.ready()
  await delay(SETTLING_MS)
  const held = resources.move()
  return { server, load, [Symbol.asyncDispose]: () => held.disposeAsync() }
}

/**
 * Publishes at a rate for a while.
 *
 * @param perSecond - updates of each topic
 * @param expectedPerUpdate - messages that all clients get together when each topic has one update
 */
export async function runAtRate(
  { server, load }: StreamRun,
  { perSecond, expectedPerUpdate, seconds }: RateOptions,
): Promise<RateReport> {
  await load.resetFigures()
  await server.publish(perSecond)
  await delay(warmUpMs(seconds))
  const before = await load.report()
  await delay(seconds * 1000)
  const after = await load.report()
  const figures = await server.figures()
  await server.pause()
  const expected = (await server.figures()).updates * expectedPerUpdate
  const delivered = await untilDelivered(load, expected)
  return {
    load: after,
    server: figures,
    deliveredPerSecond: (after.messages - before.messages) / (after.seconds - before.seconds),
    missing: expected - delivered,
  }
}

interface RateOptions {
  readonly perSecond: number
  readonly expectedPerUpdate: number
  readonly seconds: number
}

/** The compiler has seen the work, and the queues are as long as they will be. */
function warmUpMs(seconds: number): number {
  return Math.min(2_000, seconds * 500)
}

async function untilDelivered(load: StreamLoadProcess, expected: number): Promise<number> {
  let last = 0
  let lastAt = performance.now()
  for (;;) {
    const { messages } = await load.report()
    if (messages !== last) lastAt = performance.now()
    if (messages >= expected || performance.now() - lastAt > QUIET_MS) return messages
    last = messages
    await delay(POLL_MS)
  }
}

/** What went wrong with the clients; empty: nothing. */
export function complaintsOf({ flaws, examples, closeCodes, ready, clients }: StreamLoadReport): string {
  const lost = Object.entries(closeCodes).map(([code, count]) => `${count} connections closed with ${code}`)
  const missing = ready === clients ? [] : [`${clients - ready} clients are not there`]
  return [...(flaws > 0 ? examples : []), ...lost, ...missing].join('; ')
}
