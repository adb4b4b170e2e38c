import { assert } from '../assert.ts'
import type { Book } from './book.ts'
import type { BookOwner } from './order-table.ts'
import { NONE } from './price-index.ts'
import type { Side } from '../order/order-types.ts'

/**
 * Walks a whole book and stops at the first broken invariant (E8): cached sizes are the sums of the orders,
 * no level is empty, prices get worse from level to level, nobody waits behind more outside quantity than
 * there is or less than the order before, and the counts of levels and orders are those that the walk met.
 * Not to be called while a venue's message is half applied.
 *
 * @throws InvariantError
 */
export function checkInvariants(book: Book<BookOwner>): void {
  assert(book.updatingLevel === NONE, 'every message of a venue is applied to its end')
  const bids = checkSide(book, 'buy')
  const asks = checkSide(book, 'sell')
  assert(bids.levels + asks.levels === book.levelCount, 'the index of prices has every level')
  assert(bids.orders + asks.orders === book.orderCount, 'the levels have every order')
}

function checkSide(book: Book<BookOwner>, side: Side): { levels: number; orders: number } {
  let [levels, orders] = [0, 0]
  let priceBefore = side === 'buy' ? Infinity : 0
  for (let level = book.bestLevel(side); level !== NONE; level = book.nextLevel(level)) {
    const price = book.levelPrice(level)
    assert(side === 'buy' ? price < priceBefore : price > priceBefore, 'levels are sorted by price')
    assert(book.levelSide(level) === side, 'a level knows its side')
    assert(book.findLevel(side, price) === level, 'a level is found by its price')
    checkLevel(book, level)
    levels += 1
    orders += book.ordersAt(level)
    priceBefore = price
  }
  return { levels, orders }
}

function checkLevel(book: Book<BookOwner>, level: number): void {
  const outside = book.outsideSize(level)
  assert(book.consumed(level) >= 0 && outside >= 0, 'nobody consumed more than the venue displays')
  let [count, quantity, aheadBefore, previous] = [0, 0n, 0, NONE]
  for (let slot = book.firstOrder(level); slot !== NONE; slot = book.nextOrder(slot)) {
    const ahead = book.queueAhead(slot)
    assert(book.levelOf(slot) === level, 'an order knows its level')
    assert(book.previousOrder(slot) === previous, 'an order knows the one before')
    assert(book.leaves(slot) > 0, 'an order in the book has something left')
    assert(ahead <= outside, 'nobody waits behind more than there is')
    assert(ahead >= aheadBefore || book.ignoresOutside(slot), 'who is behind waits for no less')
    if (!book.ignoresOutside(slot)) aheadBefore = ahead
    count += 1
    quantity += BigInt(book.leaves(slot))
    previous = slot
  }
  assert(book.lastOrder(level) === previous, 'a level knows its last order')
  assert(book.ordersAt(level) === count, 'a level counts its orders')
  assert(book.userQuantity(level) === quantity, 'a level adds up its orders')
  assert(count > 0 || book.venueSize(level) > 0, 'no level is empty')
}
