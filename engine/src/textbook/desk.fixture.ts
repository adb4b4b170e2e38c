import { assert } from '../assert.ts'
import type { AccountKind, AccountSettings, Input, OutsideLevel } from '../command/commands.ts'
import type { DenialCode } from '../command/denials.ts'
import type { Outcome } from '../command/outcome.ts'
import type { EngineEvent, Traded } from '../event/events.ts'
import type { Instrument } from '../instrument/instrument.ts'
import { lots } from '../numbers/lots.ts'
import { ticks } from '../numbers/ticks.ts'
import type { Side, Ticket } from '../order/order-types.ts'
import type { AccountImage, OrderImage, PositionImage } from '../state/state-image.ts'
import { instrumentWith } from '../testing/instrument.fixture.ts'
import { TextbookExchange } from './textbook-exchange.ts'

/** Settings of an account without peculiarities. */
export const plainSettings: AccountSettings = {
  fillModel: 'depth',
  latencyMs: 0,
  dailyLossMax: null,
  openOrdersMax: 100,
}

/** A ticket in plain numbers. */
export type PlainTicket = Partial<Omit<Ticket, 'quantity' | 'limitPrice' | 'stopPrice'>> & {
  readonly quantity?: number | null
  readonly limitPrice?: number | null
  readonly stopPrice?: number | null
}

/** A good-till-canceled limit order, but for the changes. */
export function ticketWith(changes: PlainTicket): Ticket {
  const { quantity = 10, limitPrice = null, stopPrice = null, ...others } = changes
  return {
    clientOrderId: 'a',
    instrumentId: 1,
    side: 'buy',
    type: 'limit',
    notional: null,
    triggerBy: null,
    trailing: null,
    timeInForce: 'gtc',
    expiresAt: null,
    postOnly: 'no',
    reduceOnly: false,
    selfTradePrevention: 'cancel_newest',
    bracket: null,
    ...others,
    quantity: quantity === null ? null : lots(quantity),
    limitPrice: limitPrice === null ? null : ticks(limitPrice),
    stopPrice: stopPrice === null ? null : ticks(stopPrice),
  }
}

/** Levels of a venue as pairs of price and size. */
export function levels(...pairs: readonly (readonly [number, number])[]): OutsideLevel[] {
  return pairs.map(([price, size]) => ({ price: ticks(price), size: lots(size) }))
}

/** A desk at the textbook exchange: short words for what the scenarios do, which must be accepted. */
export class Desk {
  readonly exchange = new TextbookExchange({ recentOrdersMax: 100 })
  now = 1_000
  #nextClientOrderId = 1

  constructor(instrument: Partial<Instrument> = {}) {
    this.list(instrument)
  }

  /** Lists an instrument and lets it trade. */
  list(instrument: Partial<Instrument>): void {
    const listed = instrumentWith(instrument)
    this.do({ kind: 'list_instrument', instrument: listed })
    this.do({ kind: 'set_phase', instrumentId: listed.instrumentId, phase: 'continuous' })
  }

  /** Executes an input that must not be denied; the events. */
  do(input: Input): readonly EngineEvent[] {
    const outcome = this.try(input)
    assert(outcome.kind === 'accepted', `accepted: ${JSON.stringify(outcome, withBigints)}`)
    return outcome.events
  }

  try(input: Input): Outcome {
    return this.exchange.execute(input, this.now)
  }

  /** The code with which an input is denied; `null` when it is not. */
  denial(input: Input): DenialCode | null {
    const outcome = this.try(input)
    return outcome.kind === 'denied' ? outcome.denial.code : null
  }

  open(
    accountId: number,
    money: number,
    account: Partial<AccountSettings> & { accountKind?: AccountKind; ownerId?: number } = {},
  ): void {
    const { accountKind = 'cash', ownerId = accountId, ...settings } = account
    const all = { ...plainSettings, ...settings }
    this.do({ kind: 'open_account', accountId, ownerId, accountKind, currency: 'USD', settings: all })
    if (money !== 0) this.do({ kind: 'move_cash', accountId, amount: BigInt(money) })
  }

  /** A command that submits a ticket with a client order id of its own. */
  order(accountId: number, side: Side, ticket: PlainTicket): Input {
    const clientOrderId = `c${String(this.#nextClientOrderId)}`
    this.#nextClientOrderId += 1
    return { kind: 'submit_order', accountId, ticket: ticketWith({ clientOrderId, side, ...ticket }) }
  }

  /** A limit order; its id. */
  limit(accountId: number, side: Side, terms: PlainTicket): number {
    return this.submit(this.order(accountId, side, terms))
  }

  /** A market order of the day; its id. */
  market(accountId: number, side: Side, terms: PlainTicket): number {
    return this.submit(this.order(accountId, side, { type: 'market', timeInForce: 'day', ...terms }))
  }

  submit(input: Input): number {
    const outcome = this.try(input)
    assert(outcome.kind === 'accepted', `accepted: ${JSON.stringify(outcome, withBigints)}`)
    assert(outcome.orderId !== null, 'a submit makes an order')
    return outcome.orderId
  }

  /** Gives a margin account a position by a trade with account 99, which has all the money of the world. */
  position(accountId: number, quantity: number, price: number): void {
    if (this.account(99) === undefined) this.open(99, 1_000_000_000, { accountKind: 'margin' })
    const side = quantity > 0 ? 'buy' : 'sell'
    const size = Math.abs(quantity)
    this.limit(99, side === 'buy' ? 'sell' : 'buy', { quantity: size, limitPrice: price })
    this.limit(accountId, side, { quantity: size, limitPrice: price })
  }

  /** The venue's whole book. */
  book(bids: readonly (readonly [number, number])[], asks: readonly (readonly [number, number])[]): void {
    this.do(bookOf(bids, asks))
  }

  account(accountId: number): AccountImage | undefined {
    return this.exchange.image().accounts.find((account) => account.accountId === accountId)
  }

  positionOf(accountId: number, instrumentId = 1): PositionImage | undefined {
    return this.account(accountId)?.positions.find((position) => position.instrumentId === instrumentId)
  }

  orderOf(orderId: number): OrderImage | undefined {
    return this.exchange.image().orders.find((order) => order.orderId === orderId)
  }
}

/** The input that shows the venue's whole book of instrument 1. */
export function bookOf(
  bids: readonly (readonly [number, number])[],
  asks: readonly (readonly [number, number])[],
  last: number | null = null,
): Input {
  const sides = { bids: levels(...bids), asks: levels(...asks) }
  return { kind: 'outside_book', instrumentId: 1, ...sides, last: last === null ? null : ticks(last) }
}

/** The trades among events. */
export function tradesOf(events: readonly EngineEvent[]): Traded[] {
  return events.filter((event) => event.kind === 'traded')
}

/** The kinds of events, and of each order event the order, such as `order_canceled 3 user`. */
export function briefly(events: readonly EngineEvent[]): string[] {
  return events.map((event) => {
    if (event.kind === 'traded') {
      const sides = [event.taker?.orderId ?? '-', event.maker?.orderId ?? '-']
      return `traded ${String(event.quantity)} at ${String(event.price)}: ${sides.join(' ')}`
    }
    const orderId = 'orderId' in event ? ` ${String(event.orderId)}` : ''
    const detail = 'reason' in event ? ` ${event.reason}` : 'place' in event ? ` ${event.place}` : ''
    return `${event.kind}${orderId}${detail}`
  })
}

function withBigints(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
