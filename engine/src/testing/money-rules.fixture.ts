/** Section 9 of docs/engine-rules.md, said once more over the ledger: holds, marks, equity, requirements. */
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
  const { makerPpm, takerPpm } = definition.fees
  const ppm = Math.max(makerPpm, takerPpm, 0)
  return {
    hold: notional + larger(0n, exactFee(definition.fees, { notional, quantity: leaves, ppm })),
    open: leaves,
  }
}

function priceOf(definition: Instrument, order: LedgerOrder): number | null {
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

/**
 * Sums over the open orders of an account in an instrument; a pair of one side counts once, with the
 * larger.
 */
export function totalsOf(ledger: Ledger, accountId: number, instrumentId: number): OwnTotals {
  const totals: OwnTotals = { openBuys: 0, openSells: 0, buyHold: 0n, sellHold: 0n }
  const seen = new Set<number>()
  for (const order of ledger.open.values()) {
    if (order.accountId !== accountId || order.instrumentId !== instrumentId || seen.has(order.orderId))
      continue
    const pair = [order, ...partnersOf(ledger, order)]
    for (const each of pair) seen.add(each.orderId)
    const holdings = pair.map((each) => holdingOf(ledger, each))
    const hold = holdings.reduce((most, each) => larger(most, each.hold), 0n)
    const open = Math.max(...holdings.map((each) => each.open))
    addTo(totals, order.side, { hold, open })
  }
  return totals
}

function partnersOf(ledger: Ledger, order: LedgerOrder): LedgerOrder[] {
  if (order.groupKind !== 'oco' || order.reduceOnly) return []
  return ledger.siblingsOf(order).filter(({ side }) => side === order.side)
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
export function ownMark(instrument: ListedInstrument): number | null {
  const bid = quoteOf(instrument, 'buy')
  const ask = quoteOf(instrument, 'sell')
  if (instrument.last === null) {
    if (bid === null || ask === null) return bid ?? ask
    return Math.floor((bid + ask) / 2)
  }
  if (bid !== null && instrument.last < bid) return bid
  return ask !== null && instrument.last > ask ? ask : instrument.last
}

function quoteOf(instrument: ListedInstrument, side: Side): number | null {
  if (instrument.definition.tape === 'internal') {
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
export function requirementOf(
  definition: Instrument,
  { position, totals, leverage, mark }: Margined,
): bigint {
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
