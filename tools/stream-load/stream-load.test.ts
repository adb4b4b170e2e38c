import { onTestFinished, describe, expect, it } from 'vitest'
import { plannedKinds } from '../fault-proxy/fault-plan.ts'
import type { StreamLoadOptions } from './load-options.ts'
import { startStreamLoad } from './start-stream-load.ts'
import { createStreamLoad } from './stream-load.ts'
import { TestStreamServer, testTopics, type Outgoing, type Tamper } from './stream-server.fixture.ts'
import { flawKinds, type FlawCounts, type FlawKind, type StreamLoadReport } from './tally.ts'

const noFlaws = Object.fromEntries(Object.keys(flawKinds).map((kind) => [kind, 0]))

async function optionsFor(server: TestStreamServer, more: Partial<StreamLoadOptions> = {}) {
  const topics = Object.values(testTopics)
  const basics = { port: await server.port(), clients: 3, topics, topicsPerClient: 4 }
  const options: StreamLoadOptions = { ...basics, mode: 'check', seed: 1, reconnectMs: [1, 20], ...more }
  return options
}

function startServer(): TestStreamServer {
  const server = new TestStreamServer()
  onTestFinished(() => server[Symbol.asyncDispose]())
  return server
}

function flawsOf(report: StreamLoadReport): FlawCounts {
  const kinds = Object.keys(flawKinds) as FlawKind[]
  return Object.fromEntries(kinds.map((kind) => [kind, report[kind]])) as FlawCounts
}

/** What a load says of a server with this defect. */
async function watchDefect(tamper: Tamper, options: Partial<StreamLoadOptions> = {}) {
  const server = startServer()
  server.tamper = tamper
  const load = await createStreamLoad(await optionsFor(server, { clients: 1, ...options }))
  await load.ready()
  await server.ticks(60)
  return load.stop()
}

const isUpdate = (message: Outgoing, topic: string, seq: number): boolean => {
  return message.type === 'update' && message['topic'] === topic && Number(message['seq']) % 40 === seq
}

/** Once in a test's 60 updates or more, to the first number that fits. */
function once(change: (message: Outgoing) => readonly Outgoing[], topic: string): Tamper {
  let isDone = false
  return (message) => {
    if (isDone || !isUpdate(message, topic, 20)) return [message]
    isDone = true
    return change(message)
  }
}

describe('a right stream', () => {
  it('has no flaws, and everything in it was followed', async () => {
    const server = startServer()
    const load = await createStreamLoad(await optionsFor(server))
    await load.ready()
    await server.ticks(100)
    const report = await load.stop()
    expect(flawsOf(report)).toEqual(noFlaws)
    expect(report).toMatchObject({ clients: 3, ready: 3, flaws: 0, reconnects: 0, examples: [] })
    expect(report.messages).toBeGreaterThan(3 * 4 * 95)
    expect(report.bytes).toBeGreaterThan(report.messages * 80)
    expect(report.trades).toBeGreaterThan(3 * 2 * 95)
    expect(report.closedBars).toBeGreaterThan(3 * 15)
    expect(report.latency.count).toBeGreaterThan(3 * 4 * 95)
  })

  it('is followed over lost connections, and resumes exactly', async () => {
    const server = startServer()
    const load = await createStreamLoad(await optionsFor(server))
    for (let round = 0; round < 3; round += 1) {
      await load.ready()
      await server.ticks(10)
      load.dropAll()
      await server.ticks(10)
    }
    await load.ready()
    await server.ticks(10)
    const report = await load.stop()
    expect(flawsOf(report)).toEqual(noFlaws)
    expect(report).toMatchObject({ reconnects: 9, recovered: 36, notRecovered: 0 })
  })

  it('may begin again: after a restart, or without what was missed', async () => {
    const server = startServer()
    const load = await createStreamLoad(await optionsFor(server))
    await load.ready()
    await server.ticks(10)
    server.beginEpoch('two')
    await server.ticks(20)
    await load.ready()
    server.hasRing = false
    load.dropAll()
    await server.ticks(20)
    await load.ready()
    const report = await load.stop()
    expect(flawsOf(report)).toEqual(noFlaws)
    expect(report).toMatchObject({ reconnects: 6, recovered: 0, notRecovered: 24 })
    expect(report.closeCodes).toEqual({ 1006: 3, 1012: 3 })
  })

  it('survives a bad network: cuts in mid-frame, resets, half-open and slow connections', async () => {
    const server = startServer()
    const faults = { kinds: plannedKinds, everyMs: 150 }
    const load = await createStreamLoad(await optionsFor(server, { clients: 20, faults, silenceMs: 200 }))
    await server.ticks(500)
    load.heal()
    await load.ready()
    await server.ticks(20)
    const report = await load.stop()
    expect(flawsOf(report)).toEqual(noFlaws)
    expect(report.ready).toBe(20)
    expect(report.reconnects).toBeGreaterThan(20)
    expect(report.recovered).toBeGreaterThan(80)
    expect(report.silent).toBeGreaterThan(0)
  })
})

describe('each flaw is reported, and as what it is', () => {
  const { quote, book, trades, bars } = testTopics

  it('gap', async () => {
    expect(flawsOf(await watchDefect(once(() => [], quote)))).toEqual({ ...noFlaws, gaps: 1 })
  })

  it('duplicate', async () => {
    const report = await watchDefect(once((message) => [message, message], trades))
    expect(flawsOf(report)).toEqual({ ...noFlaws, duplicates: 1 })
    expect(report.examples).toHaveLength(1)
    expect(report.examples[0]).toMatch(/^duplicates: client 0, trades:SIM:AAPL: update (\d+) after \1$/)
  })

  it('reorder', async () => {
    let held: Outgoing | null = null
    const hold = once((message) => {
      held = message
      return []
    }, quote)
    const report = await watchDefect((message, connection) => {
      if (held !== null && message['topic'] === quote) {
        const late = held
        held = null
        return [message, late]
      }
      return hold(message, connection)
    })
    expect(flawsOf(report)).toEqual({ ...noFlaws, reorders: 1 })
  })

  it.each([
    ['a wrong crc', (data: object) => ({ ...data, crc: 1 })],
    ['a level that is missing', (data: object) => ({ ...data, asks: [] })],
    ['a price off the grid', (data: object) => ({ ...data, asks: [[100.005, 1]] })],
  ])('%s', async (_, change) => {
    const report = await watchDefect(once((message) => [{ ...message, data: change(dataOf(message)) }], book))
    expect(report.checksumErrors).toBeGreaterThan(0)
    expect(flawsOf(report)).toEqual({ ...noFlaws, checksumErrors: report.checksumErrors })
  })

  it('a trade that is missing', async () => {
    const change = (message: Outgoing) => [
      { ...message, data: { trades: listOf(message, 'trades').slice(1) } },
    ]
    expect(flawsOf(await watchDefect(once(change, trades)))).toEqual({ ...noFlaws, tradeErrors: 1 })
  })

  it.each([
    ['never closes', (_closed?: object, forming?: object) => [forming]],
    ['closes twice', (closed?: object, forming?: object) => [closed, closed, forming]],
    ['forms after the next one', (closed?: object, forming?: object) => [closed, forming, closed]],
  ])('a bar that %s', async (_, change) => {
    const report = await watchDefect(
      once((message) => {
        const [closed, forming] = listOf(message, 'bars')
        return [{ ...message, data: { bars: change(closed, forming) } }]
      }, bars),
    )
    expect(report.closedBarErrors).toBeGreaterThan(0)
    expect(flawsOf(report)).toEqual({ ...noFlaws, closedBarErrors: report.closedBarErrors })
  })

  it('a closed bar that changes; not so by a correction', async () => {
    const change = (more: object) =>
      once((message) => {
        const [closed = {}, forming] = listOf(message, 'bars')
        return [{ ...message, data: { bars: [closed, { ...closed, close: 3, ...more }, forming] } }]
      }, bars)
    expect(flawsOf(await watchDefect(change({})))).toEqual({ ...noFlaws, closedBarErrors: 1 })
    expect(flawsOf(await watchDefect(change({ revision: 1 })))).toEqual(noFlaws)
  })

  it('a snapshot in the midst of a log; not so of a state', async () => {
    const jump = (topic: string) =>
      once((message) => [{ ...message, type: 'snapshot', data: snapshotData[topic] }], topic)
    const snapshotData: Record<string, object> = { [trades]: { trades: [] }, [quote]: {} }
    expect(flawsOf(await watchDefect(jump(trades)))).toEqual({ ...noFlaws, gaps: 1 })
    expect(flawsOf(await watchDefect(jump(quote)))).toEqual(noFlaws)
  })

  it('one update for several is no gap; a hole before it is', async () => {
    const merge = (holes: number): Tamper => {
      let skipped = 0
      return (message) => {
        const seq = Number(message['seq'])
        if (message.type !== 'update' || message['topic'] !== quote || skipped > 3) return [message]
        if (seq % 40 < 20 && skipped === 0) return [message]
        skipped += 1
        return skipped > 3 ? [{ ...message, firstSeq: seq - 3 + holes }] : []
      }
    }
    expect(flawsOf(await watchDefect(merge(0)))).toEqual(noFlaws)
    expect(flawsOf(await watchDefect(merge(2)))).toEqual({ ...noFlaws, gaps: 2 })
  })

  it.each([
    ['a state', quote, { last: -1 }],
    ['a log', trades, { trades: [] }],
  ])('%s that others got otherwise', async (_, topic, data) => {
    const tamper: Tamper = (message, connection) => {
      return connection === 1 && isUpdate(message, topic, 20) ? [{ ...message, data }] : [message]
    }
    const { contentErrors } = await watchDefect(tamper, { clients: 2 })
    expect(contentErrors).toBeGreaterThan(0)
  })

  it('not so a state that comes as a whole, where others got the change', async () => {
    const tamper: Tamper = (message, connection) => {
      const data = { ...dataOf(message), ask: connection === 1 ? undefined : 7 }
      if (message['topic'] !== quote) return [message]
      if (message.type === 'snapshot') return [{ ...message, data: { ask: 7, ...dataOf(message) } }]
      return [{ ...message, data }]
    }
    expect(flawsOf(await watchDefect(tamper, { clients: 2 }))).toEqual(noFlaws)
  })

  it('a topic that is refused, an error, an unknown message, no JSON', async () => {
    const report = await watchDefect((message) => [message], {
      topics: [quote, 'trades:NOBODY'],
    })
    expect(flawsOf(report)).toEqual({ ...noFlaws, protocolErrors: 1 })
    expect(report.examples[0]).toContain('trades:NOBODY is refused')
    const strange: Tamper = (message) =>
      message.type === 'welcome' ? [message, { type: 'strange' }] : [message]
    expect(flawsOf(await watchDefect(strange))).toEqual({ ...noFlaws, protocolErrors: 1 })
  })
})

describe('a resume that lies', () => {
  /** All of one reconnection. */
  async function watchResume(tamper: Tamper): Promise<FlawCounts> {
    const server = startServer()
    server.tamper = (message, connection) => (connection === 0 ? [message] : tamper(message, connection))
    const options = await optionsFor(server, { clients: 1, topics: [testTopics.trades], topicsPerClient: 1 })
    const load = await createStreamLoad({ ...options, reconnectMs: [60, 60] })
    await load.ready()
    await server.ticks(10)
    load.dropAll()
    await server.ticks(40)
    await load.ready()
    await server.ticks(10)
    return flawsOf(await load.stop())
  }

  it('is right without a lie', async () => {
    expect(await watchResume((message) => [message])).toEqual(noFlaws)
  })

  it('leaves out the first update that was missed', async () => {
    let isFirst = true
    const found = await watchResume((message) => {
      if (message.type !== 'update' || !isFirst) return [message]
      isFirst = false
      return []
    })
    expect(found).toEqual({ ...noFlaws, gaps: 1 })
  })

  it('brings the last one again', async () => {
    let isFirst = true
    const found = await watchResume((message) => {
      if (message.type !== 'update' || !isFirst) return [message]
      isFirst = false
      return [{ ...message, seq: Number(message['seq']) - 1 }, message]
    })
    expect(found).toMatchObject({ duplicates: 1, gaps: 0 })
  })

  it('does not say what came of it', async () => {
    const found = await watchResume((message) => (message.type === 'resumed' ? [] : [message]))
    expect(found).toEqual({ ...noFlaws, resumeErrors: 1 })
  })

  it('says that nothing was recovered, but brings no snapshot', async () => {
    const found = await watchResume((message) => {
      return [message.type === 'resumed' ? { ...message, recovered: false } : message]
    })
    expect(found).toEqual({ ...noFlaws, gaps: 1 })
  })

  it('says that all was recovered, but brings a snapshot', async () => {
    const found = await watchResume((message) => {
      if (message.type !== 'resumed') return [message]
      const { topic } = message
      const trade = { tradeId: 1, price: 1, quantity: 1, side: 'buy', time: 1 }
      const head = { type: 'snapshot', topic, epoch: 'one', seq: 1_000_000, ts: 1 }
      return [message, { ...head, data: { trades: [trade] } }]
    })
    expect(found.resumeErrors).toBe(1)
  })
})

describe('in a process of its own', () => {
  it('tells its parent what it has seen', async () => {
    const server = startServer()
    await using load = await startStreamLoad(await optionsFor(server))
    await load.ready()
    await load.resetFigures()
    await server.ticks(50)
    await load.dropAll()
    await server.ticks(20)
    await load.ready()
    const report = await load.report()
    expect(report).toMatchObject({ flaws: 0, ready: 3, reconnects: 3, recovered: 12 })
    expect((await load.stop()).messages).toBeGreaterThanOrEqual(report.messages)
  })

  it('counts without reading, as many messages as there are', async () => {
    const server = startServer()
    const options = await optionsFor(server, { mode: 'count', clients: 2 })
    await using load = await startStreamLoad(options)
    await load.ready()
    await load.resetFigures()
    await server.ticks(100)
    const { flaws, messages, bytes, latency, cpuSeconds, seconds } = await load.stop()
    expect(flaws).toBe(0)
    expect(messages / (2 * 4)).toBeGreaterThan(90)
    expect(messages / (2 * 4)).toBeLessThan(115)
    expect(bytes).toBeGreaterThan(messages * 80)
    expect(latency.count).toBeGreaterThan(messages / 64)
    expect(cpuSeconds).toBeLessThan(seconds)
  })
})

function dataOf(message: Outgoing): object {
  return message['data'] as object
}

function listOf(message: Outgoing, name: 'trades' | 'bars'): object[] {
  return (message['data'] as Record<string, object[]>)[name] ?? []
}
