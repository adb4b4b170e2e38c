import type { UndoLog } from './undo-log.ts'

/** An id with no more ids than this behind it is taken out at once: moving them costs less than a gap. */
const NEAR_END = 64

/**
 * Ids of the open orders of an account, rising. One that is far from the end leaves a gap, so that the
 * oldest of very many costs no more than the newest; gaps are closed when they are half of all.
 */
export class OpenOrderIds {
  /** Rising but for their signs: gaps are negative. */
  #ids: number[] = []
  #gapCount = 0

  get length(): number {
    return this.#ids.length - this.#gapCount
  }

  /** All of them. Valid until the next change. */
  values(): readonly number[] {
    return this.#gapCount === 0 ? this.#ids : this.#ids.filter((id) => id > 0)
  }

  /** Adds one that is larger than all there have been. */
  add(id: number): void {
    this.#ids.push(id)
  }

  /** Takes back `add`. */
  removeNewest(): void {
    this.#ids.pop()
  }

  remove(id: number, undo: UndoLog | null): void {
    const at = this.#placeOf(id)
    if (this.#ids.length - at > NEAR_END) this.#leaveGap(at, undo)
    else this.#takeOut(at)
  }

  /** Takes back `remove`. */
  restore(id: number): void {
    const at = this.#placeOf(id)
    if (this.#ids[at] === -id) {
      this.#ids[at] = id
      this.#gapCount -= 1
    } else this.#ids.splice(at, 0, id)
  }

  #takeOut(from: number): void {
    const ids = this.#ids
    for (let at = from, last = ids.length - 1; at < last; at += 1) ids[at] = ids[at + 1] ?? 0
    ids.pop()
  }

  #leaveGap(at: number, undo: UndoLog | null): void {
    this.#ids[at] = -(this.#ids[at] ?? 0)
    this.#gapCount += 1
    // What is taken back comes back to its place.
    if (undo !== null || this.#gapCount * 2 < this.#ids.length) return
    this.#ids = this.#ids.filter((id) => id > 0)
    this.#gapCount = 0
  }

  /** Where an id is, or would be. */
  #placeOf(id: number): number {
    const ids = this.#ids
    let low = 0
    let high = ids.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (Math.abs(ids[middle] ?? 0) < id) low = middle + 1
      else high = middle
    }
    return low
  }
}
