import { NONE } from './price-index.ts'
import type { Side } from '../order/order-types.ts'

/** A record is five numbers, four links, and a last number that only enormous levels need: one cache line. */
const RECORD_NUMBERS = 8
const PRICE = 0
const USER_QUANTITY = 1
const VENUE_SIZE = 2
const CONSUMED = 3
const PASSED = 4
const USER_QUANTITY_CARRIED = 7
const RECORD_LINKS = 16
const FIRST = 10
const LAST = 11
const ORDER_COUNT = 12
const SIDE = 13
const SELL = 1
/** What a level's users want beyond this is counted in multiples of it, so that sums stay exact. */
const CARRY = 4_503_599_627_370_496
const FIRST_CAPACITY = 8

/** Records of the price levels of a book; released ones form a stack, as in the table of orders. */
export class LevelTable {
  #numbers = new Float64Array(FIRST_CAPACITY * RECORD_NUMBERS)
  #links = new Int32Array(this.#numbers.buffer)
  #released = NONE
  #count = 0

  /** Levels that there are now. */
  get count(): number {
    return this.#count
  }

  /** Gives out an empty level. */
  allocate(side: Side, price: number): number {
    let level = this.#released
    if (level === NONE) {
      level = this.#count
      if ((level + 1) * RECORD_NUMBERS > this.#numbers.length) this.#grow()
    } else this.#released = this.firstOrder(level)
    this.#count += 1
    const start = level * RECORD_NUMBERS
    this.#numbers[start + PRICE] = price
    this.#numbers[start + USER_QUANTITY] = 0
    this.#numbers[start + USER_QUANTITY_CARRIED] = 0
    this.setOutside(level, 0, 0)
    this.setPassed(level, 0)
    this.setFirstOrder(level, NONE)
    this.setLastOrder(level, NONE)
    this.#links[level * RECORD_LINKS + ORDER_COUNT] = 0
    this.#links[level * RECORD_LINKS + SIDE] = side === 'sell' ? SELL : 0
    return level
  }

  release(level: number): void {
    this.setFirstOrder(level, this.#released)
    this.#released = level
    this.#count -= 1
  }

  price(level: number): number {
    return this.#numbers[level * RECORD_NUMBERS + PRICE] ?? 0
  }

  side(level: number): Side {
    return this.#links[level * RECORD_LINKS + SIDE] === SELL ? 'sell' : 'buy'
  }

  userQuantity(level: number): bigint {
    const start = level * RECORD_NUMBERS
    const carried = this.#numbers[start + USER_QUANTITY_CARRIED] ?? 0
    return BigInt(carried) * BigInt(CARRY) + BigInt(this.#numbers[start + USER_QUANTITY] ?? 0)
  }

  orderCount(level: number): number {
    return this.#links[level * RECORD_LINKS + ORDER_COUNT] ?? 0
  }

  /** Changes the sums over the level's orders. */
  addUp(level: number, quantity: number, count: number): void {
    const start = level * RECORD_NUMBERS
    const sum = (this.#numbers[start + USER_QUANTITY] ?? 0) + quantity
    this.#numbers[start + USER_QUANTITY] = sum
    if (sum >= CARRY || sum < 0) this.#carry(start, sum < 0 ? -1 : 1)
    this.#links[level * RECORD_LINKS + ORDER_COUNT] = this.orderCount(level) + count
  }

  venueSize(level: number): number {
    return this.#numbers[level * RECORD_NUMBERS + VENUE_SIZE] ?? 0
  }

  consumed(level: number): number {
    return this.#numbers[level * RECORD_NUMBERS + CONSUMED] ?? 0
  }

  outsideSize(level: number): number {
    return this.venueSize(level) - this.consumed(level)
  }

  setOutside(level: number, venueSize: number, consumed: number): void {
    this.#numbers[level * RECORD_NUMBERS + VENUE_SIZE] = venueSize
    this.#numbers[level * RECORD_NUMBERS + CONSUMED] = consumed
  }

  passed(level: number): number {
    return this.#numbers[level * RECORD_NUMBERS + PASSED] ?? 0
  }

  setPassed(level: number, passed: number): void {
    this.#numbers[level * RECORD_NUMBERS + PASSED] = passed
  }

  firstOrder(level: number): number {
    return this.#links[level * RECORD_LINKS + FIRST] ?? NONE
  }

  setFirstOrder(level: number, slot: number): void {
    this.#links[level * RECORD_LINKS + FIRST] = slot
  }

  lastOrder(level: number): number {
    return this.#links[level * RECORD_LINKS + LAST] ?? NONE
  }

  setLastOrder(level: number, slot: number): void {
    this.#links[level * RECORD_LINKS + LAST] = slot
  }

  #carry(start: number, count: number): void {
    this.#numbers[start + USER_QUANTITY] = (this.#numbers[start + USER_QUANTITY] ?? 0) - count * CARRY
    this.#numbers[start + USER_QUANTITY_CARRIED] = (this.#numbers[start + USER_QUANTITY_CARRIED] ?? 0) + count
  }

  #grow(): void {
    const capacity = this.#numbers.length / RECORD_NUMBERS
    const numbers = new Float64Array((capacity + (capacity >> 1)) * RECORD_NUMBERS)
    numbers.set(this.#numbers)
    this.#numbers = numbers
    this.#links = new Int32Array(numbers.buffer)
  }
}
