import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMatch, findMatch } from '../matching/next-match.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import { Book } from './book.ts'
import { checkInvariants } from './invariants.ts'
import { NaiveBook } from './naive-book.fixture.ts'
import { NONE } from './price-index.ts'
import type { Side } from '../order/order-types.ts'
import { UndoLog } from '../state/undo-log.ts'

const kinds = [
  'add',
  'add',
  'add',
  'remove',
  'reduce',
  'take',
  'update',
  'update',
  'print',
  'resync',
] as const

/** Raw numbers; what they mean depends on what there is when the operation comes. */
interface Operation {
  readonly kind: (typeof kinds)[number]
  readonly side: Side
  readonly price: number
  readonly quantity: number
  readonly other: number
  readonly ignoresOutside: boolean
}

const PRICE_MAX = 4

const anyOperation: fc.Arbitrary<Operation> = fc.record({
  kind: fc.constantFrom(...kinds),
  side: fc.constantFrom<Side>('buy', 'sell'),
  price: fc.integer({ min: 1, max: PRICE_MAX }),
  quantity: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20 })),
  other: fc.nat({ max: 1_000_000 }),
  ignoresOutside: fc.boolean(),
})

const operations = (maxLength: number): fc.Arbitrary<Operation[]> =>
  fc.array(anyOperation, { minLength: 1, maxLength, size: 'max' })

/** Everything that the rules speak of, level by level. */
function describeNaive(naive: NaiveBook, side: Side): unknown[] {
  return naive.side(side).map((level) => {
    const orders = naive.orders(level).map((order) => [order.id, order.leaves, naive.ahead(level, order)])
    return [level.price, level.venueSize, level.consumed, orders]
  })
}

function describeBook(book: Book<number>, side: Side, orderOf: (slot: number) => unknown[]): unknown[] {
  const levels: unknown[] = []
  for (let level = book.bestLevel(side); level !== NONE; level = book.nextLevel(level)) {
    const orders: unknown[] = []
    for (let slot = book.firstOrder(level); slot !== NONE; slot = book.nextOrder(slot))
      orders.push(orderOf(slot))
    levels.push([book.levelPrice(level), book.venueSize(level), book.consumed(level), orders])
  }
  return levels
}

/** The book and the naive book, which do the same operations and must then look the same. */
class TwinBooks {
  readonly book = new Book<number>()
  naive = new NaiveBook()
  slots = new Map<number, number>()
  #orderNumber = 0

  apply(operation: Operation): void {
    if (operation.kind === 'add') this.#add(operation)
    else if (operation.kind === 'take') this.#take(operation)
    else if (operation.kind === 'update') this.#update(operation, 0)
    else if (operation.kind === 'print') this.#update(operation, operation.other % 25)
    else if (operation.kind === 'resync') this.#resync(operation)
    else this.#change(operation)
  }

  /** The same on both sides, the fast one with all its caches in order. */
  expectSame(): void {
    const orderOf = (slot: number) => [
      ...[this.book.owner(slot), this.book.leaves(slot), this.book.queueAhead(slot)],
    ]
    for (const side of ['buy', 'sell'] as const) {
      expect(describeBook(this.book, side, orderOf)).toEqual(describeNaive(this.naive, side))
    }
    checkInvariants(this.book)
  }

  /** Also what only the book has: the slots. */
  describe(): unknown {
    const orderOf = (slot: number) => [
      ...[slot, this.book.owner(slot), this.book.leaves(slot), this.book.queueAhead(slot)],
      ...[this.book.ignoresOutside(slot), this.book.side(slot), this.book.price(slot)],
    ]
    return [describeBook(this.book, 'buy', orderOf), describeBook(this.book, 'sell', orderOf)]
  }

  #add({ side, price, quantity, ignoresOutside }: Operation): void {
    this.#orderNumber += 1
    const [owner, leaves] = [this.#orderNumber, quantity + 1]
    const order = { side, price: ticks(price), leaves: lots(leaves), owner, ignoresOutside }
    this.slots.set(owner, this.book.add(order))
    this.naive.add(side, price, { id: owner, leaves, ignoresOutside })
  }

  #change({ kind, quantity, other }: Operation): void {
    const [id, slot] = [...this.slots][other % Math.max(1, this.slots.size)] ?? [NONE, NONE]
    if (slot === NONE) return
    const leaves = this.book.leaves(slot)
    this.#fill(id, kind === 'remove' ? leaves : (quantity % leaves) + 1)
  }

  #fill(id: number, quantity: number): void {
    this.naive.take(id, quantity)
    this.#fillFast(id, quantity)
  }

  #fillFast(id: number, quantity: number): void {
    const slot = this.slots.get(id) ?? NONE
    if (quantity < this.book.leaves(slot)) this.book.reduce(slot, lots(quantity))
    else {
      this.book.remove(slot)
      this.slots.delete(id)
    }
  }

  /** A taker, who takes until it has enough or there is nothing more within its limit. */
  #take({ side, price, quantity, other }: Operation): void {
    const limit = other % 4 === 0 ? null : ticks(price)
    const match = createMatch()
    let leaves = quantity * 2
    while (findMatch(this.book, { side, limit, leaves: lots(leaves) }, match)) {
      const id = match.kind === 'order' ? this.book.owner(match.slot) : null
      expect({ price: match.price, id, quantity: match.quantity }).toEqual(this.naive.match(side, limit))
      const part = Math.min(leaves, match.quantity)
      leaves -= part
      if (id !== null) this.#fill(id, part)
      else {
        const level = this.naive.find(side === 'buy' ? 'sell' : 'buy', match.price)
        if (level === undefined) throw new Error('both books have the level')
        this.naive.consume(level, part)
        this.book.consume(match.level, lots(part))
      }
    }
    if (leaves > 0) expect(this.naive.match(side, limit)).toBeNull()
  }

  #update({ side, price, quantity }: Operation, traded: number): void {
    const fills = this.naive.update(side, price, { newSize: quantity, traded })
    const level = this.book.findLevel(side, ticks(price))
    if (level !== NONE && traded > 0) {
      let left = this.book.absorbTrade(level, lots(traded))
      const filled: typeof fills = []
      for (let slot = this.book.firstOrder(level); slot !== NONE;) {
        const [id, leaves] = [this.book.owner(slot), this.book.leaves(slot)]
        const part = this.book.shareOfTrade(slot, left)
        slot = this.book.nextOrder(slot)
        if (part > 0) {
          filled.push({ id, quantity: part })
          this.#fillFast(id, part)
          left = lots(left - part)
        }
        if (part < leaves) break
      }
      expect(filled).toEqual(fills)
      this.book.passFront(level, left)
    }
    this.book.setDisplayed(side, ticks(price), lots(quantity))
  }

  #resync({ side, other }: Operation): void {
    const sizes = new Map<number, number>()
    for (let price = 1; price <= PRICE_MAX; price += 1) {
      const size = Math.floor(other / 10 ** (price - 1)) % 10
      if (size !== 1) sizes.set(price, size)
    }
    this.naive.resync(side, sizes)
    this.book.resync(
      side,
      [...sizes].map(([price, size]) => ({ price: ticks(price), size: lots(size) })),
    )
  }
}

function applyAll(twins: TwinBooks, list: readonly Operation[]): void {
  for (const operation of list) {
    twins.apply(operation)
    twins.expectSame()
  }
}

/** What a rollback must bring back of the other book, which has no undo. */
function keep(twins: TwinBooks): () => void {
  const levels = structuredClone(twins.naive.levels)
  const slots = new Map(twins.slots)
  return () => {
    twins.naive.levels = levels
    twins.slots = slots
  }
}

describe('the book', () => {
  it('does what the naive book of explicit slices does', () => {
    fc.assert(
      fc.property(operations(400), (list) => applyAll(new TwinBooks(), list)),
      { numRuns: 150 },
    )
  })

  it('is after a rollback what it was at the mark, and goes on as if nothing had been', () => {
    fc.assert(
      fc.property(operations(80), operations(80), operations(80), (before, taken, after) => {
        const twins = new TwinBooks()
        applyAll(twins, before)
        const log = new UndoLog()
        twins.book.undo = log
        const [state, restore] = [twins.describe(), keep(twins)]
        applyAll(twins, taken)
        log.rollbackTo(0)
        restore()
        expect(twins.describe()).toEqual(state)
        twins.expectSame()
        twins.book.undo = null
        applyAll(twins, after)
      }),
      { numRuns: 150 },
    )
  })

  it('comes back to the inner mark first and then to the outer one', () => {
    fc.assert(
      fc.property(operations(40), operations(40), operations(40), (first, second, third) => {
        const twins = new TwinBooks()
        const log = new UndoLog()
        twins.book.undo = log
        applyAll(twins, first)
        const [outer, outerState, restoreOuter] = [log.mark(), twins.describe(), keep(twins)]
        applyAll(twins, second)
        const [inner, innerState, restoreInner] = [log.mark(), twins.describe(), keep(twins)]
        applyAll(twins, third)
        log.rollbackTo(inner)
        restoreInner()
        expect(twins.describe()).toEqual(innerState)
        applyAll(twins, third)
        log.rollbackTo(outer)
        restoreOuter()
        expect(twins.describe()).toEqual(outerState)
        twins.expectSame()
      }),
      { numRuns: 80 },
    )
  })
})
