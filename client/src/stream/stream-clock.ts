/** Time and timers. */
export interface StreamClock {
  /** Milliseconds that only grow. */
  now(): number
  /** Unix ms. */
  unixTime(): number
  /** Runs something once, later. @returns what calls it off */
  after(ms: number, run: () => void): () => void
}

/** Those of the platform. */
export const platformClock: StreamClock = {
  now: () => performance.now(),
  unixTime: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
