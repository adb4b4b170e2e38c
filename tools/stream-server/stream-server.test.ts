import { describe, expect, it } from 'vitest'
import { startStreamLoad, type StreamLoadProcess } from '../stream-load/start-stream-load.ts'
import { startStreamServer, type StreamServerProcess } from './start-stream-server.ts'

const CLIENTS = 5
const MESSAGE_BYTES = 150
/** Of the frame of a message that is longer than 125 bytes. */
const HEAD_BYTES = 4
const topics = Array.from({ length: 12 }, (_, index) => `market_data:SIM:T${10 + index}`)

/** Of so many updates of each topic all have arrived. */
async function untilArrived(server: StreamServerProcess, load: StreamLoadProcess, perUpdate: number) {
  while ((await server.figures()).updates < 10) await load.report()
  await server.pause()
  const { updates } = await server.figures()
  while ((await load.report()).messages < updates * perUpdate) await server.figures()
  return updates
}

describe.each(['gateway', 'plain'] as const)('a server of measurements: %s', (kind) => {
  it('sends each client each update of its topics, all as long as they should be', async () => {
    await using server = await startStreamServer({ kind, topics, messageBytes: MESSAGE_BYTES })
    const reads = { topics, topicsPerClient: 8, clients: CLIENTS }
    await using load = await startStreamLoad({ port: server.port, ...reads, mode: 'count', seed: 1 })
    await load.ready()
    await load.resetFigures()
    await server.publish(100)
    const updates = await untilArrived(server, load, CLIENTS * 8)
    expect(await server.figures()).toMatchObject({ connections: CLIENTS, lagging: 0, laggingMax: 0 })
    const { messages, bytes, flaws } = await load.stop()
    expect([messages, flaws]).toEqual([updates * CLIENTS * 8, 0])
    // Numbers of one digit and of two are shorter than what is reckoned with.
    expect(bytes / messages - HEAD_BYTES).toBeGreaterThan(MESSAGE_BYTES - 3)
    expect(bytes / messages - HEAD_BYTES).toBeLessThanOrEqual(MESSAGE_BYTES)
  })

  it('tells what it holds', async () => {
    await using server = await startStreamServer({ kind, topics, messageBytes: MESSAGE_BYTES })
    const { used, resident } = await server.memory()
    expect(used).toBeGreaterThan(1_000_000)
    expect(resident).toBeGreaterThan(used)
  })
})
