import { describe, expect, it } from 'vitest'
import { InvariantError } from '../assert.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import { UndoLog } from '../state/undo-log.ts'
import { Book, OUTSIDE_SIZE_MAX } from './book.ts'
import { checkInvariants } from './invariants.ts'
import { NONE } from './price-index.ts'
import type { Side } from '../order/order-types.ts'

const PRICE = ticks(100)

interface Ticket {
  readonly side?: Side
  readonly price?: number
  readonly leaves?: number
  readonly ignoresOutside?: boolean
}

/** Adds an order; by default a bid for 10 at 100. */
function add(book: Book<string>, owner: string, ticket: Ticket = {}): number {
  const { side = 'buy', price = PRICE, leaves = 10, ignoresOutside = false } = ticket
  return book.add({ side, price: ticks(price), leaves: lots(leaves), owner, ignoresOutside })
}

const display = (book: Book<string>, size: number, price: number = PRICE): void =>
  book.setDisplayed('buy', ticks(price), lots(size))

/** The level of bids at 100. */
const levelOf = (book: Book<string>): number => book.findLevel('buy', PRICE)

/** Owners of a level in the order of their turn. */
function queueOf(book: Book<string>, level = levelOf(book)): string[] {
  const owners: string[] = []
  for (let slot = book.firstOrder(level); slot !== NONE; slot = book.nextOrder(slot))
    owners.push(book.owner(slot))
  return owners
}

/** Venue size, consumed, and what is left for takers. */
function outsideOf(book: Book<string>, level = levelOf(book)): number[] {
  return [book.venueSize(level), book.consumed(level), book.outsideSize(level)]
}

/** A venue's message in its three steps, without anybody at the level who could be filled. */
function tradeAtVenue(book: Book<string>, traded: number, newSize: number): void {
  const level = levelOf(book)
  book.passFront(level, book.absorbTrade(level, lots(traded)))
  display(book, newSize)
}

describe("users' orders", () => {
  it('stand behind those that came before at the same price', () => {
    const book = new Book<string>()
    for (const owner of ['ann', 'bob', 'cid']) add(book, owner)
    expect(queueOf(book)).toEqual(['ann', 'bob', 'cid'])
    expect([book.ordersAt(levelOf(book)), book.userQuantity(levelOf(book))]).toEqual([3, 30n])
  })

  it('leave no gap when they leave, wherever they stood', () => {
    const book = new Book<string>()
    const [ann, bob, cid, dan] = ['ann', 'bob', 'cid', 'dan'].map((owner) => add(book, owner))
    book.remove(bob ?? NONE)
    expect(queueOf(book)).toEqual(['ann', 'cid', 'dan'])
    book.remove(ann ?? NONE)
    book.remove(dan ?? NONE)
    expect(queueOf(book)).toEqual(['cid'])
    expect(book.previousOrder(cid ?? NONE)).toBe(NONE)
    checkInvariants(book)
  })

  it('keep their place when they get smaller', () => {
    const book = new Book<string>()
    const ann = add(book, 'ann')
    add(book, 'bob')
    book.reduce(ann, lots(9))
    expect([queueOf(book), book.leaves(ann), book.userQuantity(levelOf(book))]).toEqual([
      ['ann', 'bob'],
      ...[1, 11n],
    ])
  })

  it('add up exactly beyond what a number can say', () => {
    const book = new Book<string>()
    const enormous = 999_999_999_999_999
    const slots = Array.from({ length: 30 }, () => add(book, 'ann', { leaves: enormous }))
    expect(book.userQuantity(levelOf(book))).toBe(30n * BigInt(enormous))
    for (const slot of slots.slice(1)) book.remove(slot)
    expect(book.userQuantity(levelOf(book))).toBe(BigInt(enormous))
    book.reduce(slots[0] ?? NONE, lots(enormous - 7))
    expect(book.userQuantity(levelOf(book))).toBe(7n)
    checkInvariants(book)
  })

  it('are known by their slot', () => {
    const book = new Book<string>()
    const slot = add(book, 'ann', { side: 'sell', price: 7, leaves: 3, ignoresOutside: true })
    expect([book.owner(slot), book.side(slot), book.price(slot)]).toEqual(['ann', 'sell', 7])
    expect([book.leaves(slot), book.ignoresOutside(slot)]).toEqual([3, true])
    expect(book.levelOf(slot)).toBe(book.bestLevel('sell'))
  })

  it('give back slots and levels, which are used again', () => {
    const book = new Book<string>()
    const slots = new Set<number>()
    for (let round = 0; round < 1_000; round += 1) {
      const slot = add(book, 'ann', { price: 1 + round })
      slots.add(slot)
      book.remove(slot)
    }
    expect([slots.size, book.orderCount, book.levelCount]).toEqual([1, 0, 0])
  })

  it('are never empty, below the first tick, or gone twice', () => {
    const book = new Book<string>()
    const slot = add(book, 'ann')
    expect(() => add(book, 'bob', { leaves: 0 })).toThrow(InvariantError)
    expect(() => add(book, 'bob', { price: 0 })).toThrow(InvariantError)
    expect(() => book.reduce(slot, lots(10))).toThrow(InvariantError)
    expect(() => book.reduce(slot, lots(0))).toThrow(InvariantError)
    book.remove(slot)
    expect(() => book.remove(slot)).toThrow(InvariantError)
    expect(() => book.owner(slot)).toThrow(InvariantError)
  })
})

describe('levels', () => {
  it('are walked from the best price to the worst on both sides', () => {
    const book = new Book<string>()
    for (const price of [5, 9_000_000_000, 7]) {
      add(book, 'ann', { side: 'buy', price })
      add(book, 'bob', { side: 'sell', price })
    }
    const walk = (side: Side): number[] => {
      const prices: number[] = []
      for (let level = book.bestLevel(side); level !== NONE; level = book.nextLevel(level))
        prices.push(book.levelPrice(level))
      return prices
    }
    expect([walk('buy'), walk('sell')]).toEqual([
      [9_000_000_000, 7, 5],
      [5, 7, 9_000_000_000],
    ])
  })

  it('exist while they have an order or a venue size', () => {
    const book = new Book<string>()
    const slot = add(book, 'ann')
    display(book, 4)
    book.remove(slot)
    expect(outsideOf(book)).toEqual([4, 0, 4])
    display(book, 0)
    expect([levelOf(book), book.bestLevel('buy'), book.levelCount]).toEqual([NONE, NONE, 0])
    display(book, 0)
    expect(book.levelCount).toBe(0)
  })
})

describe('consumed liquidity', () => {
  it('is not freed by the same size again', () => {
    const book = new Book<string>()
    display(book, 10)
    book.consume(levelOf(book), lots(6))
    display(book, 10)
    expect(outsideOf(book)).toEqual([10, 6, 4])
  })

  it('goes first when the venue shows less, and stays behind fresh size when it shows more', () => {
    const book = new Book<string>()
    display(book, 10)
    book.consume(levelOf(book), lots(6))
    display(book, 7)
    expect(outsideOf(book)).toEqual([7, 3, 4])
    display(book, 9)
    expect(outsideOf(book)).toEqual([9, 3, 6])
    display(book, 2)
    expect(outsideOf(book)).toEqual([2, 0, 2])
  })

  it('may be all that the venue displays, and nobody takes more', () => {
    const book = new Book<string>()
    display(book, 10)
    book.consume(levelOf(book), lots(10))
    expect(outsideOf(book)).toEqual([10, 10, 0])
    expect(() => book.consume(levelOf(book), lots(1))).toThrow(InvariantError)
  })

  it('absorbs a trade of the venue before anybody else', () => {
    const book = new Book<string>()
    display(book, 10)
    book.consume(levelOf(book), lots(6))
    expect(book.absorbTrade(levelOf(book), lots(4))).toBe(0)
    display(book, 6)
    expect(outsideOf(book)).toEqual([6, 2, 4])
    expect(book.absorbTrade(levelOf(book), lots(5))).toBe(3)
    display(book, 1)
    expect(outsideOf(book)).toEqual([1, 0, 1])
  })

  it('is capped by the new size at a resync, and levels that are not in it are gone', () => {
    const book = new Book<string>()
    for (const price of [98, 99, 100]) display(book, 10, price)
    for (const price of [98, 100]) book.consume(book.findLevel('buy', ticks(price)), lots(6))
    const slot = add(book, 'ann', { price: 99 })
    book.resync('buy', [
      { price: ticks(97), size: lots(1) },
      { price: ticks(100), size: lots(5) },
      { price: ticks(96), size: lots(0) },
    ])
    expect(outsideOf(book)).toEqual([5, 5, 0])
    expect(outsideOf(book, book.levelOf(slot))).toEqual([0, 0, 0])
    expect([book.queueAhead(slot), book.levelCount]).toEqual([0, 3])
    expect(book.findLevel('buy', ticks(98))).toBe(NONE)
    checkInvariants(book)
  })
})

describe('the queue ahead of an order', () => {
  it('is what was displayed and not consumed when it joined', () => {
    const book = new Book<string>()
    display(book, 10)
    book.consume(levelOf(book), lots(3))
    const ann = add(book, 'ann')
    display(book, 15)
    const bob = add(book, 'bob')
    expect([book.queueAhead(ann), book.queueAhead(bob)]).toEqual([7, 12])
  })

  it('shrinks by takers and trades, and by cancels only to what is displayed', () => {
    const book = new Book<string>()
    display(book, 10)
    const ann = add(book, 'ann')
    display(book, 20)
    const bob = add(book, 'bob')
    book.consume(levelOf(book), lots(1))
    expect([book.queueAhead(ann), book.queueAhead(bob)]).toEqual([9, 19])
    tradeAtVenue(book, 3, 17)
    expect([book.queueAhead(ann), book.queueAhead(bob)]).toEqual([7, 17])
    display(book, 12)
    expect([book.queueAhead(ann), book.queueAhead(bob)]).toEqual([7, 12])
    display(book, 5)
    expect([book.queueAhead(ann), book.queueAhead(bob)]).toEqual([5, 5])
    display(book, 50)
    expect([book.queueAhead(ann), book.queueAhead(bob)]).toEqual([5, 5])
    checkInvariants(book)
  })

  it('is nothing for an order that ignores outside size, which does not change that of others', () => {
    const book = new Book<string>()
    display(book, 10)
    const ann = add(book, 'ann', { ignoresOutside: true })
    const bob = add(book, 'bob')
    const cid = add(book, 'cid', { ignoresOutside: true })
    display(book, 4)
    expect([ann, bob, cid].map((slot) => book.queueAhead(slot))).toEqual([0, 4, 0])
    checkInvariants(book)
  })

  it('stays exact however much passes a level that never goes', () => {
    const book = new Book<string>()
    const log = new UndoLog()
    display(book, OUTSIDE_SIZE_MAX)
    const [ann, bob] = [add(book, 'ann'), add(book, 'bob', { ignoresOutside: true })]
    const steps: number[] = []
    for (let round = 0; round < 20; round += 1) {
      book.consume(levelOf(book), lots(OUTSIDE_SIZE_MAX))
      display(book, 0)
      if (round === 10) book.undo = log
      display(book, OUTSIDE_SIZE_MAX - 1)
      const cid = add(book, 'cid')
      steps.push(book.queueAhead(ann), book.queueAhead(bob), book.queueAhead(cid))
      book.remove(cid)
      display(book, OUTSIDE_SIZE_MAX)
    }
    expect(steps).toEqual(Array.from({ length: 20 }, () => [0, 0, OUTSIDE_SIZE_MAX - 1]).flat())
    log.rollbackTo(0)
    display(book, 1)
    expect([book.queueAhead(ann), book.queueAhead(add(book, 'dan'))]).toEqual([0, 1])
    checkInvariants(book)
  })
})

describe('the counter of what passed a level', () => {
  it('is set back when it gets too large, which changes no queue and can be taken back', () => {
    const book = new Book<string>()
    const log = new UndoLog()
    add(book, 'ann')
    display(book, OUTSIDE_SIZE_MAX)
    book.consume(levelOf(book), lots(OUTSIDE_SIZE_MAX))
    for (const size of [0, 10]) display(book, size)
    const [bob, cid] = [add(book, 'bob'), add(book, 'cid', { ignoresOutside: true })]
    const state = () => [outsideOf(book), book.queueAhead(bob), book.ignoresOutside(cid)]
    expect(state()).toEqual([[10, 0, 10], 10, true])
    book.undo = log
    for (const quantity of [5, 1, 1]) book.consume(levelOf(book), lots(quantity))
    display(book, 15)
    expect(state()).toEqual([[15, 7, 8], 3, true])
    log.rollbackTo(0)
    expect(state()).toEqual([[10, 0, 10], 10, true])
    checkInvariants(book)
  })
})

describe('a trade of the venue', () => {
  it('gives each order what is left beyond the outside size ahead of it', () => {
    const book = new Book<string>()
    display(book, 5)
    const ann = add(book, 'ann', { leaves: 3 })
    display(book, 9)
    const bob = add(book, 'bob', { leaves: 8 })
    expect(book.shareOfTrade(ann, lots(5))).toBe(0)
    expect(book.shareOfTrade(ann, lots(7))).toBe(2)
    expect(book.shareOfTrade(ann, lots(30))).toBe(3)
    expect(book.shareOfTrade(bob, lots(27))).toBe(8)
    expect(book.shareOfTrade(bob, lots(12))).toBe(3)
  })

  it('keeps its level until its message ends, even if nothing is left there', () => {
    const book = new Book<string>()
    const slot = add(book, 'ann')
    const level = levelOf(book)
    const left = book.absorbTrade(level, lots(10))
    expect(book.shareOfTrade(slot, left)).toBe(10)
    book.remove(slot)
    expect([levelOf(book), book.updatingLevel]).toEqual([level, level])
    expect(() => checkInvariants(book)).toThrow(InvariantError)
    book.passFront(level, lots(0))
    display(book, 0)
    expect([levelOf(book), book.updatingLevel, book.levelCount]).toEqual([NONE, NONE, 0])
  })

  it('may be larger than what was displayed', () => {
    const book = new Book<string>()
    display(book, 5)
    const ann = add(book, 'ann')
    const level = levelOf(book)
    const left = book.absorbTrade(level, lots(100))
    expect([left, outsideOf(book)]).toEqual([100, [0, 0, 0]])
    book.passFront(level, left)
    display(book, 2)
    expect([outsideOf(book), book.queueAhead(ann)]).toEqual([[2, 0, 2], 0])
  })

  it('is one at a time', () => {
    const book = new Book<string>()
    display(book, 5)
    display(book, 5, 99)
    book.absorbTrade(levelOf(book), lots(1))
    expect(() => book.absorbTrade(book.findLevel('buy', ticks(99)), lots(1))).toThrow(InvariantError)
    expect(() => book.passFront(book.findLevel('buy', ticks(99)), lots(1))).toThrow(InvariantError)
    expect(() => display(book, 4, 99)).toThrow(InvariantError)
    expect(() => book.resync('buy', [])).toThrow(InvariantError)
  })
})

describe('a rollback', () => {
  it('in the middle of a message leads back before it, and to its middle', () => {
    const book = new Book<string>()
    display(book, 5)
    const ann = add(book, 'ann', { leaves: 3 })
    const level = levelOf(book)
    book.undo = new UndoLog()
    book.absorbTrade(level, lots(6))
    const middle = book.undo.mark()
    book.reduce(ann, lots(1))
    book.passFront(level, lots(5))
    display(book, 0)
    expect([book.leaves(ann), book.queueAhead(ann), book.updatingLevel]).toEqual([2, 0, NONE])
    book.undo.rollbackTo(middle)
    expect([book.leaves(ann), book.queueAhead(ann), book.updatingLevel]).toEqual([3, 5, level])
    book.undo.rollbackTo(0)
    expect([outsideOf(book), book.updatingLevel]).toEqual([[5, 0, 5], NONE])
  })
})

describe('checkInvariants', () => {
  it('passes over a book that is in order, with orders and outside size on both sides', () => {
    const book = new Book<string>()
    expect(() => checkInvariants(book)).not.toThrow()
    display(book, 5)
    add(book, 'ann')
    add(book, 'bob', { side: 'sell', price: 101 })
    expect(() => checkInvariants(book)).not.toThrow()
  })
})
