import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { followOrderBook } from './follow-order-book.ts'
import { BOOK, FaultyLink, ModelServer, seeded, TRADES, type Fault } from './model-server.fixture.ts'
import { createStreamClient, type StreamClient, type StreamClientOptions } from './stream-client.ts'
import { TapeWitness, Witness } from './witness.fixture.ts'

/** As the times of a client but for a test that has only seconds. */
const timing = {
  deadMs: 400,
  staleMs: 50,
  stableMs: 100,
  reconnectMinMs: 5,
  reconnectMaxMs: 50,
  quickReconnectMs: 10,
  answerMs: 100,
  resyncMinMs: 2,
  resyncMaxMs: 20,
  resyncCalmMs: 20,
  watchMs: 5,
}

/** A real server that can be told to lose, double and reorder messages, and to cut connections. */
class RealServer {
  readonly model: ModelServer
  isUnreliable = false
  cuts = 0
  readonly faults = { drop: 0, double: 0, late: 0 }
  readonly #sockets: WebSocketServer
  readonly #chance: () => number
  readonly #heart: NodeJS.Timeout

  constructor(chance: () => number, port = 0) {
    this.#chance = chance
    this.model = new ModelServer(chance)
    this.#sockets = new WebSocketServer({ host: '127.0.0.1', port })
    this.#heart = setInterval(() => this.model.heartbeat(), 50)
    this.#sockets.on('connection', (socket) => {
      const link = new FaultyLink(
        (message) => socket.send(JSON.stringify(message)),
        () => this.#nextFault(),
      )
      const connection = this.model.connect(link.send)
      socket.on('message', (data: Buffer) => this.model.receive(connection, data.toString()))
      socket.on('close', () => this.model.disconnect(connection))
      socket.on('error', () => undefined)
    })
  }

  async url(): Promise<string> {
    if (this.#sockets.address() === null) await once(this.#sockets, 'listening')
    // It listens on a port, not on a path.
    const { port } = this.#sockets.address() as AddressInfo
    return `ws://127.0.0.1:${port}/api/v1/ws/v1`
  }

  /** Ends all connections without a word. */
  cut(): void {
    this.cuts += 1
    for (const socket of this.#sockets.clients) socket.terminate()
  }

  restart(): void {
    this.model.restart()
    for (const socket of this.#sockets.clients) socket.close(1012)
  }

  async end(): Promise<void> {
    clearInterval(this.#heart)
    this.cut()
    const closed = once(this.#sockets, 'close')
    this.#sockets.close()
    await closed
  }

  #nextFault(): Fault | null {
    if (!this.isUnreliable) return null
    const number = this.#chance() * 100
    const fault = number < 2 ? 'drop' : number < 4 ? 'double' : number < 6 ? 'late' : null
    if (fault !== null) this.faults[fault] += 1
    return fault
  }
}

const servers: RealServer[] = []
const clients: StreamClient[] = []

async function start(seed: number, options: Partial<StreamClientOptions> = {}) {
  const server = new RealServer(seeded(seed))
  servers.push(server)
  const client = createStreamClient({ url: await server.url(), timing, ...options })
  clients.push(client)
  return { server, client }
}

afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  for (const server of servers.splice(0)) await server.end()
})

/** Slow enough for answers to come in between. */
const nextTurn = () => new Promise((done) => setTimeout(done, 1))

/** Publishes on both topics, turn after turn. */
async function publish(server: RealServer, count: number, between: (turn: number) => void): Promise<void> {
  for (let turn = 1; turn <= count; turn += 1) {
    server.model.publish(BOOK)
    server.model.publish(TRADES)
    between(turn)
    await nextTurn()
  }
}

it('shows a whole sequence over an unreliable network, and ends with the book of the server', async () => {
  const { server, client } = await start(20_260_101)
  const [tape, lateTape, witness] = [new TapeWitness(), new TapeWitness(), new Witness()]
  client.subscribe(TRADES, tape.handlers())
  client.subscribe(BOOK, witness.handlers())
  const { book } = followOrderBook(client, { symbol: 'SIM:AAPL', depth: 10, onChange: () => undefined })
  await vi.waitFor(() => expect(book.isSound).toBe(true))
  server.isUnreliable = true
  await publish(server, 2_000, (turn) => {
    if (turn % 250 === 0) server.cut()
    if (turn === 900) server.restart()
    if (turn === 1_100) client.subscribe(TRADES, lateTape.handlers())
  })
  server.isUnreliable = false
  await vi.waitFor(
    () => {
      const { book: own, lastTradeId } = server.model
      try {
        expect([book.bids, book.asks]).toEqual([own.levels('bids'), own.levels('asks')])
        expect([tape.lastTradeId, lateTape.lastTradeId]).toEqual([lastTradeId, lastTradeId])
      } catch (error) {
        // What was lost last shows when something follows.
        server.model.publish(BOOK)
        server.model.publish(TRADES)
        throw error
      }
    },
    { timeout: 10_000, interval: 100 },
  )
  expect([...witness.faults, ...tape.witness.faults, ...tape.faults, ...lateTape.faults]).toEqual([])
  expect(Math.min(...Object.values(server.faults))).toBeGreaterThan(10)
  expect(tape.witness.counts.missed).toBeGreaterThan(3)
})

it('after each cut resumes exactly where it was', async () => {
  const { server, client } = await start(7)
  const tape = new TapeWitness()
  client.subscribe(TRADES, tape.handlers())
  await vi.waitFor(() => expect(tape.witness.counts.snapshots).toBe(1))
  for (let cut = 0; cut < 5; cut += 1) {
    const back = new Promise<void>((resolve) => {
      const stop = client.onState((state) => {
        if (state !== 'open') return
        stop()
        resolve()
      })
    })
    server.cut()
    for (let count = 0; count < 4; count += 1) server.model.publish(TRADES)
    await back
    await vi.waitFor(() => expect(tape.lastTradeId).toBe(server.model.lastTradeId))
  }
  expect(tape.witness.counts).toEqual({ snapshots: 1, updates: 20, missed: 0, notRecovered: 0 })
  expect([...tape.faults, ...tape.witness.faults]).toEqual([])
})

it('finds a server that starts later, and says meanwhile that nothing is fresh', async () => {
  const first = new RealServer(seeded(1))
  const url = await first.url()
  await first.end()
  const client = createStreamClient({ url, timing })
  clients.push(client)
  const tape = new TapeWitness()
  const onStale = vi.fn()
  client.subscribe(TRADES, { ...tape.handlers(), onStale })
  await vi.waitFor(() => expect(onStale.mock.calls).toEqual([[true]]))
  servers.push(new RealServer(seeded(1), Number(new URL(url).port)))
  await vi.waitFor(() => expect(onStale.mock.calls).toEqual([[true], [false]]))
  expect([client.state, tape.witness.counts.snapshots]).toEqual(['open', 1])
})

it('leaves a connection on which nothing arrives', async () => {
  const { server, client } = await start(3)
  const states: string[] = []
  client.onState((state) => states.push(state))
  await vi.waitFor(() => expect(states).toEqual(['open']))
  // The model does not know its clients any more, so it sends them no heartbeat; the sockets stay open.
  server.model.restart()
  await vi.waitFor(() => expect(states).toEqual(['open', 'waiting', 'connecting', 'open']))
})
