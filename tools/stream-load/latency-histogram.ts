/** Buckets of each power of two: a figure is at most a sixteenth too high. */
const PARTS = 16
const PART_BITS = 4
/** Half an hour; what takes longer counts as that. */
const MICROSECONDS_MAX = 2_147_483_647
const BUCKETS = (31 - PART_BITS + 1) * PARTS

/** Figures of a histogram, microseconds. */
export interface LatencyReport {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly max: number
  /** Those that are not empty: [highest value of the bucket, how many]. */
  readonly buckets: readonly (readonly [number, number])[]
}

/** Counts how long things took, in memory that does not grow. */
export class LatencyHistogram {
  readonly #counts = new Float64Array(BUCKETS)
  #count = 0
  #max = 0

  /** @param microseconds - what is less than nothing, by clocks that differ, counts as nothing */
  add(microseconds: number): void {
    const value = Math.min(MICROSECONDS_MAX, Math.max(0, Math.trunc(microseconds)))
    const index = bucketOf(value)
    this.#counts[index] = (this.#counts[index] ?? 0) + 1
    this.#count += 1
    if (value > this.#max) this.#max = value
  }

  report(): LatencyReport {
    const buckets = [...this.#counts].flatMap((count, index) => {
      return count === 0 ? [] : [[highestOf(index), count] as const]
    })
    return {
      count: this.#count,
      p50: this.#percentile(buckets, 0.5),
      p99: this.#percentile(buckets, 0.99),
      max: this.#max,
      buckets,
    }
  }

  reset(): void {
    this.#counts.fill(0)
    this.#count = 0
    this.#max = 0
  }

  #percentile(buckets: LatencyReport['buckets'], share: number): number {
    let seen = 0
    for (const [highest, count] of buckets) {
      seen += count
      if (seen >= this.#count * share) return Math.min(highest, this.#max)
    }
    return 0
  }
}

function bucketOf(value: number): number {
  if (value < PARTS) return value
  const exponent = 31 - Math.clz32(value)
  return (exponent - PART_BITS + 1) * PARTS + ((value >>> (exponent - PART_BITS)) & (PARTS - 1))
}

function highestOf(index: number): number {
  if (index < PARTS) return index
  const shift = Math.floor(index / PARTS) - 1
  return (PARTS + (index % PARTS) + 1) * (1 << shift) - 1
}
