/** The range of waits, and where chance comes from. */
export interface BackOffOptions {
  readonly minMs: number
  readonly maxMs: number
  /** From 0 to below 1. */
  readonly random: () => number
}

/** Waits that grow with each failure. */
export interface BackOff {
  /** How long to wait before the next try, ms. */
  next(): number
  /** After a success that lasted. */
  reset(): void
}

/**
 * A wait is anywhere between the least and a ceiling that doubles from twice the least: those who lost their
 * connection together do not come back together, not even at the first try.
 */
export function createBackOff({ minMs, maxMs, random }: BackOffOptions): BackOff {
  const firstCeiling = Math.min(maxMs, minMs * 2)
  let ceiling = firstCeiling
  return {
    next() {
      const wait = minMs + random() * (ceiling - minMs)
      ceiling = Math.min(maxMs, ceiling * 2)
      return wait
    },
    reset() {
      ceiling = firstCeiling
    },
  }
}
