import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SILENCE_MS_MAX } from '../../backend/src/stream/limits.ts'
import { plannedKinds } from '../fault-proxy/fault-plan.ts'
import { createFaultProxy } from '../fault-proxy/fault-proxy.ts'
import { startStreamLoad } from '../stream-load/start-stream-load.ts'
import { simulatedSymbols } from '../stream-server/simulated-exchange.ts'
import { startStreamServer } from '../stream-server/start-stream-server.ts'
import { ForeignClient } from './foreign-client.fixture.ts'
import {
  isSoak,
  liveSymbols,
  startStreamedProduct,
  topicsOf,
  type StreamedProduct,
} from './product.fixture.ts'

const CLIENTS = isSoak ? 1_000 : 300
const SECONDS = isSoak ? 1_800 : 60
const TOPICS_PER_CLIENT = 8
/** Of a market in which each topic has news a hundred times a second. */
const BUSY_CLIENTS = isSoak ? 100 : 60
const BUSY_TOPICS_PER_CLIENT = 6
const BUSY_STEPS_PER_SECOND = 100
const MINUTE_MS = 60_000
/** For starting, healing and ending. */
const MARGIN_MS = 120_000

let product: StreamedProduct
beforeAll(async () => {
  product = await startStreamedProduct()
})
afterAll(() => product[Symbol.asyncDispose]())

/** Of the faults; `FAULT_SEED` in the environment repeats them. */
function faultSeed(): number {
  const given = process.env.FAULT_SEED
  return given === undefined ? Math.floor(Math.random() * 2_147_483_648) : Number(given)
}

describe('a living market', () => {
  it.concurrent(
    `reaches ${CLIENTS} clients in ${SECONDS} s over a bad network: nothing is lost, twice or out of order`,
    { timeout: SECONDS * 1000 + MARGIN_MS },
    async ({ onTestFailed }) => {
      const seed = faultSeed()
      onTestFailed(() => console.error(`FAULT_SEED=${seed}`))
      await using load = await startStreamLoad({
        port: product.port,
        clients: CLIENTS,
        topics: topicsOf(liveSymbols),
        topicsPerClient: TOPICS_PER_CLIENT,
        mode: 'check',
        seed,
        faults: { kinds: plannedKinds, everyMs: 5_000 },
      })
      await delay(SECONDS * 1000)
      await load.heal()
      await load.ready()
      const report = await load.stop()
      expect(report).toMatchObject({ flaws: 0, examples: [], clients: CLIENTS, ready: CLIENTS })
      // All of it was put to the proof.
      expect(report.reconnects).toBeGreaterThan(CLIENTS)
      expect(report.recovered).toBeGreaterThan(CLIENTS * TOPICS_PER_CLIENT)
      expect(report.silent).toBeGreaterThan(0)
      expect(report.trades).toBeGreaterThan(CLIENTS)
      // One in three follows a chart, and not everybody is there when the minute ends.
      expect(report.closedBars).toBeGreaterThan(CLIENTS / 6)
    },
  )

  it.concurrent(
    `in which everything happens all the time reaches ${BUSY_CLIENTS} clients as well`,
    { timeout: SECONDS * 1000 + MARGIN_MS },
    async ({ onTestFailed }) => {
      const seed = faultSeed()
      onTestFailed(() => console.error(`FAULT_SEED=${seed}`))
      await using server = await startStreamServer({ kind: 'market', topics: [], messageBytes: 0 })
      await server.publish(BUSY_STEPS_PER_SECOND)
      await using load = await startStreamLoad({
        port: server.port,
        clients: BUSY_CLIENTS,
        topics: topicsOf(simulatedSymbols),
        topicsPerClient: BUSY_TOPICS_PER_CLIENT,
        mode: 'check',
        seed,
        faults: { kinds: plannedKinds, everyMs: 5_000 },
      })
      await delay(SECONDS * 1000)
      await load.heal()
      await load.ready()
      const report = await load.stop()
      expect(report).toMatchObject({ flaws: 0, examples: [], clients: BUSY_CLIENTS, ready: BUSY_CLIENTS })
      // Those who stay away for too long begin anew, and those who do not go on.
      expect(Math.min(report.recovered, report.notRecovered)).toBeGreaterThan(BUSY_CLIENTS)
      expect(report.trades).toBeGreaterThan(BUSY_CLIENTS * SECONDS)
      expect(report.closedBars).toBeGreaterThan(BUSY_CLIENTS / 6)
    },
  )

  it.concurrent(
    'is followed by a library that is not ours, and its bars are those of its trades and of history',
    { timeout: 2 * MINUTE_MS },
    async () => {
      const symbols = ['SIM:BTCUSD', 'SIM:AAPL', 'SIM:EURUSD']
      await using client = await ForeignClient.connect(product.port)
      await client.subscribe([
        ...symbols.flatMap((symbol) => [
          `chart_data:${symbol}:1`,
          `trades:${symbol}`,
          `orderbook:${symbol}:10`,
        ]),
        'heartbeat',
      ])
      await client.until(() => symbols.every((symbol) => client.closedBar(symbol) !== null))
      // What was traded in these minutes has come by the second heartbeat.
      const heartbeats = client.messagesOf('heartbeat').length
      await client.until(() => client.messagesOf('heartbeat').length >= heartbeats + 2)
      for (const symbol of symbols) await expectBarOfTrades(client, symbol)
      expect(client.gaps).toEqual([])
    },
  )

  it.concurrent(
    'is done with a client that has vanished after 45 s',
    { timeout: 2 * MINUTE_MS },
    async () => {
      expect(SILENCE_MS_MAX).toBe(45_000)
      await using proxy = await createFaultProxy({
        target: { host: '127.0.0.1', port: product.port },
        seed: 1,
      })
      const socket = connect(proxy.port, '127.0.0.1')
      socket.write(
        'GET /api/v1/ws/v1 HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      )
      await once(socket, 'data')
      socket.resume()
      // The server hears nothing of it any more, not even that it is gone; here its end can be seen.
      proxy.apply({ kind: 'half_open', direction: 'toServer' })
      const startedAt = performance.now()
      await once(socket, 'close')
      const seconds = (performance.now() - startedAt) / 1000
      // It looks once a second; what else this machine does may hold up a look.
      expect(seconds).toBeGreaterThan(42)
      expect(seconds).toBeLessThan(46)
    },
  )
})

/** A bar that closed while its trades were heard, from somewhere in its minute to its end. */
async function expectBarOfTrades(client: ForeignClient, symbol: string): Promise<void> {
  const bar = client.closedBar(symbol)
  if (bar === null) throw new Error(`no bar of ${symbol} has closed`)
  const { time, open, high, low, close, volume } = bar
  const trades = client.trades(symbol).filter((each) => each.time >= time && each.time < time + MINUTE_MS)
  const prices = trades.map(({ price }) => price)
  expect([symbol, Math.min(low, ...prices), Math.max(high, ...prices)]).toEqual([symbol, low, high])
  if (prices.length > 0) expect([symbol, prices.at(-1)]).toEqual([symbol, close])
  // What was traded before it was heard, and from there on all volumes that the bar can have had.
  const traded = trades.reduce((sum, { quantity }) => sum + quantity, 0)
  const possible = new Set([rounded(volume - traded)])
  let sum = volume - traded
  for (const { quantity } of trades) {
    sum += quantity
    possible.add(rounded(sum))
  }
  const seen = client.formingBars(symbol).filter((each) => each.time === time)
  expect([symbol, seen.filter((each) => !possible.has(rounded(each.volume)))]).toEqual([symbol, []])
  expect(volume - traded).toBeGreaterThan(-0.000_01)
  const query = `symbol=${symbol}&resolution=1&from_time=${time / 1000}&to_time=${time / 1000 + 60}`
  const answer = await fetch(`${product.url}/api/v1/datafeed/bars?${query}`)
  const history = (await answer.json()) as { readonly bars: readonly unknown[] }
  expect([symbol, history.bars]).toEqual([symbol, [{ time, open, high, low, close, volume }]])
}

/** To five decimals: the finest lot there is. */
function rounded(quantity: number): number {
  return Math.round(quantity * 100_000)
}
