import { assert } from '../assert.ts'
import type { UndoLog } from './undo-log.ts'

/** What happens when time has come: to a schedule's instrument, to an order, or to the whole day. */
export type TimerKind = 'boundary' | 'expiry' | 'latency' | 'day'

/** Something that is due. It may be outdated by then: its owner knows the timer that counts. */
export interface Timer {
  /** Unix milliseconds. */
  readonly dueAt: number
  /** Order of creation, unique. */
  readonly sequence: number
  readonly kind: TimerKind
  /** Instrument or order id; 0 for the day. */
  readonly subjectId: number
}

/** So few may be outdated without being dropped. */
const CROWD_MIN = 1_024

/** Timers by due time, then by creation: a binary heap. Derived from D. */
export class Timers {
  readonly #heap: Timer[] = []
  #keptCount = 0

  /** The one that is due first; `null` without any. */
  get next(): Timer | null {
    return this.#heap[0] ?? null
  }

  add(timer: Timer, undo: UndoLog | null): void {
    this.#push(timer)
    if (undo !== null) undo.record(() => this.#delete(timer))
  }

  /** Takes out the one that is due first. */
  takeNext(undo: UndoLog | null): Timer {
    const first = this.#heap[0]
    assert(first !== undefined, 'only a timer that is there can be taken')
    this.#removeAt(0)
    if (undo !== null) undo.record(() => this.#push(first))
    return first
  }

  /** Whether there are so many more than when outdated ones were dropped last that it is time again. */
  get isCrowded(): boolean {
    return this.#heap.length > 2 * this.#keptCount + CROWD_MIN
  }

  /** Drops outdated timers; the caller says which still count. */
  keepOnly(counts: (timer: Timer) => boolean): void {
    const kept = this.#heap.filter(counts)
    this.#heap.length = 0
    for (const timer of kept) this.#push(timer)
    this.#keptCount = kept.length
  }

  #push(timer: Timer): void {
    this.#heap.push(timer)
    this.#rise(this.#heap.length - 1)
  }

  #delete(timer: Timer): void {
    const at = this.#heap.indexOf(timer)
    assert(at !== -1, 'a timer that is taken back is there')
    this.#removeAt(at)
  }

  #removeAt(at: number): void {
    const last = this.#heap.pop()
    if (last === undefined || at === this.#heap.length) return
    this.#heap[at] = last
    this.#rise(at)
    this.#sink(at)
  }

  #rise(from: number): void {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.#isBefore(at, parent)) return
      this.#swap(at, parent)
      at = parent
    }
  }

  #sink(from: number): void {
    let at = from
    for (;;) {
      const left = 2 * at + 1
      const right = left + 1
      let first = at
      if (left < this.#heap.length && this.#isBefore(left, first)) first = left
      if (right < this.#heap.length && this.#isBefore(right, first)) first = right
      if (first === at) return
      this.#swap(at, first)
      at = first
    }
  }

  #isBefore(one: number, other: number): boolean {
    const a = this.#heap[one]
    const b = this.#heap[other]
    assert(a !== undefined && b !== undefined, 'the heap has no holes')
    return a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.sequence < b.sequence)
  }

  #swap(one: number, other: number): void {
    const a = this.#heap[one]
    const b = this.#heap[other]
    assert(a !== undefined && b !== undefined, 'the heap has no holes')
    this.#heap[one] = b
    this.#heap[other] = a
  }
}
