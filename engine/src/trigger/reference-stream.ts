import { ticks, type Ticks } from '../numbers/ticks.ts'

/** Observations that the median looks at, at most: more within a second say nothing new. */
const WINDOW_MAX = 256
const WINDOW_MS = 1_000

/** What one observation is worth to triggers. */
export interface QualifiedPrice {
  /** For triggers that wait for a rise. */
  readonly high: Ticks
  /** For triggers that wait for a fall. */
  readonly low: Ticks
}

/**
 * One reference price of an instrument (last, bid, ask or mark) with its last second, in a ring. A price
 * far from the median of that second counts only as far as the observation before confirms it, so that one
 * bad tick fires nothing. Volatile: a part of M.
 */
export class ReferenceStream {
  readonly #prices = new Float64Array(WINDOW_MAX)
  readonly #times = new Float64Array(WINDOW_MAX)
  /** Observations since the window was last forgotten; the newest is at `(#count - 1) % WINDOW_MAX`. */
  #count = 0
  #current: Ticks | null = null

  /** The newest observation; `null`: none since the window was forgotten. */
  get current(): Ticks | null {
    return this.#current
  }

  /** Forgets the recent: what comes next stands alone. */
  forget(): void {
    this.#count = 0
    this.#current = null
  }

  /** Takes an observation into the recent. Unix milliseconds, never backward. */
  observe(price: Ticks, at: number): void {
    const slot = this.#count % WINDOW_MAX
    this.#prices[slot] = price
    this.#times[slot] = at
    this.#count += 1
    this.#current = price
  }

  /**
   * What a price is worth that is about to be observed.
   *
   * @param bandPpm - how far from the median it may be to count alone, in millionths of the median
   */
  qualify(price: Ticks, at: number, bandPpm: number): QualifiedPrice {
    if (this.#count === 0) return { high: price, low: price }
    const previous = ticks(this.#prices[(this.#count - 1) % WINDOW_MAX] ?? 0)
    if (isWithin(price, this.#median(at), bandPpm)) return { high: price, low: price }
    return { high: price < previous ? price : previous, low: price > previous ? price : previous }
  }

  /** A copy, to come back to when a preview is taken back. */
  copy(): ReferenceStream {
    const copy = new ReferenceStream()
    copy.#prices.set(this.#prices)
    copy.#times.set(this.#times)
    copy.#count = this.#count
    copy.#current = this.#current
    return copy
  }

  /** The lower median of what is younger than a second, or the newest observation. */
  #median(at: number): number {
    const recent: number[] = []
    const oldest = Math.max(0, this.#count - WINDOW_MAX)
    for (let place = this.#count - 1; place >= oldest; place -= 1) {
      const slot = place % WINDOW_MAX
      if (recent.length > 0 && (this.#times[slot] ?? 0) <= at - WINDOW_MS) break
      recent.push(this.#prices[slot] ?? 0)
    }
    recent.sort((one, other) => one - other)
    return recent[(recent.length - 1) >> 1] ?? 0
  }
}

function isWithin(price: number, median: number, bandPpm: number): boolean {
  const difference = Math.abs(price - median)
  const left = difference * 1_000_000
  const right = median * bandPpm
  if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) return left <= right
  return BigInt(difference) * 1_000_000n <= BigInt(median) * BigInt(bandPpm)
}
