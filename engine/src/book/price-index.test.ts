import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvariantError } from '../assert.ts'
import { NONE, PriceIndex } from './price-index.ts'

type Best = 'highest' | 'lowest'

/** The textbook: a sorted array, the best price first. Each value stands for its price. */
class NaiveIndex {
  readonly entries: { price: number; value: number }[] = []
  readonly #isWorse: (one: number, other: number) => boolean

  constructor(best: Best) {
    this.#isWorse = best === 'highest' ? (one, other) => one < other : (one, other) => one > other
  }

  insert(price: number, value: number): void {
    const at = this.entries.findIndex((entry) => this.#isWorse(entry.price, price))
    this.entries.splice(at === -1 ? this.entries.length : at, 0, { price, value })
  }

  remove(price: number): void {
    this.entries.splice(
      this.entries.findIndex((entry) => entry.price === price),
      1,
    )
  }

  find(price: number): number {
    return this.entries.find((entry) => entry.price === price)?.value ?? NONE
  }

  next(price: number): number {
    return this.entries.find((entry) => this.#isWorse(entry.price, price))?.value ?? NONE
  }
}

/** All values from the best price on, by `next`. */
function walk(index: PriceIndex, priceOf: ReadonlyMap<number, number>): number[] {
  const values: number[] = []
  for (let value = index.best(); value !== NONE; value = index.next(priceOf.get(value) ?? NaN)) {
    values.push(value)
  }
  return values
}

const anyBest = fc.constantFrom<Best>('highest', 'lowest')

describe('PriceIndex', () => {
  it('is empty at first', () => {
    const index = new PriceIndex('highest')
    expect([index.size, index.best(), index.find(5), index.next(5)]).toEqual([0, NONE, NONE, NONE])
  })

  it('gives the best price first and the next worse one after any price, also one that is not in it', () => {
    const [bids, asks] = [new PriceIndex('highest'), new PriceIndex('lowest')]
    for (const index of [bids, asks]) for (const price of [20, 10, 30]) index.insert(price, price + 1)
    expect([bids.best(), bids.next(30), bids.next(29), bids.next(10), bids.next(5)]).toEqual([
      ...[31, 21, 21],
      ...[NONE, NONE],
    ])
    expect([asks.best(), asks.next(10), asks.next(11), asks.next(30), asks.next(99)]).toEqual([
      ...[11, 21, 21],
      ...[NONE, NONE],
    ])
    expect([bids.find(20), bids.find(21), asks.find(30)]).toEqual([21, NONE, 31])
  })

  it('holds prices as far apart as prices can be', () => {
    const index = new PriceIndex('lowest')
    const prices = [Number.MAX_SAFE_INTEGER, 1, 0, -5]
    for (const [value, price] of prices.entries()) index.insert(price, value)
    expect([index.best(), index.next(-5), index.next(0), index.next(1)]).toEqual([3, 2, 1, 0])
  })

  it('stops at a price that is added twice or removed without being there', () => {
    const index = new PriceIndex('highest')
    expect(() => index.remove(7)).toThrow(InvariantError)
    index.insert(7, 1)
    expect(() => index.insert(7, 2)).toThrow(InvariantError)
    expect(() => index.remove(8)).toThrow(InvariantError)
    expect([index.size, index.find(7)]).toEqual([1, 1])
  })

  it('is a sorted array, whatever is added and removed', () => {
    const anyPrices = fc.array(fc.integer({ min: 1, max: 1_500 }), { minLength: 500, maxLength: 4_000 })
    fc.assert(
      fc.property(anyBest, anyPrices, (best, prices) => {
        const [index, naive] = [new PriceIndex(best), new NaiveIndex(best)]
        const priceOf = new Map<number, number>()
        for (const [value, price] of prices.entries()) {
          expect(index.find(price)).toBe(naive.find(price))
          expect(index.next(price)).toBe(naive.next(price))
          if (naive.find(price) === NONE) {
            for (const each of [index, naive]) each.insert(price, value)
            priceOf.set(value, price)
          } else for (const each of [index, naive]) each.remove(price)
          expect([index.size, index.best()]).toEqual([naive.entries.length, naive.entries[0]?.value ?? NONE])
        }
        expect(walk(index, priceOf)).toEqual(naive.entries.map(({ value }) => value))
      }),
      { numRuns: 40 },
    )
  })

  it('keeps no memory for prices that are gone, even when some are left everywhere', () => {
    const index = new PriceIndex('lowest')
    const prices = Array.from({ length: 100_000 }, (_, place) => place)
    for (const price of prices) index.insert(price, price)
    const bytesBefore = process.memoryUsage().arrayBuffers
    for (const price of prices) if (price % 64 !== 0) index.remove(price)
    for (const price of prices.slice(0, 90_000)) index.insert(200_000 + price, price)
    expect(process.memoryUsage().arrayBuffers).toBeLessThan(bytesBefore * 1.2)
    expect(index.size).toBe(90_000 + Math.ceil(100_000 / 64))
  })

  it('grows and is emptied from any end, and can be filled again', () => {
    const anyOrder = fc.constantFrom<(price: number) => number>(
      (price) => price,
      (price) => -price,
      (price) => (price * 7_919) % 5_003,
    )
    fc.assert(
      fc.property(anyBest, anyOrder, anyOrder, (best, arriving, leaving) => {
        const index = new PriceIndex(best)
        const prices = Array.from({ length: 5_000 }, (_, place) => place)
        const sortedBy = (rank: (price: number) => number) =>
          prices.toSorted((one, other) => rank(one) - rank(other))
        const bestFirst = best === 'highest' ? prices.toReversed() : prices
        const priceOf = new Map(prices.map((price) => [price, price]))
        for (let round = 0; round < 2; round += 1) {
          for (const price of sortedBy(arriving)) index.insert(price, price)
          expect(walk(index, priceOf)).toEqual(bestFirst)
          for (const [place, price] of sortedBy(leaving).entries()) {
            index.remove(price)
            if (place === 4_000) expect(walk(index, priceOf)).toHaveLength(999)
          }
          expect([index.size, index.best()]).toEqual([0, NONE])
        }
      }),
      { numRuns: 10 },
    )
  })
})
