import { checkInvariants } from '../book/invariants.ts'
import { NONE } from '../book/price-index.ts'
import { referenceQuote } from '../book/quotes.ts'
import type { Input, OutsideLevelChange } from '../command/commands.ts'
import { Engine } from '../engine.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import type { Side } from '../order/order-types.ts'
import type { ListedInstrument } from '../state/listed-instrument.ts'
import { sessionInstruments } from '../testing/session-setup.fixture.ts'
import { PrintDepthMerger, type MergedInput, type VenuePrint } from './merge-prints-and-depth.ts'

const WIDE = 1_000_000_000_000
/** A book with more levels is not walked after each input. */
const CHECKED_LEVELS_MAX = 100
const shares = {
  ...(sessionInstruments[1] ?? fail('there is an instrument')),
  instrumentId: 1,
  quantityMax: lots(WIDE),
  priceMax: ticks(WIDE),
  positionMax: lots(WIDE),
  orderValueMax: BigInt(WIDE) ** 2n,
  bandPpm: 1_000_000,
  tickValue: { numerator: 1n, denominator: 1n },
  fees: { makerPpm: 0, takerPpm: 0, perLotMicros: 0 },
  staleAfterMs: 86_400_000,
}

function fail(message: string): never {
  throw new Error(message)
}

type Price = number
type Size = number

/** Where decreases wait: at users' orders only, or wherever it can make a difference. */
export type Waiting = 'at orders' | 'where it matters' | 'everywhere'

/** An engine that gets a venue's messages through a merger, and a user with orders in it. */
export class MergerDesk {
  readonly engine = new Engine({ recentOrdersMax: 10 })
  readonly merger: PrintDepthMerger
  /** All that the merger made, with the time. */
  readonly merged: { readonly input: MergedInput; readonly at: number }[] = []
  at = 1_700_000_000_000
  readonly orderIds: number[] = []

  constructor(waiting: Waiting = 'at orders') {
    const isQueued = (side: Side, price: Price): boolean => {
      if (waiting === 'everywhere') return true
      return waiting === 'at orders' ? this.#hasOrder(side, price) : this.#matters(side, price)
    }
    this.merger = new PrintDepthMerger({ instrumentId: 1, isQueued })
    const settings = { fillModel: 'depth', latencyMs: 0, dailyLossMax: null, openOrdersMax: 100 } as const
    const account = { accountId: 1, ownerId: 1, accountKind: 'margin', currency: 'USD', settings } as const
    this.execute({ kind: 'list_instrument', instrument: shares })
    this.execute({ kind: 'set_phase', instrumentId: 1, phase: 'continuous' })
    this.execute({ kind: 'open_account', ...account })
    this.execute({ kind: 'move_cash', accountId: 1, amount: BigInt(WIDE) ** 2n })
  }

  get instrument(): ListedInstrument {
    return this.engine.state.instruments.get(1) ?? fail('the instrument is listed')
  }

  execute(input: Input): void {
    const outcome = this.engine.execute(input, this.at)
    if (outcome.kind !== 'accepted') fail(JSON.stringify(outcome))
    for (const event of outcome.events) if (event.kind === 'order_accepted') this.orderIds.push(event.orderId)
    if (this.instrument.book.levelCount < CHECKED_LEVELS_MAX) checkInvariants(this.instrument.book)
    this.#checkQuotes()
  }

  /** A user's limit order, or a market order without a price. */
  order(side: Side, price: Price | null, quantity: number): void {
    this.execute({
      kind: 'submit_order',
      accountId: 1,
      ticket: {
        clientOrderId: `order-${this.orderIds.length}`,
        instrumentId: 1,
        side,
        type: price === null ? 'market' : 'limit',
        quantity: lots(quantity),
        notional: null,
        limitPrice: price === null ? null : ticks(price),
        stopPrice: null,
        triggerBy: null,
        trailing: null,
        timeInForce: price === null ? 'ioc' : 'gtc',
        expiresAt: null,
        postOnly: 'no',
        reduceOnly: false,
        selfTradePrevention: 'cancel_newest',
        bracket: null,
      },
    })
  }

  /** The whole book of the venue: prices and sizes, best first. */
  book(bids: readonly (readonly [Price, Size])[], asks: readonly (readonly [Price, Size])[]): void {
    const level = ([price, size]: readonly [Price, Size]) => ({ price: ticks(price), size: lots(size) })
    this.#execute(this.merger.book({ bids: bids.map(level), asks: asks.map(level), last: null }, this.at))
  }

  depth(...changes: readonly (readonly [Side, Price, Size])[]): void {
    this.changes(changes.map(([side, price, size]) => ({ side, price: ticks(price), size: lots(size) })))
  }

  changes(changes: readonly OutsideLevelChange[]): void {
    this.#execute(this.merger.depth(changes, this.at))
  }

  print(aggressor: Side | null, price: Price, quantity: number): void {
    this.venuePrint({ aggressor, price: ticks(price), quantity: lots(quantity) })
  }

  venuePrint(print: VenuePrint): void {
    this.#execute(this.merger.print(print, this.at))
  }

  /** Time passes, and what falls due meanwhile does so at its time. */
  wait(milliseconds: number): void {
    const until = this.at + milliseconds
    for (let due = this.merger.dueAt; due !== null && due <= until; due = this.merger.dueAt) {
      this.at = due
      this.#execute(this.merger.tick(due))
    }
    this.at = until
  }

  /** What the engine displays of the venue, best first: price, size, and what of it can still be had. */
  displayed(side: Side): [Price, Size, Size][] {
    const { book } = this.instrument
    const levels: [Price, Size, Size][] = []
    for (let level = book.bestLevel(side); level !== NONE; level = book.nextLevel(level)) {
      const size = book.venueSize(level)
      if (size > 0) levels.push([book.levelPrice(level), size, book.outsideSize(level)])
    }
    return levels
  }

  /** The best price that the venue displays; `null`: none. */
  best(side: Side): Price | null {
    return referenceQuote(this.instrument, side)
  }

  /** Size at a price. */
  shown(side: Side, price: Price): Size {
    return this.displayed(side).find(([at]) => at === price)?.[1] ?? 0
  }

  /** Per order still in the book: side, price, leaves and outside lots ahead. */
  resting(): [number, Side, Price, number, number][] {
    const { book } = this.instrument
    const orders: [number, Side, Price, number, number][] = []
    for (const { orderId, slot, place } of this.engine.state.orders.values()) {
      if (place !== 'book') continue
      orders.push([orderId, book.side(slot), book.price(slot), book.leaves(slot), book.queueAhead(slot)])
    }
    return orders.toSorted(([one], [other]) => one - other)
  }

  /** Outside lots ahead of the only order. */
  ahead(): number | null {
    return this.resting()[0]?.[4] ?? null
  }

  /** Position and cash: what filled, and at which prices. */
  filled(): { position: number; cash: bigint } {
    const account = this.engine.state.accounts.get(1) ?? fail('the account is open')
    return { position: account.positions.get(1)?.quantity ?? 0, cash: account.cash }
  }

  #execute(inputs: readonly MergedInput[]): void {
    for (const input of inputs) {
      this.merged.push({ input, at: this.at })
      this.execute(input)
    }
  }

  #hasOrder(side: Side, price: Price): boolean {
    const { book } = this.instrument
    const level = book.findLevel(side, ticks(price))
    return level !== NONE && book.ordersAt(level) > 0
  }

  #matters(side: Side, price: Price): boolean {
    const { book } = this.instrument
    const level = book.findLevel(side, ticks(price))
    if (level !== NONE && book.consumed(level) > 0) return true
    return this.resting().some(([, of, at]) => of === side && (side === 'buy' ? at >= price : at <= price))
  }

  #checkQuotes(): void {
    const [bid, ask] = [this.best('buy') ?? 0, this.best('sell') ?? Infinity]
    if (bid >= ask) fail(`the venue's bid ${bid} meets its ask ${ask}`)
  }
}
