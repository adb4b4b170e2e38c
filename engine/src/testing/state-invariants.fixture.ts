/**
 * What must hold of the engine after every input, by the numbers of the design: each check holds the
 * engine's state against the ledger, and says in words what is broken, or `null`.
 */
import { InvariantError } from '../assert.ts'
import { checkInvariants } from '../book/invariants.ts'
import type { Engine } from '../engine.ts'
import { isMatchable } from '../instrument/trading-state.ts'
import { depthOf } from '../queries.ts'
import { marginFiguresOf } from '../risk/margin.ts'
import type { Account } from '../state/account.ts'
import type { ListedInstrument } from '../state/listed-instrument.ts'
import type { Order } from '../state/order.ts'
import type { StateCheck } from './checks.fixture.ts'
import { findDifference, textOf } from './difference.fixture.ts'
import { leavesOf, type Ledger, type LedgerAccount, type LedgerOrder } from './ledger.fixture.ts'
import { findIdleExit, findUnfired, findWrongOutside, findWrongQueue } from './market-invariants.fixture.ts'
import { figuresOf, holdingOf, marksOf, ordersOf, totalsOf } from './money-rules.fixture.ts'

/** E1: in continuous trading the best bid is below the best ask. */
function findLockedBook({ state }: Engine, ledger: Ledger): string | null {
  for (const instrument of state.instruments.values()) {
    if (!isMatchable(instrument, ledger.at)) continue
    const bid = bestOf(instrument, 'buy')
    const ask = bestOf(instrument, 'sell')
    if (bid !== null && ask !== null && bid >= ask)
      return `${instrument.definition.symbol}: ${bid} meets ${ask}`
  }
  return null
}

function bestOf(instrument: ListedInstrument, side: 'buy' | 'sell'): number | null {
  for (const { price } of depthOf(instrument, side)) return price
  return null
}

/** E8: the book is consistent in itself, and holds exactly the orders that rest. */
function findBookError({ state }: Engine, ledger: Ledger): string | null {
  for (const instrument of state.instruments.values()) {
    try {
      checkInvariants(instrument.book)
    } catch (error) {
      if (error instanceof InvariantError) return error.message
      throw error
    }
    const resting = [...ledger.open.values()].filter(
      (order) => order.place === 'book' && order.instrumentId === instrument.instrumentId,
    )
    if (instrument.book.orderCount !== resting.length) return 'the book holds the orders that rest'
    const difference = findDifference(levelsOf(instrument), levelsOfOrders(resting))
    if (difference !== null)
      return `level ${difference.path}: ${textOf(difference.one)}, not ${textOf(difference.other)}`
  }
  return null
}

/** Lots and orders of users by side and price. */
type Levels = Record<string, { quantity: bigint; orders: number }>

function levelsOf(instrument: ListedInstrument): Levels {
  const levels: Levels = {}
  for (const side of ['buy', 'sell'] as const) {
    for (const { price, userQuantity, orderCount } of depthOf(instrument, side)) {
      if (orderCount > 0) levels[`${side} ${price}`] = { quantity: userQuantity, orders: orderCount }
    }
  }
  return levels
}

function levelsOfOrders(orders: readonly LedgerOrder[]): Levels {
  const levels: Levels = {}
  for (const order of orders) {
    const level = (levels[`${order.side} ${String(order.limitPrice)}`] ??= { quantity: 0n, orders: 0 })
    level.quantity += BigInt(leavesOf(order))
    level.orders += 1
  }
  return levels
}

/** A1: per currency, the cash of all accounts and system accounts sums to 0. */
function findLostMoney({ state }: Engine): string | null {
  const sums = new Map<string, bigint>()
  const add = (currency: string, amount: bigint): void => {
    sums.set(currency, (sums.get(currency) ?? 0n) + amount)
  }
  for (const { currency, cash } of state.accounts.values()) add(currency, cash)
  for (const { definition, houseCash } of state.instruments.values()) add(definition.currency, houseCash)
  for (const [currency, { external, fees, insurance }] of state.currencies)
    add(currency, external + fees + insurance)
  for (const [currency, sum] of sums) if (sum !== 0n) return `${sum} ${currency} came from nowhere`
  return null
}

/** A2: per instrument, the positions of all accounts and the house sum to 0. */
function findLostLots({ state }: Engine): string | null {
  for (const instrument of state.instruments.values()) {
    let sum = instrument.housePosition
    for (const { positions } of state.accounts.values())
      sum += BigInt(positions.get(instrument.instrumentId)?.quantity ?? 0)
    if (sum !== 0n) return `${sum} lots of ${instrument.definition.symbol} came from nowhere`
  }
  return null
}

/** A3: a cash account never spends what it has not, nor sells what it has not. */
function findOverdraft({ state }: Engine): string | null {
  for (const account of state.accounts.values()) {
    if (account.kind !== 'cash') continue
    if (account.cash < account.hold)
      return `account ${account.accountId} has ${account.cash - account.hold} available`
    for (const { quantity, openSells } of account.positions.values()) {
      if (quantity < 0) return `cash account ${account.accountId} is short`
      if (openSells > quantity) return `cash account ${account.accountId} offers more than it has`
    }
  }
  return null
}

/**
 * E6: what only reduces closes no more than there is, all of an account's in one instrument together; a pair
 * counts once. With latency a market, ioc or fok order on its way is held against the position alone, which
 * may have been promised to others: it never rests, and fills no more than it can close.
 */
function findOverclosing(_: Engine, ledger: Ledger): string | null {
  const closing = new Map<string, { order: LedgerOrder; leaves: Map<number, number> }>()
  for (const order of ledger.open.values()) {
    const isUnit = order.place !== 'inactive' && order.place !== 'none'
    if (!order.reduceOnly || !isUnit || (order.place === 'latency' && neverRests(order))) continue
    const name = `${order.accountId} ${order.instrumentId} ${order.side}`
    const { leaves } = closing.get(name) ?? { leaves: new Map<number, number>() }
    // Ids of groups and of orders must not be taken for each other.
    const unit = order.groupId === null || !isPaired(order) ? order.orderId : -order.groupId
    leaves.set(unit, Math.max(leaves.get(unit) ?? 0, leavesOf(order)))
    closing.set(name, { order, leaves })
  }
  for (const { order, leaves } of closing.values()) {
    const { accountId, instrumentId, side } = order
    const { quantity } = ledger.positionOf(accountId, instrumentId)
    const sum = [...leaves.values()].reduce((all, each) => all + BigInt(each), 0n)
    const most = Math.max(0, side === 'sell' ? quantity : -quantity)
    if (sum > most)
      return `account ${accountId} would ${side} ${sum} of ${most} in instrument ${instrumentId}`
  }
  return null
}

function neverRests({ type, timeInForce }: LedgerOrder): boolean {
  return type === 'market' || timeInForce === 'ioc' || timeInForce === 'fok'
}

function isPaired({ role }: LedgerOrder): boolean {
  return role === 'take_profit' || role === 'stop_loss' || role === 'oco'
}

/** A4: holds are what the rules give for the open orders, each and summed. */
function findWrongHold({ state }: Engine, ledger: Ledger): string | null {
  for (const order of ledger.open.values()) {
    const stated = state.orders.get(order.orderId)?.hold
    const { hold } = holdingOf(ledger, order)
    if (stated !== hold) return `order ${order.orderId} holds ${String(stated)}, by the rules ${hold}`
  }
  for (const account of state.accounts.values()) {
    const difference = findDifference(statedTotals(account), ownTotals(ledger, account))
    if (difference !== null) {
      const { path, one, other } = difference
      return `account ${account.accountId} ${path}: ${textOf(one)}, by the rules ${textOf(other)}`
    }
  }
  return null
}

function statedTotals({ kind, hold, positions }: Account): unknown {
  const entries = [...positions.values()].map(({ instrument, openBuys, openSells, buyHold, sellHold }) => {
    return [instrument.instrumentId, { openBuys, openSells, buyHold, sellHold }] as const
  })
  return { positions: Object.fromEntries(entries), hold: kind === 'cash' ? hold : 0n }
}

function ownTotals(ledger: Ledger, { accountId, kind, positions }: Account): unknown {
  const orders = ordersOf(ledger, accountId)
  const entries = [...positions.keys()].map((instrumentId) => {
    return [instrumentId, totalsOf(ledger, orders, instrumentId)] as const
  })
  const hold = entries.reduce((sum, [, { buyHold }]) => sum + buyHold, 0n)
  return { positions: Object.fromEntries(entries), hold: kind === 'cash' ? hold : 0n }
}

/** A5: positions, cost and realised profit and loss are those of the fills; so is the cash. */
function findWrongPosition({ state }: Engine, ledger: Ledger): string | null {
  for (const account of ledger.accounts.values()) {
    const stated = state.accounts.get(account.accountId)
    if (stated === undefined) return `account ${account.accountId} is gone`
    if (stated.cash !== account.cash)
      return `account ${account.accountId} has ${stated.cash}, by its fills ${account.cash}`
    for (const [instrumentId, own] of account.positions) {
      const position = stated.positions.get(instrumentId)
      const { quantity = 0, cost = 0n, realizedPnl = 0n } = position ?? {}
      const isEqual = quantity === own.quantity && cost === own.cost && realizedPnl === own.realizedPnl
      if (!isEqual) {
        const kept = textOf({ quantity, cost, realizedPnl })
        return `account ${account.accountId}: ${kept}, by its fills ${textOf(own)}`
      }
    }
  }
  return null
}

/** A6: what was paid in, earned and paid in fees is the cash and the cost of what is held. */
function findWrongProfit({ state }: Engine, ledger: Ledger): string | null {
  for (const account of ledger.accounts.values()) {
    const cash = state.accounts.get(account.accountId)?.cash ?? 0n
    const earned = earnedBy(ledger, account)
    const due = account.paidIn + earned - account.fees
    if (cash !== due) return `account ${account.accountId} has ${cash}, by its profits ${due}`
  }
  return null
}

function earnedBy(ledger: Ledger, { positions }: LedgerAccount): bigint {
  let earned = 0n
  for (const [instrumentId, { quantity, cost, realizedPnl }] of positions) {
    const isDelivered = ledger.instruments.get(instrumentId)?.definition.settlement === 'delivery'
    earned += realizedPnl
    if (isDelivered) earned += quantity > 0 ? -cost : cost
  }
  return earned
}

/** A6: what accounts are worth and need is by the rules, with marks out of the book. */
function findWrongFigures(engine: Engine, ledger: Ledger): string | null {
  const marks = marksOf(engine)
  for (const account of ledger.accounts.values()) {
    const stated = engine.state.accountOf(account.accountId)
    const { equity, initial, maintenance } = figuresOf(ledger, account, marks)
    const figures = marginFiguresOf(stated)
    const kept = { equity: figures.equity, initial: figures.initial, maintenance: figures.maintenance }
    const difference = findDifference(kept, { equity, initial, maintenance })
    if (difference !== null) {
      const { path, one, other } = difference
      return `account ${account.accountId} ${path}: ${textOf(one)}, by the rules ${textOf(other)}`
    }
  }
  return null
}

/** A6: who is below the limits is called and liquidated, and nobody else; without marks nobody is judged. */
function findUnjudged(engine: Engine, ledger: Ledger): string | null {
  const marks = marksOf(engine)
  for (const account of ledger.accounts.values()) {
    if (account.accountKind !== 'margin') continue
    const { equity, initial, maintenance, hasPositions, isMarked } = figuresOf(ledger, account, marks)
    if (!hasPositions || !isMarked) continue
    const { isLiquidating, isMarginCalled } = engine.state.accountOf(account.accountId)
    const who = `account ${account.accountId} with ${equity}`
    if (equity < maintenance && !isLiquidating) return `${who} is not liquidated below ${maintenance}`
    if (equity >= initial && isLiquidating) return `${who} is liquidated above ${initial}`
    if (equity < initial !== isMarginCalled) return `${who} and its call do not fit ${initial}`
  }
  return null
}

/** A7: the fee accounts have what the instruments charge for the fills. */
function findWrongFees({ state }: Engine, ledger: Ledger): string | null {
  for (const [currency, { fees }] of state.currencies) {
    const charged = ledger.fees.get(currency) ?? 0n
    if (fees !== charged) return `the fee account has ${fees} ${currency}, charged were ${charged}`
  }
  return null
}

/** O1 to O3: every open order is as its events made it, and no other is open. */
function findWrongOrder({ state }: Engine, ledger: Ledger): string | null {
  if (state.orders.size !== ledger.open.size) return 'the open orders are those that did not end'
  for (const order of ledger.open.values()) {
    const stated = state.orders.get(order.orderId)
    if (stated === undefined) return `order ${order.orderId} is gone`
    const difference = findDifference(statedOrder(stated), ownOrder(order))
    if (difference !== null) {
      const { path, one, other } = difference
      return `order ${order.orderId} ${path}: ${textOf(one)}, by its events ${textOf(other)}`
    }
  }
  return null
}

function statedOrder(order: Order): unknown {
  const { quantity, filled, canceled, leaves, filledValue, status, place, limitPrice } = order
  const stopPrice = order.trigger?.stopPrice ?? null
  return { quantity, filled, canceled, leaves, filledValue, status, place, limitPrice, stopPrice }
}

function ownOrder(order: LedgerOrder): unknown {
  const { quantity, filled, canceled, filledValue, status, place, limitPrice, stopPrice } = order
  return {
    quantity,
    filled,
    canceled,
    leaves: leavesOf(order),
    filledValue,
    status,
    place,
    limitPrice,
    stopPrice,
  }
}

/** Those that cost little, looked at after every input. */
export const cheapChecks: Readonly<Record<string, StateCheck>> = {
  E1: findLockedBook,
  A1: findLostMoney,
  A2: findLostLots,
  A3: findOverdraft,
  A5: findWrongPosition,
  A6: findWrongProfit,
  A7: findWrongFees,
  'E6 exits': findIdleExit,
  'E6 closing': findOverclosing,
  'E10 met': findUnfired,
}

/** Those that walk through everything. */
export const costlyChecks: Readonly<Record<string, StateCheck>> = {
  E8: findBookError,
  A4: findWrongHold,
  'A6 figures': findWrongFigures,
  'A6 limits': findUnjudged,
  'O1 O2 O3': findWrongOrder,
  'E3 queue': findWrongQueue,
  'E8 outside': findWrongOutside,
}
