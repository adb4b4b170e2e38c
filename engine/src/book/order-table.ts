import { assert } from '../assert.ts'
import { NONE } from './price-index.ts'

/** What a book can keep beside an order: anything but nothing. */
export type BookOwner = object | number | string

/**
 * The mark of an order that does not wait behind outside liquidity: lower than any counter, so that nothing
 * is ever ahead of it.
 */
export const IGNORES_OUTSIDE = Number.MIN_SAFE_INTEGER

/** A record is two numbers, then three links; one link is not used. */
const RECORD_NUMBERS = 4
const LEAVES = 0
const MARK = 1
const RECORD_LINKS = 8
const NEXT = 4
const PREVIOUS = 5
const LEVEL = 6
const FIRST_CAPACITY = 16

/**
 * Records of the users' orders in a book, by slot. They lie one behind another in one buffer, so that an
 * order is one cache line. Released slots form a stack: the last one released is the next one given out, and
 * undoing in reverse order therefore gives every order its slot back.
 */
export class OrderTable<Owner extends BookOwner> {
  #numbers = new Float64Array(FIRST_CAPACITY * RECORD_NUMBERS)
  #links = new Int32Array(this.#numbers.buffer)
  readonly #owners: (Owner | undefined)[] = []
  #released = NONE
  #count = 0

  /** Orders that have a slot now. */
  get count(): number {
    return this.#count
  }

  /** Gives out a slot; all but the owner is to be written by the caller. */
  allocate(owner: Owner): number {
    let slot = this.#released
    if (slot === NONE) {
      slot = this.#count
      if ((slot + 1) * RECORD_NUMBERS > this.#numbers.length) this.#grow()
    } else this.#released = this.next(slot)
    this.#owners[slot] = owner
    this.#count += 1
    return slot
  }

  /** Takes a slot back, and lets go of its owner. */
  release(slot: number): void {
    assert(this.#owners[slot] !== undefined, 'an order that is removed is in the book')
    this.#owners[slot] = undefined
    this.setNext(slot, this.#released)
    this.#released = slot
    this.#count -= 1
  }

  owner(slot: number): Owner {
    const owner = this.#owners[slot]
    assert(owner !== undefined, 'an order that is asked for is in the book')
    return owner
  }

  leaves(slot: number): number {
    return this.#numbers[slot * RECORD_NUMBERS + LEAVES] ?? 0
  }

  setLeaves(slot: number, leaves: number): void {
    this.#numbers[slot * RECORD_NUMBERS + LEAVES] = leaves
  }

  mark(slot: number): number {
    return this.#numbers[slot * RECORD_NUMBERS + MARK] ?? 0
  }

  setMark(slot: number, mark: number): void {
    this.#numbers[slot * RECORD_NUMBERS + MARK] = mark
  }

  next(slot: number): number {
    return this.#links[slot * RECORD_LINKS + NEXT] ?? NONE
  }

  setNext(slot: number, next: number): void {
    this.#links[slot * RECORD_LINKS + NEXT] = next
  }

  previous(slot: number): number {
    return this.#links[slot * RECORD_LINKS + PREVIOUS] ?? NONE
  }

  setPrevious(slot: number, previous: number): void {
    this.#links[slot * RECORD_LINKS + PREVIOUS] = previous
  }

  level(slot: number): number {
    return this.#links[slot * RECORD_LINKS + LEVEL] ?? NONE
  }

  setLevel(slot: number, level: number): void {
    this.#links[slot * RECORD_LINKS + LEVEL] = level
  }

  /** By half: memory follows the most orders that there were more closely than by doubling. */
  #grow(): void {
    const capacity = this.#numbers.length / RECORD_NUMBERS
    const numbers = new Float64Array((capacity + (capacity >> 1)) * RECORD_NUMBERS)
    numbers.set(this.#numbers)
    this.#numbers = numbers
    this.#links = new Int32Array(numbers.buffer)
  }
}
