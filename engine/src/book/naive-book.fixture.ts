/**
 * The book as a textbook has it: a list of levels, each a list of what stands in its queue, outside liquidity
 * as slices of it. Slow, and made to be read beside the rules.
 */
import type { Side } from '../order/order-types.ts'

interface OutsideSlice {
  readonly kind: 'outside'
  size: number
}

export interface NaiveOrder {
  readonly kind: 'order'
  readonly id: number
  readonly ignoresOutside: boolean
  leaves: number
}

export interface NaiveLevel {
  readonly side: Side
  readonly price: number
  venueSize: number
  consumed: number
  queue: (OutsideSlice | NaiveOrder)[]
}

export interface NaiveFill {
  readonly id: number
  readonly quantity: number
}

const sizeOf = (slices: NaiveLevel['queue']): number =>
  slices.reduce((sum, item) => sum + (item.kind === 'outside' ? item.size : 0), 0)

export class NaiveBook {
  levels: NaiveLevel[] = []

  /** Best first. */
  side(side: Side): NaiveLevel[] {
    const worseBy = side === 'buy' ? 1 : -1
    return this.levels
      .filter((level) => level.side === side)
      .toSorted((one, other) => (other.price - one.price) * worseBy)
  }

  find(side: Side, price: number): NaiveLevel | undefined {
    return this.levels.find((level) => level.side === side && level.price === price)
  }

  add(side: Side, price: number, order: Omit<NaiveOrder, 'kind'>): void {
    this.#levelAt(side, price).queue.push({ kind: 'order', ...order })
  }

  /** Takes `quantity` off an order, which leaves with its last lot. */
  take(id: number, quantity: number): void {
    for (const level of this.levels) {
      for (const item of level.queue) if (item.kind === 'order' && item.id === id) item.leaves -= quantity
      level.queue = level.queue.filter((item) => item.kind === 'outside' || item.leaves > 0)
    }
    this.#dropEmpty()
  }

  orders(level: NaiveLevel): NaiveOrder[] {
    return level.queue.filter((item) => item.kind === 'order')
  }

  ahead(level: NaiveLevel, order: NaiveOrder): number {
    return order.ignoresOutside ? 0 : sizeOf(level.queue.slice(0, level.queue.indexOf(order)))
  }

  consume(level: NaiveLevel, quantity: number): void {
    level.consumed += quantity
    this.#takeFromFront(level, quantity)
  }

  /** A whole message {new size, traded} of a venue; gives the fills of users in their order. */
  update(side: Side, price: number, message: { newSize: number; traded: number }): NaiveFill[] {
    const level = this.#levelAt(side, price)
    const absorbed = Math.min(level.consumed, message.traded)
    level.consumed -= absorbed
    level.venueSize = Math.max(level.venueSize - message.traded, level.consumed)
    const fills = this.fillsOf(level, message.traded - absorbed)
    this.#takeFromFront(
      level,
      fills.reduce((left, { quantity }) => left - quantity, message.traded - absorbed),
    )
    level.consumed = Math.max(0, level.consumed - Math.max(0, level.venueSize - message.newSize))
    this.#display(level, message.newSize)
    for (const { id, quantity } of fills) this.take(id, quantity)
    this.#dropEmpty()
    return fills
  }

  /** What the users of a level get of a traded quantity, by the queue as it is. */
  fillsOf(level: NaiveLevel, traded: number): NaiveFill[] {
    const fills: NaiveFill[] = []
    let filled = 0
    for (const order of this.orders(level)) {
      const available = Math.max(0, traded - filled - this.ahead(level, order))
      const quantity = Math.min(order.leaves, available)
      if (quantity > 0) fills.push({ id: order.id, quantity })
      filled += quantity
      if (quantity < order.leaves) break
    }
    return fills
  }

  resync(side: Side, sizes: ReadonlyMap<number, number>): void {
    for (const price of sizes.keys()) this.#levelAt(side, price)
    for (const level of this.side(side)) {
      const size = sizes.get(level.price) ?? 0
      level.consumed = Math.min(level.consumed, size)
      this.#display(level, size)
    }
    this.#dropEmpty()
  }

  /** What a taker meets first: the id of an order or the outside size before it. */
  match(side: Side, limit: number | null): { price: number; id: number | null; quantity: number } | null {
    for (const level of this.side(side === 'buy' ? 'sell' : 'buy')) {
      const { price, queue } = level
      if (limit !== null && (side === 'buy' ? price > limit : price < limit)) return null
      const first = this.orders(level)[0]
      const outside = first === undefined ? sizeOf(queue) : this.ahead(level, first)
      if (outside > 0) return { price, id: null, quantity: outside }
      if (first !== undefined) return { price, id: first.id, quantity: first.leaves }
    }
    return null
  }

  #levelAt(side: Side, price: number): NaiveLevel {
    const found = this.find(side, price)
    if (found !== undefined) return found
    const level: NaiveLevel = { side, price, venueSize: 0, consumed: 0, queue: [] }
    this.levels.push(level)
    return level
  }

  /** Slices go from the back until the rest is what is left of `size`, or a fresh one comes behind. */
  #display(level: NaiveLevel, size: number): void {
    level.venueSize = size
    let excess = sizeOf(level.queue) - (size - level.consumed)
    if (excess < 0) level.queue.push({ kind: 'outside', size: -excess })
    for (const item of level.queue.toReversed()) {
      if (item.kind === 'order' || excess <= 0) continue
      const part = Math.min(item.size, excess)
      item.size -= part
      excess -= part
    }
  }

  #takeFromFront(level: NaiveLevel, quantity: number): void {
    let left = quantity
    for (const item of level.queue) {
      if (item.kind === 'order') continue
      const part = Math.min(item.size, left)
      item.size -= part
      left -= part
    }
  }

  #dropEmpty(): void {
    this.levels = this.levels.filter((level) => level.venueSize > 0 || this.orders(level).length > 0)
  }
}
