import { crc32 } from 'node:zlib'
import type { ClientMessage, ResumePoint } from '@trading-pro/contracts'
import { checkAgainstContract } from './contract-check.fixture.ts'
import { limits } from './fake-socket.fixture.ts'

/** Updates that are kept for those who come back. */
const RING = 6
const DEPTH = 10

export const BOOK = 'orderbook:SIM:AAPL:10'
export const TRADES = 'trades:SIM:AAPL'

type Level = [price: number, quantity: number]
type Chance = () => number

/** A number from 0 to below `limit`. */
const pick = (chance: Chance, limit: number): number => Math.floor(chance() * limit)

/** A number from 0 to below 1, the same again for the same seed. */
export function seeded(seed: number): Chance {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

/** A book as its server knows it, written in another way than that of the client. */
class ModelBook {
  readonly #sides = { bids: new Map<number, number>(), asks: new Map<number, number>() }
  readonly #chance: Chance

  constructor(chance: Chance) {
    this.#chance = chance
    for (let count = 0; count < 30; count += 1) this.#move()
  }

  levels(side: 'bids' | 'asks'): Level[] {
    const sorted = [...this.#sides[side]].sort(([one], [other]) =>
      side === 'bids' ? other - one : one - other,
    )
    return sorted.slice(0, DEPTH).map(([ticks, lots]) => [ticks / 100, lots / 1000])
  }

  snapshot() {
    const scales = { priceScale: 100, quantityScale: 1000 }
    return { ...scales, bids: this.levels('bids'), asks: this.levels('asks'), crc: this.#crc() }
  }

  takeUpdate() {
    const before = { bids: this.levels('bids'), asks: this.levels('asks') }
    for (let count = pick(this.#chance, 5); count >= 0; count -= 1) this.#move()
    const changed = (side: 'bids' | 'asks'): Level[] => {
      const [old, now] = [new Map(before[side]), new Map(this.levels(side))]
      const gone = [...old.keys()].filter((price) => !now.has(price)).map((price): Level => [price, 0])
      return [...gone, ...[...now].filter(([price, quantity]) => old.get(price) !== quantity)]
    }
    return { bids: changed('bids'), asks: changed('asks'), crc: this.#crc() }
  }

  #move(): void {
    const side = this.#chance() < 0.5 ? 'bids' : 'asks'
    const distance = 1 + pick(this.#chance, 20)
    const ticks = side === 'bids' ? 10_000 - distance : 10_000 + distance
    if (this.#chance() < 0.4) this.#sides[side].delete(ticks)
    else this.#sides[side].set(ticks, 1 + pick(this.#chance, 5_000))
  }

  #crc(): number {
    const text = (side: 'bids' | 'asks'): string =>
      this.levels(side)
        .map(([price, quantity]) => `${Math.round(price * 100)}:${Math.round(quantity * 1000)}`)
        .join(',')
    return crc32(`${text('asks')}|${text('bids')}`)
  }
}

interface ModelTopic {
  seq: number
  ring: { readonly seq: number; readonly message: object }[]
  readonly snapshot: () => object
  readonly takeUpdate: () => object
}

/** One client of the model. */
export interface ModelConnection {
  readonly topics: Set<string>
  readonly say: (message: object) => void
}

/** A server with one book and one tape that speaks the protocol by the letter. */
export class ModelServer {
  readonly book: ModelBook
  readonly #chance: Chance
  readonly #connections = new Set<ModelConnection>()
  #epoch = 0
  #lastTradeId = 0
  #topics: Map<string, ModelTopic>

  constructor(chance: Chance) {
    this.#chance = chance
    this.book = new ModelBook(chance)
    this.#topics = this.#begin()
  }

  get lastTradeId(): number {
    return this.#lastTradeId
  }

  connect(send: (message: object) => void): ModelConnection {
    const say = (message: object): void => {
      checkAgainstContract(message)
      send(message)
    }
    const connection = { topics: new Set<string>(), say }
    this.#connections.add(connection)
    say({ type: 'welcome', protocol: 'v1', connectionId: 'c', serverTime: 1, limits })
    return connection
  }

  disconnect(connection: ModelConnection): void {
    this.#connections.delete(connection)
  }

  /** Everybody is gone, and numbers begin again. */
  restart(): void {
    this.#connections.clear()
    this.#topics = this.#begin()
  }

  heartbeat(): void {
    for (const { say } of this.#connections) say({ type: 'heartbeat', serverTime: 1 })
  }

  publish(text: string): void {
    const topic = this.#topic(text)
    topic.seq += 1
    const message = this.#message('update', text, { seq: topic.seq, data: topic.takeUpdate() })
    topic.ring = [...topic.ring, { seq: topic.seq, message }].slice(-RING)
    for (const { topics, say } of this.#connections) if (topics.has(text)) say(message)
  }

  receive(connection: ModelConnection, text: string): void {
    // The check makes sure that it is one.
    const message = JSON.parse(text) as ClientMessage
    checkAgainstContract(message)
    if (!this.#connections.has(connection)) return
    if (message.type !== 'subscribe' && message.type !== 'unsubscribe') return
    const { id, topics } = message
    for (const topic of topics) {
      if (message.type === 'subscribe') connection.topics.add(topic)
      else connection.topics.delete(topic)
    }
    const results = topics.map((topic) => ({ topic, ok: true }))
    connection.say({ type: `${message.type}d`, id, results, topics: [...connection.topics] })
    if (message.type === 'unsubscribe') return
    for (const topic of topics) this.#bringUp(connection, topic, message.resume?.[topic])
  }

  #bringUp({ say }: ModelConnection, text: string, point: ResumePoint | undefined): void {
    const topic = this.#topic(text)
    const missed = point === undefined ? null : this.#missed(topic, point)
    if (point !== undefined) say({ type: 'resumed', topic: text, recovered: missed !== null })
    if (missed === null) say(this.#message('snapshot', text, { seq: topic.seq, data: topic.snapshot() }))
    else for (const { message } of missed) say(message)
  }

  #missed({ seq, ring }: ModelTopic, point: ResumePoint) {
    if (point.epoch !== `e${this.#epoch}` || point.seq > seq) return null
    const missed = ring.filter((update) => update.seq > point.seq)
    return missed.length === seq - point.seq ? missed : null
  }

  #begin(): Map<string, ModelTopic> {
    this.#epoch += 1
    const start = { seq: 0, ring: [] }
    return new Map<string, ModelTopic>([
      [
        BOOK,
        {
          ...start,
          snapshot: () => this.book.snapshot(),
          takeUpdate: () => this.book.takeUpdate(),
        },
      ],
      [
        TRADES,
        {
          ...start,
          snapshot: () => ({ trades: this.#lastTradeId === 0 ? [] : [this.#trade(this.#lastTradeId)] }),
          takeUpdate: () => ({ trades: this.#newTrades() }),
        },
      ],
    ])
  }

  #newTrades(): object[] {
    const count = 1 + pick(this.#chance, 3)
    return Array.from({ length: count }, () => this.#trade((this.#lastTradeId += 1)))
  }

  #trade(tradeId: number): object {
    return { tradeId, price: 100, quantity: 1, side: 'buy', time: tradeId }
  }

  #topic(text: string): ModelTopic {
    const topic = this.#topics.get(text)
    if (topic === undefined) throw new Error(`The model has no ${text}`)
    return topic
  }

  #message(type: 'snapshot' | 'update', topic: string, fields: { seq: number; data: object }): object {
    return { type, topic, epoch: `e${this.#epoch}`, ts: 1, ...fields }
  }
}

/** What can happen to a message on its way. */
export type Fault = 'drop' | 'double' | 'late'

/** A way to the client that can be made unreliable. A late message comes after the one that follows it. */
export class FaultyLink {
  readonly #deliver: (message: object) => void
  readonly #faults: () => Fault | null
  #late: object[] = []

  constructor(deliver: (message: object) => void, faults: () => Fault | null) {
    this.#deliver = deliver
    this.#faults = faults
  }

  readonly send = (message: object): void => {
    const fault = this.#faults()
    if (fault === 'late') {
      this.#late.push(message)
      return
    }
    if (fault !== 'drop') this.#deliver(message)
    if (fault === 'double') this.#deliver(message)
    for (const late of this.#late.splice(0)) this.#deliver(late)
  }
}
