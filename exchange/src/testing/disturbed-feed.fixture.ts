import type {
  BookMessage,
  FeedLevel,
  FeedMessage,
  LevelsMessage,
  TradeMessage,
} from '../feed/feed-message.ts'
import type { RecordedMessage } from '../providers/recorded-provider.ts'
import { Chance } from './chance.fixture.ts'
import type { Arrival } from './made-up-venue.fixture.ts'
import { VenueBook } from './venue-book.fixture.ts'

const TRUE_LEVELS = 10

/** A message that is delivered, and whether it must not be believed: corrupted, or there already. */
export type Delivered = RecordedMessage & { readonly isUntrue: boolean }

/** The best levels of a venue. */
export interface Best {
  readonly bids: readonly FeedLevel[]
  readonly asks: readonly FeedLevel[]
}

/** The best levels as they truly were, by the number of the last update. */
export function truthOf(arrivals: readonly Arrival[]): ReadonlyMap<number, Best> {
  const truth = new Map<number, Best>()
  const book = new VenueBook()
  for (const { message } of arrivals) {
    book.apply(message)
    const best = { bids: book.best('buy', TRUE_LEVELS), asks: book.best('sell', TRUE_LEVELS) }
    if (book.lastUpdate !== null) truth.set(book.lastUpdate, best)
  }
  return truth
}

/** How often what goes wrong, of a thousand messages. */
const OFTEN = { silent: 6, lost: 6, twice: 30, late: 30, again: 30, untrue: 40, added: 20, badBook: 200 }

/** A feed as nobody wants it: the same for the same seed. Whole books come every few seconds. */
export class DisturbedFeed {
  readonly delivered: Delivered[] = []
  readonly #chance: Chance
  readonly #calm: number
  readonly #book = new VenueBook()
  /** Nothing comes before, Unix ms. */
  #quietUntil = -Infinity
  #nextBookAt = -Infinity
  /** What comes after so many more messages. */
  #waiting: { readonly message: FeedMessage; readonly isUntrue: boolean; after: number }[] = []

  /** @param calm - how many times rarer faults are */
  constructor(arrivals: readonly Arrival[], seed: number, calm = 1) {
    this.#chance = new Chance(seed)
    this.#calm = calm
    for (const [index, { at, message }] of arrivals.entries()) {
      if (index === 0) this.#nextBookAt = at + this.#chance.below(3_000)
      if (at >= this.#quietUntil) this.#sendBook(at)
      this.#book.apply(message)
      if (index === 0) this.#push(at, message)
      else if (at >= this.#quietUntil) this.#disturb(at, message)
    }
  }

  #sendBook(at: number): void {
    if (at < this.#nextBookAt) return
    this.#nextBookAt = at + 1_000 + this.#chance.below(4_000)
    if (this.#book.lastUpdate === null) return
    const book = this.#book.whole()
    const isBad = this.#chance.happens(OFTEN.badBook)
    this.#push(at, isBad ? this.#untrue(book) : book, isBad)
  }

  #disturb(at: number, message: FeedMessage): void {
    const { silent, lost, twice, late, again, untrue, added } = OFTEN
    let dice = this.#chance.below(1_000 * this.#calm)
    const is = (perMille: number) => (dice -= perMille) < 0 && dice >= -perMille
    if (is(silent)) this.#quietUntil = at + 1_000 + this.#chance.below(14_000)
    else if (is(lost)) this.#lose(at)
    else if (is(late)) this.#later(message, false)
    else if (is(untrue)) this.#push(at, this.#untrue(message), true)
    else {
      if (is(added)) this.#push(at, this.#untrue(message), true)
      this.#push(at, message)
      if (is(twice)) this.#push(at, message, true)
      if (is(again)) this.#later(message, true)
    }
  }

  #lose(at: number): void {
    this.#quietUntil = at + 500 + this.#chance.below(8_000)
    this.delivered.push({ kind: 'lost', at: this.#timeOf(at), isUntrue: false })
  }

  #later(message: FeedMessage, isUntrue: boolean): void {
    this.#waiting.push({ message, isUntrue, after: 1 + this.#chance.below(4) })
  }

  #push(at: number, message: FeedMessage, isUntrue = false): void {
    this.delivered.push({ kind: 'message', at: this.#timeOf(at), message, isUntrue })
    for (const waiting of this.#waiting) waiting.after -= 1
    const due = this.#waiting.filter(({ after }) => after <= 0)
    this.#waiting = this.#waiting.filter(({ after }) => after > 0)
    for (const each of due) this.#push(at, each.message, each.isUntrue)
  }

  /** Each message has a time of its own. */
  #timeOf(at: number): number {
    return Math.max(at, (this.delivered.at(-1)?.at ?? 0) + 1)
  }

  #untrue(message: FeedMessage): FeedMessage {
    switch (message.kind) {
      case 'trade':
        return { ...message, ...this.#untrueTrade(message) }
      case 'levels':
        return { ...message, ...this.#untrueLevels(message) }
      case 'book':
        return { ...message, ...this.#untrueBook(message) }
    }
  }

  #untrueTrade({ price, quantity }: TradeMessage): Partial<TradeMessage> {
    return this.#chance.of<Partial<TradeMessage>>(
      { price: price * 100 },
      { price: Math.round(price / 100) },
      { price: 0 },
      { price: -price },
      { price: Number.NaN },
      { quantity: 0 },
      { quantity: -quantity },
    )
  }

  #untrueLevels({ changes }: LevelsMessage): Partial<LevelsMessage> {
    const bad = this.#chance.below(changes.length)
    const isAll = this.#chance.happens(500)
    const [price, size] = this.#chance.of([100, 1], [0.01, 1], [0, 1], [-1, 1], [1, -1])
    return {
      changes: changes.map((change, index) =>
        isAll || index === bad ? scaled(change, price, size) : change,
      ),
    }
  }

  #untrueBook({ bids, asks }: BookMessage): Partial<BookMessage> {
    const [price, size] = this.#chance.of([100, 1], [0.01, 1], [-1, 1], [1, 0], [1, -1])
    const bad = <Level extends FeedLevel>(levels: readonly Level[]) =>
      levels.map((level) => scaled(level, price, size))
    return this.#chance.of<Partial<BookMessage>>(
      { bids: bad(bids), asks: bad(asks) },
      { bids: bad(bids) },
      { asks: bad(asks) },
      { bids: asks, asks: bids },
      { bids: bids.toReversed() },
    )
  }
}

/** A level with other numbers; a size that was 0 is a negative one. */
function scaled<Level extends FeedLevel>(level: Level, price: number, size: number): Level {
  return {
    ...level,
    price: Math.round(level.price * price),
    size: size < 0 ? -Math.max(1, level.size) : level.size * size,
  }
}
