import type { KnownOrder } from './known-orders.ts'
import type { UndoLog } from './undo-log.ts'

/** What is remembered of orders that are final: a queue, first in, first out, of at most so many. */
export class RecentOrders {
  readonly #max: number
  #entries: KnownOrder[] = []
  #start = 0

  constructor(max: number) {
    this.#max = max
  }

  /** Adds the newest, and gives back the oldest when there are too many; `null` otherwise. */
  add(entry: KnownOrder, undo: UndoLog | null): KnownOrder | null {
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
  *[Symbol.iterator](): Iterator<KnownOrder> {
    for (let at = this.#start; at < this.#entries.length; at += 1) {
      const entry = this.#entries[at]
      if (entry !== undefined) yield entry
    }
  }
}
