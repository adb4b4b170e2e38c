import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { connectStream, type StreamClient } from '../testing/stream-client.ts'
import { startStreamServer, type StreamServer } from '../testing/stream-server.ts'
import { LAGGING_BYTES, WAITING_BYTES_MAX } from './limits.ts'

const book = 'orderbook:SIM:SLOW:500'
const quote = 'market_data:SIM:SLOW'
const tape = 'trades:SIM:SLOW'

/** Levels of an update of 70 kB. */
const LARGE = 5_000
/** More than any system keeps for a connection, in such updates. */
const UPDATES_MAX = 1_000

let server: StreamServer
let resources: DisposableStack
beforeEach(async () => {
  resources = new DisposableStack()
  server = await startStreamServer()
})
afterEach(async () => {
  resources.dispose()
  await server[Symbol.asyncDispose]()
})

const bytesSent = () => server.metric('stream_bytes_total')
const laggingCount = () => server.metric('stream_lagging_connections')

/** Stops a client from reading, and publishes until the gateway notices; how often that was. */
async function makeLag(client: StreamClient): Promise<number> {
  client.socket.pause()
  for (let count = 0; count < UPDATES_MAX; count += 1) {
    if ((await laggingCount()) > 0) return count
    server.publish([book], LARGE)
  }
  throw new Error('it never lags')
}

describe('a reader that lags', () => {
  it('costs a bounded memory, and gets the newest state when it reads on', async () => {
    await using slow = await connectStream(server.port)
    await slow.subscribe([book, quote])
    server.publish([quote])
    await slow.nth('update')
    await makeLag(slow)
    const before = await bytesSent()
    for (let count = 0; count < 50; count += 1) server.publish([book, quote], LARGE)
    expect(await bytesSent()).toBe(before)

    resources.use(server.flushing())
    slow.socket.resume()
    const caughtUp = await slow.find((messages) =>
      messages.find((each) => each.type === 'update' && each.firstSeq !== undefined),
    )
    expect(caughtUp).toMatchObject({ topic: quote, firstSeq: 2, seq: 51, data: { last: 51, bid: null } })
    const snapshots = await slow.find(() => {
      const found = slow.of(book).filter(({ type }) => type === 'snapshot')
      return found.length === 2 ? found : undefined
    })
    expect(snapshots[1]?.epoch).toBe(snapshots[0]?.epoch)
    // From here on it is a reader like any other.
    server.publish([book, quote])
    await slow.find(() => slow.of(quote).find(({ seq }) => seq === 52))
    expect(slow.of(quote).at(-1)).not.toHaveProperty('firstSeq')
    expect(await laggingCount()).toBe(0)
  })

  it('is left out of no trade', async () => {
    await using slow = await connectStream(server.port)
    await slow.subscribe([book, tape, quote])
    await makeLag(slow)
    for (let count = 0; count < 500; count += 1) server.publish([tape])
    resources.use(server.flushing())
    slow.socket.resume()
    await slow.find(() => slow.of(tape).find(({ seq }) => seq === 500))
    expect(slow.of(tape)).toHaveLength(501)
    for (const message of slow.of(tape)) expect(message).not.toHaveProperty('firstSeq')
    // Nor told again what it knows.
    expect(slow.of(quote)).toHaveLength(1)
  })

  it('is closed when trades that it missed are no longer kept', async () => {
    await using slow = await connectStream(server.port)
    await slow.subscribe([book, tape])
    await makeLag(slow)
    for (let count = 0; count < 1_100; count += 1) server.publish([tape])
    resources.use(server.flushing())
    slow.socket.resume()
    expect(await slow.closed).toEqual({ code: 4008, reason: 'too slow' })
  })

  it('may change its topics meanwhile', async () => {
    await using slow = await connectStream(server.port)
    await slow.subscribe([book, quote])
    await makeLag(slow)
    // Its answers wait behind what it does not read.
    slow.send({ type: 'unsubscribe', id: 1, topics: [quote] })
    slow.send({ type: 'subscribe', id: 2, topics: [tape, book] })
    await using witness = await connectStream(server.port)
    while (server.hub.size < 3) await witness.ask({ type: 'subscribe', id: 3, topics: ['system'] })
    await witness.ask({ type: 'subscribe', id: 4, topics: [tape] })
    server.publish([quote, tape])
    resources.use(server.flushing())
    slow.socket.resume()
    await slow.find(() => slow.of(tape)[0])
    await slow.find(() => slow.of(book).filter(({ type }) => type === 'snapshot')[1])
    expect(slow.of(quote)).toHaveLength(1)
    expect(await slow.ask({ type: 'unsubscribe', id: 5, topics: [tape, book] })).toMatchObject({ topics: [] })
  })

  it('does not slow the others down', async () => {
    await using stalled = new AsyncDisposableStack()
    for (let count = 0; count < 5; count += 1) {
      const slow = stalled.use(await connectStream(server.port))
      await slow.subscribe([book])
      slow.socket.pause()
    }
    await using reader = await connectStream(server.port)
    await reader.subscribe([book])
    const waits: number[] = []
    for (let seq = 1; seq <= 200; seq += 1) {
      const start = performance.now()
      server.publish([book], LARGE)
      await reader.find((messages) => messages.findLast((each) => 'seq' in each && each.seq === seq))
      waits.push(performance.now() - start)
    }
    expect(await laggingCount()).toBe(5)
    // Generous, because tests run side by side; a reader behind the slow ones would wait for ever.
    expect(waits.sort((one, other) => one - other)[100]).toBeLessThan(250)
  })
})

describe('a reader that stops', () => {
  it('is closed when it has taken nothing for 10 s and a megabyte waits', async () => {
    await using stopped = await connectStream(server.port)
    await stopped.subscribe([book])
    await makeLag(stopped)
    for (let bytes = 0; bytes < WAITING_BYTES_MAX; bytes += 60_000) server.publish([book], LARGE)
    server.sweep(10)
    expect(await laggingCount()).toBe(1)
    server.sweep(1)
    expect(await laggingCount()).toBe(0)
    stopped.socket.resume()
    expect(await stopped.closed).toEqual({ code: 4008, reason: 'too slow' })
    await vi.waitFor(async () => {
      expect(await server.metric('stream_closed_total', { code: '4008' })).toBe(1)
    })
  })

  it('is left alone while little waits for it', async () => {
    await using stopped = await connectStream(server.port)
    await stopped.subscribe([book])
    const published = await makeLag(stopped)
    server.sweep(20)
    resources.use(server.flushing())
    stopped.socket.resume()
    server.publish([book])
    await stopped.find(() => stopped.of(book).find(({ seq }) => seq > published))
  })

  it('is left alone while it takes a little', async () => {
    await using slow = await connectStream(server.port)
    await slow.subscribe([book])
    await makeLag(slow)
    for (let bytes = 0; bytes < WAITING_BYTES_MAX; bytes += 60_000) server.publish([book], LARGE)
    for (let count = 0; count < 4; count += 1) {
      server.sweep(9)
      const heard = slow.messages.length
      slow.socket.resume()
      await slow.find((messages) => (messages.length > heard + 10 ? true : undefined))
      slow.socket.pause()
    }
    expect(slow.socket.readyState).toBe(slow.socket.OPEN)
  })

  it('gets no more answers than it takes', async () => {
    await using stopped = await connectStream(server.port)
    const topics = Array.from({ length: 250 }, (_, index) => `trades:SIM:${'x'.repeat(55)}${index}`)
    for (let index = 0; index < 4; index += 1) {
      const named = topics.map((topic) => `${topic}${index}`)
      await stopped.ask({ type: 'subscribe', id: index, topics: named })
    }
    stopped.socket.pause()
    await using witness = await connectStream(server.port)
    let asked = 0
    const ask = async () => {
      server.advance(1_000)
      for (let count = 0; count < 20; count += 1) {
        stopped.send({ type: 'subscribe', id: 10, topics: ['system'] })
      }
      asked += 20
      await witness.ask({ type: 'ping', id: asked })
    }
    const growth = async () => {
      const before = await bytesSent()
      await ask()
      return (await bytesSent()) - before
    }
    while ((await growth()) > 20 * 1_000) {
      if (asked > 1_000) throw new Error('it is answered without end')
    }
    expect(stopped.socket.readyState).toBe(stopped.socket.OPEN)
    // Refusals are short, but there is an end of them too: only the witness is answered then.
    const refused = async () => {
      const before = await bytesSent()
      server.advance(1_000)
      for (let id = 0; id < 190; id += 1) stopped.send({ type: 'ping', id })
      asked += 190
      await witness.ask({ type: 'ping', id: asked })
      return (await bytesSent()) - before
    }
    while ((await refused()) > 1_000) {
      if (asked > 100_000) throw new Error('it is refused without end')
    }
  }, 60_000)
})

describe('snapshots', () => {
  it('are paced: what is asked for at once comes as it is read', async () => {
    const topics = Array.from({ length: 60 }, (_, index) => `orderbook:SIM:B${index}:500`)
    await using first = await connectStream(server.port)
    await first.subscribe(topics)
    server.publish(topics, LARGE)
    await first.nth('update', 59)
    const before = await bytesSent()
    await using second = await connectStream(server.port)
    second.send({ type: 'subscribe', id: 1, topics })
    await second.nth('snapshot')
    expect((await bytesSent()) - before).toBeLessThan(LAGGING_BYTES + 100_000)
    resources.use(server.flushing())
    await second.nth('snapshot', 59)
    expect(new Set(second.messages.flatMap((each) => ('topic' in each ? [each.topic] : []))).size).toBe(60)
  })
})
