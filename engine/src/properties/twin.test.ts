import { describe, it } from 'vitest'
import { compareSession, reportOf } from '../testing/compare.fixture.ts'
import { runSessions } from '../testing/seeds.fixture.ts'

/** `SOAK=1` runs for an hour; `SESSION_SEED` runs one session again. */
const isSoak = process.env['SOAK'] === '1'
/** A change is judged by the same sessions each time; a soak looks at new ones. */
const origin = isSoak ? null : 20_261_123
const seedText = process.env['SESSION_SEED']
const seed = seedText === undefined ? null : Number(seedText)
const total = isSoak ? 3_000_000 : 300_000
const hour = 3_600_000

describe('the engine and the textbook', () => {
  it(`decide alike over ${total} random inputs`, { timeout: isSoak ? 6 * hour : 360_000 }, () => {
    runSessions({ total, origin, length: 2_000, seed }, (each, length) => {
      const found = compareSession(each, length)
      return found === null ? null : reportOf(found)
    })
  })
})
