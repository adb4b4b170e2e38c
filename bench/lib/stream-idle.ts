/** `stream.idle_bytes`, `stream.idle_resident`: what a connection without news costs the server. */
import { setTimeout as delay } from 'node:timers/promises'
import { startStreamLoad } from '../../tools/stream-load/start-stream-load.ts'
import type { ServerMemory } from '../../tools/stream-server/server-protocol.ts'
import { startStreamServer } from '../../tools/stream-server/start-stream-server.ts'
import { chooseCores, pinned, type Cores } from './pinning.ts'
import { printFigure } from './report.ts'
import { complaintsOf, namesOfTopics } from './stream-run.ts'

/** They make the server load and compile what it needs. */
const FIRST_CLIENTS = 500
const SETTLING_MS = 1_000
const BYTES_PER_KILOBYTE = 1_000

/** Both kinds of servers with the same clients. */
export async function measureIdle(clients: number): Promise<void> {
  const cores = chooseCores()
  const baseline = await memoryPerConnection('plain', clients, cores)
  const value = await memoryPerConnection('gateway', clients, cores)
  const unit = 'KB/connection'
  printFigure({ name: 'stream.idle_bytes', unit, value: value.used, baseline: baseline.used })
  printFigure({ name: 'stream.idle_resident', unit, value: value.resident, baseline: baseline.resident })
}

async function memoryPerConnection(
  kind: 'plain' | 'gateway',
  clients: number,
  cores: Cores | null,
): Promise<ServerMemory> {
  const topics = namesOfTopics(1)
  await using server = await startStreamServer({ kind, topics, messageBytes: 150 }, (command) =>
    pinned(command, cores?.server),
  )
  const connect = (count: number) =>
    startStreamLoad(
      { port: server.port, clients: count, topics, topicsPerClient: 1, mode: 'count', seed: 1 },
      (command) => pinned(command, cores?.asking),
    )
  {
    await using first = await connect(FIRST_CLIENTS)
    await first.ready()
    await first.stop()
  }
  while ((await server.figures()).connections > 0) await delay(SETTLING_MS / 10)
  const before = await server.memory()
  await using load = await connect(clients)
  await load.ready()
  await delay(SETTLING_MS)
  const after = await server.memory()
  const complaints = complaintsOf(await load.report())
  if (complaints !== '') console.log(`${kind}: ${complaints}`)
  const perConnection = (bytes: number): number => bytes / clients / BYTES_PER_KILOBYTE
  return {
    used: perConnection(after.used - before.used),
    resident: perConnection(after.resident - before.resident),
  }
}
