import type { Side } from '@trading-pro/engine'
import type { FeedMessage } from '../feed/feed-message.ts'
import type { RecordedMessage } from '../providers/recorded-provider.ts'
import { Chance } from './chance.fixture.ts'
import { VenueBook } from './venue-book.fixture.ts'

const LEVELS = 8

/** A message of a venue as it arrives. */
export interface Arrival {
  readonly at: number
  readonly message: FeedMessage
}

/** A venue that nobody has seen: a whole book, then trades and changed levels, each at a time of its own. */
export class MadeUpVenue {
  readonly arrivals: Arrival[] = []
  readonly #chance: Chance
  readonly #book = new VenueBook()
  #middle = 10_000
  #update = 100
  #tradeId = 0
  #at: number

  /** @param from - when it begins, and `until` ends, Unix ms */
  constructor(seed: number, { from, until }: { readonly from: number; readonly until: number }) {
    this.#chance = new Chance(seed)
    this.#at = from
    this.#levels()
    const { bids, asks } = this.#book.whole()
    this.arrivals.length = 0
    this.#send({ kind: 'book', bids, asks, last: null, lastUpdate: this.#update, venueTime: null })
    while (this.#at < until) {
      if (this.#chance.happens(350)) this.#trade()
      else this.#levels()
    }
  }

  /** Somebody takes some of the best level; trade and depth come in either order. */
  #trade(): void {
    const aggressor = this.#chance.of<Side>('buy', 'sell')
    const side = aggressor === 'buy' ? 'sell' : 'buy'
    const [level] = this.#book.best(side, 1)
    if (level === undefined) return
    this.#tradeId += 1
    const { price } = level
    // No two trades are of the same quantity.
    const quantity = 1_000 + this.#tradeId
    const change = { side, price, size: Math.max(0, level.size - quantity) } as const
    this.#book.set(side, change)
    const isTradeFirst = this.#chance.happens(500)
    if (!isTradeFirst) this.#change([change])
    const venueTime = this.#at
    this.#send({ kind: 'trade', price, quantity, aggressor, tradeId: this.#tradeId, venueTime })
    if (isTradeFirst) this.#change([change])
  }

  /** Prices move, and a level has another size. */
  #levels(): void {
    if (this.#chance.happens(300)) this.#middle += this.#chance.of(-1, 1)
    const changes = (['buy', 'sell'] as const).flatMap((side) => this.#towards(side))
    for (const { side, ...level } of changes) this.#book.set(side, level)
    this.#change(changes)
  }

  #towards(side: Side) {
    const sign = side === 'buy' ? -1 : 1
    const before = new Map(this.#book.best(side, Infinity).map(({ price, size }) => [price, size]))
    const renewed = this.#chance.below(LEVELS)
    const changes = []
    for (let index = 0; index < LEVELS; index += 1) {
      const price = this.#middle + sign * (index + 1)
      const known = before.get(price)
      before.delete(price)
      if (known === undefined || index === renewed)
        changes.push({ side, price, size: 20_000 + this.#chance.below(80_000) })
    }
    return [...[...before.keys()].map((price) => ({ side, price, size: 0 })), ...changes]
  }

  #change(changes: readonly { readonly side: Side; readonly price: number; readonly size: number }[]): void {
    const first = this.#update + 1
    this.#update = first + this.#chance.below(3)
    this.#send({ kind: 'levels', changes, updates: { first, last: this.#update }, venueTime: this.#at })
  }

  #send(message: FeedMessage): void {
    this.arrivals.push({ at: this.#at, message })
    // Now and then nothing comes for longer than prints and depth wait for each other.
    this.#at += this.#chance.happens(150) ? 300 + this.#chance.below(600) : 20 + this.#chance.below(150)
  }
}

/** A link that is lost, and works again: at first without a book. Unix ms. */
export interface LinkLoss {
  readonly lostAt: number
  readonly worksAt: number
  readonly backAt: number
}

/** The messages as they come over a link that is lost once. */
export function withLoss(arrivals: readonly Arrival[], { lostAt, worksAt, backAt }: LinkLoss) {
  const messages: RecordedMessage[] = []
  const book = new VenueBook()
  let isBack = false
  let isLost = false
  for (const { at, message } of arrivals) {
    if (at >= lostAt && !isLost) messages.push({ kind: 'lost', at: lostAt })
    isLost = at >= lostAt
    if (at > backAt && !isBack) messages.push({ kind: 'message', at: backAt, message: book.whole() })
    isBack = at > backAt
    book.apply(message)
    if (at < lostAt || at >= worksAt) messages.push({ kind: 'message', at, message })
  }
  return messages
}
