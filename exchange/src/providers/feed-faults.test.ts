import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { feedFaults } from '../feed/feed-guard.ts'
import { DisturbedFeed, truthOf } from '../testing/disturbed-feed.fixture.ts'
import { FaultWatch, nothingTried } from '../testing/fault-watch.fixture.ts'
import { MadeUpVenue } from '../testing/made-up-venue.fixture.ts'
import { definitionOf, INSTRUMENT, NOON } from '../testing/market.fixture.ts'

const instrument = { ...INSTRUMENT, tape: 'venue', staleAfterMs: 5_000 } as const
const definition = definitionOf({ instrument })

describe('a feed that breaks, falls silent, repeats itself, comes in disorder and lies', () => {
  it('never brings anything untrue into tape, bars or quotes, and nobody fills while it is stale', () => {
    const tried = nothingTried()
    const faults = new Map<string, number>()
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { arrivals } = new MadeUpVenue(seed, { from: NOON, until: NOON + 150_000 })
        const { delivered } = new DisturbedFeed(arrivals, seed)
        const watch = new FaultWatch(
          { arrivals, delivered, truth: truthOf(arrivals), definition },
          seed,
          tried,
        )
        watch.run()
        for (const [fault, count] of Object.entries(watch.provider.quarantined))
          faults.set(fault, (faults.get(fault) ?? 0) + count)
      }),
      { numRuns: 30 },
    )
    // Each of it happened, and more than once or twice.
    for (const fault of feedFaults) expect([fault, (faults.get(fault) ?? 0) > 30]).toEqual([fault, true])
    for (const count of Object.values(tried)) expect(count).toBeGreaterThan(30)
  })
})
