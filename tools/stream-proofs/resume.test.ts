import { expect, it } from 'vitest'
import { startStreamLoad } from '../stream-load/start-stream-load.ts'
import { startStreamServer } from '../stream-server/start-stream-server.ts'

const CLIENTS = 200
const ROUNDS = 3
const topics = ['A', 'B', 'C'].map((name) => `market_data:SIM:${name}`)

/** A topic keeps some hundred of such messages, which is a bit more than a second. */
const MESSAGE_BYTES = 2_000
const UPDATES_PER_SECOND = 100

it('who comes back in time gets exactly what was missed, who does not begins anew', async () => {
  await using server = await startStreamServer({ kind: 'gateway', topics, messageBytes: MESSAGE_BYTES })
  await using load = await startStreamLoad({
    port: server.port,
    clients: CLIENTS,
    topics,
    topicsPerClient: topics.length,
    mode: 'check',
    seed: 1,
    reconnectMs: [0, 2_500],
  })
  await load.ready()
  await server.publish(UPDATES_PER_SECOND)
  for (let round = 0; round < ROUNDS; round += 1) {
    await load.dropAll()
    await load.ready()
  }
  const { recovered, notRecovered, ...report } = await load.stop()
  expect(report).toMatchObject({ flaws: 0, examples: [], ready: CLIENTS, reconnects: CLIENTS * ROUNDS })
  expect(recovered + notRecovered).toBe(CLIENTS * ROUNDS * topics.length)
  expect(Math.min(recovered, notRecovered)).toBeGreaterThan(CLIENTS)
}, 60_000)
