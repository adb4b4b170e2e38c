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

const folder = process.env['TEST_DATA_DIR']
if (folder === undefined) {
  console.log('SKIPPED: TEST_DATA_DIR not set, the book is not compared with recorded order flow')
}

const DIRECTORY_ENTRY = 0x02014b50
const DEFLATED = 8

/** The files of a zip archive without a comment, by name. */
function readZip(path: string): ReadonlyMap<string, string> {
  const bytes = readFileSync(path)
  const files = new Map<string, string>()
  // The last 22 bytes say where the directory begins.
  let entry = bytes.readUInt32LE(bytes.length - 6)
  while (bytes.readUInt32LE(entry) === DIRECTORY_ENTRY) {
    const nameEnd = entry + 46 + bytes.readUInt16LE(entry + 28)
    const header = bytes.readUInt32LE(entry + 42)
    const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28)
    const packed = bytes.subarray(start, start + bytes.readUInt32LE(entry + 20))
    const isDeflated = bytes.readUInt16LE(entry + 10) === DEFLATED
    const text = (isDeflated ? inflateRawSync(packed) : packed).toString()
    files.set(bytes.toString('utf8', entry + 46, nameEnd), text)
    entry = nameEnd + bytes.readUInt16LE(entry + 30) + bytes.readUInt16LE(entry + 32)
  }
  return files
}

/** Rows of whole numbers; a column with a fraction is cut off. */
function readRows(text: string): number[][] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(',').map((field) => Math.trunc(Number(field))))
}

interface CoinbaseOrderMessage {
  readonly type: 'received' | 'open' | 'done'
  readonly order_id: string
  readonly side: 'buy' | 'sell'
  readonly price?: string | null
  readonly size?: string | null
  readonly remaining_size?: string
}

interface CoinbaseMatchMessage {
  readonly type: 'match'
  readonly maker_order_id: string
  readonly taker_order_id: string
  readonly size: string
  readonly price: string
}

type CoinbaseMessage = CoinbaseOrderMessage | CoinbaseMatchMessage

/** Price and size of each of the best 50 levels, the best first. */
interface CoinbaseBook {
  readonly bids: readonly (readonly [number, number])[]
  readonly asks: readonly (readonly [number, number])[]
}

/** The messages of the recorded level-3 feed, and the book after the last one. */
function readCoinbase(folder: string): { messages: CoinbaseMessage[]; book: CoinbaseBook } {
  const read = (name: string) => readFileSync(join(folder, 'coinbase_l3', name), 'utf8').trim()
  const messages = read('replay_coinbase_0.in')
    .split('\n')
    .map((line) => JSON.parse(line.slice(line.indexOf('{'))) as CoinbaseMessage)
  const book = JSON.parse(read('replay_coinbase_0.out')) as CoinbaseBook
  return { messages, book }
}

/** Cents, and hundred-millionths of a coin. */
const centsOf = (price: string | number) => ticks(Math.round(Number(price) * 100))
const satoshisOf = (size: string | number) => lots(Math.round(Number(size) * 100_000_000))

/** A level-3 feed of another exchange, replayed as users' orders of ours. */
class CoinbaseReplay {
  readonly book = new Book<string>()
  readonly counts = { opened: 0, doneInBook: 0, doneElsewhere: 0, matches: 0, foundNothing: 0 }
  readonly #slots = new Map<string, number>()
  readonly #received = new Map<string, Taker>()

  apply(message: CoinbaseMessage): void {
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

function bestLevels(book: Book<string>, side: Side, count: number): number[][] {
  const levels: number[][] = []
  let level = book.bestLevel(side)
  for (; level !== NONE && levels.length < count; level = book.nextLevel(level)) {
    levels.push([book.levelPrice(level), book.userQuantity(level) + book.outsideSize(level)])
  }
  return levels
}

const BUY = 1

/** A day of messages and the book after each, as a venue's depth that our book displays. */
class LobsterReplay {
  readonly book = new Book<string>()
  readonly counts = { rows: 0, levels: 0, revealed: 0, executions: 0, hidden: 0 }
  readonly #depth: number

  constructor(depth: number) {
    this.#depth = depth
  }

  /** Applies a message and compares with the row after it. */
  step(message: readonly number[], row: readonly number[]): void {
    this.#apply(message)
    for (const side of ['sell', 'buy'] as const) this.#compare(side, this.#levelsOf(row, side))
    this.counts.rows += 1
  }

  /** The first row: nothing was known before it. */
  begin(row: readonly number[]): void {
    for (const side of ['sell', 'buy'] as const) {
      for (const [price, size] of this.#levelsOf(row, side)) this.#display(side, price ?? 0, size ?? 0)
    }
  }

  #apply([, type, , quantity = 0, price = 0, direction]: readonly number[]): void {
    const side = direction === BUY ? 'buy' : 'sell'
    const level = this.book.findLevel(side, ticks(price))
    const size = level === NONE ? 0 : this.book.venueSize(level)
    if (type === 1) this.#display(side, price, size + quantity)
    else if (type === 2 || type === 3) this.#display(side, price, size - quantity)
    else if (type === 4) this.#execute(side, price, quantity)
    else if (type === 5) this.counts.hidden += 1
    else throw new Error(`there is no message of type ${type ?? 'none'} in this day`)
  }

  /** A market order of the other side must find the very level that the execution was at. */
  #execute(side: Side, price: number, quantity: number): void {
    const match = createMatch()
    const taker = { side: oppositeOf(side), limit: null, leaves: lots(quantity) }
    expect(findMatch(this.book, taker, match)).toBe(true)
    expect(match).toMatchObject({ kind: 'outside', price })
    const left = this.book.absorbTrade(match.level, lots(quantity))
    const size = this.book.venueSize(match.level)
    this.book.passFront(match.level, left)
    this.#display(side, price, size)
    this.counts.executions += 1
  }

  #display(side: Side, price: number, size: number): void {
    this.book.setDisplayed(side, ticks(price), lots(size))
  }

  /** Price and size from the best on; places that nobody fills have size 0. */
  #levelsOf(row: readonly number[], side: Side): number[][] {
    const start = side === 'sell' ? 0 : 2
    const levels = Array.from({ length: this.#depth }, (_, place) => [
      ...[row[place * 4 + start] ?? 0, row[place * 4 + start + 1] ?? 0],
    ])
    return levels.filter(([, size]) => size !== 0)
  }

  /**
   * All levels that our book knows must be those of the row. The row may show one more, which came into sight
   * from behind; and what is behind the row is dropped, as no message tells of it any more.
   */
  #compare(side: Side, expected: readonly number[][]): void {
    const ours = bestLevels(this.book, side, this.#depth + 1)
    const known = Math.min(ours.length, this.#depth)
    if (known < this.#depth - 1) throw new Error('a message takes one level away at most')
    for (let place = 0; place < known; place += 1) {
      if (ours[place]?.[0] === expected[place]?.[0] && ours[place]?.[1] === expected[place]?.[1]) continue
      expect([this.counts.rows, side, ours[place]]).toEqual([this.counts.rows, side, expected[place]])
    }
    this.counts.levels += known
    for (const [price] of ours.slice(this.#depth)) this.#display(side, price ?? 0, 0)
    for (const [price, size] of expected.slice(known)) {
      this.#display(side, price ?? 0, size ?? 0)
      this.counts.revealed += 1
    }
  }
}

describe.skipIf(folder === undefined)('recorded order flow', () => {
  it('of a level-3 feed ends in the recorded 50 levels a side, and meets the recorded makers', () => {
    const { messages, book: recorded } = readCoinbase(folder ?? '')
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
    const archive = readZip(join(folder ?? '', 'lobster', `LOBSTER_SampleFile_AMZN_2012-06-21_${depth}.zip`))
    const rowsOf = (kind: string) => {
      const name = [...archive.keys()].find((each) => each.includes(`_${kind}_${depth}`))
      return readRows(archive.get(name ?? '') ?? '')
    }
    const [messages, rows] = [rowsOf('message'), rowsOf('orderbook')]
    const replay = new LobsterReplay(depth)
    replay.begin(rows[0] ?? [])
    for (let place = 1; place < messages.length; place += 1) {
      replay.step(messages[place] ?? [], rows[place] ?? [])
    }
    checkInvariants(replay.book)
    const { counts } = replay
    expect(counts.rows).toBeGreaterThan(50_000)
    expect(counts.executions).toBeGreaterThan(8_000)
    console.log(
      `lobster, level ${depth}: ${counts.rows} messages applied, ${counts.levels} levels as in the rows; ` +
        `${counts.executions} executions at our best level, ${counts.hidden} hidden ones changed nothing; ` +
        `not compared: the first row, and ${counts.revealed} levels that came into sight from behind a row.`,
    )
  })
})
