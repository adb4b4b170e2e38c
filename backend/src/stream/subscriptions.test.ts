import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connectStream, type StreamClient } from '../testing/stream-client.ts'
import { startStreamServer, type StreamServer } from '../testing/stream-server.ts'

let server: StreamServer
beforeAll(async () => {
  server = await startStreamServer({ settings: { topicsPerConnectionMax: 5 } })
})
afterAll(() => server[Symbol.asyncDispose]())

/** A topic that no other test has. */
let symbol = 0
let topic = ''
beforeEach(() => {
  symbol += 1
  topic = `market_data:SIM:S${symbol}`
})

const types = (client: StreamClient) => client.messages.map(({ type }) => type)

describe('a connection', () => {
  it('is welcomed', async () => {
    await using client = await connectStream(server.port)
    const { connectionId, ...rest } = await client.nth('welcome')
    expect(connectionId).toMatch(/^[\da-f]{8}-\w+$/)
    expect(rest).toEqual({
      ...{ type: 'welcome', protocol: 'v1', serverTime: server.now() },
      limits: {
        ...{ topicsPerConnection: 5, topicsPerMessage: 256, messageBytes: 65_536 },
        ...{ controlMessagesPerSecond: 20, controlMessageBurst: 50, heartbeatSeconds: 5 },
      },
    })
  })

  it('is served at the alias too, with a query', async () => {
    await using client = await connectStream(server.port, { path: '/api/v1/ws?from=here' })
    await client.nth('welcome')
  })

  it('is answered when it pings', async () => {
    await using client = await connectStream(server.port)
    expect(await client.ask({ type: 'ping', id: 0 })).toMatchObject({ type: 'pong', id: 0 })
    client.send({ type: 'ping' })
    expect(await client.nth('pong', 1)).toEqual({ type: 'pong', serverTime: server.now() })
  })

  it('has no login to offer', async () => {
    await using client = await connectStream(server.port)
    expect(await client.ask({ type: 'auth', id: 7, token: 'x' })).toEqual({
      ...{ type: 'error', id: 7, code: 'token_refused', message: 'The token is not valid.' },
    })
  })
})

describe('a topic', () => {
  it('begins with a snapshot and goes on with each update', async () => {
    await using client = await connectStream(server.port)
    await client.subscribe([topic])
    server.publish([topic])
    server.publish([topic])
    await client.nth('update', 1)
    expect(types(client)).toEqual(['welcome', 'subscribed', 'snapshot', 'update', 'update'])
    expect(client.of(topic).map(({ seq, data }) => [seq, data])).toMatchObject([
      [0, { last: 0 }],
      [1, { last: 1 }],
      [2, { last: 2 }],
    ])
  })

  it('is joined between two flushes: the snapshot is the last flush, the update follows', async () => {
    await using first = await connectStream(server.port)
    await first.subscribe([topic])
    server.publish([topic])
    // There is news that nobody has been told.
    server.source(topic).publish()
    await using second = await connectStream(server.port)
    await second.subscribe([topic])
    server.advance(1)
    server.gateway.flush()
    await second.nth('update')
    expect(second.of(topic).map(({ seq, data }) => [seq, data])).toMatchObject([
      [1, { last: 1 }],
      [2, { last: 2 }],
    ])
  })

  it('is begun anew by who subscribes again', async () => {
    await using client = await connectStream(server.port)
    await client.subscribe([topic])
    server.publish([topic])
    await client.nth('update')
    await client.subscribe([topic])
    expect(client.of(topic).map(({ type, seq }) => [type, seq])).toEqual([
      ['snapshot', 0],
      ['update', 1],
      ['snapshot', 1],
    ])
    server.publish([topic])
    await client.nth('update', 1)
  })

  it('falls silent when it is given up', async () => {
    const other = `trades:SIM:S${symbol}`
    await using client = await connectStream(server.port)
    await client.subscribe([topic, other])
    expect(await client.ask({ type: 'unsubscribe', id: 3, topics: [topic, topic] })).toEqual({
      ...{ type: 'unsubscribed', id: 3, topics: [other] },
      results: [
        { topic, ok: true },
        { topic, ok: false, code: 'not_subscribed', reason: 'The connection has no such topic.' },
      ],
    })
    server.publish([topic, other])
    await client.nth('update')
    expect(client.of(topic)).toHaveLength(1)
  })

  it('lives no longer than those who read it, and a minute', async () => {
    const before = server.hub.size
    const client = await connectStream(server.port)
    await client.subscribe([topic])
    expect(server.hub.size).toBe(before + 1)
    await client[Symbol.asyncDispose]()
    await using witness = await connectStream(server.port)
    await witness.ask({ type: 'ping', id: 1 })
    server.advance(60_000)
    await witness.ask({ type: 'ping', id: 2 })
    server.gateway.sweep()
    expect(server.hub.size).toBe(0)
    // Whoever comes later begins with another topic of the same name.
    await witness.subscribe([topic])
    server.publish([topic])
    await witness.nth('update')
    expect(witness.of(topic)[0]?.epoch).not.toBe(client.of(topic)[0]?.epoch)
  })
})

describe('a subscription', () => {
  it('says what came of each topic, and all that the connection has', async () => {
    await using client = await connectStream(server.port)
    await client.subscribe(['heartbeat'])
    const topics = [topic, topic, 'nothing', 'system:x', 'trades:NO:X', 'orderbook:SIM:X:7']
    topics.push('chart_data:SIM:X:never', 'trades:DEAD:X', '__proto__', 'toString', 'orders:me')
    const { results, ...rest } = (await client.ask({ type: 'subscribe', id: 9, topics })) as {
      results: { topic: string; ok: boolean; code?: string }[]
    }
    expect(rest).toEqual({ type: 'subscribed', id: 9, topics: ['heartbeat', topic] })
    expect(results.map((each) => each.topic)).toEqual(topics)
    expect(results.map(({ ok, code }) => (ok ? 'ok' : code))).toEqual([
      ...['ok', 'ok', 'unknown_channel', 'malformed_topic', 'unknown_symbol', 'unsupported_depth'],
      ...['unknown_resolution', 'internal_error', 'unknown_channel', 'unknown_channel', 'unknown_channel'],
    ])
    await client.find(() => client.of(topic)[0])
    expect(client.of(topic)).toHaveLength(1)
  })

  it('has no more topics than a connection may have', async () => {
    await using client = await connectStream(server.port)
    const topics = Array.from({ length: 7 }, (_, index) => `trades:SIM:T${index}`)
    const answer = await client.ask({ type: 'subscribe', id: 1, topics })
    expect(answer).toMatchObject({
      results: topics.map((_, index) => (index < 5 ? { ok: true } : { ok: false, code: 'too_many_topics' })),
      topics: topics.slice(0, 5),
    })
    // What it has it may have again, and room that is made can be used.
    await client.subscribe(topics.slice(0, 5))
    await client.ask({ type: 'unsubscribe', id: 2, topics: topics.slice(0, 1) })
    await client.subscribe(topics.slice(6))
  })

  it('shares what it gets with those that have the same topics, and with none that have others', async () => {
    const other = `trades:SIM:S${symbol}`
    await using both = await connectStream(server.port)
    await using likewise = await connectStream(server.port)
    await using one = await connectStream(server.port)
    await both.subscribe([topic, other])
    await likewise.subscribe([other])
    await likewise.subscribe([topic])
    await one.subscribe([topic])
    for (let count = 0; count < 3; count += 1) server.publish([topic, other])
    for (const client of [both, likewise]) await client.nth('update', 5)
    await one.nth('update', 2)
    await one.ask({ type: 'ping', id: 1 })
    expect(one.of(other)).toEqual([])
    expect(one.of(topic)).toHaveLength(4)
  })
})

describe('readers of the same topics', () => {
  it('may leave in any order', async () => {
    await using first = await connectStream(server.port)
    await using second = await connectStream(server.port)
    await using third = await connectStream(server.port)
    for (const client of [first, second, third]) await client.subscribe([topic])
    for (const client of [first, third]) await client.ask({ type: 'unsubscribe', id: 1, topics: [topic] })
    server.publish([topic])
    await second.nth('update')
    await first.subscribe([topic])
    server.publish([topic])
    await first.nth('update')
    await second.nth('update', 1)
    await third.ask({ type: 'ping', id: 2 })
    expect(third.of(topic)).toHaveLength(1)
  })
})

describe('who lost a connection', () => {
  async function readUntil(count: number) {
    await using client = await connectStream(server.port)
    await client.subscribe([topic])
    for (let index = 0; index < count; index += 1) server.publish([topic])
    const { epoch, seq } = await client.nth('update', count - 1)
    return { epoch, seq }
  }

  it('gets exactly what it missed', async () => {
    const place = await readUntil(2)
    for (let index = 0; index < 3; index += 1) server.publish([topic])
    await using client = await connectStream(server.port)
    await client.subscribe([topic], { [topic]: place })
    await client.nth('update', 2)
    expect(client.messages.slice(1)).toMatchObject([
      { type: 'subscribed' },
      { type: 'resumed', topic, recovered: true },
      ...[3, 4, 5].map((seq) => ({ type: 'update', topic, seq, data: { last: seq } })),
    ])
    for (const message of client.messages) expect(message).not.toHaveProperty('firstSeq')
  })

  it('gets nothing when it missed nothing, and then the next', async () => {
    const place = await readUntil(2)
    await using client = await connectStream(server.port)
    client.send({ type: 'subscribe', id: 1, topics: [topic, topic], resume: { [topic]: place } })
    await client.nth('resumed')
    server.publish([topic])
    await client.nth('update')
    expect(client.messages.slice(2)).toMatchObject([{ recovered: true }, { type: 'update', seq: 3 }])
  })

  it.each([
    ['another epoch', { epoch: 'other.1', seq: 2 }, 0],
    ['a number that is to come', { seq: 3 }, 0],
    ['what is no longer kept', { seq: 2 }, 1_100],
  ])('begins anew after %s', async (_, change, missed) => {
    const place = { ...(await readUntil(2)), ...change }
    for (let index = 0; index < missed; index += 1) server.publish([topic])
    await using client = await connectStream(server.port)
    await client.subscribe([topic], { [topic]: place })
    await client.nth('snapshot')
    expect(client.messages.slice(1)).toMatchObject([
      { type: 'subscribed' },
      { type: 'resumed', recovered: false },
      { type: 'snapshot', seq: 2 + missed },
    ])
  })

  it('is told nothing of topics that it only names as resumed', async () => {
    await using client = await connectStream(server.port)
    await client.subscribe([topic], { 'trades:SIM:ELSE': { epoch: 'x', seq: 1 } })
    expect(types(client)).toEqual(['welcome', 'subscribed', 'snapshot'])
  })
})

describe('private topics', () => {
  it('are asked of whoever grants access', async () => {
    const access = {
      authenticate: (token: string) =>
        token === 'broken'
          ? Promise.reject(new Error('x'))
          : Promise.resolve(token === 'right' ? 'alice' : null),
      refusalOf: (userId: string | null) => (userId === null ? ('unauthorized' as const) : null),
    }
    await using guarded = await startStreamServer({ access })
    await using client = await connectStream(guarded.port)
    const codes = async (id: number) => {
      const answer = await client.ask({ type: 'subscribe', id, topics: ['system'] })
      return (answer as { results: { ok: boolean; code?: string }[] }).results
    }
    expect(await codes(1)).toMatchObject([{ ok: false, code: 'unauthorized' }])
    expect(await client.ask({ type: 'auth', id: 2, token: 'wrong' })).toMatchObject({ code: 'token_refused' })
    expect(await client.ask({ type: 'auth', id: 3, token: 'broken' })).toMatchObject({
      code: 'internal_error',
    })
    expect(await client.ask({ type: 'auth', id: 4, token: 'right' })).toEqual({
      type: 'authenticated',
      id: 4,
    })
    expect(await codes(5)).toEqual([{ topic: 'system', ok: true }])
  })
})

describe('many readers', () => {
  it('of one topic get the same', async () => {
    await using resources = new AsyncDisposableStack()
    const clients: StreamClient[] = []
    for (let count = 0; count < 300; count += 1) {
      const client = resources.use(await connectStream(server.port))
      clients.push(client)
      await client.subscribe([topic])
    }
    for (let count = 0; count < 5; count += 1) server.publish([topic])
    for (const client of clients) {
      await client.nth('update', 4)
      expect(client.of(topic).map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5])
    }
  })
})
