import { describe, expect, it } from 'vitest'
import { Book } from '../book/book.ts'
import type { Side } from '../order/order-types.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import { createMatch, findMatch } from './next-match.ts'

interface Ticket {
  readonly price?: number
  readonly leaves?: number
  readonly side?: Side
  readonly ignoresOutside?: boolean
}

/** Adds an order; by default an offer of 10 at 100. */
function add(book: Book<string>, owner: string, ticket: Ticket = {}): number {
  const { side = 'sell', price = 100, leaves = 10, ignoresOutside = false } = ticket
  return book.add({ side, price: ticks(price), leaves: lots(leaves), owner, ignoresOutside })
}

const display = (book: Book<string>, price: number, size: number): void =>
  book.setDisplayed('sell', ticks(price), lots(size))

/** Owner or `outside`, price and quantity of what a taker meets; `null` for nothing. */
function nextFor(book: Book<string>, limit: number | null, side: Side = 'buy'): unknown[] | null {
  const match = createMatch()
  const taker = { side, limit: limit === null ? null : ticks(limit), leaves: lots(1) }
  if (!findMatch(book, taker, match)) return null
  const who = match.kind === 'order' ? book.owner(match.slot) : match.kind
  expect(book.levelPrice(match.level)).toBe(match.price)
  return [who, match.price, match.quantity]
}

describe('findMatch', () => {
  it('finds nothing in an empty book, and nothing for a taker that wants nothing', () => {
    const book = new Book<string>()
    expect(nextFor(book, null)).toBeNull()
    add(book, 'ann')
    expect(findMatch(book, { side: 'buy', limit: null, leaves: lots(0) }, createMatch())).toBe(false)
  })

  it('takes the best price on the other side, and no price beyond the limit', () => {
    const book = new Book<string>()
    for (const price of [102, 101, 103]) add(book, `ask ${price}`, { price })
    for (const price of [98, 99, 97]) add(book, `bid ${price}`, { price, side: 'buy' })
    expect(nextFor(book, null)).toEqual(['ask 101', 101, 10])
    expect(nextFor(book, 101)).toEqual(['ask 101', 101, 10])
    expect(nextFor(book, 100)).toBeNull()
    expect(nextFor(book, null, 'sell')).toEqual(['bid 99', 99, 10])
    expect(nextFor(book, 99, 'sell')).toEqual(['bid 99', 99, 10])
    expect(nextFor(book, 100, 'sell')).toBeNull()
  })

  it('takes the oldest order of a price, with all that it has', () => {
    const book = new Book<string>()
    const ann = add(book, 'ann', { leaves: 7 })
    add(book, 'bob')
    expect(nextFor(book, 100)).toEqual(['ann', 100, 7])
    book.remove(ann)
    expect(nextFor(book, 100)).toEqual(['bob', 100, 10])
  })

  it('takes the outside size ahead of an order first, then the order, then what is behind it', () => {
    const book = new Book<string>()
    display(book, 100, 4)
    const ann = add(book, 'ann')
    display(book, 100, 6)
    expect(nextFor(book, 100)).toEqual(['outside', 100, 4])
    book.consume(book.levelOf(ann), lots(4))
    expect(nextFor(book, 100)).toEqual(['ann', 100, 10])
    book.remove(ann)
    expect(nextFor(book, 100)).toEqual(['outside', 100, 2])
  })

  it('takes an order that ignores outside size before the size ahead of it', () => {
    const book = new Book<string>()
    display(book, 100, 4)
    const ann = add(book, 'ann', { ignoresOutside: true })
    add(book, 'bob')
    expect(nextFor(book, 100)).toEqual(['ann', 100, 10])
    book.remove(ann)
    expect(nextFor(book, 100)).toEqual(['outside', 100, 4])
  })

  it('keeps such an order behind an order that has to wait', () => {
    const book = new Book<string>()
    display(book, 100, 4)
    add(book, 'ann')
    add(book, 'bob', { ignoresOutside: true })
    expect(nextFor(book, 100)).toEqual(['outside', 100, 4])
  })

  it('passes over a level of which all is consumed, unless an order stands there', () => {
    const book = new Book<string>()
    display(book, 100, 4)
    display(book, 101, 5)
    book.consume(book.bestLevel('sell'), lots(4))
    expect(nextFor(book, null)).toEqual(['outside', 101, 5])
    expect(nextFor(book, 100)).toBeNull()
    add(book, 'ann')
    expect(nextFor(book, null)).toEqual(['ann', 100, 10])
  })

  it('leaves the match as it was when there is none', () => {
    const [book, match] = [new Book<string>(), createMatch()]
    const slot = add(book, 'ann')
    const taker = { side: 'buy', limit: ticks(100), leaves: lots(3) } as const
    expect(findMatch(book, taker, match)).toBe(true)
    book.remove(slot)
    expect(findMatch(book, taker, match)).toBe(false)
    expect(match).toMatchObject({ kind: 'order', price: 100, quantity: 10 })
  })
})
