import { assert } from '../assert.ts'
import type { Order } from '../state/order.ts'

/** Trailing stops that follow one reference price. However many there are, one leaves at once. */
export class TrailingOrders {
  readonly #orders = new Set<Order>()
  #newestId = 0
  #isSorted = true

  get size(): number {
    return this.#orders.size
  }

  add(order: Order): void {
    this.#orders.add(order)
    if (order.orderId < this.#newestId) this.#isSorted = false
    else this.#newestId = order.orderId
  }

  remove(order: Order): void {
    const wasThere = this.#orders.delete(order)
    assert(wasThere, 'an order is where it was put')
  }

  /** By id, as they are now. */
  values(): Order[] {
    const orders = [...this.#orders]
    if (this.#isSorted) return orders
    orders.sort((one, other) => one.orderId - other.orderId)
    this.#orders.clear()
    this.#newestId = 0
    for (const order of orders) this.add(order)
    this.#isSorted = true
    return orders
  }
}
