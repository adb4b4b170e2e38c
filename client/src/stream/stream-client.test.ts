import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import { clientUnderTest, messageOf, recorder, type FakeSocket } from './fake-socket.fixture.ts'
import type { BookSnapshot, MarketDataUpdate } from '../generated/v1/stream-models.ts'

const trade = (tradeId: number) => ({ tradeId, price: 1, quantity: 1, side: 'buy', time: 1 })
const trades = (...ids: number[]) => ({ data: { trades: ids.map(trade) } })
const TRADES = 'trades:SIM:AAPL'
const BOOK = 'orderbook:SIM:AAPL:10'
const book = { data: { priceScale: 1, quantityScale: 1, bids: [], asks: [], crc: 0 } }
const bookChange = { data: { bids: [], asks: [], crc: 0 } }
const brief = (told: readonly string[]): string[] => told.map((line) => line.split(' ').slice(0, 2).join(' '))

function ok(socket: FakeSocket, ...topics: string[]): void {
  const id = socket.sent.at(-1)?.id ?? 0
  socket.say({ type: 'subscribed', id, results: topics.map((topic) => ({ topic, ok: true })), topics })
}

describe('subscribing', () => {
  it('asks for all topics of a turn in one message, once there is a welcome', async () => {
    const { client, open, socket, clock } = clientUnderTest()
    await clock.advance(0)
    client.subscribe({ channel: 'trades', symbol: 'SIM:AAPL' }, recorder().handlers)
    await clock.advance(0)
    expect(socket().sent).toEqual([])
    client.subscribe('system', recorder().handlers)
    await open()
    client.subscribe('heartbeat', recorder().handlers)
    client.subscribe({ channel: 'market_data', symbol: 'SIM:AAPL' }, recorder().handlers)
    await clock.advance(0)
    expect(socket().sent).toEqual([
      { type: 'subscribe', id: 1, topics: [TRADES, 'system'] },
      { type: 'subscribe', id: 2, topics: ['heartbeat', 'market_data:SIM:AAPL'] },
    ])
  })

  it('types what handlers get by the topic', () => {
    const { client } = clientUnderTest()
    client.subscribe(
      { channel: 'orderbook', symbol: 'SIM:AAPL', depth: 20 },
      {
        onSnapshot: (data) => expectTypeOf(data).toEqualTypeOf<BookSnapshot>(),
        onUpdate: (data) => expectTypeOf(data.crc).toEqualTypeOf<number>(),
      },
    )
    client.subscribe('market_data:SIM:AAPL', {
      onSnapshot: (data) => expectTypeOf(data.bid).toEqualTypeOf<number | null>(),
      onUpdate: (data) => expectTypeOf(data).toEqualTypeOf<MarketDataUpdate>(),
    })
    client.subscribe('orders:A-1', {
      onSnapshot: (data) => expectTypeOf(data).toEqualTypeOf<unknown>(),
      onUpdate: () => undefined,
    })
  })

  it('is shared on the wire by all subscribers of a topic, and ends with the last one', async () => {
    const { client, open, clock } = clientUnderTest()
    const [first, second] = [recorder(), recorder()]
    const subscriptions = [first, second].map(({ handlers }) => client.subscribe(TRADES, handlers))
    const socket = await open()
    socket.say(messageOf('snapshot', TRADES, trades(1)))
    socket.say(messageOf('update', TRADES, { seq: 1, ...trades(2) }))
    expect(socket.sent).toHaveLength(1)
    expect(brief(first.take())).toEqual(['snapshot e0', 'update e1'])
    expect(brief(second.take())).toEqual(['snapshot e0', 'update e1'])
    subscriptions[0]?.close()
    await clock.advance(0)
    socket.say(messageOf('update', TRADES, { seq: 2, ...trades(3) }))
    expect(socket.sent).toHaveLength(1)
    expect([first.take(), brief(second.take())]).toEqual([[], ['update e2']])
    subscriptions[1]?.close()
    subscriptions[1]?.close()
    await clock.advance(0)
    expect(socket.sent.at(-1)).toEqual({ type: 'unsubscribe', id: 2, topics: [TRADES] })
    socket.say(messageOf('update', TRADES, { seq: 3, ...trades(4) }))
    expect(second.take()).toEqual([])
  })

  it('sends nothing for what was given up within the turn', async () => {
    const { client, open, clock } = clientUnderTest()
    const socket = await open()
    client.subscribe(TRADES, recorder().handlers).close()
    await clock.advance(0)
    expect(socket.sent).toEqual([])
  })

  it('asks for a snapshot only, when a topic is given up and wanted again', async () => {
    const { client, open, clock } = clientUnderTest()
    const subscription = client.subscribe(TRADES, recorder().handlers)
    const socket = await open()
    subscription.close()
    const again = recorder()
    client.subscribe(TRADES, again.handlers)
    await clock.advance(0)
    expect(socket.sent.map(({ type }) => type)).toEqual(['subscribe', 'subscribe'])
    socket.say(messageOf('update', TRADES, { seq: 8, ...trades(8) }))
    socket.say(messageOf('snapshot', TRADES, { seq: 8, ...trades(8) }))
    expect(brief(again.take())).toEqual(['snapshot e8'])
  })

  it('goes on when a handler throws', async () => {
    const { client, open, clock } = clientUnderTest()
    const failing = { onSnapshot: vi.fn(() => thrower()), onUpdate: vi.fn() }
    const other = recorder()
    client.subscribe(TRADES, failing)
    client.subscribe(TRADES, other.handlers)
    const socket = await open()
    const uncaught = new Promise((resolve) => {
      process.once('uncaughtException', resolve)
    })
    const listeners = process.listeners('uncaughtException').slice(0, -1)
    for (const listener of listeners) process.off('uncaughtException', listener)
    socket.say(messageOf('snapshot', TRADES, trades()))
    await clock.advance(0)
    expect(await uncaught).toEqual(new Error('from a handler'))
    for (const listener of listeners) process.on('uncaughtException', listener)
    expect(brief(other.take())).toEqual(['snapshot e0'])
  })
})

function thrower(): never {
  throw new Error('from a handler')
}

describe('who comes late', () => {
  it('is told where the quote stands, without asking the server', async () => {
    const { client, open, clock } = clientUnderTest()
    const topic = 'system'
    client.subscribe(topic, recorder().handlers)
    const socket = await open()
    const data = { status: 'ok', message: '', providers: [] }
    socket.say(messageOf('snapshot', topic, { data }))
    socket.say(messageOf('update', topic, { seq: 1, data: { ...data, message: 'soon' } }))
    const late = recorder()
    client.subscribe(topic, late.handlers)
    expect(late.take()).toEqual([])
    await clock.advance(0)
    expect(late.take()).toEqual([`snapshot e1 ${JSON.stringify({ ...data, message: 'soon' })}`])
    expect(socket.sent).toHaveLength(1)
  })

  it('gets a snapshot of its own where the client keeps no state, and nobody else hears of it', async () => {
    const { client, open, clock } = clientUnderTest()
    const early = recorder()
    client.subscribe(TRADES, early.handlers)
    const socket = await open()
    socket.say(messageOf('snapshot', TRADES, { seq: 4, ...trades(4) }))
    early.take()
    const [late, later] = [recorder(), recorder()]
    client.subscribe(TRADES, late.handlers)
    client.subscribe(TRADES, later.handlers)
    await clock.advance(0)
    expect(socket.sent.slice(1)).toEqual([{ type: 'subscribe', id: 2, topics: [TRADES] }])
    socket.say(messageOf('update', TRADES, { seq: 5, ...trades(5) }))
    socket.say(messageOf('snapshot', TRADES, { seq: 5, ...trades(4, 5) }))
    socket.say(messageOf('update', TRADES, { seq: 6, ...trades(6) }))
    expect(brief(early.take())).toEqual(['update e5', 'update e6'])
    expect(brief(late.take())).toEqual(['snapshot e5', 'update e6'])
    expect(brief(later.take())).toEqual(['snapshot e5', 'update e6'])
  })
})

describe('a gap', () => {
  it('is mended by one snapshot of a state topic, however much comes in between', async () => {
    const { client, open, clock } = clientUnderTest()
    const { handlers, take } = recorder()
    client.subscribe(BOOK, handlers)
    const socket = await open()
    socket.say(messageOf('snapshot', BOOK, book))
    for (const seq of [1, 3, 4, 2, 5]) socket.say(messageOf('update', BOOK, { seq, ...bookChange }))
    await clock.advance(5_000)
    expect(socket.sent.slice(1)).toEqual([{ type: 'subscribe', id: 2, topics: [BOOK] }])
    socket.say(messageOf('snapshot', BOOK, { seq: 5, ...book }))
    socket.say(messageOf('update', BOOK, { seq: 6, ...bookChange }))
    expect(brief(take())).toEqual([
      'snapshot e0',
      'update e1',
      'gap missed',
      'stale',
      'fresh',
      'snapshot e5',
      'update e6',
    ])
  })

  it('in a log is mended by exactly what was missed', async () => {
    const { client, open, clock } = clientUnderTest()
    const { handlers, take } = recorder()
    client.subscribe(TRADES, handlers)
    const socket = await open()
    socket.say(messageOf('snapshot', TRADES, trades()))
    socket.say(messageOf('update', TRADES, { seq: 2, ...trades(2) }))
    await clock.advance(0)
    const resume = { [TRADES]: { epoch: 'e', seq: 0 } }
    expect(socket.sent.at(-1)).toEqual({ type: 'subscribe', id: 2, topics: [TRADES], resume })
    socket.say({ type: 'resumed', topic: TRADES, recovered: true })
    for (const seq of [1, 2, 3]) socket.say(messageOf('update', TRADES, { seq, ...trades(seq) }))
    expect(brief(take())).toEqual(['snapshot e0', 'gap missed', 'update e1', 'update e2', 'update e3'])
  })

  it('is asked about again if the answer does not come, and at a slower pace if it comes back', async () => {
    const { client, open, clock } = clientUnderTest()
    client.subscribe(BOOK, recorder().handlers)
    const socket = await open()
    const stayAlive = () => socket.say({ type: 'heartbeat', serverTime: 1 })
    await clock.advance(9_000)
    stayAlive()
    await clock.advance(1_500)
    expect(socket.sent).toHaveLength(2)
    socket.say(messageOf('snapshot', BOOK, book))
    for (let seq = 2; seq <= 10; seq += 2) {
      socket.say(messageOf('update', BOOK, { seq, ...bookChange }))
      await clock.advance(100)
      socket.say(messageOf('snapshot', BOOK, { seq, ...book }))
    }
    expect(socket.sent).toHaveLength(3)
  })

  it('is what a subscriber says it is: one resync at a time', async () => {
    const { client, open, clock } = clientUnderTest()
    const { handlers, take } = recorder()
    const subscription = client.subscribe(BOOK, handlers)
    const socket = await open()
    socket.say(messageOf('snapshot', BOOK, { seq: 3, ...book }))
    subscription.resync()
    subscription.resync()
    await clock.advance(5_000)
    expect(socket.sent.slice(1)).toEqual([{ type: 'subscribe', id: 2, topics: [BOOK] }])
    socket.say(messageOf('snapshot', BOOK, { seq: 3, ...book }))
    expect(brief(take())).toEqual(['snapshot e3', 'stale', 'fresh', 'snapshot e3'])
    subscription.close()
    subscription.resync()
    await clock.advance(0)
    expect(socket.sent.at(-1)?.type).toBe('unsubscribe')
  })
})

describe('coming back after a cut', () => {
  it('resumes each topic where it was', async () => {
    const { client, open, clock } = clientUnderTest()
    const [told, fresh] = [recorder(), recorder()]
    client.subscribe(TRADES, told.handlers)
    const first = await open()
    first.say(messageOf('snapshot', TRADES, { seq: 7, ...trades() }))
    client.subscribe(BOOK, fresh.handlers)
    first.end(1006)
    await clock.advance(500)
    const second = await open()
    expect(second.sent).toEqual([
      { type: 'subscribe', id: 2, topics: [TRADES, BOOK], resume: { [TRADES]: { epoch: 'e', seq: 7 } } },
    ])
    ok(second, TRADES, BOOK)
    second.say({ type: 'resumed', topic: TRADES, recovered: true })
    second.say(messageOf('update', TRADES, { seq: 8, ...trades(8) }))
    first.say(messageOf('update', TRADES, { seq: 9, ...trades(99) }))
    second.say(messageOf('snapshot', BOOK, book))
    expect(brief(told.take())).toEqual(['snapshot e7', 'update e8'])
    expect(brief(fresh.take())).toEqual(['snapshot e0'])
  })

  it('begins anew with what cannot be resumed, also if the numbers are lower', async () => {
    const { client, open, clock } = clientUnderTest()
    const { handlers, take } = recorder()
    client.subscribe(TRADES, handlers)
    const first = await open()
    first.say(messageOf('snapshot', TRADES, { seq: 7, ...trades() }))
    first.end(1006)
    await clock.advance(500)
    const second = await open()
    second.say({ type: 'resumed', topic: TRADES, recovered: false })
    second.say(messageOf('snapshot', TRADES, { seq: 2, ...trades() }))
    second.say(messageOf('update', TRADES, { seq: 3, ...trades(3) }))
    expect(brief(take())).toEqual(['snapshot e7', 'gap not_recovered', 'snapshot e2', 'update e3'])
  })

  it('fetches a snapshot for those who came while it was down', async () => {
    const { client, open, clock } = clientUnderTest()
    const [early, late] = [recorder(), recorder()]
    client.subscribe(TRADES, early.handlers)
    const first = await open()
    first.say(messageOf('snapshot', TRADES, { seq: 7, ...trades() }))
    first.end(1006)
    client.subscribe(TRADES, late.handlers)
    await clock.advance(500)
    const second = await open()
    second.say({ type: 'resumed', topic: TRADES, recovered: true })
    await clock.advance(0)
    expect(second.sent.slice(1)).toEqual([{ type: 'subscribe', id: 3, topics: [TRADES] }])
    second.say(messageOf('snapshot', TRADES, { seq: 7, ...trades() }))
    expect([brief(early.take()), brief(late.take())]).toEqual([['snapshot e7'], ['snapshot e7']])
  })
})

describe('stale topics', () => {
  it('are those that have been without a connection for 3 s, until they are up to date again', async () => {
    const { client, open, clock } = clientUnderTest()
    const { handlers, take } = recorder()
    client.subscribe('heartbeat', handlers)
    const first = await open()
    first.say(messageOf('snapshot', 'heartbeat', { seq: 1 }))
    take()
    first.end(1006)
    await clock.advance(3_000)
    expect(take()).toEqual([])
    await clock.advance(500)
    expect(take()).toEqual(['stale'])
    const late = recorder()
    client.subscribe('heartbeat', late.handlers)
    const second = await open()
    expect(brief(late.take())).toEqual(['stale', 'snapshot e1'])
    second.say({ type: 'resumed', topic: 'heartbeat', recovered: true })
    expect([take(), late.take()]).toEqual([['fresh'], ['fresh']])
  })

  it('are all topics when nothing is heard for 3 s more than the server promised', async () => {
    const { client, open, clock } = clientUnderTest()
    const { handlers, take } = recorder()
    client.subscribe('heartbeat', handlers)
    const socket = await open()
    socket.say(messageOf('snapshot', 'heartbeat', { seq: 1 }))
    take()
    await clock.advance(8_000)
    expect(take()).toEqual([])
    await clock.advance(1_000)
    expect(take()).toEqual(['stale'])
    socket.say({ type: 'heartbeat', serverTime: 1 })
    expect(take()).toEqual(['fresh'])
  })
})

describe('refused topics', () => {
  const refuse = (socket: FakeSocket, topic: string, code: string) => {
    const result = { topic, ok: false, code, reason: 'because' }
    socket.say({ type: 'subscribed', id: socket.sent.at(-1)?.id ?? 0, results: [result], topics: [] })
  }

  it.each([
    { code: 'unknown_symbol', isAskedAgain: false },
    { code: 'malformed_topic', isAskedAgain: false },
    { code: 'unsupported_depth', isAskedAgain: false },
    { code: 'unauthorized', isAskedAgain: true },
    { code: 'too_many_topics', isAskedAgain: true },
    { code: 'internal_error', isAskedAgain: true },
  ])('are told, and after a reconnect asked for again if that may help: $code', async (row) => {
    const { client, open, clock } = clientUnderTest()
    const { handlers, take } = recorder()
    client.subscribe(TRADES, handlers)
    const first = await open()
    refuse(first, TRADES, row.code)
    expect(take()).toEqual([`error ${row.code}`])
    await clock.advance(14_000)
    expect([first.sent.length, take()]).toEqual([1, []])
    first.end(1006)
    await clock.advance(500)
    const second = await open()
    expect(second.sent).toHaveLength(row.isAskedAgain ? 1 : 0)
  })

  it('are asked for again for another subscriber, or at a resync', async () => {
    const { client, open, clock } = clientUnderTest()
    const subscription = client.subscribe(TRADES, recorder().handlers)
    const socket = await open()
    refuse(socket, TRADES, 'unknown_symbol')
    client.subscribe(TRADES, recorder().handlers)
    await clock.advance(0)
    expect(socket.sent).toHaveLength(2)
    refuse(socket, TRADES, 'unknown_symbol')
    subscription.resync()
    await clock.advance(0)
    expect(socket.sent).toHaveLength(3)
  })

  it('of a whole refused message are all told', async () => {
    const { client, open } = clientUnderTest()
    const told = recorder()
    client.subscribe(TRADES, told.handlers)
    client.subscribe('system', told.handlers)
    const socket = await open()
    socket.say({ type: 'error', id: 1, code: 'internal_error', message: 'because' })
    expect(told.take()).toEqual(['error internal_error', 'error internal_error'])
  })

  it('of a resync stay on the wire, and are given up when nobody reads them any more', async () => {
    const { client, open, clock } = clientUnderTest()
    const subscription = client.subscribe(TRADES, recorder().handlers)
    const socket = await open()
    socket.say(messageOf('snapshot', TRADES, trades()))
    subscription.resync()
    await clock.advance(0)
    const results = [{ topic: TRADES, ok: false, code: 'internal_error', reason: 'because' }]
    socket.say({ type: 'subscribed', id: 2, results, topics: [TRADES] })
    subscription.close()
    await clock.advance(0)
    expect(socket.sent.at(-1)).toEqual({ type: 'unsubscribe', id: 3, topics: [TRADES] })
    const other = client.subscribe(BOOK, recorder().handlers)
    await clock.advance(0)
    refuse(socket, BOOK, 'unknown_symbol')
    other.close()
    await clock.advance(0)
    expect(socket.sent).toHaveLength(4)
  })

  it('are asked for again a second later when it was too much at once, and nobody need know', async () => {
    const { client, open, clock } = clientUnderTest()
    const { handlers, take } = recorder()
    client.subscribe(TRADES, handlers)
    const socket = await open()
    socket.say({ type: 'error', id: 1, code: 'rate_limited', message: 'because' })
    await clock.advance(900)
    expect(socket.sent).toHaveLength(1)
    await clock.advance(200)
    expect([socket.sent.length, take()]).toEqual([2, []])
  })

  it('are given up again if the server did not listen, unless they are wanted again', async () => {
    const { client, open, clock } = clientUnderTest()
    const topics = [TRADES, BOOK]
    const subscriptions = topics.map((topic) => client.subscribe(topic, recorder().handlers))
    const socket = await open()
    for (const subscription of subscriptions) subscription.close()
    await clock.advance(0)
    client.subscribe(BOOK, recorder().handlers)
    await clock.advance(0)
    socket.say({ type: 'error', id: 2, code: 'rate_limited', message: 'because' })
    await clock.advance(0)
    expect(socket.sent.slice(1).map(({ type }) => type)).toEqual(['unsubscribe', 'subscribe'])
    await clock.advance(100)
    expect(socket.sent.slice(3)).toEqual([{ type: 'unsubscribe', id: 4, topics: [TRADES] }])
  })

  it('are also those that the server ends by itself', async () => {
    const { client, open } = clientUnderTest()
    const { handlers, take } = recorder()
    client.subscribe(TRADES, handlers)
    const socket = await open()
    const results = [{ topic: TRADES, ok: false, code: 'unauthorized', reason: 'because' }]
    socket.say({ type: 'unsubscribed', id: 0, results, topics: [] })
    expect(take()).toEqual(['error unauthorized'])
  })
})
