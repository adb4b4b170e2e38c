import type { AmendOrder, Input } from '../command/commands.ts'
import { lots, type Lots } from '../numbers/lots.ts'
import { ticks, type Ticks } from '../numbers/ticks.ts'
import { oppositeOf } from '../book/side.ts'
import type { Bracket, OrderType, StopLoss, Ticket, TimeInForce, Trailing } from '../order/order-types.ts'
import type { Account } from '../state/account.ts'
import type { ListedInstrument } from '../state/listed-instrument.ts'
import type { Order } from '../state/order.ts'
import type { Random } from './random.fixture.ts'
import {
  anchorOf,
  anyAccount,
  anyInstrument,
  anyOrder,
  anyQuantity,
  anySide,
  newClientOrderId,
  onLot,
  onTick,
  positionQuantity,
  priceNear,
  triggerPrice,
  type Session,
} from './session.fixture.ts'

/** A ticket on its way to being written. */
export interface Draft {
  readonly session: Session
  readonly account: Account
  readonly instrument: ListedInstrument
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/** An order of any type, with what it may carry; mostly one that can be accepted. */
export function submitInput(session: Session): Input | null {
  const draft = anyDraft(session)
  if (draft === null) return null
  const ticket = anyTicket(draft)
  return { kind: 'submit_order', accountId: draft.account.accountId, ticket }
}

/** A ticket with something that its other fields do not go with. */
export function mixTicket(random: Random, ticket: Ticket): Ticket {
  const price = ticket.limitPrice ?? ticket.stopPrice ?? ticks(100)
  const trailing: Trailing = { unit: 'ticks', offset: random.below(3), activationPrice: null }
  const stopLoss = { stopPrice: price, limitPrice: null, trailing: null, triggerBy: null }
  const changes: Partial<Ticket> = random.pick<Partial<Ticket>>([
    { type: random.pick(['market', 'limit', 'stop', 'stop_limit', 'trailing_stop', 'take_profit']) },
    { timeInForce: random.pick(['day', 'gtc', 'gtd', 'ioc', 'fok']) },
    { limitPrice: random.chance(500) ? null : ticks(price + random.between(1, 4)) },
    { limitPrice: ticks(random.pick([0, -1, 5_001, 1_001, 1_003, price * 2])) },
    { stopPrice: random.chance(500) ? null : ticks(price + random.between(-4, 4)) },
    { trailing: random.chance(500) ? null : trailing },
    { trailing: { unit: 'ppm', offset: 1_000_000, activationPrice: null } },
    { triggerBy: 'mark' },
    { expiresAt: random.chance(500) ? null : 1 },
    { postOnly: 'reject' },
    { reduceOnly: !ticket.reduceOnly },
    { quantity: null },
    { quantity: lots(random.pick([0, -1, 1, 51, 55, 57, 401, 1_000_000])) },
    { notional: BigInt(random.below(100_000)) },
    { notional: 5n, quantity: null, type: 'market', limitPrice: null, stopPrice: null },
    { bracket: { takeProfit: null, stopLoss: null } },
    { bracket: { takeProfit: price, stopLoss } },
    { bracket: { takeProfit: null, stopLoss: { ...stopLoss, trailing } } },
    { instrumentId: random.between(1, 5) },
  ])
  return { ...ticket, ...changes }
}

/** Two orders at once. */
export function groupInput(session: Session): Input | null {
  const draft = anyDraft(session)
  if (draft === null) return null
  const group = session.random.chance(500) ? 'oco' : 'oto'
  const tickets = group === 'oco' ? ocoTickets(draft) : otoTickets(draft)
  return { kind: 'submit_group', accountId: draft.account.accountId, group, tickets }
}

function anyDraft(session: Session): Draft | null {
  const account = anyAccount(session)
  const instrument = anyInstrument(session)
  if (account === null || instrument === null) return null
  return { session, account, instrument: suited(session, account, instrument) }
}

/** Mostly one of the account's currency, and no contract for a cash account. */
function suited(
  { random, engine }: Session,
  account: Account,
  instrument: ListedInstrument,
): ListedInstrument {
  const { currency, settlement } = instrument.definition
  const fits = currency === account.currency && (settlement === 'delivery' || account.kind === 'margin')
  if (fits || random.chance(40)) return instrument
  const wanted = account.currency === 'EUR' ? 4 : random.between(1, 2)
  return engine.state.instruments.get(wanted) ?? instrument
}

const types: readonly (readonly [number, OrderType])[] = [
  [46, 'limit'],
  [18, 'market'],
  [9, 'stop'],
  [8, 'stop_limit'],
  [10, 'trailing_stop'],
  [9, 'take_profit'],
]

function anyTicket(draft: Draft): Ticket {
  const { session, instrument, account } = draft
  const { random } = session
  const type = random.weighted(types)
  const position = positionQuantity(account, instrument)
  const ticket = plainTicket(draft, type)
  const closes = position !== 0 && random.chance(account.kind === 'cash' ? 500 : 300)
  if (closes && account.kind === 'cash') ticket.quantity = partOf(draft, Math.abs(position))
  if (closes) ticket.side = position > 0 ? 'sell' : 'buy'
  if (closes && random.chance(500)) {
    ticket.reduceOnly = true
    ticket.quantity = random.chance(900) ? partOf(draft, Math.abs(position)) : ticket.quantity
  } else if (random.chance(10)) {
    ticket.reduceOnly = true
  }
  if (account.kind === 'cash' && position === 0 && random.chance(800)) ticket.side = 'buy'
  setPrices(draft, ticket)
  setTimeInForce(draft, ticket)
  if (type === 'limit' && random.chance(180)) setPostOnly(draft, ticket)
  if (!ticket.reduceOnly && random.chance(220)) setBracket(draft, ticket)
  if (type === 'market' && !ticket.reduceOnly && random.chance(250)) setNotional(draft, ticket)
  return ticket
}

/** A ticket of a type without the prices that it wants. */
export function plainTicket({ session, instrument }: Draft, type: OrderType): Mutable<Ticket> {
  const { random } = session
  return {
    clientOrderId: newClientOrderId(session),
    instrumentId: instrument.instrumentId,
    side: anySide(session),
    type,
    quantity: anyQuantity(session, instrument),
    notional: null,
    limitPrice: null,
    stopPrice: null,
    triggerBy: null,
    trailing: null,
    timeInForce: 'gtc',
    expiresAt: null,
    postOnly: 'no',
    reduceOnly: false,
    selfTradePrevention: random.pick(['cancel_newest', 'cancel_oldest', 'cancel_both', 'decrement']),
    bracket: null,
  }
}

function partOf({ session, instrument }: Draft, size: number): Lots {
  const { quantityMin, lotTable } = instrument.definition
  const part = session.random.chance(300) ? size : session.random.between(1, size)
  return onLot(lotTable, Math.max(quantityMin, part))
}

/** Prices that the type wants, near the market: stops mostly beyond it, limits on both sides of it. */
function setPrices(draft: Draft, ticket: Mutable<Ticket>): void {
  const { session, instrument } = draft
  const { random } = session
  const { side, type } = ticket
  if (type === 'limit' || type === 'stop_limit' || (type === 'take_profit' && random.chance(500))) {
    const anchor = anchorOf(session, instrument, random.chance(500) ? side : oppositeOf(side))
    ticket.limitPrice = priceNear(session, instrument, { price: anchor, distance: 14 })
  }
  if (type === 'stop' || type === 'stop_limit' || type === 'take_profit') {
    ticket.stopPrice = stopBeyond(draft, (side === 'buy') === (type !== 'take_profit'))
    if (ticket.limitPrice !== null && random.chance(700)) {
      ticket.limitPrice = priceNear(session, instrument, { price: ticket.stopPrice, distance: 10 })
    }
  }
  if (type === 'trailing_stop') ticket.trailing = anyTrailing(draft, ticket.side)
  if (type !== 'limit' && type !== 'market' && random.chance(350)) {
    ticket.triggerBy = random.pick(['last', 'bid_ask', 'mark'])
  }
}

function stopBeyond({ session, instrument }: Draft, isAbove: boolean): Ticks {
  const { random } = session
  const price = triggerPrice(session, instrument, isAbove ? 'buy' : 'sell')
  const distance = random.between(random.chance(60) ? -4 : 1, random.chance(700) ? 8 : 30)
  const step = instrument.definition.tickTable.findLast(({ from }) => from <= price)?.step ?? 1
  return onTick(instrument, isAbove ? price + distance * step : price - distance * step)
}

function anyTrailing({ session, instrument }: Draft, side: Ticket['side']): Trailing {
  const { random } = session
  const price = triggerPrice(session, instrument, side)
  const activationPrice = random.chance(350) ? priceNear(session, instrument, { price, distance: 12 }) : null
  const unit = random.chance(500) ? 'ticks' : 'ppm'
  return {
    unit,
    offset: unit === 'ticks' ? random.between(1, 14) : random.between(900, 25_000),
    activationPrice,
  }
}

function setTimeInForce({ session }: Draft, ticket: Mutable<Ticket>): void {
  const { random } = session
  if (ticket.type === 'market') {
    ticket.timeInForce = random.pick<TimeInForce>(['day', 'ioc', 'fok'])
  } else if (ticket.type === 'limit') {
    ticket.timeInForce = random.weighted<TimeInForce>([
      [50, 'gtc'],
      [15, 'day'],
      [12, 'gtd'],
      [10, 'ioc'],
      [13, 'fok'],
    ])
  } else {
    ticket.timeInForce = random.pick<TimeInForce>(['gtc', 'gtc', 'day', 'gtd'])
  }
  if (ticket.timeInForce === 'gtd') ticket.expiresAt = session.at + anyDelay(session)
}

/** Milliseconds until something ends: mostly soon, once in a while now, which is too late. */
function anyDelay({ random }: Session): number {
  if (random.chance(25)) return 0
  return random.between(1, random.pick([40, 2_000, 60_000, 7_200_000]))
}

function setPostOnly({ session }: Draft, ticket: Mutable<Ticket>): void {
  if (ticket.timeInForce === 'ioc' || ticket.timeInForce === 'fok') ticket.timeInForce = 'gtc'
  ticket.postOnly = session.random.chance(500) ? 'reject' : 'reprice'
}

function setNotional({ session, instrument }: Draft, ticket: Mutable<Ticket>): void {
  if (ticket.timeInForce === 'fok') ticket.timeInForce = 'ioc'
  const { tickValue } = instrument.definition
  const value =
    BigInt(triggerPrice(session, instrument, ticket.side) * session.random.between(1, 25)) *
    BigInt(session.setup.scale.lots)
  ticket.notional = (value * tickValue.numerator) / tickValue.denominator + BigInt(session.random.below(200))
  ticket.quantity = null
  ticket.bracket = null
}

function setBracket(draft: Draft, ticket: Mutable<Ticket>): void {
  const { session, instrument } = draft
  const { random } = session
  const isBuy = ticket.side === 'buy'
  const entry = ticket.limitPrice ?? ticket.stopPrice ?? triggerPrice(session, instrument, ticket.side)
  const away = (least: number): number => random.between(least, 12) * (entry >= 1_000 ? 5 : 1)
  const takeProfit = onTick(instrument, isBuy ? entry + away(1) : entry - away(1))
  const stopPrice = onTick(instrument, isBuy ? entry - away(1) : entry + away(1))
  const hasTakeProfit = random.chance(750)
  const bracket: Bracket = {
    takeProfit: hasTakeProfit ? takeProfit : null,
    stopLoss: !hasTakeProfit || random.chance(800) ? stopLossAt(draft, ticket, stopPrice) : null,
  }
  ticket.bracket = bracket
}

function stopLossAt(draft: Draft, ticket: Ticket, stopPrice: Ticks): StopLoss {
  const { session, instrument } = draft
  const { random } = session
  const triggerBy = random.chance(300) ? random.pick(['last', 'bid_ask', 'mark'] as const) : null
  if (random.chance(350)) {
    const trailing = anyTrailing(draft, oppositeOf(ticket.side))
    return { stopPrice: null, limitPrice: null, trailing, triggerBy }
  }
  const limitPrice = random.chance(350)
    ? priceNear(session, instrument, { price: stopPrice, distance: 8 })
    : null
  return { stopPrice, limitPrice, trailing: null, triggerBy }
}

/** A limit and a stop, or any two of the types that may be in a pair; mostly exits of a position. */
function ocoTickets(draft: Draft): [Ticket, Ticket] {
  const { session, account, instrument } = draft
  const { random } = session
  const position = positionQuantity(account, instrument)
  const first = plainTicket(draft, random.pick<OrderType>(['limit', 'limit', 'take_profit', 'stop_limit']))
  const second = plainTicket(draft, random.pick<OrderType>(['stop', 'stop', 'trailing_stop', 'limit']))
  const isExit = position !== 0 && random.chance(650)
  if (isExit) {
    first.side = position > 0 ? 'sell' : 'buy'
    first.quantity = partOf(draft, Math.abs(position))
    first.reduceOnly = random.chance(600)
  }
  second.side = random.chance(850) ? first.side : oppositeOf(first.side)
  second.quantity = random.chance(980) ? first.quantity : lots((first.quantity ?? 0) + 1)
  second.reduceOnly = random.chance(990) ? first.reduceOnly : !first.reduceOnly
  for (const ticket of [first, second]) {
    setPrices(draft, ticket)
    if (random.chance(300)) setTimeInForce(draft, ticket)
  }
  return [first, second]
}

/** An entry and what follows it: another order, often an exit. */
function otoTickets(draft: Draft): [Ticket, Ticket] {
  const { session } = draft
  const first: Mutable<Ticket> = { ...anyTicket(draft), bracket: null }
  if (first.notional !== null) {
    first.notional = null
    first.quantity = anyQuantity(session, draft.instrument)
  }
  const other = session.random.chance(850) ? draft : (anyDraft(session) ?? draft)
  const second: Mutable<Ticket> = {
    ...anyTicket({ ...draft, instrument: other.instrument }),
    bracket: null,
  }
  if (session.random.chance(700)) {
    second.side = oppositeOf(first.side)
    second.quantity = first.quantity
    second.notional = null
    second.reduceOnly = session.random.chance(300)
  }
  if (second.timeInForce !== 'gtd' && second.type !== 'market') second.timeInForce = 'gtc'
  if (second.type === 'market') second.timeInForce = 'day'
  return [first, second]
}

/** A change of an open order: mostly of a field that it has. */
export function amendInput(session: Session): Input | null {
  const { random } = session
  const account = anyAccount(session)
  const order = anyOrder(session, random.chance(600) ? account : null)
  if (order === null) return null
  const amend: Mutable<AmendOrder> = {
    kind: 'amend_order',
    accountId: random.chance(990) ? order.account.accountId : (account?.accountId ?? 1),
    orderId: order.orderId,
    revision: random.chance(300) ? order.revision - (random.chance(60) ? 1 : 0) : null,
    quantity: null,
    limitPrice: null,
    stopPrice: null,
    trailingOffset: null,
    timeInForce: null,
    expiresAt: null,
  }
  const changes = random.chance(700) ? 1 : random.between(0, 3)
  for (let count = 0; count < changes; count += 1) changeField(session, order, amend)
  return amend
}

function changeField(session: Session, order: Readonly<Order>, amend: Mutable<AmendOrder>): void {
  const { random } = session
  const { instrument } = order
  const field = random.weighted([
    [isResizable(order) ? 40 : 3, 'quantity'],
    [order.limitPrice === null ? 1 : 60, 'limit'],
    [order.trigger === null || order.trigger.isTriggered ? 1 : 20, 'stop'],
    [order.trigger?.trailing ? 30 : 1, 'offset'],
    [8, 'time'],
  ] as const)
  if (field === 'quantity') {
    const quantity = random.chance(500) ? anyQuantity(session, instrument) : nearQuantity(session, order)
    amend.quantity = lots(quantity)
  } else if (field === 'limit') {
    const price = random.chance(500)
      ? anchorOf(session, instrument, oppositeOf(order.side))
      : order.limitPrice
    amend.limitPrice = priceNear(session, instrument, { price: price ?? 100, distance: 10 })
  } else if (field === 'stop') {
    const draft = { session, account: order.account, instrument }
    amend.stopPrice = stopBeyond(draft, (order.side === 'buy') === (order.type !== 'take_profit'))
  } else if (field === 'offset') {
    const isTicks = order.trigger?.trailing?.unit !== 'ppm'
    amend.trailingOffset = isTicks ? random.between(0, 15) : random.between(500, 25_000)
  } else {
    amend.timeInForce = random.pick<TimeInForce>(['gtc', 'day', 'gtd', 'gtd', 'ioc'])
    if ((amend.timeInForce === 'gtd') !== random.chance(40)) amend.expiresAt = session.at + anyDelay(session)
  }
}

function isResizable({ role }: Readonly<Order>): boolean {
  return role === 'single' || role === 'entry' || role === 'primary' || role === 'secondary'
}

/** Around what it is, and what has filled of it. */
function nearQuantity({ random }: Session, order: Readonly<Order>): number {
  const { lotTable, quantityMin } = order.instrument.definition
  const near = random.chance(300) ? order.filled : order.quantity
  return onLot(lotTable, Math.max(quantityMin, near + random.between(-3, 3)))
}
