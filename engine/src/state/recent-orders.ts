import type { Account } from './account.ts'
import type { KnownOrder } from './known-orders.ts'
import type { UndoLog } from './undo-log.ts'

/** What is remembered of an order that is final. */
export class FinalOrder implements KnownOrder {
  readonly account: Account
  readonly clientOrderId: string
  readonly orderId: number
  readonly ticketHash: number
  /** How many orders had ended when this one had. */
  rank = 0

  constructor({ account, clientOrderId, orderId, ticketHash }: KnownOrder) {
    this.account = account
    this.clientOrderId = clientOrderId
    this.orderId = orderId
    this.ticketHash = ticketHash
  }
}

/** Orders that are final and whose client order ids are remembered: the last ones, of at most so many. */
export class RecentOrders {
  readonly #max: number
  /** By rank, modulo their greatest number. */
  readonly #ring: FinalOrder[] = []
  #endedCount = 0

  constructor(max: number) {
    this.#max = max
  }

  /** Whether an order is final, and so many have become final since that it is no longer remembered. */
  hasForgotten(order: KnownOrder): boolean {
    return order instanceof FinalOrder && order.rank <= this.#forgottenCount
  }

  /** Adds the newest. */
  add(order: FinalOrder, undo: UndoLog | null): void {
    this.#endedCount += 1
    order.rank = this.#endedCount
    if (this.#max === 0) return
    const place = (this.#endedCount - 1) % this.#max
    if (undo !== null) this.#recordAdd(order, undo)
    if (place === this.#ring.length) this.#ring.push(order)
    else this.#ring[place] = order
  }

  /** The oldest first. */
  *[Symbol.iterator](): Iterator<FinalOrder> {
    for (let rank = this.#forgottenCount + 1; rank <= this.#endedCount; rank += 1) {
      const order = this.#ring[(rank - 1) % this.#max]
      if (order !== undefined) yield order
    }
  }

  get #forgottenCount(): number {
    return Math.max(0, this.#endedCount - this.#max)
  }

  #recordAdd(order: FinalOrder, undo: UndoLog): void {
    const place = (order.rank - 1) % this.#max
    const before = this.#ring[place]
    undo.record(() => {
      this.#endedCount -= 1
      if (before === undefined) this.#ring.pop()
      else this.#ring[place] = before
    })
  }
}
