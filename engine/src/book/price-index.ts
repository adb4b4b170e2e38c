import { assert } from '../assert.ts'

/** No order, no level, no entry: where a small integer names one, it is never negative. */
export const NONE = -1

/** Prices in one chunk at most. Moving half of them costs about as much as one cache miss. */
const CHUNK_SIZE = 64
/** A chunk with fewer prices joins a neighbour, if the two together leave room for more. */
const CHUNK_FEW = CHUNK_SIZE / 4
const CHUNK_JOINED_MAX = (CHUNK_SIZE / 4) * 3
/** Prices of which the index remembers where they are: so many that they stay in the processor's cache. */
const KNOWN_MAX = 2_048

/**
 * A sorted index from prices to small integers (what they name, the owner of the index knows). Its memory
 * follows the number of prices, not their distance.
 *
 * Two levels of a B+-tree in flat arrays: chunks of sorted keys, and a sorted list of the chunks. A key is
 * the price, negated where the lowest price is the best: so the best one is always the last, where changes
 * are cheapest, because they are most frequent there.
 */
export class PriceIndex {
  readonly #isLowestBest: boolean
  #size = 0
  /** The keys of chunk `c`, ascending from `c * CHUNK_SIZE` on, and what they stand for. */
  #keys = new Float64Array(CHUNK_SIZE)
  #values = new Int32Array(CHUNK_SIZE)
  /** How many keys each chunk has. */
  #counts = new Int32Array(1)
  /** The chunks in the order of their keys, and for each a bound that none of its keys is below. */
  #order = new Int32Array(1)
  #floors = new Float64Array(1)
  #chunkCount = 0
  /** The last price that was looked up of those with the same low bits, and what stands there. */
  #knownPrices = new Float64Array(CHUNK_SIZE).fill(NaN)
  #knownValues = new Int32Array(CHUNK_SIZE)
  /** Chunks that are not in `#order`; used ones and these together are 0, 1, 2, ... */
  readonly #unused: number[] = []

  constructor(best: 'highest' | 'lowest') {
    this.#isLowestBest = best === 'lowest'
  }

  /** How many prices there are. */
  get size(): number {
    return this.#size
  }

  /** What stands at the best price; `NONE` when the index is empty. */
  best(): number {
    if (this.#chunkCount === 0) return NONE
    return this.#lastOf(this.#chunkCount - 1)
  }

  /** What stands at the first price that is worse than `price`, which need not be in the index; or `NONE`. */
  next(price: number): number {
    if (this.#chunkCount === 0) return NONE
    const key = this.#isLowestBest ? -price : price
    const position = this.#positionOf(key)
    const start = (this.#order[position] ?? 0) * CHUNK_SIZE
    const offset = this.#offsetOf(position, key)
    if (offset > 0) return this.#values[start + offset - 1] ?? NONE
    return position > 0 ? this.#lastOf(position - 1) : NONE
  }

  /** What stands at exactly this price; or `NONE`. */
  find(price: number): number {
    const known = price & (this.#knownPrices.length - 1)
    if (this.#knownPrices[known] === price) return this.#knownValues[known] ?? NONE
    const value = this.#search(price)
    if (value !== NONE) {
      this.#knownPrices[known] = price
      this.#knownValues[known] = value
    }
    return value
  }

  /**
   * Adds a price.
   *
   * @throws InvariantError when it is in the index already
   */
  insert(price: number, value: number): void {
    const key = this.#isLowestBest ? -price : price
    if (this.#chunkCount === 0) this.#addChunk(0, key)
    let position = this.#positionOf(key)
    if (this.#counts[this.#order[position] ?? 0] === CHUNK_SIZE) {
      this.#split(position)
      position = this.#positionOf(key)
    }
    const chunk = this.#order[position] ?? 0
    const start = chunk * CHUNK_SIZE
    const count = this.#counts[chunk] ?? 0
    const offset = this.#offsetOf(position, key)
    assert(offset === count || this.#keys[start + offset] !== key, 'a price is in its index once')
    for (let place = start + count; place > start + offset; place -= 1) {
      this.#keys[place] = this.#keys[place - 1] ?? 0
      this.#values[place] = this.#values[place - 1] ?? NONE
    }
    this.#keys[start + offset] = key
    this.#values[start + offset] = value
    this.#counts[chunk] = count + 1
    if (offset === 0) this.#floors[position] = key
    this.#size += 1
  }

  /**
   * Takes a price out.
   *
   * @throws InvariantError when it is not in the index
   */
  remove(price: number): void {
    const key = this.#isLowestBest ? -price : price
    assert(this.#chunkCount > 0, 'a price that is removed is in its index')
    const position = this.#positionOf(key)
    const chunk = this.#order[position] ?? 0
    const start = chunk * CHUNK_SIZE
    const count = (this.#counts[chunk] ?? 0) - 1
    const offset = this.#offsetOf(position, key)
    assert(offset <= count && this.#keys[start + offset] === key, 'a price that is removed is in its index')
    for (let place = start + offset; place < start + count; place += 1) {
      this.#keys[place] = this.#keys[place + 1] ?? 0
      this.#values[place] = this.#values[place + 1] ?? NONE
    }
    this.#counts[chunk] = count
    this.#size -= 1
    const known = price & (this.#knownPrices.length - 1)
    if (this.#knownPrices[known] === price) this.#knownPrices[known] = NaN
    if (count < CHUNK_FEW) this.#tidyAround(position)
  }

  #search(price: number): number {
    if (this.#chunkCount === 0) return NONE
    const key = this.#isLowestBest ? -price : price
    const position = this.#positionOf(key)
    const chunk = this.#order[position] ?? 0
    const offset = this.#offsetOf(position, key)
    const place = chunk * CHUNK_SIZE + offset
    if (offset === (this.#counts[chunk] ?? 0) || this.#keys[place] !== key) return NONE
    return this.#values[place] ?? NONE
  }

  /** The last place whose chunk does not begin after the key; 0 when all do. */
  #positionOf(key: number): number {
    let low = 0
    let high = this.#chunkCount - 1
    if (key >= (this.#floors[high] ?? 0)) return high
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#floors[middle] ?? 0) <= key) low = middle
      else high = middle - 1
    }
    return low
  }

  /** How many keys of the chunk are less. */
  #offsetOf(position: number, key: number): number {
    const chunk = this.#order[position] ?? 0
    const start = chunk * CHUNK_SIZE
    let low = start
    let high = start + (this.#counts[chunk] ?? 0)
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#keys[middle] ?? 0) < key) low = middle + 1
      else high = middle
    }
    return low - start
  }

  #lastOf(position: number): number {
    const chunk = this.#order[position] ?? 0
    return this.#values[chunk * CHUNK_SIZE + (this.#counts[chunk] ?? 0) - 1] ?? NONE
  }

  /** Puts an empty chunk into the order; gives its number. */
  #addChunk(position: number, floor: number): number {
    const chunk = this.#unused.pop() ?? this.#chunkCount
    if (chunk >= this.#counts.length) this.#grow()
    this.#order.copyWithin(position + 1, position, this.#chunkCount)
    this.#floors.copyWithin(position + 1, position, this.#chunkCount)
    this.#order[position] = chunk
    this.#floors[position] = floor
    this.#counts[chunk] = 0
    this.#chunkCount += 1
    return chunk
  }

  #dropChunk(position: number): void {
    this.#unused.push(this.#order[position] ?? 0)
    this.#order.copyWithin(position, position + 1, this.#chunkCount)
    this.#floors.copyWithin(position, position + 1, this.#chunkCount)
    this.#chunkCount -= 1
  }

  /** Moves the upper half of a full chunk into a new one behind it. */
  #split(position: number): void {
    const half = CHUNK_SIZE / 2
    const source = this.#order[position] ?? 0
    const middle = source * CHUNK_SIZE + half
    const target = this.#addChunk(position + 1, this.#keys[middle] ?? 0)
    this.#keys.copyWithin(target * CHUNK_SIZE, middle, middle + half)
    this.#values.copyWithin(target * CHUNK_SIZE, middle, middle + half)
    this.#counts[source] = half
    this.#counts[target] = half
  }

  /** Drops a chunk that became empty, or joins one that has few keys with a neighbour that has room. */
  #tidyAround(position: number): void {
    if (this.#counts[this.#order[position] ?? 0] === 0) {
      this.#dropChunk(position)
      return
    }
    if (position + 1 < this.#chunkCount && this.#join(position)) return
    if (position > 0) this.#join(position - 1)
  }

  /** Joins a chunk with the one behind it, unless that would fill it. */
  #join(position: number): boolean {
    const target = this.#order[position] ?? 0
    const source = this.#order[position + 1] ?? 0
    const targetCount = this.#counts[target] ?? 0
    const sourceCount = this.#counts[source] ?? 0
    if (targetCount + sourceCount > CHUNK_JOINED_MAX) return false
    const from = source * CHUNK_SIZE
    this.#keys.copyWithin(target * CHUNK_SIZE + targetCount, from, from + sourceCount)
    this.#values.copyWithin(target * CHUNK_SIZE + targetCount, from, from + sourceCount)
    this.#counts[target] = targetCount + sourceCount
    this.#dropChunk(position + 1)
    return true
  }

  #grow(): void {
    const capacity = this.#counts.length * 2
    const [keys, floors] = [new Float64Array(capacity * CHUNK_SIZE), new Float64Array(capacity)]
    const [values, counts] = [new Int32Array(capacity * CHUNK_SIZE), new Int32Array(capacity)]
    const order = new Int32Array(capacity)
    keys.set(this.#keys)
    values.set(this.#values)
    counts.set(this.#counts)
    order.set(this.#order)
    floors.set(this.#floors)
    this.#keys = keys
    this.#values = values
    this.#counts = counts
    this.#order = order
    this.#floors = floors
    const knownCount = Math.min(capacity * CHUNK_SIZE, KNOWN_MAX)
    if (knownCount === this.#knownPrices.length) return
    this.#knownPrices = new Float64Array(knownCount).fill(NaN)
    this.#knownValues = new Int32Array(knownCount)
  }
}
