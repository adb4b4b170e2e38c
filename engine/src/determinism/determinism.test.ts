import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordSession, SessionRecorder } from './record-session.fixture.ts'

const INPUTS = 1_000

const anySeed = fc.integer({ min: 1, max: 2 ** 40 })
const anySeeds = fc.uniqueArray(anySeed, { minLength: 2, maxLength: 4 })

describe('the same inputs', () => {
  it('give the same bytes and the same state whenever they come', () => {
    fc.assert(
      fc.property(anySeeds, (seeds) => {
        const forward = seeds.map((seed) => recordSession(seed, INPUTS))
        const backward = seeds.toReversed().map((seed) => recordSession(seed, INPUTS))
        expect(backward.toReversed()).toEqual(forward)
      }),
      { numRuns: 4 },
    )
  })

  it('give the same bytes and the same state whatever other engines do between them', () => {
    const anyTurns = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 40 })), { minLength: 20 })
    fc.assert(
      fc.property(anySeeds, anyTurns, (seeds, turns) => {
        const recorders = seeds.map((seed) => new SessionRecorder(seed))
        const left = new Map(recorders.map((recorder) => [recorder, INPUTS]))
        for (let next = 0; left.size > 0; next += 1) {
          const [choice = 0, wanted = 1] = turns[next % turns.length] ?? []
          const entry = [...left][(choice + next) % left.size]
          if (entry === undefined) continue
          const [recorder, rest] = entry
          recorder.run(Math.min(wanted, rest))
          if (wanted < rest) left.set(recorder, rest - wanted)
          else left.delete(recorder)
        }
        expect(recorders.map(({ parts }) => parts)).toEqual(seeds.map((seed) => recordSession(seed, INPUTS)))
      }),
      { numRuns: 4 },
    )
  })

  it('are many events, and others for other seeds', () => {
    const [one, other] = [recordSession(1, INPUTS), recordSession(2, INPUTS)]
    expect(one).toHaveLength(4)
    for (const { events, bytes } of one) expect(bytes).toBeGreaterThan(events)
    expect(one.reduce((sum, { events }) => sum + events, 0)).toBeGreaterThan(INPUTS / 2)
    expect(new Set([...one, ...other].map(({ eventsHash }) => eventsHash)).size).toBe(8)
    expect(new Set([...one, ...other].map(({ stateHash }) => stateHash)).size).toBe(8)
  })
})
