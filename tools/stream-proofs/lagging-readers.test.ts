import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { startStreamLoad } from '../stream-load/start-stream-load.ts'
import { simulatedSymbols } from '../stream-server/simulated-exchange.ts'
import { startStreamServer } from '../stream-server/start-stream-server.ts'
import { topicsOf } from './product.fixture.ts'

const CLIENTS = 8
/** Together a few megabytes a second, which no buffer holds back for long. */
const TOPICS_PER_CLIENT = 100
const STEPS_PER_SECOND = 100
const SECONDS = 25

it('readers who fall behind catch up by newer states, without a hole in what is never left out', async () => {
  await using server = await startStreamServer({ kind: 'market', topics: [], messageBytes: 0 })
  await server.publish(STEPS_PER_SECOND)
  await using load = await startStreamLoad({
    port: server.port,
    clients: CLIENTS,
    topics: [...topicsOf(simulatedSymbols), ...simulatedSymbols.map((symbol) => `orderbook:${symbol}:500`)],
    topicsPerClient: TOPICS_PER_CLIENT,
    mode: 'check',
    seed: 1,
    faults: { kinds: ['pause', 'delay'], everyMs: 6_000 },
    silenceMs: 15_000,
  })
  await delay(SECONDS * 1000)
  await load.heal()
  await load.ready()
  const { laggingMax } = await server.figures()
  const report = await load.stop()
  expect(report).toMatchObject({ flaws: 0, examples: [], ready: CLIENTS })
  expect(laggingMax).toBeGreaterThan(0)
  // Lost by the proxy, or too slow for what must not be left out.
  expect(Object.keys(report.closeCodes).filter((code) => !['1006', '4008'].includes(code))).toEqual([])
}, 90_000)
