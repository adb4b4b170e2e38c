import { assert } from '../assert.ts'
import { NONE, PriceIndex } from '../book/price-index.ts'
import type { Ticks } from '../numbers/ticks.ts'
import type { UndoLog } from '../state/undo-log.ts'

/** Those that wait at one price. */
interface Bucket<Waiting> {
  stop: Ticks
  readonly waiting: Set<Waiting>
}

/** What waits for a price to rise to, or to fall to, its own: the nearest is found at once. */
export class TriggerIndex<Waiting> {
  readonly #isRising: boolean
  readonly #prices: PriceIndex
  readonly #buckets: Bucket<Waiting>[] = []
  readonly #unused: number[] = []

  constructor(direction: 'rising' | 'falling') {
    this.#isRising = direction === 'rising'
    this.#prices = new PriceIndex(this.#isRising ? 'lowest' : 'highest')
  }

  /** Whether nothing waits. */
  get isEmpty(): boolean {
    return this.#prices.size === 0
  }

  add(who: Waiting, stop: Ticks, undo: UndoLog | null): void {
    this.#insert(who, stop)
    if (undo !== null) undo.record(() => this.#delete(who, stop))
  }

  remove(who: Waiting, stop: Ticks, undo: UndoLog | null): void {
    this.#delete(who, stop)
    if (undo !== null) undo.record(() => this.#insert(who, stop))
  }

  /** Adds to `met` all whose price is reached. */
  collect(price: Ticks, met: Waiting[]): void {
    let at = this.#prices.best()
    while (at !== NONE) {
      const bucket = this.#bucket(at)
      if (this.#isRising ? bucket.stop > price : bucket.stop < price) return
      for (const who of bucket.waiting) met.push(who)
      at = this.#prices.next(bucket.stop)
    }
  }

  #insert(who: Waiting, stop: Ticks): void {
    const found = this.#prices.find(stop)
    if (found !== NONE) {
      this.#bucket(found).waiting.add(who)
      return
    }
    const reused = this.#unused.pop()
    const at = reused ?? this.#buckets.length
    if (reused === undefined) this.#buckets.push({ stop, waiting: new Set() })
    const bucket = this.#bucket(at)
    bucket.stop = stop
    bucket.waiting.add(who)
    this.#prices.insert(stop, at)
  }

  #delete(who: Waiting, stop: Ticks): void {
    const at = this.#prices.find(stop)
    const { waiting } = this.#bucket(at)
    const wasThere = waiting.delete(who)
    assert(wasThere, 'who waits is where it was put')
    if (waiting.size > 0) return
    this.#prices.remove(stop)
    this.#unused.push(at)
  }

  #bucket(at: number): Bucket<Waiting> {
    const bucket = this.#buckets[at]
    assert(bucket !== undefined, 'a stop of the index has a bucket')
    return bucket
  }
}
