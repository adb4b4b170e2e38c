import {
  lots,
  PrintDepthMerger,
  ticks,
  type Lots,
  type MergedInput,
  type OutsideBook,
  type OutsideLevelChange,
  type Side,
  type Ticks,
} from '@trading-pro/engine'
import { assert } from '@trading-pro/engine/assert'
import type { Exchange } from '../exchange.ts'
import { SILENCE_MS_MAX } from '../limits.ts'
import type { Market } from '../market/market.ts'
import { FeedGuard, type FaultCounts } from './feed-guard.ts'
import type { BookMessage, FeedLevel, FeedMessage, LevelsMessage, TradeMessage } from './feed-message.ts'

const NO_LEVEL = -1

/**
 * The way of a venue's messages about one instrument into the exchange: what cannot be true is kept out,
 * prints and depth are put together, and a break makes the market stale until the next whole book. What is
 * stale still prints: a trade is true without a book.
 *
 * Time comes with each call, Unix ms, never backward.
 */
export class InstrumentFeed {
  readonly #exchange: Exchange
  readonly #market: Market
  readonly #silenceMs: number
  readonly #guard = new FeedGuard()
  readonly #merger: PrintDepthMerger
  #isConnected = false
  /** When the venue's book has not moved for too long. */
  #silentAt = Infinity

  /** @throws InvariantError when the instrument may be silent for longer than `SILENCE_MS_MAX` */
  constructor(exchange: Exchange, market: Market) {
    const { instrumentId, staleAfterMs, tape } = market.definition.instrument
    assert(tape === 'venue', 'what a venue prints is the tape')
    assert(staleAfterMs !== null && staleAfterMs <= SILENCE_MS_MAX, 'a silent venue is noticed in time')
    this.#exchange = exchange
    this.#market = market
    this.#silenceMs = staleAfterMs
    this.#merger = new PrintDepthMerger({
      instrumentId,
      isQueued: (side, price) => this.#isQueued(side, price),
    })
  }

  /** Whether the venue's book is known. */
  get isConnected(): boolean {
    return this.#isConnected
  }

  /** Messages that were not believed, by why. */
  get quarantined(): FaultCounts {
    return this.#guard.counts
  }

  /** A message of the venue, and before it what was due by itself. */
  take(message: FeedMessage, at: number): void {
    this.advance(at)
    const fault = this.#guard.judge(message, at)
    if (this.#guard.needsBook) this.#disconnect(at)
    if (fault !== null) return
    switch (message.kind) {
      case 'trade':
        this.#print(message, at)
        return
      case 'levels':
        this.#hear(at)
        this.#execute(this.#merger.depth(changesOf(message), at), at)
        return
      case 'book':
        this.#hear(at)
        this.#isConnected = true
        this.#execute(this.#merger.book(bookOf(message), at), at)
    }
  }

  /** The link was lost. */
  lose(at: number): void {
    this.advance(at)
    this.#guard.forget()
    this.#disconnect(at)
  }

  /** Lets happen what is due by itself at a moment. */
  advance(at: number): void {
    for (;;) {
      const mergedAt = this.#merger.dueAt ?? Infinity
      const due = Math.min(mergedAt, this.#silentAt)
      if (due > at) return
      if (due < this.#silentAt) this.#execute(this.#merger.tick(due), due)
      else {
        this.#guard.forget()
        this.#disconnect(due)
      }
    }
  }

  /** Trades do not count: a book that they do not move is not a living one. */
  #hear(at: number): void {
    this.#silentAt = at + this.#silenceMs
  }

  #disconnect(at: number): void {
    this.#silentAt = Infinity
    if (!this.#isConnected) return
    this.#isConnected = false
    // What waits to be put together is of a book that is not known any more.
    this.#merger.book({ bids: [], asks: [], last: null }, at)
    const { instrumentId } = this.#market.instrument
    this.#exchange.execute({ kind: 'outside_lost', instrumentId }, at)
  }

  #print({ aggressor, ...message }: TradeMessage, at: number): void {
    const [price, quantity] = [ticks(message.price), lots(message.quantity)]
    const { instrumentId } = this.#market.instrument
    const inputs: MergedInput[] = this.#isConnected
      ? this.#merger.print({ price, quantity, aggressor }, at)
      : [{ kind: 'outside_trade', instrumentId, price, quantity, aggressor, newSize: null }]
    this.#execute(inputs, at, quantity)
  }

  #execute(inputs: readonly MergedInput[], at: number, printed?: Lots): void {
    for (const input of inputs) this.#exchange.execute(input, at, printed)
  }

  /** Decreases wait for their print where users wait, or have taken something that it would free again. */
  #isQueued(side: Side, price: Ticks): boolean {
    const { book } = this.#market.instrument
    const level = book.findLevel(side, price)
    return level !== NO_LEVEL && (book.ordersAt(level) > 0 || book.consumed(level) > 0)
  }
}

function changesOf({ changes }: LevelsMessage): OutsideLevelChange[] {
  return changes.map(({ side, price, size }) => ({ side, price: ticks(price), size: lots(size) }))
}

function bookOf({ bids, asks, last }: BookMessage): Pick<OutsideBook, 'bids' | 'asks' | 'last'> {
  const levelOf = ({ price, size }: FeedLevel) => ({ price: ticks(price), size: lots(size) })
  return { bids: bids.map(levelOf), asks: asks.map(levelOf), last: last === null ? null : ticks(last) }
}
