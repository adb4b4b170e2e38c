/** How much may be sent. */
export interface TokenBucketOptions {
  readonly perSecond: number
  readonly burst: number
}

/** Lets a burst through, then a steady rate. Times are ms of one clock. */
export interface TokenBucket {
  /** Takes one, if there is one. */
  take(at: number): boolean
  /** How long until there is one, ms. */
  waitMs(at: number): number
  /** Takes all there are: the other side says that there were none. */
  drain(at: number): void
}

/** A full bucket. */
export function createTokenBucket({ perSecond, burst }: TokenBucketOptions, startedAt: number): TokenBucket {
  let tokens = burst
  let filledAt = startedAt
  function fill(at: number): void {
    tokens = Math.min(burst, tokens + (Math.max(0, at - filledAt) * perSecond) / 1000)
    filledAt = at
  }
  return {
    take(at) {
      fill(at)
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
    waitMs(at) {
      fill(at)
      return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * 1000) / perSecond)
    },
    drain(at) {
      fill(at)
      tokens = 0
    },
  }
}
