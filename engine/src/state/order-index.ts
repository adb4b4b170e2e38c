import { assert } from '../assert.ts'
import type { Order } from './order.ts'

const PAGE_SIZE = 256

interface Page {
  count: number
  readonly orders: (Order | undefined)[]
}

/**
 * Open orders by id. Ids are given out one after the other, so orders of about the same age share a page,
 * and a page goes when its last order does: memory follows the open orders, and no growth moves all of
 * them at once.
 */
export class OrderIndex {
  readonly #pages = new Map<number, Page>()
  #size = 0
  /** Orders of about the same age are asked for together. */
  #lastPage: Page | undefined
  #lastPageId = -1
  #newestPageId = -1

  get size(): number {
    return this.#size
  }

  get(orderId: number): Order | undefined {
    return this.#page(pageOf(orderId))?.orders[orderId % PAGE_SIZE]
  }

  has(orderId: number): boolean {
    return this.get(orderId) !== undefined
  }

  add(order: Order): void {
    const pageId = pageOf(order.orderId)
    const page = this.#page(pageId) ?? this.#createPage(pageId)
    const slot = order.orderId % PAGE_SIZE
    assert(page.orders[slot] === undefined, 'an order id is given once')
    while (page.orders.length < slot) page.orders.push(undefined)
    page.orders[slot] = order
    page.count += 1
    this.#size += 1
  }

  remove(order: Order): void {
    const pageId = pageOf(order.orderId)
    const page = this.#page(pageId)
    const slot = order.orderId % PAGE_SIZE
    assert(page?.orders[slot] === order, 'an order that ends was open')
    page.orders[slot] = undefined
    page.count -= 1
    this.#size -= 1
    // The page of the newest orders is about to be needed again.
    if (page.count === 0 && pageId !== this.#newestPageId) this.#dropPage(pageId)
  }

  /** By id. */
  *values(): Iterable<Order> {
    const pageIds = [...this.#pages.keys()].sort((one, other) => one - other)
    for (const pageId of pageIds) {
      for (const order of this.#pages.get(pageId)?.orders ?? []) if (order !== undefined) yield order
    }
  }

  #page(pageId: number): Page | undefined {
    if (pageId === this.#lastPageId) return this.#lastPage
    const page = this.#pages.get(pageId)
    if (page === undefined) return undefined
    this.#lastPageId = pageId
    this.#lastPage = page
    return page
  }

  #createPage(pageId: number): Page {
    const page: Page = { count: 0, orders: [] }
    this.#pages.set(pageId, page)
    if (pageId > this.#newestPageId) {
      if (this.#pages.get(this.#newestPageId)?.count === 0) this.#dropPage(this.#newestPageId)
      this.#newestPageId = pageId
    }
    return page
  }

  #dropPage(pageId: number): void {
    this.#pages.delete(pageId)
    this.#lastPageId = -1
    this.#lastPage = undefined
  }
}

function pageOf(orderId: number): number {
  return Math.floor(orderId / PAGE_SIZE)
}
