import { describe, expect, it } from 'vitest'
import { InvariantError } from '@trading-pro/engine/assert'
import { Stage } from '../testing/market.fixture.ts'
import { INSTRUMENT, NOON } from '../testing/market.fixture.ts'
import type { FeedLevel } from './feed-message.ts'
import { InstrumentFeed } from './instrument-feed.ts'

const instrument = { ...INSTRUMENT, tape: 'venue', staleAfterMs: 5_000 } as const

type Sizes = readonly (readonly [price: number, size: number])[]

const levelsOf = (sizes: Sizes): FeedLevel[] => sizes.map(([price, size]) => ({ price, size }))

/** A market that hears of its venue by a feed, and a user in it. */
class Link extends Stage {
  readonly feed = new InstrumentFeed(this.exchange, this.market)

  constructor() {
    super({ instrument })
    this.openAccount(1)
  }

  whole(bids: Sizes = [[99, 10]], asks: Sizes = [[101, 10]]): void {
    const sides = { bids: levelsOf(bids), asks: levelsOf(asks) }
    this.feed.take({ kind: 'book', ...sides, last: null, lastUpdate: null, venueTime: null }, this.at)
  }

  depth(side: 'buy' | 'sell', price: number, size: number): void {
    const changes = [{ side, price, size }]
    this.feed.take({ kind: 'levels', changes, updates: null, venueTime: null }, this.at)
  }

  trade(aggressor: 'buy' | 'sell', price: number, quantity: number): void {
    const common = { aggressor, tradeId: null, venueTime: null }
    this.feed.take({ kind: 'trade', price, quantity, ...common }, this.at)
  }

  wait(milliseconds: number): void {
    this.at += milliseconds
    this.feed.advance(this.at)
  }

  get state() {
    return this.market.stateAt(this.at)
  }

  get position(): number {
    return this.exchange.engine.state.accounts.get(1)?.positions.get(1)?.quantity ?? 0
  }

  /** Price and quantity of all prints. */
  get printed() {
    return this.market.tape.newest(10).map(({ price, quantity }) => [price, quantity])
  }
}

describe('the feed of an instrument', () => {
  it('makes its market stale when its book has not moved for five seconds, whatever trades', () => {
    const link = new Link()
    expect([link.state, link.feed.isConnected]).toEqual(['stale', false])
    link.whole()
    expect([link.state, link.feed.isConnected]).toEqual(['continuous', true])
    link.wait(2_000)
    link.depth('buy', 98, 5)
    link.wait(4_900)
    link.trade('buy', 101, 1)
    link.wait(99)
    expect(link.state).toBe('continuous')
    link.wait(1)
    expect([link.state, link.feed.isConnected]).toEqual(['stale', false])
    link.depth('buy', 98, 6)
    expect(link.state).toBe('stale')
    expect(link.feed.quarantined.early).toBe(1)
    link.whole()
    expect(link.state).toBe('continuous')
  })

  it('fills nobody while it is stale, and crossed orders at their price when it is not any more', () => {
    const link = new Link()
    link.whole()
    link.submit(1, 'buy', [4, 100])
    link.feed.lose(link.at)
    expect(() => {
      link.submit(1, 'buy', [1])
    }).toThrow('market_stale')
    link.trade('sell', 98, 50)
    link.depth('sell', 99, 50)
    expect(link.feed.quarantined.early).toBe(1)
    expect([link.position, link.printed]).toEqual([0, [[98, 50]]])
    link.whole([[97, 10]], [[99, 3]])
    expect(link.position).toBe(3)
    link.submit(1, 'sell', [1])
    expect(link.position).toBe(2)
  })

  it('puts prints and depth together where users wait: a trade is not counted twice', () => {
    const link = new Link()
    link.whole()
    link.submit(1, 'buy', [5, 99])
    link.depth('buy', 99, 4)
    link.trade('sell', 99, 6)
    link.wait(250)
    expect(link.position).toBe(0)
    link.trade('sell', 99, 7)
    expect(link.position).toBe(3)
  })

  it('prints all of a trade of which the queue has known a part before', () => {
    const link = new Link()
    link.whole()
    link.depth('buy', 99, 4)
    link.submit(1, 'buy', [5, 99])
    link.trade('sell', 99, 6)
    expect([link.position, link.printed]).toEqual([0, [[99, 6]]])
  })

  it('forgets what waited to be put together when the link is lost', () => {
    const link = new Link()
    link.whole()
    link.trade('sell', 99, 10)
    link.feed.lose(link.at)
    const before = link.market.bookVersion
    link.wait(1_000)
    expect(link.market.bookVersion).toBe(before)
  })

  it('is not for instruments that may be silent for longer, nor for those that users print', () => {
    for (const fields of [{ staleAfterMs: 5_001 }, { staleAfterMs: null }, { tape: 'internal' } as const]) {
      const stage = new Stage({ instrument: { ...instrument, ...fields } }, NOON)
      expect(() => new InstrumentFeed(stage.exchange, stage.market)).toThrow(InvariantError)
    }
  })
})
