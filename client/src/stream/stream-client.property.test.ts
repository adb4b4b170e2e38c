import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FakeSocket } from './fake-socket.fixture.ts'
import { followOrderBook } from './follow-order-book.ts'
import { ManualClock } from './manual-clock.fixture.ts'
import { BOOK, FaultyLink, ModelServer, seeded, TRADES, type Fault } from './model-server.fixture.ts'
import { createStreamClient } from './stream-client.ts'
import { TapeWitness, Witness } from './witness.fixture.ts'

type Step =
  | { readonly kind: 'publish'; readonly count: number }
  | { readonly kind: 'fault'; readonly fault: Fault | null }
  | { readonly kind: 'cut' | 'restart' | 'join' | 'leave' | 'halfOpen' | 'resync' }
  | { readonly kind: 'wait'; readonly ms: number }

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('publish'), count: fc.integer({ min: 1, max: 9 }) }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('fault'),
        fault: fc.constantFrom<Fault | null>('drop', 'double', 'late', null),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom('cut', 'restart', 'join', 'leave', 'halfOpen', 'resync'),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.integer({ min: 0, max: 4_000 }) }),
    },
  ),
  { maxLength: 40 },
)

/** A client and a server with an unreliable way between them. */
class World {
  readonly clock = new ManualClock()
  readonly server: ModelServer
  readonly tapes: TapeWitness[] = []
  readonly books: { readonly witness: Witness; readonly followed: ReturnType<typeof followOrderBook> }[] = []
  readonly client
  /** Meets the next message only. */
  nextFault: Fault | null = null
  #socket: FakeSocket | null = null
  #isMute = false
  readonly #leaves: (() => void)[] = []

  constructor(seed: number) {
    const chance = seeded(seed)
    this.server = new ModelServer(chance)
    this.client = createStreamClient({
      url: 'ws://stream.invalid/',
      clock: this.clock,
      random: chance,
      openSocket: () => this.#open(),
    })
    this.join()
  }

  join(): void {
    const tape = new TapeWitness()
    this.tapes.push(tape)
    const subscription = this.client.subscribe(TRADES, tape.handlers())
    this.#leaves.push(() => {
      subscription.close()
      this.tapes.splice(this.tapes.indexOf(tape), 1)
    })
    const witness = new Witness()
    this.client.subscribe(BOOK, witness.handlers())
    const followed = followOrderBook(this.client, {
      symbol: 'SIM:AAPL',
      depth: 10,
      onChange: () => undefined,
    })
    this.books.push({ witness, followed })
  }

  leave(): void {
    this.#leaves.pop()?.()
  }

  resync(): void {
    this.client.subscribe(BOOK, new Witness().handlers()).resync()
  }

  cut(): void {
    this.#socket?.end(1006)
  }

  /** Nothing arrives any more, and nobody says why. */
  halfOpen(): void {
    this.#isMute = true
  }

  restart(): void {
    this.server.restart()
    this.#socket?.end(1012)
  }

  async wait(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 2_500) {
      await this.clock.advance(Math.min(left, 2_500))
      this.server.heartbeat()
    }
    await this.clock.advance(0)
  }

  #open(): FakeSocket {
    const socket = new FakeSocket()
    this.#socket = socket
    this.#isMute = false
    const link = new FaultyLink(
      (message) => {
        if (this.#socket === socket && !this.#isMute) socket.deliver(JSON.stringify(message))
      },
      () => {
        const fault = this.nextFault
        this.nextFault = null
        return fault
      },
    )
    // Sockets open later than they are asked to.
    this.clock.after(5, () => {
      const connection = this.server.connect(link.send)
      socket.hear((text) => this.server.receive(connection, text))
    })
    return socket
  }
}

async function take(world: World, step: Step): Promise<void> {
  switch (step.kind) {
    case 'publish':
      for (let count = 0; count < step.count; count += 1) {
        world.server.publish(BOOK)
        world.server.publish(TRADES)
        // Messages that arrive in one turn are what a busy socket has.
        if (count % 3 === 0) await world.wait(0)
      }
      return
    case 'fault':
      world.nextFault = step.fault
      return
    case 'wait':
      return world.wait(step.ms)
    default:
      world[step.kind]()
      return world.wait(0)
  }
}

it('subscribers see a whole sequence whatever happens, and the book ends as the server has it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), steps, async (seed, plan) => {
      const world = new World(seed)
      for (const step of plan) await take(world, step)
      world.nextFault = null
      // As long as dead connections and missing answers take; each update shows what is missing.
      for (let count = 0; count < 6; count += 1) {
        await world.wait(20_000)
        world.server.publish(BOOK)
        world.server.publish(TRADES)
      }
      await world.wait(0)
      const { book, lastTradeId } = world.server
      for (const { witness, followed } of world.books) {
        expect(witness.faults).toEqual([])
        expect(followed.book.isSound).toBe(true)
        expect(followed.book.bids).toEqual(book.levels('bids'))
        expect(followed.book.asks).toEqual(book.levels('asks'))
      }
      for (const tape of world.tapes) {
        expect([...tape.faults, ...tape.witness.faults]).toEqual([])
        expect(tape.lastTradeId).toBe(lastTradeId)
      }
      world.client.close()
      expect(world.clock.timerCount).toBe(0)
    }),
    { numRuns: 300 },
  )
})
