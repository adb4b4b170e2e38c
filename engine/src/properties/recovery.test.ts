import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Engine } from '../engine.ts'
import { findDifference } from '../testing/difference.fixture.ts'
import { createSession } from '../testing/random-inputs.fixture.ts'
import { RECENT_ORDERS_MAX } from '../testing/session-setup.fixture.ts'

const limits = { recentOrdersMax: RECENT_ORDERS_MAX }
const sessionCount = process.env['SOAK'] === '1' ? 1_000 : 20
const inputCount = 1_000
/** After so many inputs another snapshot is taken. */
const snapshotEvery = 100

function restoredFrom(engine: Engine): Engine {
  const pieces: Uint8Array[] = []
  engine.snapshot((piece) => pieces.push(piece.slice()))
  return Engine.restore(Buffer.concat(pieces), limits)
}

describe('recovery', () => {
  it('J5: a snapshot and the events after it are the live state, whenever it was taken', () => {
    const property = fc.property(fc.noShrink(fc.nat()), (seed) => {
      const live = new Engine(limits)
      const session = createSession(seed, live)
      const recovered: Engine[] = []
      for (let count = 1; count <= inputCount; count += 1) {
        const { input, at } = session.next()
        const { events } = live.execute(input, at)
        for (const engine of recovered) for (const event of events) engine.apply(event)
        if (count % snapshotEvery !== 0) continue
        recovered.push(restoredFrom(live))
        for (const [from, engine] of recovered.entries()) {
          const difference = findDifference(live.image(), engine.image())
          if (difference !== null) expect({ seed, count, from, difference }).toBeNull()
          expect(engine.stateHash()).toBe(live.stateHash())
        }
      }
    })
    fc.assert(property, { numRuns: sessionCount, endOnFailure: true })
  }, 300_000)

  it('a restored engine and one that folded all events go on alike', () => {
    const property = fc.property(fc.noShrink(fc.nat()), (seed) => {
      const [live, folded] = [new Engine(limits), new Engine(limits)]
      const session = createSession(seed, live)
      for (let count = 1; count <= inputCount; count += 1) {
        const { input, at } = session.next()
        for (const event of live.execute(input, at).events) folded.apply(event)
      }
      const restored = restoredFrom(live)
      for (let count = 1; count <= inputCount / 2; count += 1) {
        const { input, at } = session.next()
        live.execute(input, at)
        const difference = findDifference(restored.execute(input, at), folded.execute(input, at))
        if (difference !== null) expect({ seed, count, input, difference }).toBeNull()
      }
    })
    fc.assert(property, { numRuns: sessionCount, endOnFailure: true })
  }, 300_000)
})
