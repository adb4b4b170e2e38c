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

/** How two engines come to be as they are after the first half of a session. */
const beginnings = {
  live: (inputs: readonly TimedInput[]) => executed(inputs),
  restored: (inputs: readonly TimedInput[]) => {
    const pieces: Uint8Array[] = []
    executed(inputs).snapshot((piece) => pieces.push(piece.slice()))
    return Engine.restore(Buffer.concat(pieces), limits)
  },
  folded: (inputs: readonly TimedInput[]) => {
    const [decided, folded] = [new Engine(limits), new Engine(limits)]
    for (const { input, at } of inputs) {
      for (const event of decided.execute(input, at).events) folded.apply(event)
    }
    return folded
  },
}

function executed(inputs: readonly TimedInput[]): Engine {
  const engine = new Engine(limits)
  for (const { input, at } of inputs) engine.execute(input, at)
  return engine
}

describe('previews', () => {
  it.each(Object.entries(beginnings))(
    'change nothing that comes later, whatever they look at, on a %s engine',
    { timeout: 60_000 },
    (_, begin) => {
      const property = fc.property(fc.noShrink(fc.nat()), (seed) => {
        const inputs = inputsOf(seed, 1_000)
        const random = new Random(seed)
        const half = inputs.length / 2
        const [plain, previewed] = [begin(inputs.slice(0, half)), begin(inputs.slice(0, half))]
        for (const [index, { input, at }] of inputs.entries()) {
          if (index < half) continue
          const other = inputs[Math.min(inputs.length - 1, index + random.below(30))]
          if (other !== undefined && random.chance(500)) previewed.preview(other.input, other.at)
          const difference = findDifference(plain.execute(input, at), previewed.execute(input, at))
          if (difference !== null) expect({ seed, index, difference }).toBeNull()
        }
        expect(findDifference(plain.image(), previewed.image())).toBeNull()
      })
      fc.assert(property, { numRuns: 20, endOnFailure: true })
    },
  )
})
