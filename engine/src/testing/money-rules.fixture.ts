/** Section 9 of docs/engine-rules.md, said once more over the ledger: holds, marks, equity, requirements. */
import type { Engine } from '../engine.ts'
import type { ListedInstrument } from '../state/listed-instrument.ts'
import { depthOf } from '../queries.ts'
import type { Instrument } from '../instrument/instrument.ts'
import type { Side } from '../order/order-types.ts'
import {
  ceiling,
  exactCeiling,
  exactFee,
  exactNotional,
  exactRaised,
  exactTrailingStop,
  larger,
} from './exact.fixture.ts'
import {
  leavesOf,
  type Ledger,
  type LedgerAccount,
  type LedgerOrder,
  type LedgerPosition,
} from './ledger.fixture.ts'

const million = 1_000_000n

/** What one order holds back, and the lots it keeps open. */
export interface OwnHolding {
  readonly hold: bigint
  readonly open: number
}

/** The hold of an open order by the rules. */
export function holdingOf(ledger: Ledger, order: LedgerOrder): OwnHolding {
  const leaves = leavesOf(order)
  if (order.reduceOnly || order.type === 'market' || order.place === 'inactive' || leaves === 0) {
    return { hold: 0n, open: 0 }
  }
  const account = ledger.accounts.get(order.accountId)
  const definition = ledger.instruments.get(order.instrumentId)?.definition
  const price = definition === undefined ? null : priceOf(definition, order)
  if (account === undefined || definition === undefined || price === null) return { hold: 0n, open: leaves }
  if (account.accountKind === 'cash' && order.side === 'sell') return { hold: 0n, open: leaves }
  const notional = exactCeiling(definition, price, leaves)
  if (account.accountKind === 'margin') return { hold: notional, open: leaves }
  return { hold: notional + largestFee(definition, notional, leaves), open: leaves }
}

/** What a fill may cost at most: at the larger of both rates, and at least nothing. */
export function largestFee({ fees }: Instrument, notional: bigint, quantity: number): bigint {
  const ppm = Math.max(fees.makerPpm, fees.takerPpm, 0)
  return larger(0n, exactFee(fees, { notional, quantity, ppm }))
}

/** The price that an order is held at; `null` for a market order. */
export function priceOf(definition: Instrument, order: LedgerOrder): number | null {
  if (order.limitPrice !== null) return order.limitPrice
  const stop = order.stopPrice ?? stopBeforeActivation(definition, order)
  if (stop === null) return null
  return order.side === 'buy' ? exactRaised(definition, stop) : stop
}

function stopBeforeActivation(definition: Instrument, { trailing, side }: LedgerOrder): number | null {
  const activationPrice = trailing?.activationPrice ?? null
  if (trailing === null || activationPrice === null) return null
  return exactTrailingStop(definition, side, { ...trailing, watermark: activationPrice })
}

/** What is open and held on both sides of a position. */
export interface OwnTotals {
  openBuys: number
  openSells: number
  buyHold: bigint
  sellHold: bigint
}

/** The open orders of an account. */
export function ordersOf(ledger: Ledger, accountId: number): LedgerOrder[] {
  const orders: LedgerOrder[] = []
  for (const order of ledger.open.values()) if (order.accountId === accountId) orders.push(order)
  return orders
}

/**
 * Sums over the orders of an account, which need not be those that it has, in an instrument; a pair of one
 * side counts once, with the larger.
 */
export function totalsOf(ledger: Ledger, orders: readonly LedgerOrder[], instrumentId: number): OwnTotals {
  const totals: OwnTotals = { openBuys: 0, openSells: 0, buyHold: 0n, sellHold: 0n }
  const seen = new Set<number>()
  for (const order of orders) {
    if (order.instrumentId !== instrumentId || seen.has(order.orderId)) continue
    if (order.groupKind !== 'oco' || order.reduceOnly) {
      addTo(totals, order.side, holdingOf(ledger, order))
      continue
    }
    const pair = [order, ...partnersOf(orders, order)]
    for (const each of pair) seen.add(each.orderId)
    const holdings = pair.map((each) => holdingOf(ledger, each))
    const hold = holdings.reduce((most, each) => larger(most, each.hold), 0n)
    const open = Math.max(...holdings.map((each) => each.open))
    addTo(totals, order.side, { hold, open })
  }
  return totals
}

function partnersOf(orders: readonly LedgerOrder[], order: LedgerOrder): LedgerOrder[] {
  return orders.filter((other) => {
    return other !== order && other.groupId === order.groupId && other.side === order.side
  })
}

function addTo(totals: OwnTotals, side: Side, { hold, open }: OwnHolding): void {
  if (side === 'buy') {
    totals.openBuys += open
    totals.buyHold += hold
  } else {
    totals.openSells += open
    totals.sellHold += hold
  }
}

/** The mark of an instrument out of its book and last price; `null` without any. */
function ownMark(instrument: ListedInstrument): number | null {
  const isDisplayed = instrument.definition.tape === 'venue'
  const bid = quoteOf(instrument, 'buy', isDisplayed)
  const ask = quoteOf(instrument, 'sell', isDisplayed)
  if (instrument.last === null) {
    if (bid === null || ask === null) return bid ?? ask
    return Math.floor((bid + ask) / 2)
  }
  if (bid !== null && instrument.last < bid) return bid
  return ask !== null && instrument.last > ask ? ask : instrument.last
}

/** The best price of a side: that of the venue alone (`isDisplayed`), or what can be had in the book. */
export function quoteOf(instrument: ListedInstrument, side: Side, isDisplayed: boolean): number | null {
  if (!isDisplayed) {
    for (const { price } of depthOf(instrument, side)) return price
    return null
  }
  const { book } = instrument
  for (let level = book.bestLevel(side); level >= 0; level = book.nextLevel(level)) {
    if (book.venueSize(level) > 0) return book.levelPrice(level)
  }
  return null
}

/** Marks of the instruments by id. */
export type Marks = ReadonlyMap<number, number | null>

/** Value of a position: at the mark, without one at cost. */
function valueOf(definition: Instrument, position: LedgerPosition, mark: number | null): bigint {
  return mark === null ? position.cost : exactNotional(definition, mark, Math.abs(position.quantity))
}

/** Cash and what the positions are worth. */
export function equityOf(ledger: Ledger, account: LedgerAccount, marks: Marks): bigint {
  let equity = account.cash
  for (const [instrumentId, position] of account.positions) {
    const definition = ledger.instruments.get(instrumentId)?.definition
    if (definition === undefined || position.quantity === 0) continue
    const value = valueOf(definition, position, marks.get(instrumentId) ?? null)
    const paid = definition.settlement === 'pnl' ? position.cost : 0n
    equity += position.quantity > 0 ? value - paid : paid - value
  }
  return equity
}

/** The initial requirement of what an account has and has open in an instrument. */
function requirementOf(definition: Instrument, { position, totals, leverage, mark }: Margined): bigint {
  const value = valueOf(definition, position, mark)
  const buys = sideExposure(value, Math.max(0, -position.quantity), {
    hold: totals.buyHold,
    open: totals.openBuys,
  })
  const sells = sideExposure(value, Math.max(0, position.quantity), {
    hold: totals.sellHold,
    open: totals.openSells,
  })
  const exposure = larger(value, larger(buys, sells))
  const tier = definition.marginTiers.findLast(({ from }) => from <= exposure)
  const byLeverage = ceiling(million, BigInt(leverage ?? definition.leverageMax))
  return ceiling(exposure * larger(BigInt(tier?.initialPpm ?? 0), byLeverage), million)
}

/** What decides the margin of one instrument. */
export interface Margined {
  readonly position: LedgerPosition
  readonly totals: OwnTotals
  readonly leverage: number | null
  readonly mark: number | null
}

/**
 * What an account would be exposed to if the orders of a side filled; `against`: lots that they close
 * first.
 */
function sideExposure(value: bigint, against: number, { hold, open }: OwnHolding): bigint {
  if (against === 0) return value + hold
  return open > against ? ceiling(hold * BigInt(open - against), BigInt(open)) : 0n
}

/** An account before a command, with copies of all that the command may change. */
export interface Standing {
  readonly ledger: Ledger
  readonly account: LedgerAccount
  /** Its open orders. */
  readonly orders: readonly LedgerOrder[]
  readonly marks: Marks
}

export function standingOf(ledger: Ledger, account: LedgerAccount, marks: Marks): Standing {
  const positions = [...account.positions].map(([id, position]) => [id, { ...position }] as const)
  const orders = ordersOf(ledger, account.accountId).map((order) => ({ ...order }))
  const copy = { ...account, positions: new Map(positions), leverages: new Map(account.leverages) }
  return { ledger, account: copy, orders, marks }
}

/** A market order, which holds nothing but must be paid for as if it rested. */
export interface Unheld extends OwnHolding {
  readonly side: Side
}

/** What an account would be like in one instrument. */
export interface Prospect {
  readonly instrumentId: number
  readonly orders: readonly LedgerOrder[]
  readonly unheld: Unheld | null
  readonly leverage: number | null
}

/** The prospect in which nothing changes. */
export function presentOf({ account, orders }: Standing, instrumentId: number): Prospect {
  return { instrumentId, orders, unheld: null, leverage: account.leverages.get(instrumentId) ?? null }
}

/** What an instrument requires of an account initially. */
export function requiredIn({ ledger, account, marks }: Standing, prospect: Prospect): bigint {
  const { instrumentId, orders, unheld, leverage } = prospect
  const listed = ledger.instruments.get(instrumentId)
  if (listed === undefined) return 0n
  const position = account.positions.get(instrumentId) ?? { quantity: 0, cost: 0n, realizedPnl: 0n }
  const totals = totalsOf(ledger, orders, instrumentId)
  if (unheld !== null) addTo(totals, unheld.side, unheld)
  return requirementOf(listed.definition, {
    position,
    totals,
    leverage,
    mark: marks.get(instrumentId) ?? null,
  })
}

/** What all instruments require of an account initially. */
export function requiredOf(standing: Standing): bigint {
  let required = 0n
  for (const id of standing.ledger.instruments.keys())
    required += requiredIn(standing, presentOf(standing, id))
  return required
}

/** What an account is worth, and what its positions alone require. */
export interface OwnFigures {
  readonly equity: bigint
  readonly initial: bigint
  readonly maintenance: bigint
  readonly hasPositions: boolean
  /** Whether the value of each of its positions is known. */
  readonly isMarked: boolean
}

export function figuresOf(ledger: Ledger, account: LedgerAccount, marks: Marks): OwnFigures {
  const totals: OwnTotals = { openBuys: 0, openSells: 0, buyHold: 0n, sellHold: 0n }
  let [initial, maintenance, hasPositions, isMarked] = [0n, 0n, false, true]
  for (const [instrumentId, position] of account.positions) {
    const definition = ledger.instruments.get(instrumentId)?.definition
    if (definition === undefined || position.quantity === 0) continue
    const mark = marks.get(instrumentId) ?? null
    const leverage = account.leverages.get(instrumentId) ?? null
    const value = valueOf(definition, position, mark)
    const tier = definition.marginTiers.findLast(({ from }) => from <= value)
    initial += requirementOf(definition, { position, totals, leverage, mark })
    maintenance += ceiling(value * BigInt(tier?.maintenancePpm ?? 0), million)
    hasPositions = true
    isMarked &&= mark !== null
  }
  return { equity: equityOf(ledger, account, marks), initial, maintenance, hasPositions, isMarked }
}

/** The marks of all instruments. */
export function marksOf({ state }: Engine): Marks {
  return new Map([...state.instruments].map(([id, listed]) => [id, ownMark(listed)]))
}
