import { beforeEach, describe, expect, it } from 'vitest'
import { InvariantError } from '../assert.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import type { Side } from '../order/order-types.ts'
import { PrintDepthMerger, TOGETHER_MS, type MergedInput } from './merge-prints-and-depth.ts'

let queued: Set<string>
let merger: PrintDepthMerger

/** An input in words: `sell 100=5` for a level, `buy 3@100 left 2` for a trade. */
function inWords(input: MergedInput): string {
  if (input.kind === 'outside_book') return 'book'
  if (input.kind === 'outside_trade') {
    const { aggressor, quantity, price, newSize } = input
    return `${aggressor ?? 'somebody'} ${quantity}@${price} left ${newSize ?? 'unknown'}`
  }
  return input.changes.map(({ side, price, size }) => `${side} ${price}=${size}`).join(', ')
}

const words = (inputs: readonly MergedInput[]): string[] => inputs.map(inWords)

const depth = (at: number, ...changes: readonly (readonly [Side, number, number])[]): string[] =>
  words(
    merger.depth(
      changes.map(([side, price, size]) => ({ side, price: ticks(price), size: lots(size) })),
      at,
    ),
  )

interface PrintFields {
  readonly price?: number
  readonly aggressor?: Side | null
}

/** A print, by default of a buy at 100. */
const print = (
  at: number,
  quantity: number,
  { price = 100, aggressor = 'buy' }: PrintFields = {},
): string[] => words(merger.print({ quantity: lots(quantity), price: ticks(price), aggressor }, at))

const tick = (at: number): string[] => words(merger.tick(at))

const levels = (...sizes: readonly (readonly [number, number])[]) =>
  sizes.map(([price, size]) => ({ price: ticks(price), size: lots(size) }))

beforeEach(() => {
  queued = new Set(['sell 100'])
  merger = new PrintDepthMerger({
    instrumentId: 1,
    isQueued: (side, price) => queued.has(`${side} ${price}`),
  })
  const book = { bids: levels([98, 10], [97, 10]), asks: levels([100, 10], [101, 10]), last: null }
  expect(words(merger.book(book, 0))).toEqual(['book'])
})

describe('a print', () => {
  it('passes at once with what it leaves, and its depth says nothing new', () => {
    expect(print(1, 4)).toEqual(['buy 4@100 left 6'])
    expect(depth(50, ['sell', 100, 6])).toEqual([])
    expect(tick(1_000)).toEqual([])
    expect(merger.dueAt).toBeNull()
  })

  it('takes its part of a decrease that waits, and the rest is a cancel', () => {
    expect(depth(1, ['sell', 100, 3])).toEqual([])
    expect(print(20, 4)).toEqual(['buy 4@100 left 6'])
    expect(tick(250)).toEqual([])
    expect(tick(251)).toEqual(['sell 100=3'])
  })

  it('may be one of several before one depth, and one of several after it', () => {
    expect(print(1, 2)).toEqual(['buy 2@100 left 8'])
    expect(print(2, 3)).toEqual(['buy 3@100 left 5'])
    expect(depth(3, ['sell', 100, 5])).toEqual([])
    expect(depth(4, ['sell', 100, 1])).toEqual([])
    expect(print(5, 1)).toEqual(['buy 1@100 left 4'])
    expect(print(6, 3)).toEqual(['buy 3@100 left 1'])
    expect(tick(1_000)).toEqual([])
  })

  it('at size that was never displayed is credit for as long as prints and depth are together', () => {
    expect(print(1, 4)).toEqual(['buy 4@100 left 6'])
    expect(tick(250)).toEqual([])
    expect(tick(1 + TOGETHER_MS)).toEqual(['sell 100=10'])
    expect(depth(300, ['sell', 100, 8])).toEqual([])
    expect(tick(550)).toEqual(['sell 100=8'])
  })

  it('of more than was displayed leaves nothing, and takes what is added to the level next', () => {
    expect(print(1, 14)).toEqual(['buy 14@100 left 0'])
    expect(depth(2, ['sell', 100, 16])).toEqual(['sell 100=2'])
    expect(depth(3, ['sell', 100, 2])).toEqual([])
    expect(tick(1_000)).toEqual([])
  })

  it('explains a decrease that passed already without counting it twice', () => {
    expect(depth(1, ['sell', 101, 3])).toEqual(['sell 101=3'])
    expect(print(2, 7, { price: 101 })).toEqual(['buy 7@101 left 3'])
    expect(print(3, 1, { price: 101 })).toEqual(['buy 1@101 left 2'])
  })

  it('of what went before a user joined moves the queue by one lot only', () => {
    depth(1, ['sell', 101, 3])
    queued.add('sell 101')
    expect(print(2, 5, { price: 101 })).toEqual(['buy 1@101 left 3'])
    expect(print(3, 4, { price: 101 })).toEqual(['buy 2@101 left 1'])
  })

  it('without an aggressor is taken for what hit a quote, or what took size just now', () => {
    expect(print(1, 1, { aggressor: null })).toEqual(['buy 1@100 left 9'])
    expect(print(2, 1, { price: 98, aggressor: null })).toEqual(['sell 1@98 left 9'])
    expect(print(3, 1, { price: 99, aggressor: null })).toEqual(['somebody 1@99 left unknown'])
    depth(4, ['sell', 100, 0], ['buy', 100, 2])
    expect(print(5, 9, { aggressor: null })[0]).toBe('buy 9@100 left 0')
  })
})

describe('a decrease', () => {
  it('waits where a user is queued, and nowhere else', () => {
    expect(depth(1, ['sell', 100, 7], ['sell', 101, 7], ['buy', 98, 7])).toEqual(['sell 101=7, buy 98=7'])
    expect(merger.dueAt).toBe(1 + TOGETHER_MS)
    expect(tick(1 + TOGETHER_MS)).toEqual(['sell 100=7'])
  })

  it('that waited long enough passes before what comes then', () => {
    depth(1, ['sell', 100, 7])
    expect(depth(300, ['sell', 101, 4])).toEqual(['sell 100=7, sell 101=4'])
    depth(301, ['sell', 100, 6])
    expect(print(600, 1)).toEqual(['sell 100=6', 'buy 1@100 left 5'])
  })

  it('of which a print explains a part waits for the rest', () => {
    print(1, 4)
    expect(depth(2, ['sell', 100, 1])).toEqual([])
    expect(tick(252)).toEqual(['sell 100=1'])
  })

  it('lets an increase pass meanwhile, and is taken off it later', () => {
    depth(1, ['sell', 100, 4])
    expect(depth(2, ['sell', 100, 9])).toEqual(['sell 100=15'])
    expect(tick(251)).toEqual(['sell 100=9'])
  })
})

describe('a level that meets what waits on the other side', () => {
  it('is displayed once the print has come', () => {
    expect(depth(1, ['sell', 100, 0], ['buy', 100, 5])).toEqual([])
    expect(print(2, 6)).toEqual(['buy 6@100 left 4'])
    expect(print(3, 4)).toEqual(['buy 4@100 left 0', 'buy 100=5'])
  })

  it('is displayed once the other one was canceled', () => {
    expect(depth(1, ['buy', 100, 5])).toEqual([])
    expect(depth(2, ['sell', 100, 0])).toEqual([])
    expect(tick(251)).toEqual(['sell 100=0, buy 100=5'])
  })

  it('may trade before it is displayed, and a print of that moves the queue in full', () => {
    depth(1, ['sell', 100, 0], ['buy', 100, 5])
    queued.add('buy 100')
    expect(depth(2, ['buy', 100, 2])).toEqual([])
    expect(print(3, 3, { aggressor: 'sell' })).toEqual(['sell 3@100 left 0'])
    expect(tick(251)).toEqual(['sell 100=0, buy 100=2'])
  })

  it('takes the place of levels for which nobody waits at once', () => {
    queued.clear()
    expect(depth(1, ['buy', 101, 5])).toEqual(['sell 100=0, sell 101=0, buy 101=5'])
    expect(depth(2, ['sell', 100, 0], ['sell', 101, 0])).toEqual([])
  })
})

describe('a whole book', () => {
  it('forgets what waits and what is credit', () => {
    depth(1, ['sell', 100, 4])
    print(2, 3, { price: 101 })
    merger.book({ bids: levels([98, 1]), asks: levels([100, 8], [101, 8]), last: ticks(100) }, 3)
    expect(merger.dueAt).toBeNull()
    expect(tick(1_000)).toEqual([])
    expect(depth(1_001, ['sell', 101, 7])).toEqual(['sell 101=7'])
  })
})

it('counts what found its other half', () => {
  print(1, 4)
  depth(2, ['sell', 100, 6], ['sell', 101, 6])
  print(3, 1)
  tick(1_000)
  expect(merger.counts).toEqual({ decreases: 2, canceled: 1, prints: 2, unconfirmed: 1 })
})

it('refuses time that goes backward, and a print of nothing', () => {
  tick(5)
  expect(() => tick(4)).toThrow(InvariantError)
  expect(() => print(6, 0)).toThrow(InvariantError)
})
