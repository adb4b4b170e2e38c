import { assert } from '../assert.ts'
import type { Order } from './order.ts'

const PAGE_SIZE = 256
/** An old page with no more orders than this lists just them: looking through them takes no longer. */
const FEW = 8

interface Page {
  count: number
  /** By the low bits of their ids; those of a page with few, one after the other by id. */
  orders: (Order | undefined)[]
  hasFew: boolean
}

/**
 * Open orders by id. Ids are given out one after the other, so orders of about the same age share a page,
 * and a page goes when its last order does: memory follows the open orders, and no growth moves all of
 * them at once. An order that outlives all others of its age takes some 150 bytes for a page of its own; the
 * worst, nine of each 256, under 400 bytes each.
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
    const page = this.#page(pageOf(orderId))
    if (page === undefined) return undefined
    return page.hasFew ? findIn(page, orderId) : page.orders[orderId % PAGE_SIZE]
  }

  has(orderId: number): boolean {
    return this.get(orderId) !== undefined
  }

  add(order: Order): void {
    const pageId = pageOf(order.orderId)
    const page = this.#page(pageId) ?? this.#createPage(pageId)
    if (page.hasFew) spread(page)
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
    const slot = page?.hasFew === true ? page.orders.indexOf(order) : order.orderId % PAGE_SIZE
    assert(page?.orders[slot] === order, 'an order that ends was open')
    page.orders[slot] = undefined
    page.count -= 1
    this.#size -= 1
    // The page of the newest orders is about to be needed again.
    if (page.count <= FEW && pageId !== this.#newestPageId) this.#shrinkPage(pageId, page)
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
    const page: Page = { count: 0, orders: [], hasFew: false }
    this.#pages.set(pageId, page)
    if (pageId > this.#newestPageId) {
      const before = this.#pages.get(this.#newestPageId)
      if (before !== undefined && before.count <= FEW) this.#shrinkPage(this.#newestPageId, before)
      this.#newestPageId = pageId
    }
    return page
  }

  #shrinkPage(pageId: number, page: Page): void {
    if (page.count === 0) this.#dropPage(pageId)
    else {
      page.orders = page.orders.filter((order) => order !== undefined)
      page.hasFew = true
    }
  }

  #dropPage(pageId: number): void {
    this.#pages.delete(pageId)
    this.#lastPageId = -1
    this.#lastPage = undefined
  }
}

function findIn({ orders }: Page, orderId: number): Order | undefined {
  for (const order of orders) if (order?.orderId === orderId) return order
  return undefined
}

/** Makes room again for all that a page can have: changes that are taken back bring orders back. */
function spread(page: Page): void {
  const few = page.orders
  page.orders = []
  page.hasFew = false
  for (const order of few) {
    if (order === undefined) continue
    const slot = order.orderId % PAGE_SIZE
    while (page.orders.length < slot) page.orders.push(undefined)
    page.orders[slot] = order
  }
}

function pageOf(orderId: number): number {
  return Math.floor(orderId / PAGE_SIZE)
}
