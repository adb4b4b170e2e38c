import { lots, type Lots } from './numbers/lots.ts'
import { ticks, type Ticks } from './numbers/ticks.ts'
import type { Side } from './order/order-types.ts'

/** The folder of recorded data, opened by the test: this package itself reads no files. */
export interface RecordedFiles {
  /** The bytes of a file, by its path in the folder. */
  readonly read: (path: string) => Uint8Array
  readonly inflate: (packed: Uint8Array) => Uint8Array
  readonly textOf: (bytes: Uint8Array) => string
}

const DIRECTORY_ENTRY = 0x02014b50
const DEFLATED = 8

/** The files of a zip archive without a comment, by name. */
function readZip({ read, inflate, textOf }: RecordedFiles, path: string): ReadonlyMap<string, string> {
  const bytes = read(path)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [short, long] = [(at: number) => view.getUint16(at, true), (at: number) => view.getUint32(at, true)]
  const files = new Map<string, string>()
  // The last 22 bytes say where the directory begins.
  let entry = long(bytes.length - 6)
  while (long(entry) === DIRECTORY_ENTRY) {
    const nameEnd = entry + 46 + short(entry + 28)
    const header = long(entry + 42)
    const start = header + 30 + short(header + 26) + short(header + 28)
    const packed = bytes.subarray(start, start + long(entry + 20))
    const isDeflated = short(entry + 10) === DEFLATED
    files.set(textOf(bytes.subarray(entry + 46, nameEnd)), textOf(isDeflated ? inflate(packed) : packed))
    entry = nameEnd + short(entry + 30) + short(entry + 32)
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

/** Of an order of the level-3 feed: its number came in, it rests from now on, or it is over. */
export interface CoinbaseOrderMessage {
  readonly type: 'received' | 'open' | 'done'
  readonly order_id: string
  readonly side: Side
  readonly price?: string | null
  readonly size?: string | null
  readonly remaining_size?: string
  readonly reason?: 'filled' | 'canceled'
}

/** A trade of the level-3 feed. */
export interface CoinbaseMatchMessage {
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
export function readCoinbase(files: RecordedFiles): { messages: CoinbaseMessage[]; book: CoinbaseBook } {
  const read = (name: string) => files.textOf(files.read(`coinbase_l3/${name}`)).trim()
  const messages = read('replay_coinbase_0.in')
    .split('\n')
    .map((line) => JSON.parse(line.slice(line.indexOf('{'))) as CoinbaseMessage)
  const book = JSON.parse(read('replay_coinbase_0.out')) as CoinbaseBook
  return { messages, book }
}

/** Cents. */
export const centsOf = (price: string | number): Ticks => ticks(Math.round(Number(price) * 100))

/** Hundred-millionths of a coin. */
export const satoshisOf = (size: string | number): Lots => lots(Math.round(Number(size) * 100_000_000))

/** Price in ticks and size in lots. */
export type RecordedLevel = readonly [price: number, size: number]

/** What shows a venue's depth while a recorded day is replayed. */
export interface LobsterDesk {
  /** The best levels of a side, so many at most, the best first. */
  levels: (side: Side, count: number) => readonly RecordedLevel[]
  /** What the venue displays at a price. */
  sizeAt: (side: Side, price: number) => number
  /** The first row: nothing was known before it. */
  begin: (bids: readonly RecordedLevel[], asks: readonly RecordedLevel[]) => void
  display: (side: Side, price: number, size: number) => void
  /** An execution that takes from the displayed size of what rests at the best price of a side. */
  execute: (restingSide: Side, price: number, quantity: number) => void
  /** An execution of an order that nobody sees: the book stays as it is. */
  executeHidden: (restingSide: Side, price: number, quantity: number) => void
}

const BUY = 1

/** A day of messages and the book after each, as a venue's depth that ours displays. */
export class LobsterReplay {
  readonly counts = { rows: 0, levels: 0, revealed: 0, executions: 0, hidden: 0 }
  readonly #desk: LobsterDesk
  readonly #depth: number

  /** @param depth - levels that the rows show */
  constructor(desk: LobsterDesk, depth: number) {
    this.#desk = desk
    this.#depth = depth
  }

  /**
   * Applies the messages of a recorded day, and compares with the row after each.
   *
   * @throws Error at the first level that differs
   */
  run(files: RecordedFiles): void {
    const archive = readZip(files, `lobster/LOBSTER_SampleFile_AMZN_2012-06-21_${this.#depth}.zip`)
    const rowsOf = (kind: string) => {
      const path = [...archive.keys()].find((each) => each.includes(`_${kind}_${this.#depth}`))
      return readRows(archive.get(path ?? '') ?? '')
    }
    const [messages, rows] = [rowsOf('message'), rowsOf('orderbook')]
    const first = rows[0] ?? []
    this.#desk.begin(this.#levelsOf(first, 'buy'), this.#levelsOf(first, 'sell'))
    for (let place = 1; place < messages.length; place += 1) {
      this.#apply(messages[place] ?? [])
      for (const side of ['sell', 'buy'] as const)
        this.#compare(side, this.#levelsOf(rows[place] ?? [], side))
      this.counts.rows += 1
    }
  }

  /** What was compared and what was not, in a line. */
  report(): string {
    const { counts } = this
    return (
      `lobster, level ${this.#depth}: ${counts.rows} messages applied, ${counts.levels} levels as in the ` +
      `rows; ${counts.executions} executions at our best level, ${counts.hidden} hidden ones changed ` +
      `nothing; not compared: the first row, and ${counts.revealed} levels that came into sight from ` +
      `behind a row.`
    )
  }

  #apply([, type, , quantity = 0, price = 0, direction]: readonly number[]): void {
    const desk = this.#desk
    const side = direction === BUY ? 'buy' : 'sell'
    if (type === 1) desk.display(side, price, desk.sizeAt(side, price) + quantity)
    else if (type === 2 || type === 3) desk.display(side, price, desk.sizeAt(side, price) - quantity)
    else if (type === 4) desk.execute(side, price, quantity)
    else if (type === 5) desk.executeHidden(side, price, quantity)
    else throw new Error(`there is no message of type ${type ?? 'none'} in this day`)
    if (type === 4) this.counts.executions += 1
    if (type === 5) this.counts.hidden += 1
  }

  /** Price and size from the best on; places that nobody fills have size 0. */
  #levelsOf(row: readonly number[], side: Side): RecordedLevel[] {
    const start = side === 'sell' ? 0 : 2
    const levels = Array.from({ length: this.#depth }, (_, place): RecordedLevel => {
      return [row[place * 4 + start] ?? 0, row[place * 4 + start + 1] ?? 0]
    })
    return levels.filter(([, size]) => size !== 0)
  }

  /**
   * All levels that our book knows must be those of the row. The row may show one more, which came into sight
   * from behind; and what is behind the row is dropped, as no message tells of it any more.
   */
  #compare(side: Side, expected: readonly RecordedLevel[]): void {
    const ours = this.#desk.levels(side, this.#depth + 1)
    const known = Math.min(ours.length, this.#depth)
    if (known < this.#depth - 1) throw new Error('a message takes one level away at most')
    for (let place = 0; place < known; place += 1) {
      if (ours[place]?.[0] === expected[place]?.[0] && ours[place]?.[1] === expected[place]?.[1]) continue
      const [is, should] = [ours[place]?.join(' x '), expected[place]?.join(' x ') ?? 'nothing']
      throw new Error(`row ${this.counts.rows + 1}, ${side}, level ${place + 1}: ${is}, recorded ${should}`)
    }
    this.counts.levels += known
    for (const [price] of ours.slice(this.#depth)) this.#desk.display(side, price, 0)
    for (const [price, size] of expected.slice(known)) {
      this.#desk.display(side, price, size)
      this.counts.revealed += 1
    }
  }
}
