import { expect, it } from 'vitest'
import { startStreamLoad } from '../stream-load/start-stream-load.ts'
import { liveSymbols, startStreamedProduct, topicsOf } from './product.fixture.ts'

const CLIENTS = 100
const TOPICS_PER_CLIENT = 8

it('clients of a server that is killed and started again begin anew, and miss nothing of that', async () => {
  await using first = await startStreamedProduct()
  await using load = await startStreamLoad({
    port: first.port,
    clients: CLIENTS,
    topics: topicsOf(liveSymbols),
    topicsPerClient: TOPICS_PER_CLIENT,
    mode: 'check',
    seed: 1,
  })
  await load.ready()
  await first.kill()
  await using second = await startStreamedProduct({ port: first.port, directory: first.directory })
  await load.ready()
  const trades = (await load.report()).trades
  while ((await load.report()).trades <= trades + CLIENTS) await second.metric('stream_messages_total')
  const report = await load.stop()
  expect(report).toMatchObject({ flaws: 0, examples: [], ready: CLIENTS, recovered: 0 })
  expect(report.notRecovered).toBe(CLIENTS * TOPICS_PER_CLIENT)
}, 120_000)
