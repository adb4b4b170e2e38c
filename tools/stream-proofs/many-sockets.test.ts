import { expect, it } from 'vitest'
import { startStreamLoad } from '../stream-load/start-stream-load.ts'
import { isSoak, startStreamedProduct } from './product.fixture.ts'

const SOCKETS = isSoak ? 10_000 : 1_000
const BACK_WITHIN_MS = 30_000

it(
  `${SOCKETS} sockets are open at once, and back within 30 s when all of them are lost at once`,
  { timeout: 180_000 },
  async () => {
    await using product = await startStreamedProduct()
    const topics = ['heartbeat', 'trades:SIM:KO', 'chart_data:SIM:XOM:1']
    await using load = await startStreamLoad({
      port: product.port,
      clients: SOCKETS,
      topics,
      topicsPerClient: topics.length,
      mode: 'check',
      seed: 1,
      reconnectMs: [0, 10],
    })
    await load.ready()
    expect(await product.metric('stream_connections')).toBe(SOCKETS)
    const startedAt = performance.now()
    await load.dropAll()
    await load.ready()
    const milliseconds = performance.now() - startedAt
    const report = await load.stop()
    console.log(`${SOCKETS} sockets were back after ${milliseconds.toFixed(0)} ms.`)
    expect(report).toMatchObject({ flaws: 0, examples: [], ready: SOCKETS, notRecovered: 0 })
    expect(report.recovered).toBe(report.reconnects * topics.length)
    expect(milliseconds).toBeLessThan(BACK_WITHIN_MS)
  },
)
