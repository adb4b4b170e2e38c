import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createMatch, findMatch, type Taker } from '../matching/next-match.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import { Book } from './book.ts'
import { checkInvariants } from './invariants.ts'
import { NONE } from './price-index.ts'
import { oppositeOf } from './side.ts'
import type { Side } from '../order/order-types.ts'
import {
  centsOf,
  LobsterReplay,
  readCoinbase,
  satoshisOf,
  type CoinbaseMatchMessage,
  type CoinbaseOrderMessage,
  type LobsterDesk,
  type RecordedFiles,
  type RecordedLevel,
} from '../recorded-flow.fixture.ts'

const folder = process.env['TEST_DATA_DIR']
if (folder === undefined) {
  console.log('SKIPPED: TEST_DATA_DIR not set, the book is not compared with recorded order flow')
}

const files: RecordedFiles = {
  read: (path) => readFileSync(join(folder ?? '', path)),
  inflate: (packed) => inflateRawSync(packed),
  textOf: (bytes) => Buffer.from(bytes).toString(),
}

/** A level-3 feed of another exchange, replayed as users' orders of ours. */
class CoinbaseReplay {
  readonly book = new Book<string>()
  readonly counts = { opened: 0, doneInBook: 0, doneElsewhere: 0, matches: 0, foundNothing: 0 }
  readonly #slots = new Map<string, number>()
  readonly #received = new Map<string, Taker>()

  apply(message: CoinbaseMatchMessage | CoinbaseOrderMessage): void {
    if (message.type === 'match') this.#match(message)
    else if (message.type === 'received') this.#receive(message)
    else if (message.type === 'open') this.#open(message)
    else this.#end(message)
  }

  #receive(message: CoinbaseOrderMessage): void {
    const limit = typeof message.price === 'string' ? centsOf(message.price) : null
    const leaves = satoshisOf(message.size ?? '0')
    this.#received.set(message.order_id, { side: message.side, limit, leaves })
  }

  /** What rested there must find nothing to trade with here; what was in the snapshot came before. */
  #open(message: CoinbaseOrderMessage): void {
    const taker = this.#received.get(message.order_id)
    const [price, leaves] = [centsOf(message.price ?? ''), satoshisOf(message.remaining_size ?? '')]
    if (taker !== undefined) {
      expect(taker).toEqual({ side: message.side, limit: price, leaves })
      expect(findMatch(this.book, taker, createMatch())).toBe(false)
      this.counts.foundNothing += 1
    }
    const order = { side: message.side, price, leaves, owner: message.order_id, ignoresOutside: false }
    this.#slots.set(message.order_id, this.book.add(order))
    this.counts.opened += 1
  }

  #match(message: CoinbaseMatchMessage): void {
    const [taker, match] = [this.#received.get(message.taker_order_id), createMatch()]
    if (taker === undefined) throw new Error('a taker was received before it takes')
    expect(findMatch(this.book, taker, match)).toBe(true)
    expect(this.book.owner(match.slot)).toBe(message.maker_order_id)
    expect(match.price).toBe(centsOf(message.price))
    const size = satoshisOf(message.size)
    expect(Math.min(match.quantity, taker.leaves)).toBe(size)
    if (size < match.quantity) this.book.reduce(match.slot, size)
    else this.book.remove(match.slot)
    this.#received.set(message.taker_order_id, { ...taker, leaves: lots(taker.leaves - size) })
    this.counts.matches += 1
  }

  #end(message: CoinbaseOrderMessage): void {
    const slot = this.#slots.get(message.order_id)
    if (slot === undefined) {
      this.counts.doneElsewhere += 1
      return
    }
    expect(this.book.owner(slot)).toBe(message.order_id)
    expect(this.book.leaves(slot)).toBe(satoshisOf(message.remaining_size ?? ''))
    this.book.remove(slot)
    this.#slots.delete(message.order_id)
    this.counts.doneInBook += 1
  }
}

function bestLevels(book: Book<string>, side: Side, count: number): RecordedLevel[] {
  const levels: RecordedLevel[] = []
  let level = book.bestLevel(side)
  for (; level !== NONE && levels.length < count; level = book.nextLevel(level)) {
    levels.push([book.levelPrice(level), Number(book.userQuantity(level)) + book.outsideSize(level)])
  }
  return levels
}

/** The book as what shows a venue's depth. */
class BookDesk implements LobsterDesk {
  readonly book = new Book<string>()

  levels(side: Side, count: number): readonly RecordedLevel[] {
    return bestLevels(this.book, side, count)
  }

  sizeAt(side: Side, price: number): number {
    const level = this.book.findLevel(side, ticks(price))
    return level === NONE ? 0 : this.book.venueSize(level)
  }

  begin(bids: readonly RecordedLevel[], asks: readonly RecordedLevel[]): void {
    for (const [price, size] of bids) this.display('buy', price, size)
    for (const [price, size] of asks) this.display('sell', price, size)
  }

  display(side: Side, price: number, size: number): void {
    this.book.setDisplayed(side, ticks(price), lots(size))
  }

  /** A market order of the other side must find the very level that the execution was at. */
  execute(restingSide: Side, price: number, quantity: number): void {
    const match = createMatch()
    const taker = { side: oppositeOf(restingSide), limit: null, leaves: lots(quantity) }
    expect(findMatch(this.book, taker, match)).toBe(true)
    expect(match).toMatchObject({ kind: 'outside', price })
    const left = this.book.absorbTrade(match.level, lots(quantity))
    const size = this.book.venueSize(match.level)
    this.book.passFront(match.level, left)
    this.display(restingSide, price, size)
  }

  executeHidden(): void {
    // The book never showed it.
  }
}

describe.skipIf(folder === undefined)('recorded order flow', () => {
  it('of a level-3 feed ends in the recorded 50 levels a side, and meets the recorded makers', () => {
    const { messages, book: recorded } = readCoinbase(files)
    const replay = new CoinbaseReplay()
    for (const message of messages) replay.apply(message)
    checkInvariants(replay.book)
    for (const [side, levels] of [['buy', recorded.bids] as const, ['sell', recorded.asks] as const]) {
      expect(levels).toHaveLength(50)
      const expected = levels.map(([price, size]) => [centsOf(price), satoshisOf(size)])
      expect(bestLevels(replay.book, side, 50)).toEqual(expected)
    }
    const { counts } = replay
    expect(counts.opened + counts.doneInBook).toBeGreaterThan(8_000)
    expect(counts.matches).toBeGreaterThan(0)
    console.log(
      `coinbase_l3: ${messages.length} messages, ${counts.opened} orders opened, of which ` +
        `${counts.foundNothing} were received before and rightly found nothing to trade with; ` +
        `${counts.doneInBook} ended in the book with the recorded rest, ${counts.doneElsewhere} without ` +
        `having rested; ${counts.matches} match (all there are) met the recorded maker.`,
    )
  })

  it.each([1, 5])('of a venue gives the recorded book after each message: best %d levels', (depth) => {
    const desk = new BookDesk()
    const replay = new LobsterReplay(desk, depth)
    replay.run(files)
    checkInvariants(desk.book)
    const { counts } = replay
    expect(counts.rows).toBeGreaterThan(50_000)
    expect(counts.executions).toBeGreaterThan(8_000)
    console.log(replay.report())
  })
})
