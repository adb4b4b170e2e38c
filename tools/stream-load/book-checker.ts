import { crc32 } from 'node:zlib'
import type { BookSnapshot, BookUpdate } from '@trading-pro/contracts'
import type { ContentChecker, ReportFlaw } from './content-checker.ts'

const CHECKED_LEVELS = 10

/** A scaled number further than this from an integer is off the grid. */
const GRID_TOLERANCE = 1e-6

type Level = readonly [number, number]

/** One side of a book, in ticks and lots, best first. */
class BookSide {
  readonly #lots = new Map<number, number>()
  readonly #ticks: number[] = []
  /** Whether the highest price is the best. */
  readonly #isBid: boolean

  constructor(isBid: boolean) {
    this.#isBid = isBid
  }

  get size(): number {
    return this.#ticks.length
  }

  set(ticks: number, lots: number): void {
    const place = this.#placeOf(ticks)
    const isThere = this.#ticks[place] === ticks
    if (lots === 0) {
      if (isThere) this.#ticks.splice(place, 1)
      this.#lots.delete(ticks)
      return
    }
    if (!isThere) this.#ticks.splice(place, 0, ticks)
    this.#lots.set(ticks, lots)
  }

  /** The best levels, as the checksum takes them. */
  text(): string {
    return this.#ticks
      .slice(0, CHECKED_LEVELS)
      .map((ticks) => `${ticks}:${this.#lots.get(ticks)}`)
      .join(',')
  }

  /** Where a price stands or would stand. */
  #placeOf(ticks: number): number {
    let [low, high] = [0, this.#ticks.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const found = this.#ticks[middle] ?? 0
      if (this.#isBid ? found > ticks : found < ticks) low = middle + 1
      else high = middle
    }
    return low
  }
}

interface Book {
  readonly priceScale: number
  readonly quantityScale: number
  readonly bids: BookSide
  readonly asks: BookSide
}

/** Keeps a book as any client would and holds it against the checksum of each message. */
export class BookChecker implements ContentChecker {
  readonly #depth: number
  readonly #report: ReportFlaw
  #book: Book | null = null

  /** @param depth - levels a side that the topic has at most */
  constructor(depth: number, report: ReportFlaw) {
    this.#depth = depth
    this.#report = report
  }

  snapshot(data: BookSnapshot): void {
    const { priceScale, quantityScale } = data
    this.#book = { priceScale, quantityScale, bids: new BookSide(true), asks: new BookSide(false) }
    this.#apply(this.#book, data)
  }

  update(data: BookUpdate): void {
    if (this.#book !== null) this.#apply(this.#book, data)
  }

  forget(): void {
    this.#book = null
  }

  #apply(book: Book, { bids, asks, crc }: BookUpdate): void {
    this.#setLevels(book, book.bids, bids)
    this.#setLevels(book, book.asks, asks)
    const found = crc32(`${book.asks.text()}|${book.bids.text()}`)
    if (found !== crc) {
      this.#report('checksumErrors', `the book has checksum ${found}, the message says ${crc}`)
      // One wrong message is one error: the next ones build on it.
      this.#book = null
    } else if (book.bids.size > this.#depth || book.asks.size > this.#depth) {
      this.#report('checksumErrors', `${book.bids.size} bids and ${book.asks.size} asks`)
      this.#book = null
    }
  }

  #setLevels({ priceScale, quantityScale }: Book, side: BookSide, levels: readonly Level[]): void {
    for (const [price, quantity] of levels) {
      const [ticks, lots] = [Math.round(price * priceScale), Math.round(quantity * quantityScale)]
      const isOff = [price * priceScale - ticks, quantity * quantityScale - lots].some((rest) => {
        return Math.abs(rest) > GRID_TOLERANCE
      })
      if (isOff)
        this.#report('checksumErrors', `${quantity} at ${price} is no whole number of lots and ticks`)
      side.set(ticks, lots)
    }
  }
}
