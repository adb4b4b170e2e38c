import { assert } from '../assert.ts'
import { NONE, PriceIndex } from '../book/price-index.ts'
import type { Ticks } from '../numbers/ticks.ts'
import type { Order } from '../state/order.ts'
import type { UndoLog } from '../state/undo-log.ts'

/** The orders that wait at one stop. */
interface Bucket {
  stop: Ticks
  readonly orders: Order[]
}

/** Orders that wait for one reference price to rise to, or to fall to, their stop: nearest first. */
export class TriggerIndex {
  readonly #isRising: boolean
  readonly #prices: PriceIndex
  readonly #buckets: Bucket[] = []
  readonly #unused: number[] = []

  constructor(direction: 'rising' | 'falling') {
    this.#isRising = direction === 'rising'
    this.#prices = new PriceIndex(this.#isRising ? 'lowest' : 'highest')
  }

  /** Whether nothing waits. */
  get isEmpty(): boolean {
    return this.#prices.size === 0
  }

  add(order: Order, stop: Ticks, undo: UndoLog | null): void {
    this.#insert(order, stop)
    if (undo !== null) undo.record(() => this.#delete(order, stop))
  }

  remove(order: Order, stop: Ticks, undo: UndoLog | null): void {
    this.#delete(order, stop)
    if (undo !== null) undo.record(() => this.#insert(order, stop))
  }

  /** Adds to `met` the orders whose stop a price meets. */
  collect(price: Ticks, met: Order[]): void {
    let at = this.#prices.best()
    while (at !== NONE) {
      const bucket = this.#bucket(at)
      if (this.#isRising ? bucket.stop > price : bucket.stop < price) return
      met.push(...bucket.orders)
      at = this.#prices.next(bucket.stop)
    }
  }

  #insert(order: Order, stop: Ticks): void {
    const found = this.#prices.find(stop)
    if (found !== NONE) {
      this.#bucket(found).orders.push(order)
      return
    }
    const reused = this.#unused.pop()
    const at = reused ?? this.#buckets.length
    if (reused === undefined) this.#buckets.push({ stop, orders: [] })
    const bucket = this.#bucket(at)
    bucket.stop = stop
    bucket.orders.push(order)
    this.#prices.insert(stop, at)
  }

  #delete(order: Order, stop: Ticks): void {
    const at = this.#prices.find(stop)
    const { orders } = this.#bucket(at)
    const place = orders.indexOf(order)
    assert(place !== -1, 'an order waits where its stop is')
    orders.splice(place, 1)
    if (orders.length > 0) return
    this.#prices.remove(stop)
    this.#unused.push(at)
  }

  #bucket(at: number): Bucket {
    const bucket = this.#buckets[at]
    assert(bucket !== undefined, 'a stop of the index has a bucket')
    return bucket
  }
}
