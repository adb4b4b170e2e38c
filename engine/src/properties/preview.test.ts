import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Engine } from '../engine.ts'
import { findDifference } from '../testing/difference.fixture.ts'
import { createSession, type TimedInput } from '../testing/random-inputs.fixture.ts'
import { Random } from '../testing/random.fixture.ts'
import { RECENT_ORDERS_MAX } from '../testing/session-setup.fixture.ts'

const limits = { recentOrdersMax: RECENT_ORDERS_MAX }

/** The inputs of a session. */
function inputsOf(seed: number, count: number): TimedInput[] {
  const engine = new Engine(limits)
  const session = createSession(seed, engine)
  return Array.from({ length: count }, () => {
    const timed = session.next()
    engine.execute(timed.input, timed.at)
    return timed
  })
}

describe('previews', () => {
  it('change nothing that comes later, whatever they look at', { timeout: 60_000 }, () => {
    const property = fc.property(fc.noShrink(fc.nat()), (seed) => {
      const inputs = inputsOf(seed, 1_000)
      const random = new Random(seed)
      const plain = new Engine(limits)
      const previewed = new Engine(limits)
      for (const [index, { input, at }] of inputs.entries()) {
        const other = inputs[Math.min(inputs.length - 1, index + random.below(30))]
        if (other !== undefined && random.chance(500)) previewed.preview(other.input, other.at)
        const difference = findDifference(plain.execute(input, at), previewed.execute(input, at))
        if (difference !== null) expect({ seed, index, difference }).toBeNull()
      }
      expect(findDifference(plain.image(), previewed.image())).toBeNull()
    })
    fc.assert(property, { numRuns: 20, endOnFailure: true })
  })
})
