import { describe, expect, it } from 'vitest'
import { Engine } from '../engine.ts'
import type { EngineEvent } from '../event/events.ts'
import { decodeBatch, encodeBatch } from '../event/event-codec.ts'
import { createSession } from '../testing/random-inputs.fixture.ts'
import { RECENT_ORDERS_MAX } from '../testing/session-setup.fixture.ts'
import { copyOf } from '../testing/spoil.fixture.ts'
import type { Input } from './commands.ts'
import type { Outcome } from './outcome.ts'
import { fickle, scramble, type Disguise } from './hostile.fixture.ts'

const limits = { recentOrdersMax: RECENT_ORDERS_MAX }
const seeds = Array.from({ length: 12 }, (_none, index) => index + 1)
const inputCount = 400
const compareEvery = 25
const [start, later] = [1_000, 2_000]

/** An engine with what its events, read back from their bytes, make of another one. */
class Journaled {
  readonly engine = new Engine(limits)
  readonly #folded = new Engine(limits)

  /** Executes a value as an input; says how it ended. */
  execute(input: unknown, at: number): Outcome['kind'] {
    const { kind, events } = this.engine.execute(input as Input, at)
    this.journal(events)
    return kind
  }

  /** Writes events down; afterwards they are scrambled. */
  journal(events: readonly EngineEvent[]): void {
    for (const event of decodeBatch(encodeBatch(events))) this.#folded.apply(event)
    scramble(events)
  }

  check(place: object): void {
    expect({ ...place, hash: this.engine.stateHash() }).toEqual({ ...place, hash: this.#folded.stateHash() })
  }
}

describe('what an engine keeps', () => {
  it.each(seeds)('is not the sender’s, and not the receiver’s (seed %i)', (seed) => {
    const journaled = new Journaled()
    const { engine } = journaled
    const session = createSession(seed, engine)
    for (let count = 0; count < inputCount; count += 1) {
      const { input, at } = session.next()
      const [asked, sent] = [copyOf(input), copyOf(input)]
      const preview = engine.preview(asked, at)
      scramble(asked)
      scramble(preview.events)
      const outcome = engine.execute(sent, at)
      scramble(sent)
      journaled.journal(outcome.events)
      scramble(engine.image())
      if (count % compareEvery === 0) journaled.check({ count })
    }
    journaled.check({ count: inputCount })
  })

  const disguises = ['getters', 'inherited', 'proxies'] as const
  it.each(disguises.flatMap((disguise) => [1, 2, 3].map((reads) => [disguise, reads] as const)))(
    'is what it checked, where %s change after %i looks',
    (disguise: Disguise, reads) => {
      for (const seed of seeds.slice(0, 4)) {
        const journaled = new Journaled()
        const session = createSession(seed, journaled.engine)
        const kinds = new Set<string>()
        for (let count = 0; count < inputCount; count += 1) {
          const { input, at } = session.next()
          const before = journaled.engine.stateHash()
          const isDue = journaled.execute({ kind: 'tick' }, at) === 'accepted'
          const quiet = isDue ? journaled.engine.stateHash() : before
          const kind = journaled.execute(fickle(input, disguise, reads), at)
          kinds.add(kind)
          if (kind !== 'accepted') expect(journaled.engine.stateHash()).toBe(quiet)
          if (count % compareEvery === 0) journaled.check({ seed, count })
          // So that the session goes on whatever became of this one.
          journaled.execute(copyOf(input), at)
        }
        journaled.check({ seed })
        expect(kinds).toContain('denied')
        expect(kinds).toContain('accepted')
      }
    },
  )
})

describe('an engine that an input calls while it is read', () => {
  const calling = (engine: Engine, call: () => void): Input => {
    const input = { kind: 'set_kill_switch', scope: 'site', id: 0 }
    const get = (): boolean => {
      call()
      return true
    }
    Object.defineProperty(input, 'isOn', { get })
    expect(engine.state.counters.isSiteKilled).toBe(false)
    return input as unknown as Input
  }

  it('has done the inner input before the outer one begins', () => {
    const engine = new Engine(limits)
    const happened: string[] = []
    const note = (input: Input, at: number): void => {
      const outcome = engine.execute(input, at)
      happened.push(`${input.kind} ${outcome.kind}`)
    }
    note({ kind: 'tick' }, start)
    const inner: Input = { kind: 'set_kill_switch', scope: 'owner', id: 7, isOn: true }
    note(
      calling(engine, () => note(inner, later)),
      start,
    )
    expect(happened).toEqual(['tick accepted', 'set_kill_switch accepted', 'set_kill_switch denied'])
    expect(engine.state.counters).toMatchObject({ at: later, isSiteKilled: false })
  })

  it('has not been told of a preview by it', () => {
    const engine = new Engine(limits)
    const inner: Input = { kind: 'set_kill_switch', scope: 'owner', id: 7, isOn: true }
    engine.preview(
      calling(engine, () => engine.execute(inner, start)),
      start,
    )
    expect([...engine.state.killedOwners]).toEqual([7])
    expect(engine.state.counters.isSiteKilled).toBe(false)
  })
})
