/** What a book keeps in memory, and that it keeps no more after millions of commands. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Book } from '../../engine/src/book/book.ts'
import { checkInvariants } from '../../engine/src/book/invariants.ts'
import { NONE } from '../../engine/src/book/price-index.ts'
import { createMatch, findMatch } from '../../engine/src/matching/next-match.ts'
import { lots, type Lots } from '../../engine/src/numbers/lots.ts'
import { ticks, type Ticks } from '../../engine/src/numbers/ticks.ts'
import type { Side } from '../../engine/src/order/order-types.ts'
import { createRandom } from './minute-bars.ts'

let collector: (() => void) | null = null

/** Throws away what nobody uses any more, so that it is not paid for later. */
export function collectGarbage(): void {
  collector ??= garbageCollector()
  // Array buffers are let go of one collection after their views.
  for (let round = 0; round < 3; round += 1) collector()
}

/** Bytes on the heap and in array buffers that are still in use. */
export function bytesInUse(): number {
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** What the flag puts on the global object of every context that is made after it. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}

const SEAT_COUNT = 270_000
const CROSSING_SHARE = 0.08
const REACH = 500
const MOVE_EVERY = 1_000

/**
 * A book that stays about as large as it is, under commands that never end: whoever has an order cancels it
 * when its turn comes again, whoever has none sends one. The middle wanders, so that levels come and go.
 */
export class SteadyBook {
  readonly book = new Book<number>()
  readonly #slots = new Int32Array(SEAT_COUNT).fill(NONE)
  readonly #random = createRandom(20)
  readonly #match = createMatch()
  #middle = 1_000_000
  #commandCount = 0

  run(commandCount: number): void {
    for (let count = 0; count < commandCount; count += 1) this.#step()
    checkInvariants(this.book)
  }

  #step(): void {
    this.#commandCount += 1
    if (this.#commandCount % MOVE_EVERY === 0) this.#middle += this.#random() < 0.5 ? -7 : 7
    const seat = Math.floor(this.#random() * SEAT_COUNT)
    const slot = this.#slots[seat] ?? NONE
    const side = this.#random() < 0.5 ? 'buy' : 'sell'
    const sign = side === 'buy' ? -1 : 1
    const quantity = lots(1 + Math.floor(this.#random() * 100))
    if (this.#random() < CROSSING_SHARE) this.#take(side, ticks(this.#middle - sign * REACH), quantity)
    else if (slot === NONE) {
      const price = ticks(this.#middle + sign * (1 + Math.floor(REACH * this.#random() ** 2)))
      const leaves = this.#take(side, price, quantity)
      if (leaves === 0) return
      this.#slots[seat] = this.book.add({ side, price, leaves, owner: seat, ignoresOutside: false })
    } else {
      this.book.remove(slot)
      this.#slots[seat] = NONE
    }
  }

  /** Trades up to a limit; gives what is left. */
  #take(side: Side, limit: Ticks, quantity: Lots): Lots {
    const match = this.#match
    let leaves = quantity
    while (findMatch(this.book, { side, limit, leaves }, match)) {
      const part = lots(Math.min(leaves, match.quantity))
      if (part < match.quantity) this.book.reduce(match.slot, part)
      else {
        this.#slots[this.book.owner(match.slot)] = NONE
        this.book.remove(match.slot)
      }
      leaves = lots(leaves - part)
    }
    return leaves
  }
}
