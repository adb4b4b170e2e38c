import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { crc32 } from 'node:zlib'
import { WebSocketServer, type WebSocket } from 'ws'
import { SeededRandom } from '../fault-proxy/seeded-random.ts'

/** A message of the server, as tests change it. */
export type Outgoing = Record<string, unknown> & { readonly type: string }

/** What becomes of a message on its way to a client, numbered by connection from 0. */
export type Tamper = (message: Outgoing, connection: number) => readonly Outgoing[]

interface Update {
  readonly seq: number
  readonly text: string
}

interface TestTopic {
  readonly take: () => unknown
  readonly snapshot: () => unknown
  seq: number
  last: unknown
  readonly ring: Update[]
}

interface Reader {
  readonly socket: WebSocket
  readonly connection: number
  readonly topics: Set<string>
}

const RING_MAX = 200
const TICK_MS = 4

export const testTopics = {
  quote: 'market_data:SIM:AAPL',
  book: 'orderbook:SIM:AAPL:10',
  trades: 'trades:SIM:AAPL',
  bars: 'chart_data:SIM:AAPL:1',
} as const

const sources: Readonly<Record<string, () => Pick<TestTopic, 'take' | 'snapshot'>>> = {
  [testTopics.quote]: quoteSource,
  [testTopics.book]: bookSource,
  [testTopics.trades]: tradesSource,
  [testTopics.bars]: barsSource,
}

/** A small right server of the protocol on `ws`; `tamper` makes it wrong. */
export class TestStreamServer implements AsyncDisposable {
  tamper: Tamper = (message) => [message]
  epoch = 'one'
  /** Whether it can bring those who resume what they missed. */
  hasRing = true
  connections = 0
  readonly #server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  readonly #topics = new Map<string, TestTopic>()
  readonly #readers = new Set<Reader>()
  readonly #timer = setInterval(() => this.#tick(), TICK_MS)
  #ticks = 0
  #waiting: { at: number; resolve: () => void }[] = []

  constructor() {
    for (const [text, source] of Object.entries(sources)) {
      this.#topics.set(text, { ...source(), seq: 0, last: null, ring: [] })
    }
    this.#server.on('connection', (socket) => this.#greet(socket))
  }

  async port(): Promise<number> {
    if (this.#server.address() === null) await once(this.#server, 'listening')
    // A server on a port has such an address.
    return (this.#server.address() as AddressInfo).port
  }

  /** Once so many more updates of each topic were sent. */
  ticks(count: number): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ at: this.#ticks + count, resolve }))
  }

  /** As after a restart: numbers begin again. */
  beginEpoch(epoch: string): void {
    this.epoch = epoch
    for (const topic of this.#topics.values()) {
      topic.seq = 0
      topic.ring.length = 0
    }
    for (const { socket } of this.#readers) socket.close(1012)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer)
    for (const { socket } of this.#readers) socket.terminate()
    const closed = once(this.#server, 'close')
    this.#server.close()
    await closed
  }

  #greet(socket: WebSocket): void {
    const reader: Reader = { socket, connection: this.connections, topics: new Set() }
    this.connections += 1
    this.#readers.add(reader)
    socket.on('close', () => this.#readers.delete(reader))
    socket.on('error', () => undefined)
    socket.on('message', (data: Buffer) => this.#subscribe(reader, data.toString()))
    this.#send(reader, { type: 'welcome', protocol: 'v1' })
  }

  #subscribe(reader: Reader, text: string): void {
    // The client is ours and sends nothing else.
    const message = JSON.parse(text) as {
      id: number
      topics: string[]
      resume?: Record<string, { epoch: string; seq: number }>
    }
    const { id, topics, resume = {} } = message
    const results = topics.map((topic) => ({ topic, ok: this.#topics.has(topic) }))
    this.#send(reader, { type: 'subscribed', id, results, topics })
    for (const [name, topic] of this.#topics) {
      if (!topics.includes(name)) continue
      const point = resume[name]
      const isRecovered = this.hasRing && point?.epoch === this.epoch && topic.seq - point.seq <= RING_MAX
      if (point !== undefined) this.#send(reader, { type: 'resumed', topic: name, recovered: isRecovered })
      if (isRecovered) {
        for (const { seq, text: update } of topic.ring) {
          if (seq > point.seq) this.#send(reader, JSON.parse(update) as Outgoing)
        }
      } else this.#send(reader, this.#envelope(name, topic, 'snapshot'))
      reader.topics.add(name)
    }
  }

  #tick(): void {
    for (const [name, topic] of this.#topics) {
      topic.last = topic.take()
      topic.seq += 1
      const update = this.#envelope(name, topic, 'update')
      topic.ring.push({ seq: topic.seq, text: JSON.stringify(update) })
      if (topic.ring.length > RING_MAX) topic.ring.shift()
      for (const reader of this.#readers) {
        if (reader.topics.has(name)) this.#send(reader, update)
      }
    }
    this.#ticks += 1
    for (const { at, resolve } of this.#waiting) if (at <= this.#ticks) resolve()
    this.#waiting = this.#waiting.filter(({ at }) => at > this.#ticks)
  }

  #envelope(topic: string, state: TestTopic, type: 'snapshot' | 'update'): Outgoing {
    const data = type === 'snapshot' ? state.snapshot() : state.last
    // The same for all who ask: a time that is known by the number.
    const ts = Math.floor(performance.timeOrigin) * 1000 + this.#ticks * TICK_MS * 1000
    const { epoch } = this
    const { seq } = state
    return { type, topic, epoch, seq, ts: type === 'snapshot' ? seq : ts, data }
  }

  #send(reader: Reader, message: Outgoing): void {
    for (const each of this.tamper(message, reader.connection)) reader.socket.send(JSON.stringify(each))
  }
}

function quoteSource(): Pick<TestTopic, 'take' | 'snapshot'> {
  let last = 0
  return { take: () => ({ last: (last += 1) }), snapshot: () => ({ last }) }
}

function tradesSource(): Pick<TestTopic, 'take' | 'snapshot'> {
  let lastId = 0
  const print = (): unknown => ({ tradeId: (lastId += 1), price: 1, quantity: 1, side: 'buy', time: lastId })
  let trades: unknown[] = []
  return {
    take: () => ({ trades: (trades = [print(), print()]) }),
    snapshot: () => ({ trades }),
  }
}

function barsSource(): Pick<TestTopic, 'take' | 'snapshot'> {
  const ticksPerBar = 5
  let ticks = 0
  const bar = (time: number, closed: boolean): unknown => {
    return { time, open: 2, high: 3, low: 1, close: 2, volume: 1, closed }
  }
  const forming = (): unknown => bar(Math.floor(ticks / ticksPerBar) * 60_000, false)
  return {
    take() {
      ticks += 1
      const closed = ticks % ticksPerBar === 0 ? [bar((ticks / ticksPerBar - 1) * 60_000, true)] : []
      return { bars: [...closed, forming()] }
    },
    snapshot: () => ({ bars: [forming()] }),
  }
}

function bookSource(): Pick<TestTopic, 'take' | 'snapshot'> {
  const random = new SeededRandom(1)
  const depth = 10
  let middle = 10_000
  let book = { bids: new Map<number, number>(), asks: new Map<number, number>() }
  const sides = ['asks', 'bids'] as const

  function next(): typeof book {
    middle += random.between(-1, 1)
    const side = (old: Map<number, number>, step: number): Map<number, number> => {
      return new Map(
        Array.from({ length: depth }, (_, index) => {
          const ticks = middle + step * (index + 1)
          const isKept = random.next() < 0.7
          return [ticks, (isKept ? old.get(ticks) : undefined) ?? random.between(1, 500)]
        }),
      )
    }
    return { bids: side(book.bids, -1), asks: side(book.asks, 1) }
  }

  const checksum = (): number => {
    const text = (name: 'asks' | 'bids'): string => [...book[name]].map((level) => level.join(':')).join(',')
    return crc32(sides.map(text).join('|'))
  }
  const level = ([ticks, lots]: [number, number]): [number, number] => [ticks / 100, lots / 10]
  book = next()
  return {
    take() {
      const before = book
      book = next()
      const changes = sides.map((name) => {
        const gone = [...before[name].keys()].filter((ticks) => !book[name].has(ticks))
        const changed = [...book[name]].filter(([ticks, lots]) => before[name].get(ticks) !== lots)
        return [name, [...gone.map((ticks): [number, number] => [ticks, 0]), ...changed].map(level)]
      })
      return { ...(Object.fromEntries(changes) as object), crc: checksum() }
    },
    snapshot: () => ({
      priceScale: 100,
      quantityScale: 10,
      bids: [...book.bids].map(level),
      asks: [...book.asks].map(level),
      crc: checksum(),
    }),
  }
}
