import { operations, type StreamedBar } from '@trading-pro/contracts'
import { describe, expect, it } from 'vitest'
import { MONDAY, startLiveServer } from '../testing/live-server.ts'
import { connectStream } from '../testing/stream-client.ts'

const TOPICS = ['chart_data:SIM:AAPL:1', 'chart_data:SIM:AAPL:3', 'chart_data:SIMX:EURUSD:1D']

describe('what is streamed', () => {
  it('is what REST answers, of the bar that forms and of bars that closed', async () => {
    await using server = await startLiveServer({ hasSamples: false })
    await using client = await connectStream(server.port)
    await client.subscribe([...TOPICS, 'market_data:SIM:AAPL', 'orderbook:SIM:AAPL:20', 'trades:SIM:AAPL'])
    const barsOf = (topic: string) =>
      client.of(topic).flatMap(({ data }) => (data as { bars: StreamedBar[] }).bars)
    for (let step = 1; step <= 16; step += 1) {
      const seen = client.messages.length
      server.at(MONDAY + step * 15_000)
      await client.find((messages) => (messages.length > seen ? true : undefined))
    }
    // All of one flush have come when the bar that closed last has.
    const until = Math.floor((MONDAY + 16 * 15_000) / 60_000) * 60_000
    await client.find(() =>
      barsOf('chart_data:SIM:AAPL:1').some(({ time, closed }) => closed && time === until - 60_000)
        ? true
        : undefined,
    )
    for (const topic of TOPICS) {
      const [, exchange = '', name = '', resolution = ''] = topic.split(':')
      const streamed = barsOf(topic)
      const forming = streamed.findLast(({ closed }) => !closed)
      const query = { symbol: `${exchange}:${name}`, resolution, count_back: 10 }
      const { bars } = await server.call(operations.getBars, { query })
      expect([topic, bars.at(-1)]).toEqual([topic, withoutState(forming)])
      for (const bar of streamed.filter(({ closed }) => closed)) {
        expect(bars).toContainEqual(withoutState(bar))
      }
    }
    const closedTimes = barsOf('chart_data:SIM:AAPL:1').flatMap(({ time, closed }) => (closed ? [time] : []))
    const first = MONDAY - (MONDAY % 60_000)
    expect(closedTimes).toEqual(closedTimes.map((_, index) => first + index * 60_000))
    expect(closedTimes).toHaveLength(4)
    expect(client.of('market_data:SIM:AAPL').length).toBeGreaterThan(5)
  })

  it('begins anew for everybody after the machine has slept', async () => {
    await using server = await startLiveServer({ hasSamples: false })
    await using client = await connectStream(server.port)
    await client.subscribe(['trades:SIM:AAPL'])
    server.sleep(3_600_000)
    expect(await client.closed).toMatchObject({ code: 1012 })
    await using again = await connectStream(server.port)
    await again.subscribe(['trades:SIM:AAPL'])
    expect(again.of('trades:SIM:AAPL')[0]).toMatchObject({ type: 'snapshot' })
  })

  it('is told to go elsewhere when the server stops', async () => {
    const server = await startLiveServer({ hasSamples: false })
    await using client = await connectStream(server.port)
    await client.nth('welcome')
    const stopped = server[Symbol.asyncDispose]()
    expect(await client.closed).toMatchObject({ code: 1012 })
    await stopped
    expect(client.messages.at(-1)).toMatchObject({ type: 'notice' })
  })
})

/** As `datafeed/bars` has it. */
function withoutState(bar: StreamedBar | undefined): object {
  const fields = Object.entries(bar ?? {}).filter(([name]) => name !== 'closed')
  return Object.fromEntries(fields)
}
