import type { Bucket } from '@trading-pro/market'

/** A bar in ticks and lots. */
export interface FormingBar {
  /** Unix seconds, as in history. */
  readonly time: number
  readonly open: number
  high: number
  low: number
  close: number
  volume: number
}

/** Hears of bars as they close. */
export type CloseListener = (bar: Readonly<FormingBar>) => void

/** Where an instant (Unix seconds) lies in a resolution. */
export type BucketOf = (utcSeconds: number) => Bucket

/** Price in ticks and quantity in lots of something that traded. */
interface Traded {
  readonly price: number
  readonly quantity: number
  /** Unix ms. */
  readonly at: number
}

/** The bar of one resolution that forms now; it closes by the next print or by the clock. */
export class FormingBars {
  readonly #bucketOf: BucketOf
  readonly #listeners = new Set<CloseListener>()
  #forming: FormingBar | null = null
  /** Unix ms from which the forming bar is closed. */
  #until = -Infinity

  constructor(bucketOf: BucketOf) {
    this.#bucketOf = bucketOf
  }

  /** The bar that forms; `null` before the first print of its bucket. */
  get forming(): Readonly<FormingBar> | null {
    return this.#forming
  }

  get hasListeners(): boolean {
    return this.#listeners.size > 0
  }

  /** Begins with what has traded in the bucket before. */
  seed(bar: FormingBar, at: number): void {
    this.#forming = { ...bar }
    this.#until = this.#endOfBucket(bar.time, at)
  }

  /** Adds a print. One from before the forming bar belongs to no bar any more. */
  add({ price, quantity, at }: Traded): void {
    this.advance(at)
    if (this.#forming === null) {
      const { open } = this.#bucketOf(Math.floor(at / 1000))
      if (open === null) return
      this.#forming = { time: open, open: price, high: price, low: price, close: price, volume: quantity }
      this.#until = this.#endOfBucket(open, at)
      return
    }
    const bar = this.#forming
    if (price > bar.high) bar.high = price
    if (price < bar.low) bar.low = price
    bar.close = price
    bar.volume += quantity
  }

  /** Closes the bar whose time is over. */
  advance(at: number): void {
    const bar = this.#forming
    if (bar === null || at < this.#until) return
    this.#forming = null
    for (const listener of this.#listeners) listener(bar)
  }

  /** Tells of each bar that closes, until what is returned is called. */
  listen(listener: CloseListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A bar of days lasts over the breaks between the segments of its session. */
  #endOfBucket(open: number, at: number): number {
    let bucket = this.#bucketOf(Math.floor(at / 1000))
    let end = at / 1000
    for (;;) {
      if (bucket.open === open) end = bucket.until
      else if (bucket.open !== null || this.#bucketOf(bucket.until).open !== open) return end * 1000
      bucket = this.#bucketOf(bucket.until)
    }
  }
}
