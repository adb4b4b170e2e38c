import { describe, expect, it } from 'vitest'
import { FeedGuard, noFaults } from './feed-guard.ts'
import type { FeedMessage } from './feed-message.ts'

const AT = 50_000

interface Said {
  readonly venueTime?: number
  readonly tradeId?: number
  readonly quantity?: number
}

function trade(price: number, { venueTime, tradeId, quantity = 5 }: Said = {}): FeedMessage {
  return {
    kind: 'trade',
    price,
    quantity,
    aggressor: null,
    tradeId: tradeId ?? null,
    venueTime: venueTime ?? null,
  }
}

interface Sizes {
  readonly size?: number
  readonly lastUpdate?: number
}

function book(bids: readonly number[], asks: readonly number[], { size = 1, lastUpdate }: Sizes = {}) {
  const levels = (prices: readonly number[]) => prices.map((price) => ({ price, size }))
  return {
    kind: 'book',
    bids: levels(bids),
    asks: levels(asks),
    last: null,
    lastUpdate: lastUpdate ?? null,
    venueTime: null,
  } as const
}

function levels(price: number, size: number, [first, last]: readonly number[] = []): FeedMessage {
  const changes = [{ side: 'buy', price, size }] as const
  const updates = first === undefined || last === undefined ? null : { first, last }
  return { kind: 'levels', changes, updates, venueTime: null }
}

/** Why each of the messages, one after the other, is not believed. */
function judged(...messages: FeedMessage[]) {
  const guard = new FeedGuard()
  return messages.map((message) => guard.judge(message, AT))
}

const start = book([99], [101])

describe('a source is not believed', () => {
  it.each([
    ['a price of nothing', trade(0), 'out_of_bounds'],
    ['a price below nothing', trade(-5), 'out_of_bounds'],
    ['a price between two ticks', trade(100.5), 'out_of_bounds'],
    ['no number', trade(Number.NaN), 'out_of_bounds'],
    ['a trade of nothing', trade(5, { quantity: 0 }), 'out_of_bounds'],
    ['a trade of more than can be counted', trade(100, { quantity: 1e16 }), 'out_of_bounds'],
    ['a book with an empty level', book([99], [101], { size: 0 }), 'out_of_bounds'],
    ['a book below nothing', book([-1], [101]), 'out_of_bounds'],
    ['a book whose sides meet', book([101], [101]), 'disordered_book'],
    ['a book whose bids rise', book([98, 99], [101]), 'disordered_book'],
    ['a book whose asks have a price twice', book([99], [101, 101]), 'disordered_book'],
    ['a book of other prices', book([9_900], [10_100]), 'far_off'],
    ['a book with one side of other prices', book([99], [10_100]), 'far_off'],
    ['a book with a level behind of another price', book([99, 1], [101]), 'far_off'],
    ['a level below nothing', levels(-1, 5), 'out_of_bounds'],
    ['a size below nothing', levels(5, -1), 'out_of_bounds'],
    ['a level of another price', levels(10_000, 5), 'far_off'],
  ])('%s', (_what, message, fault) => {
    expect(judged(start, message)).toEqual([null, fault])
  })

  it('a price a hundred times another, up or down, though prices have moved', () => {
    const prices = [trade(100), trade(10_000), trade(1), trade(400), trade(10_000), trade(1_900)]
    expect(judged(start, ...prices)).toEqual([null, null, 'far_off', 'far_off', null, 'far_off', null])
  })

  it('a trade that came already, or too late', () => {
    const ids = [7, 7, 6, 8].map((tradeId) => trade(100, { tradeId }))
    expect(judged(start, ...ids)).toEqual([null, null, 'duplicate', 'out_of_order', null])
  })

  it('what is long past, or yet to come', () => {
    const times = [50_000, 49_000, 48_999, 110_001, 50_001].map((venueTime) => trade(100, { venueTime }))
    expect(judged(start, ...times)).toEqual([null, null, null, 'out_of_order', 'out_of_order', null])
  })

  it('before its first whole book', () => {
    expect(judged(levels(99, 5), trade(100), start, levels(99, 5), trade(100))).toEqual([
      ...['early', 'early', null, null, null],
    ])
  })

  it('with changes of levels that came already, or of which some are missing', () => {
    const numbered = book([99], [101], { lastUpdate: 10 })
    const updates = [
      [8, 10],
      [9, 11],
      [11, 11],
      [12, 15],
      [17, 18],
      [19, 19],
    ].map((each) => levels(99, 5, each))
    expect(judged(numbered, ...updates)).toEqual([
      ...[null, 'duplicate', null, 'duplicate', null, 'gap', 'early'],
    ])
  })

  it('with a whole book that is older than what is known', () => {
    const books = [10, 9, 10].map((lastUpdate) => book([99], [101], { lastUpdate }))
    expect(judged(...books)).toEqual([null, 'out_of_order', null])
  })
})

describe('the book is not known', () => {
  it.each([
    ['after updates that are missing', levels(99, 5, [13, 13])],
    ['after changes that are not believed', levels(-1, 5, [11, 11])],
  ])('%s, until the next whole one', (_when, hole) => {
    const guard = new FeedGuard()
    expect(guard.needsBook).toBe(true)
    guard.judge(book([99], [101], { lastUpdate: 10 }), AT)
    expect(guard.needsBook).toBe(false)
    guard.judge(hole, AT)
    expect(guard.needsBook).toBe(true)
    expect(guard.judge(levels(99, 5, [14, 14]), AT)).toBe('early')
    // A book from before the hole will do: what follows it is numbered.
    expect(guard.judge(book([99], [101], { lastUpdate: 9 }), AT)).toBeNull()
    expect(guard.needsBook).toBe(false)
  })

  it('but stays known when changes come twice, or a trade or a whole book is not believed', () => {
    const guard = new FeedGuard()
    guard.judge(book([99], [101], { lastUpdate: 10 }), AT)
    const faults = [levels(99, -5, [10, 10]), trade(0), book([101], [99])]
    expect(faults.map((message) => guard.judge(message, AT))).not.toContain(null)
    expect(guard.needsBook).toBe(false)
  })
})

describe('a source is believed', () => {
  it('that says that a level is gone', () => {
    expect(judged(start, levels(100, 0))).toEqual([null, null])
  })

  it('after a break that begins to number anew, but not what it sends again', () => {
    const guard = new FeedGuard()
    guard.judge(start, AT)
    guard.judge(trade(100, { tradeId: 900, venueTime: 40_000 }), AT)
    guard.forget()
    expect(guard.needsBook).toBe(true)
    expect(guard.judge(trade(100, { tradeId: 900, venueTime: 40_000 }), AT)).toBe('duplicate')
    expect(guard.judge(trade(100, { tradeId: 1, venueTime: 50_000 }), AT)).toBeNull()
    expect(guard.judge(trade(100, { tradeId: 1, venueTime: 50_001 }), AT)).toBe('duplicate')
  })

  it('when its prices agree with each other for long: then the first was wrong', () => {
    const guard = new FeedGuard()
    guard.judge(book([1], [2]), AT)
    const faults = Array.from({ length: 21 }, (_, index) => guard.judge(trade(10_000 + index), AT))
    expect(faults.slice(0, 19)).toEqual(Array.from({ length: 19 }, () => 'far_off'))
    expect(faults.slice(19)).toEqual([null, null])
    expect(guard.judge(trade(1), AT)).toBe('far_off')
  })

  it('never for wild prices that do not agree, with each other or with themselves', () => {
    const guard = new FeedGuard()
    guard.judge(book([1_000], [1_001]), AT)
    const wild = Array.from({ length: 60 }, (_, index) =>
      guard.judge(index < 30 ? trade(index % 2 === 0 ? 1 : 1_000_000) : book([1_000], [100_000]), AT),
    )
    expect(wild.every((fault) => fault === 'far_off')).toBe(true)
    expect(guard.counts).toEqual({ ...noFaults(), far_off: 60 })
  })
})
