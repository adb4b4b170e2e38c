import {
  Engine,
  lots,
  ticks,
  type Input,
  type ListedInstrument,
  type Lots,
  type Outcome,
  type Side,
} from '@trading-pro/engine'
import { parseResolution, type Bars } from '@trading-pro/market'
import { expect } from 'vitest'
import type { FeedLevel, TradeMessage } from '../feed/feed-message.ts'
import { Exchange } from '../exchange.ts'
import type { MarketDefinition } from '../market/market.ts'
import type { Print } from '../market/tape.ts'
import { RecordedProvider } from '../providers/recorded-provider.ts'
import { Chance } from './chance.fixture.ts'
import type { Best, Delivered } from './disturbed-feed.fixture.ts'
import type { Arrival } from './made-up-venue.fixture.ts'

const NO_LEVEL = -1
const MINUTE = parseResolution('1')
/** Longer than prints and depth wait for each other. */
const SETTLED_MS = 251
const STEP_MS = 500

/** What users saw, to be sure that it was tried. */
export interface Tried {
  fills: number
  triggers: number
  denials: number
  settledBooks: number
  resumed: number
  prints: number
}

export const nothingTried = (): Tried => ({
  fills: 0,
  triggers: 0,
  denials: 0,
  settledBooks: 0,
  resumed: 0,
  prints: 0,
})

/** An exchange that notices what happens to users while their market is stale. */
class WatchedExchange extends Exchange {
  readonly tried: Tried
  readonly #symbol: string
  #at = 0

  constructor(symbol: string, tried: Tried) {
    super(new Engine({ recentOrdersMax: 100 }))
    this.#symbol = symbol
    this.tried = tried
  }

  isStale(): boolean {
    return this.market(this.#symbol)?.stateAt(this.#at) === 'stale'
  }

  override execute(input: Input, at: number, printed?: Lots): Outcome {
    this.#at = Math.max(this.#at, at)
    const wasStale = this.isStale()
    const outcome = super.execute(input, at, printed)
    const fills = outcome.events.filter(({ kind }) => kind === 'traded').length
    const triggers = outcome.events.filter(({ kind }) => kind === 'order_triggered').length
    if (wasStale && this.isStale()) expect([fills, triggers]).toEqual([0, 0])
    if (wasStale && !this.isStale()) this.tried.resumed += 1
    this.tried.fills += fills
    this.tried.triggers += triggers
    return outcome
  }
}

/** What happened truly, and what of it was delivered how. */
export interface Watched {
  readonly arrivals: readonly Arrival[]
  readonly delivered: readonly Delivered[]
  /** The best levels by the number of the last update. */
  readonly truth: ReadonlyMap<number, Best>
  readonly definition: Omit<MarketDefinition, 'history'>
}

/** A recorded feed with faults, a user in its market, and everything that has to be so all the time. */
export class FaultWatch {
  readonly provider: RecordedProvider
  readonly #exchange: WatchedExchange
  readonly #watched: Watched
  readonly #chance: Chance
  readonly #prints: Print[] = []
  readonly #truePrices: readonly [lowest: number, highest: number]
  #at: number
  /** When the book moved last, Unix ms. */
  #heardAt = -Infinity
  #lastUpdate = -Infinity
  #orders = 0

  constructor(watched: Watched, seed: number, tried: Tried) {
    const { definition, delivered, arrivals } = watched
    this.#watched = watched
    this.#chance = new Chance(seed)
    this.#exchange = new WatchedExchange(definition.symbol, tried)
    this.#at = (delivered[0]?.at ?? 0) - 1
    const recording = { name: 'disturbed', definition, messages: delivered }
    this.provider = new RecordedProvider(this.#exchange, recording, this.#at)
    this.provider.market.tape.listen((print) => this.#prints.push(print))
    const prices = arrivals.flatMap(({ message }) => (message.kind === 'trade' ? [message.price] : []))
    this.#truePrices = [Math.min(...prices), Math.max(...prices)]
    this.#openAccount()
  }

  /** Lets all of it happen. */
  run(): void {
    for (const delivered of this.#watched.delivered) {
      this.#wait(delivered.at - 1)
      this.#act()
      this.#deliver(delivered)
    }
    this.#wait(this.#at + 10_000)
    expect(this.provider.state).toBe('disconnected')
    this.#checkTape()
    this.#checkBars()
  }

  #wait(until: number): void {
    if (until - this.#at >= SETTLED_MS) {
      this.#advance(this.#at + SETTLED_MS)
      this.#checkBook()
    }
    while (this.#at < until) this.#advance(Math.min(until, this.#at + STEP_MS))
  }

  #advance(at: number): void {
    this.#at = at
    this.provider.advance(at)
    const isStale = this.provider.market.stateAt(at) === 'stale'
    expect(isStale).toBe(this.provider.state === 'disconnected')
    if (at - this.#heardAt >= 5_000) expect(isStale).toBe(true)
    const { last } = this.provider.market.instrument
    const [lowest, highest] = this.#truePrices
    if (last !== null) expect(last >= lowest && last <= highest).toBe(true)
  }

  #deliver(delivered: Delivered): void {
    const before = this.#quarantined
    const prints = this.#prints.length
    if (delivered.kind === 'message') this.#expectUpdate(delivered)
    const heardBefore = this.#heardAt
    if (delivered.kind === 'message' && delivered.message.kind !== 'trade') this.#heardAt = delivered.at
    this.#advance(delivered.at)
    const kept = this.#quarantined - before
    if (kept > 0) this.#heardAt = heardBefore
    if (delivered.isUntrue) expect([kept, this.#prints.length]).toEqual([1, prints])
    else expect(kept).toBeLessThanOrEqual(1)
  }

  #expectUpdate({ message, isUntrue }: Extract<Delivered, { kind: 'message' }>): void {
    if (isUntrue || message.kind === 'trade') return
    const update = message.kind === 'book' ? message.lastUpdate : message.updates?.last
    this.#lastUpdate = Math.max(this.#lastUpdate, update ?? -Infinity)
  }

  get #quarantined(): number {
    return Object.values(this.provider.quarantined).reduce((sum, count) => sum + count, 0)
  }

  /** Once prints and depth are put together, what is displayed is what the venue said last. */
  #checkBook(): void {
    if (this.provider.state === 'disconnected') return
    this.#exchange.tried.settledBooks += 1
    const truth = this.#watched.truth.get(this.#lastUpdate)
    const { book } = this.provider.market.instrument
    expect(displayedBy(book, 'buy', truth?.bids.length ?? 0)).toEqual(truth?.bids)
    expect(displayedBy(book, 'sell', truth?.asks.length ?? 0)).toEqual(truth?.asks)
  }

  /** Each print is one of the venue's, in its order and once. */
  #checkTape(): void {
    this.#exchange.tried.prints += this.#prints.length
    const trades = this.#watched.arrivals.flatMap(({ message }) =>
      message.kind === 'trade' ? [message] : [],
    )
    let next = 0
    for (const print of this.#prints) {
      while (next < trades.length && !isOf(trades[next], print)) next += 1
      expect(next).toBeLessThan(trades.length)
      next += 1
    }
  }

  #checkBars(): void {
    if (MINUTE === null) throw new Error('minutes are a resolution')
    const { history, market } = this.provider
    this.provider.advance(this.#at + 60_000)
    const bars = history.bars(market.definition.symbol, MINUTE, { from: 0, to: Infinity })
    expect(rowsOf(bars)).toEqual(minutesOfPrints(this.#prints))
  }

  /** A user does something; while the market is stale, nothing of it fills. */
  #act(): void {
    if (this.#chance.happens(800)) return
    const side = this.#chance.of<Side>('buy', 'sell')
    const { tried } = this.#exchange
    const isStale = this.#exchange.isStale()
    const { last } = this.provider.market.instrument
    const near = (last ?? this.#truePrices[0]) + this.#chance.below(7) - 3
    const quantity = 1 + this.#chance.below(500)
    switch (this.#chance.below(4)) {
      case 0: {
        const outcome = this.#submit({ side, quantity, limitPrice: null, stopPrice: null })
        const denied = outcome.kind === 'denied' ? outcome.denial.code : null
        expect(denied).toBe(isStale ? 'market_stale' : null)
        if (isStale) tried.denials += 1
        return
      }
      case 1:
        this.#submit({ side, quantity, limitPrice: near, stopPrice: null })
        return
      case 2:
        this.#submit({ side, quantity, limitPrice: null, stopPrice: near })
        return
      default:
        this.#exchange.execute({ kind: 'cancel_all', accountId: 1, instrumentId: null }, this.#at)
    }
  }

  #submit(order: {
    readonly side: Side
    readonly quantity: number
    readonly limitPrice: number | null
    readonly stopPrice: number | null
  }): Outcome {
    this.#orders += 1
    const { side, quantity, limitPrice, stopPrice } = order
    const type = limitPrice !== null ? 'limit' : stopPrice !== null ? 'stop' : 'market'
    const ticket = {
      clientOrderId: `o${this.#orders}`,
      instrumentId: this.provider.market.instrument.instrumentId,
      side,
      type,
      quantity: lots(quantity),
      notional: null,
      limitPrice: limitPrice === null ? null : ticks(limitPrice),
      stopPrice: stopPrice === null ? null : ticks(stopPrice),
      triggerBy: null,
      trailing: null,
      timeInForce: type === 'market' ? 'ioc' : 'gtc',
      expiresAt: null,
      postOnly: 'no',
      reduceOnly: false,
      selfTradePrevention: 'cancel_oldest',
      bracket: null,
    } as const
    return this.#exchange.execute({ kind: 'submit_order', accountId: 1, ticket }, this.#at)
  }

  #openAccount(): void {
    const settings = { fillModel: 'depth', latencyMs: 0, dailyLossMax: null, openOrdersMax: 1_000 } as const
    const base = { accountId: 1, ownerId: 1, accountKind: 'margin', currency: 'USD' } as const
    this.#exchange.execute({ kind: 'open_account', ...base, settings }, this.#at)
    this.#exchange.execute({ kind: 'move_cash', accountId: 1, amount: 1_000_000_000_000_000n }, this.#at)
  }
}

function isOf(trade: TradeMessage | undefined, { price, quantity, side }: Print): boolean {
  return trade?.price === price && trade.quantity === quantity && trade.aggressor === side
}

/** What a venue displays in the engine's book: so many levels at most, best first. */
export function displayedBy(book: ListedInstrument['book'], side: Side, count: number): FeedLevel[] {
  const levels: FeedLevel[] = []
  for (let level = book.bestLevel(side); level !== NO_LEVEL; level = book.nextLevel(level)) {
    if (levels.length === count) break
    const size = book.venueSize(level)
    if (size > 0) levels.push({ price: book.levelPrice(level), size })
  }
  return levels
}

/** Minutes of prints, made plainly. */
export function minutesOfPrints(
  prints: readonly { readonly at: number; readonly price: number; readonly quantity: number }[],
): number[][] {
  const minutes = new Map<number, number[][]>()
  for (const { at, price, quantity } of prints) {
    const open = Math.floor(at / 60_000) * 60
    minutes.set(open, [...(minutes.get(open) ?? []), [price, quantity]])
  }
  return [...minutes].map(([open, traded]) => {
    const prices = traded.map(([price = 0]) => price)
    const volume = traded.reduce((sum, [, quantity = 0]) => sum + quantity, 0)
    return [open, prices.at(0) ?? 0, Math.max(...prices), Math.min(...prices), prices.at(-1) ?? 0, volume]
  })
}

export function rowsOf({ time, open, high, low, close, volume }: Bars): number[][] {
  const columns = [open, high, low, close, volume]
  return Array.from(time, (at, index) => [at, ...columns.map((column) => column[index] ?? Number.NaN)])
}
