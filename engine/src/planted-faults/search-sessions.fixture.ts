import { unreachable } from '../assert.ts'
import { compareSession } from '../testing/compare.fixture.ts'
import { createSession } from '../testing/random-inputs.fixture.ts'
import { Watch } from '../testing/watch.fixture.ts'

/** Few enough to be forgotten within a session. */
const RECENT_ORDERS_MAX = 40

/** Who finds an engine wrong: the textbook that does the same, or invariants with sums of their own. */
export type Judge = 'textbook' | 'invariants'

/** Random sessions to look at. */
export interface Search {
  readonly judge: Judge
  /** The invariant that is looked at alone; `null`: all of them. */
  readonly check: string | null
  readonly seeds: readonly number[]
  /** Inputs of each session. */
  readonly inputs: number
}

/** The first thing that is wrong. */
export interface Finding {
  readonly seed: number
  /** Number of the input in its session, from 0. */
  readonly index: number
  readonly message: string
}

/** Looks at one session after the other until something is wrong; `null`: nothing is. */
export function searchSessions({ judge, check, seeds, inputs }: Search): Finding | null {
  for (const seed of seeds) {
    const found = judgeSession({ judge, check }, seed, inputs)
    if (found !== null) return { seed, ...found }
  }
  return null
}

function judgeSession(
  { judge, check }: Pick<Search, 'judge' | 'check'>,
  seed: number,
  inputs: number,
): Omit<Finding, 'seed'> | null {
  switch (judge) {
    case 'textbook': {
      const found = compareSession(seed, inputs)
      return found === null ? null : { index: found.index, message: found.message }
    }
    case 'invariants':
      return watchSession(check, seed, inputs)
    default:
      return unreachable(judge)
  }
}

function watchSession(check: string | null, seed: number, inputs: number): Omit<Finding, 'seed'> | null {
  const watch = new Watch(RECENT_ORDERS_MAX, { costly: 20, fold: 500 }, check)
  const session = createSession(seed, watch.engine)
  for (let index = 0; index < inputs; index += 1) {
    const message = watch.run(session.next())
    if (message !== null) return { index, message }
  }
  return null
}
