import type { Bars } from '@trading-pro/market'

/**
 * What a bar is to those before it in the file: `finer` when another time is written, which is of the same
 * day, week or month.
 */
export type Repetition = 'new' | 'same' | 'other' | 'finer'

/**
 * Finds bars whose time was there before. Times in order need the last bar only, others a set of times seen.
 */
export interface RepeatedTimes {
  /**
   * Judges the bar at `index`, whose time is written as `stampSeconds`; call it once for each bar, in the
   * order of the file.
   */
  check(bars: Bars, index: number, stampSeconds: number): Repetition
}

/** Finds the repetitions of one file. */
export function createRepeatedTimes(options: {
  readonly isUnordered: boolean
  /** Whether the bars are days or longer, so that several written times have one open time. */
  readonly isDated: boolean
}): RepeatedTimes {
  const times = options.isUnordered ? new SeenTimes() : new LastBar()
  return options.isDated ? new SeenPeriods(times) : times
}

/** Tells rows that are finer than their days, weeks or months from those that say a time again. */
class SeenPeriods implements RepeatedTimes {
  readonly #times: RepeatedTimes
  /** The time that is written in the first row of each period. */
  readonly #stamps = new Map<number, number>()

  constructor(times: RepeatedTimes) {
    this.#times = times
  }

  check(bars: Bars, index: number, stampSeconds: number): Repetition {
    const time = bars.time[index] ?? 0
    const first = this.#stamps.get(time)
    if (first !== undefined && first !== stampSeconds) return 'finer'
    // Seven centuries of days: of more the times alone are told apart.
    if (first === undefined && this.#stamps.size < REMEMBERED_MAX) this.#stamps.set(time, stampSeconds)
    return this.#times.check(bars, index, stampSeconds)
  }
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
 * further ones as one bit for each second, in pages of 18 hours: a year without a pause takes 4 MB, whatever
 * the number of rows.
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
