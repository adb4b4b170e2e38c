import type { Ticks } from '../numbers/ticks.ts'

/** Observations that the median looks at, at most: more within a second say nothing new. */
const WINDOW_MAX = 256
const WINDOW_MS = 1_000

/** What one observation is worth to triggers. */
export interface QualifiedPrice {
  /** For triggers that wait for a rise. */
  high: Ticks
  /** For triggers that wait for a fall. */
  low: Ticks
}

/**
 * One reference price of an instrument (last, bid, ask or mark) with its last second. A price far from the
 * median of that second counts only as far as the observation before confirms it, so that one bad tick fires
 * nothing. Volatile: a part of M.
 */
export class ReferenceStream {
  #prices: Ticks[] = []
  #times: number[] = []
  /** Where the window begins; what is before it is dropped now and then. */
  #start = 0
  #current: Ticks | null = null

  /** The newest observation; `null`: none yet. */
  get current(): Ticks | null {
    return this.#current
  }

  /** Forgets the window: what comes next stands alone. */
  forget(): void {
    this.#prices = []
    this.#times = []
    this.#start = 0
  }

  /**
   * Takes an observation into the window and says what it is worth.
   *
   * @param bandPpm - millionths of the median; `null` when nothing waits for the answer
   */
  observe(price: Ticks, at: number, bandPpm: number | null): QualifiedPrice {
    this.#current = price
    this.#expire(at)
    const previous = this.#prices[this.#prices.length - 1]
    const isInBand = previous === undefined || bandPpm === null || isWithin(price, this.#median(), bandPpm)
    this.#prices.push(price)
    this.#times.push(at)
    if (this.#prices.length - this.#start > WINDOW_MAX) this.#start += 1
    if (isInBand || previous === undefined) return { high: price, low: price }
    return { high: price < previous ? price : previous, low: price > previous ? price : previous }
  }

  /** A copy for a preview that is taken back. */
  copy(): ReferenceStream {
    const copy = new ReferenceStream()
    copy.#prices = this.#prices.slice(this.#start)
    copy.#times = this.#times.slice(this.#start)
    copy.#current = this.#current
    return copy
  }

  /** Leaves what is younger than a second, or the newest alone. */
  #expire(at: number): void {
    const newest = this.#times.length - 1
    while (this.#start < newest && (this.#times[this.#start] ?? 0) <= at - WINDOW_MS) this.#start += 1
    if (this.#start > 1_024) {
      this.#prices = this.#prices.slice(this.#start)
      this.#times = this.#times.slice(this.#start)
      this.#start = 0
    }
  }

  #median(): number {
    const window = this.#prices.slice(this.#start)
    // Two observations or one need no sorting; most quiet markets have no more.
    if (window.length > 2) window.sort((one, other) => one - other)
    else if (window.length === 2) return Math.min(window[0] ?? 0, window[1] ?? 0)
    return window[(window.length - 1) >> 1] ?? 0
  }
}

function isWithin(price: number, median: number, bandPpm: number): boolean {
  const difference = Math.abs(price - median)
  const left = difference * 1_000_000
  const right = median * bandPpm
  if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) return left <= right
  return BigInt(difference) * 1_000_000n <= BigInt(median) * BigInt(bandPpm)
}
