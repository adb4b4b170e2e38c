import type { UndoLog } from './undo-log.ts'
import type { Account, KnownOrder } from './account.ts'

/** The client order id of an order that is final, for as long as the engine remembers it. */
export interface RecentOrder {
  readonly account: Account
  readonly clientOrderId: string
  readonly known: KnownOrder
}

/** A queue, first in, first out, of at most so many entries. */
export class RecentOrders {
  readonly #max: number
  #entries: RecentOrder[] = []
  #start = 0

  constructor(max: number) {
    this.#max = max
  }

  /** Adds the newest, and gives back the oldest when there are too many; `null` otherwise. */
  add(entry: RecentOrder, undo: UndoLog | null): RecentOrder | null {
    this.#entries.push(entry)
    if (undo !== null) undo.record(() => this.#entries.pop())
    if (this.#entries.length - this.#start <= this.#max) return null
    const oldest = this.#entries[this.#start] ?? null
    this.#start += 1
    if (undo !== null) undo.record(() => (this.#start -= 1))
    // Never while changes may be taken back: they count from the start.
    else if (this.#start > 1_024 && this.#start * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#start)
      this.#start = 0
    }
    return oldest
  }

  /** The oldest first. */
  *[Symbol.iterator](): Iterator<RecentOrder> {
    for (let at = this.#start; at < this.#entries.length; at += 1) {
      const entry = this.#entries[at]
      if (entry !== undefined) yield entry
    }
  }
}
