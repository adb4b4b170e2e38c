import type { CancelReason } from '../event/events.ts'
import { lots } from '../numbers/lots.ts'
import { notionalOf } from '../numbers/money.ts'
import { stepUp } from '../numbers/steps.ts'
import { ticks } from '../numbers/ticks.ts'
import { acceptOrder, draftOf, marketTicket } from './accept.ts'
import { emit } from './apply.ts'
import {
  equityOf,
  heldPositions,
  initialOf,
  initialOfPositions,
  initialPpmOf,
  maintenanceOf,
  tierOf,
  valueOf,
} from './equity.ts'
import { fillFeeOf } from './fills.ts'
import { cancelOrder } from './groups.ts'
import { isMatchable, markOf } from './reference-prices.ts'
import {
  findOrder,
  leavesOf,
  listingOf,
  type Account,
  type OpenOrder,
  type Position,
  type World,
} from './world.ts'

/** Looks at every account once; `true` when anything happened, so that its consequences come first. */
export function lookAtRisk(world: World): boolean {
  const before = world.events.length
  for (const account of world.accounts) {
    if (account.accountKind === 'margin' && isMarked(world, account)) lookAtMargin(world, account)
  }
  for (const account of world.accounts) if (isMarked(world, account)) lookAtLoss(world, account)
  return world.events.length > before
}

/** Nobody is judged by positions whose value is not known: after a recovery, until the venue speaks. */
function isMarked(world: World, account: Account): boolean {
  return heldPositions(account).every(
    ({ instrumentId }) => markOf(world, listingOf(world, instrumentId)) !== null,
  )
}

function lookAtMargin(world: World, account: Account): void {
  callMargin(world, account)
  if (account.isLiquidating && isSafe(world, account)) endLiquidation(world, account)
  else if (account.isLiquidating || equityOf(world, account) < maintenanceOf(world, account)) {
    if (heldPositions(account).length > 0) liquidate(world, account)
  }
  if (heldPositions(account).length === 0 && account.cash < 0n) {
    const { accountId, cash } = account
    emit(world, { kind: 'cash_moved', at: world.now, accountId, amount: -cash, counterpart: 'insurance' })
  }
}

function isSafe(world: World, account: Account): boolean {
  return heldPositions(account).length === 0 || equityOf(world, account) >= initialOfPositions(world, account)
}

function callMargin(world: World, account: Account): void {
  const isCovered = isSafe(world, account)
  if (isCovered !== account.isMarginCalled) return
  const kind = isCovered ? 'margin_call_cleared' : 'margin_called'
  const equity = equityOf(world, account)
  const required = initialOfPositions(world, account)
  emit(world, { kind, at: world.now, accountId: account.accountId, equity, required })
}

function endLiquidation(world: World, account: Account): void {
  const { accountId } = account
  const equity = equityOf(world, account)
  emit(world, { kind: 'liquidation_ended', at: world.now, accountId, equity })
  cancelEach(world, 'liquidation', (order) => order.accountId === accountId && order.role === 'liquidation')
}

/** Cancels orders by rising id; the cancellation of one may have taken another along. */
export function cancelEach(world: World, reason: CancelReason, isMeant: (order: OpenOrder) => boolean): void {
  for (const { orderId } of world.orders.filter(isMeant)) {
    const order = findOrder(world, orderId)
    if (order !== undefined) cancelOrder(world, order, reason)
  }
}

/** Cancels what could raise the exposure of an account. */
export function cancelRaising(world: World, accountId: number, reason: CancelReason): void {
  cancelEach(world, reason, (order) => order.accountId === accountId && !order.reduceOnly)
}

function liquidate(world: World, account: Account): void {
  const { accountId } = account
  if (!account.isLiquidating) startLiquidation(world, account)
  cancelRaising(world, accountId, 'liquidation')
  // Its own quotes may have held the mark where it was: the next pass ends the liquidation then.
  if (equityOf(world, account) >= initialOfPositions(world, account)) return
  const positions = heldPositions(account)
    .filter(({ instrumentId }) => isMatchable(world, listingOf(world, instrumentId)))
    .map((position) => ({ position, weight: weightOf(world, account, position) }))
    .sort(
      (left, right) =>
        compare(right.weight, left.weight) || left.position.instrumentId - right.position.instrumentId,
    )
  for (const { position } of positions) {
    const quantity = quantityToLiquidate(world, account, position) - waitingFor(world, account, position)
    if (quantity > 0) {
      orderLiquidation(world, account, { position, quantity })
      return
    }
  }
}

function compare(left: bigint, right: bigint): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function weightOf(world: World, account: Account, position: Position): bigint {
  const value = valueOf(world, position)
  return value * BigInt(initialPpmOf(account, listingOf(world, position.instrumentId), value))
}

function startLiquidation(world: World, account: Account): void {
  const positions = heldPositions(account).map((position) => {
    const listing = listingOf(world, position.instrumentId)
    const value = valueOf(world, position)
    const mark = markOf(world, listing)
    return {
      instrumentId: position.instrumentId,
      quantity: position.quantity,
      mark: mark === null ? null : ticks(mark),
      initialPpm: initialPpmOf(account, listing, value),
      maintenancePpm: tierOf(listing, value).maintenancePpm,
    }
  })
  emit(world, {
    kind: 'liquidation_started',
    at: world.now,
    accountId: account.accountId,
    equity: equityOf(world, account),
    maintenance: maintenanceOf(world, account),
    positions,
  })
}

/** The fewest lots of a position that, filled at the mark, bring the account back above what it must have. */
function quantityToLiquidate(world: World, account: Account, position: Position): number {
  const whole = Math.abs(position.quantity)
  const { instrument } = listingOf(world, position.instrumentId)
  if (!isEnough(world, account, { position, quantity: whole })) return whole
  let low = 0
  let high = whole
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2)
    if (isEnough(world, account, { position, quantity: middle })) high = middle
    else low = middle
  }
  return Math.min(whole, stepUp(high, instrument.lotTable))
}

function isEnough(
  world: World,
  account: Account,
  of: { readonly position: Position; readonly quantity: number },
): boolean {
  const { position, quantity } = of
  const listing = listingOf(world, position.instrumentId)
  const mark = markOf(world, listing)
  if (mark === null) return false
  const notional = notionalOf(mark, quantity, listing.instrument.tickValue)
  const fee = fillFeeOf(listing.instrument, { notional, quantity }, 'taker')
  const left = lots(Math.abs(position.quantity) - quantity)
  const others = initialOfPositions(world, account) - initialOf(world, account, position)
  const rest = left === 0 ? 0n : initialOf(world, account, { ...position, quantity: left })
  return equityOf(world, account) - fee - others - rest >= 0n
}

function waitingFor(world: World, account: Account, position: Position): number {
  return world.orders
    .filter(
      (order) =>
        order.accountId === account.accountId &&
        order.instrumentId === position.instrumentId &&
        order.role === 'liquidation',
    )
    .reduce((sum, order) => sum + leavesOf(order), 0)
}

function orderLiquidation(
  world: World,
  account: Account,
  of: { readonly position: Position; readonly quantity: number },
): void {
  const { instrumentId, quantity } = of.position
  const side = quantity > 0 ? 'sell' : 'buy'
  const ticket = marketTicket({
    clientOrderId: '',
    instrumentId,
    side,
    quantity: of.quantity,
    reduceOnly: true,
    timeInForce: 'gtc',
  })
  const terms = { accountId: account.accountId, role: 'liquidation', groupId: null, ticketHash: 0 } as const
  acceptOrder(world, draftOf(world, ticket, terms))
}

function lookAtLoss(world: World, account: Account): void {
  const { accountId, lossBaseline, isLossLocked } = account
  const { dailyLossMax } = account.settings
  if (dailyLossMax === null || lossBaseline === null || isLossLocked) return
  const equity = equityOf(world, account)
  if (equity > lossBaseline - dailyLossMax) return
  emit(world, { kind: 'loss_locked', at: world.now, accountId, equity })
  cancelRaising(world, accountId, 'loss_lock')
}
