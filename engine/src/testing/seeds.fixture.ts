import fc from 'fast-check'

/** What `runSessions` does. */
export interface SessionRuns {
  /** Inputs in all. */
  readonly total: number
  /** Inputs of one session: long enough for days to end and accounts to be ruined. */
  readonly length: number
  /** Where the random seeds come from: the same sessions each time, or (`null`) new ones. */
  readonly origin: number | null
  /** Instead of random seeds, one that is to be looked at again. */
  readonly seed: number | null
}

/**
 * Runs sessions of random seeds until one fails: the failure says the seed, and a given seed runs that
 * session alone.
 *
 * @param run - says what is wrong with a session, or `null`
 */
export function runSessions(
  { total, length, origin, seed }: SessionRuns,
  run: (seed: number, length: number) => string | null,
): void {
  if (seed !== null) {
    const failure = run(seed, length)
    if (failure !== null) throw new Error(failure)
    return
  }
  const property = fc.property(fc.noShrink(fc.nat()), (each) => {
    const failure = run(each, length)
    if (failure !== null) throw new Error(failure)
  })
  const runs = { numRuns: Math.ceil(total / length), endOnFailure: true }
  fc.assert(property, origin === null ? runs : { ...runs, seed: origin })
}
