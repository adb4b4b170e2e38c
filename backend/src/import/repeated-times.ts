import type { Bars } from '@trading-pro/market'

/** What a bar is to those before it in the file. */
export type Repetition = 'new' | 'same' | 'other'

/**
 * Finds bars whose time was there before. Times in order need the last bar only, others a set of times seen.
 */
export interface RepeatedTimes {
  /** Judges the bar at `index`; call it once for each bar, in the order of the file. */
  check(bars: Bars, index: number): Repetition
}

export function createRepeatedTimes(options: { readonly isUnordered: boolean }): RepeatedTimes {
  return options.isUnordered ? new SeenTimes() : new LastBar()
}

class LastBar implements RepeatedTimes {
  /** Time, open, high, low, close, volume. */
  readonly #last = new Float64Array(6).fill(Number.NaN)

  check(bars: Bars, index: number): Repetition {
    const last = this.#last
    const { time, open, high, low, close, volume } = bars
    const isRepeated = time[index] === last[0]
    if (isRepeated) {
      const isSame = open[index] === last[1] && high[index] === last[2] && low[index] === last[3]
      return isSame && close[index] === last[4] && volume[index] === last[5] ? 'same' : 'other'
    }
    last[0] = time[index] ?? 0
    last[1] = open[index] ?? 0
    last[2] = high[index] ?? 0
    last[3] = low[index] ?? 0
    last[4] = close[index] ?? 0
    last[5] = volume[index] ?? 0
    return 'new'
  }
}

/** Times whose values are remembered too: 20 MB at most. A file out of order is seldom longer. */
const REMEMBERED_MAX = 250_000
const PAGE_BITS = 16
const PAGE_SECONDS = 2 ** PAGE_BITS

/**
 * The first times with a hash of their values, so that a repetition of a bar is told from another bar; all
 * further
 * ones as one bit for each second, in pages of 18 hours: a year without a pause takes 4 MB, whatever the
 * number of
 * rows.
 */
class SeenTimes implements RepeatedTimes {
  readonly #hashes = new Map<number, number>()
  readonly #pages = new Map<number, Uint8Array>()

  check(bars: Bars, index: number): Repetition {
    const time = bars.time[index] ?? 0
    const hash = this.#hashes.get(time)
    if (hash !== undefined) return hash === hashOfBar(bars, index) ? 'same' : 'other'
    if (this.#hashes.size < REMEMBERED_MAX) {
      this.#hashes.set(time, hashOfBar(bars, index))
      return 'new'
    }
    return this.#markSecond(time) ? 'new' : 'other'
  }

  /** Whether the second was not marked before. */
  #markSecond(time: number): boolean {
    const number = Math.floor(time / PAGE_SECONDS)
    let page = this.#pages.get(number)
    if (page === undefined) {
      page = new Uint8Array(PAGE_SECONDS / 8)
      this.#pages.set(number, page)
    }
    const second = time - number * PAGE_SECONDS
    const bit = 1 << (second & 7)
    const byte = page[second >>> 3] ?? 0
    page[second >>> 3] = byte | bit
    return (byte & bit) === 0
  }
}

function hashOfBar({ open, high, low, close, volume }: Bars, index: number): number {
  let hash = 0
  for (const column of [open, high, low, close, volume]) {
    const value = column[index] ?? 0
    hash = Math.imul(hash ^ (value | 0), 0x01000193)
    hash = Math.imul(hash ^ Math.floor(value / 2 ** 32), 0x01000193)
  }
  return hash
}
