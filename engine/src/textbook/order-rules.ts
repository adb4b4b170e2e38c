import type { Denial, DenialCode } from '../command/denials.ts'
import { lots } from '../numbers/lots.ts'
import { notionalCeilingOf, notionalOf } from '../numbers/money.ts'
import { divideFloor } from '../numbers/rounding.ts'
import { deny, firstBroken } from './denial.ts'
import { equityOf, requirementIn, requirementOfAll } from './equity.ts'
import { repricedLimit, wouldTake } from './execute.ts'
import { isMet, triggerReferenceOf } from './groups.ts'
import { quantityForNotional } from './notional.ts'
import { isReducing, openWith } from './reduce-only.ts'
import { closableBy, reduceOnlyLeaves } from './units.ts'
import { isFresh, isMatchable, quoteOf } from './reference-prices.ts'
import { availableOf, heldFeeOf, ordersWith, priceOf, reservationOf, sideTotals } from './reservation.ts'
import {
  accountOf,
  hasTrigger,
  leavesOf,
  listingOf,
  oppositeOf,
  positionOf,
  type Account,
  type OpenOrder,
  type World,
} from './world.ts'

/** Whether an order never rests: what does not fill at once is canceled. */
export function neverRests(order: Pick<OpenOrder, 'type' | 'timeInForce'>): boolean {
  return order.type === 'market' || order.timeInForce === 'ioc' || order.timeInForce === 'fok'
}

/** Rule 17: what the phase, and then the freshness, allows. */
export function brokenPhase(world: World, order: OpenOrder): Denial | null {
  const listing = listingOf(world, order.instrumentId)
  if (hasTrigger(order) || !neverRests(order)) return null
  if (listing.phase !== 'continuous') return deny('phase_refuses_order', null, { value: listing.phase })
  return isFresh(world, listing) ? null : deny('market_stale')
}

/** Rule 18: a limit does not go far through the market. */
export function brokenBand(world: World, order: OpenOrder): Denial | null {
  if (order.type !== 'limit' || order.limitPrice === null) return null
  const listing = listingOf(world, order.instrumentId)
  const best = quoteOf(world, listing, oppositeOf(order.side))
  if (best === null) return null
  const band = Number(divideFloor(BigInt(best) * BigInt(listing.instrument.bandPpm), 1_000_000n))
  const limit = order.side === 'buy' ? best + band : best - band
  const isRight = order.side === 'buy' ? order.limitPrice <= limit : order.limitPrice >= limit
  return isRight ? null : deny('price_band', 'limitPrice', { limit, value: order.limitPrice })
}

/** Rule 19: how many orders an account may have open. */
export function brokenOpenOrders(world: World, account: Account, added: number): Denial | null {
  const limit = account.settings.openOrdersMax
  const value = world.orders.filter(({ accountId }) => accountId === account.accountId).length + added
  return value <= limit ? null : deny('open_orders_max', null, { limit, value })
}

/** Rule 20: what is switched off lets orders through that reduce; a liquidation only reduce-only ones. */
export function brokenSwitch(world: World, order: OpenOrder): Denial | null {
  const account = accountOf(world, order.accountId)
  const code = switchedOff(world, account)
  if (code !== null && !isReducing(world, order)) return deny(code)
  return account.isLiquidating && !order.reduceOnly ? deny('liquidating') : null
}

function switchedOff(world: World, account: Account): DenialCode | null {
  const isKilled = world.isSiteKilled || account.isKilled || world.killedOwnerIds.includes(account.ownerId)
  if (isKilled) return 'kill_switch'
  return account.isLossLocked ? 'loss_lock' : null
}

/** Rule 21: reduce-only orders never close more than there is. */
export function brokenReduceOnly(world: World, order: OpenOrder): Denial | null {
  if (!order.reduceOnly) return null
  const closable = closableBy(accountOf(world, order.accountId), order)
  const others = neverRests(order) ? 0 : reduceOnlyLeaves(world, order, order)
  const limit = Math.max(0, closable - others)
  const value = leavesOf(order)
  return value <= limit ? null : deny('reduce_only_exceeds_position', 'reduceOnly', { limit, value })
}

/** Rule 22: a stop is not beyond the market already, and a trailing one has something to trail. */
export function brokenTrigger(world: World, order: OpenOrder): Denial | null {
  if (!hasTrigger(order)) return null
  const reference = triggerReferenceOf(world, order)
  if (order.trailing !== null) {
    const isLost = order.trailing.activationPrice === null && reference === null
    return isLost ? deny('no_reference_price', 'trailing') : null
  }
  if (reference === null || order.stopPrice === null) return null
  const isBroken = isMet(order, { stop: order.stopPrice, high: reference, low: reference })
  const measure = { limit: reference, value: order.stopPrice }
  return isBroken ? deny('stop_already_met', 'stopPrice', measure) : null
}

/** Rule 23: a post-only order that would take is denied, or gets its new price here. */
export function brokenPostOnly(world: World, draft: OpenOrder): Denial | null {
  const listing = listingOf(world, draft.instrumentId)
  if (draft.postOnly === 'no' || !isMatchable(world, listing)) return null
  if (!wouldTake(world, listing, draft)) return null
  const price = draft.postOnly === 'reprice' ? repricedLimit(world, listing, draft) : null
  if (price === null) return deny('post_only_would_take', 'limitPrice', { value: draft.limitPrice })
  draft.limitPrice = price
  return null
}

/** The quantity of an order by notional, once it is known that the market takes it. */
export function brokenNotional(world: World, draft: OpenOrder, notional: bigint | null): Denial | null {
  if (notional === null) return null
  const { quantityMin } = listingOf(world, draft.instrumentId).instrument
  const quantity = quantityForNotional(world, draft, notional)
  if (quantity < quantityMin) return deny('notional_too_small', 'notional', { value: notional })
  draft.quantity = lots(quantity)
  return null
}

/** Rules 24 to 26: the value of the order, of the position it may build, and the money it needs. */
export function brokenRisk(world: World, order: OpenOrder): Denial | null {
  return firstBroken([
    () => brokenValue(world, order),
    () => brokenPosition(world, order),
    () => brokenMoney(world, order),
  ])
}

function brokenValue(world: World, order: OpenOrder): Denial | null {
  const { instrument } = listingOf(world, order.instrumentId)
  const price = priceOf(world, order)
  if (price === null) return null
  const limit = instrument.orderValueMax
  const value = notionalOf(price, order.quantity, instrument.tickValue)
  return value <= limit ? null : deny('order_value_max', 'quantity', { limit, value })
}

function brokenPosition(world: World, order: OpenOrder): Denial | null {
  if (isReducing(world, order)) return null
  const limit = listingOf(world, order.instrumentId).instrument.positionMax
  const { quantity } = positionOf(accountOf(world, order.accountId), order.instrumentId)
  const value = quantity * (order.side === 'buy' ? 1 : -1) + openWith(world, order)
  return value <= limit ? null : deny('position_max', 'quantity', { limit, value })
}

function brokenMoney(world: World, order: OpenOrder): Denial | null {
  if (order.reduceOnly) return null
  const account = accountOf(world, order.accountId)
  if (account.accountKind === 'margin') return brokenMargin(world, account, order)
  if (order.side === 'sell') return brokenUnits(world, account, order)
  if (order.type === 'market') return null
  const limit = availableOf(world, account)
  const { holdDelta } = reservationOf(world, order)
  return holdDelta <= limit ? null : deny('insufficient_funds', 'quantity', { limit, value: holdDelta })
}

function brokenUnits(world: World, account: Account, order: OpenOrder): Denial | null {
  const { quantity } = positionOf(account, order.instrumentId)
  const limit = quantity - sideTotals(world, order).open
  const value = order.type === 'market' ? leavesOf(order) : reservationOf(world, order).openDelta
  return value <= limit ? null : deny('insufficient_units', 'quantity', { limit, value })
}

/** A market order is reckoned as if it rested at its price; without one it is not reckoned at all. */
function brokenMargin(world: World, account: Account, order: OpenOrder): Denial | null {
  const price = priceOf(world, order)
  if (price === null) return null
  const listing = listingOf(world, order.instrumentId)
  const resting: OpenOrder = order.type === 'market' ? { ...order, type: 'limit', limitPrice: price } : order
  const { hold } = reservationOf(world, resting)
  const orders = ordersWith(world, order.orderId, { ...resting, hold })
  const before = requirementIn(world, account, { listing, orders: world.orders })
  const after = requirementIn(world, account, { listing, orders })
  if (after <= before) return null
  const leaves = leavesOf(order)
  const notional = notionalCeilingOf(price, leaves, listing.instrument.tickValue)
  const fee = heldFeeOf(listing.instrument, notional, leaves)
  const limit = equityOf(world, account) - requirementOfAll(world, account, world.orders)
  const value = after - before + fee
  return value <= limit ? null : deny('insufficient_margin', 'quantity', { limit, value })
}
