import { describe, it } from 'vitest'
import { runSessions } from '../testing/seeds.fixture.ts'
import { watchSession } from '../testing/watch.fixture.ts'

/** `SOAK=1` runs for an hour and more; `SESSION_SEED` runs one session again. */
const isSoak = process.env['SOAK'] === '1'
/** A change is judged by the same sessions each time; a soak looks at new ones. */
const origin = isSoak ? null : 20_261_123
const seedText = process.env['SESSION_SEED']
const seed = seedText === undefined ? null : Number(seedText)
const total = isSoak ? 10_000_000 : 120_000
const hour = 3_600_000

describe('random sessions', () => {
  it(`keep every invariant after each of ${total} inputs`, { timeout: isSoak ? 6 * hour : 240_000 }, () => {
    runSessions({ total, origin, length: 3_000, seed }, watchSession)
  })
})
