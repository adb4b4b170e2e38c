import { assert } from '../assert.ts'
import { lots } from '../numbers/lots.ts'
import { stepDown, stepUp } from '../numbers/steps.ts'
import { ticks, type Ticks } from '../numbers/ticks.ts'
import { emit } from './apply.ts'
import { cancelOrder, endOrder } from './groups.ts'
import { matchOrder } from './match.ts'
import { bestToMeet, bookPriceOf, isWithinLimit, queueAheadAt } from './outside-levels.ts'
import { cutExcess } from './reduce-only.ts'
import { isMatchable } from './reference-prices.ts'
import { reservationOf } from './reservation.ts'
import {
  accountOf,
  copyWorld,
  findOrder,
  isMarketLike,
  leavesOf,
  listingOf,
  restoreWorld,
  type Listing,
  type OpenOrder,
  type World,
} from './world.ts'

/** Executes an order in its turn: the late checks where they apply, the match, and what is left. */
export function executeOrder(world: World, orderId: number, isLate: boolean): void {
  const order = findOrder(world, orderId)
  if (order === undefined || (order.place !== 'none' && order.place !== 'queue')) return
  if (isLate && !passesLateChecks(world, order)) return
  if (order.timeInForce === 'fok') fillOrKill(world, orderId)
  else settleRest(world, orderId, matchOrder(world, orderId))
}

/** Tries an exit again that waits for liquidity. */
export function retryExit(world: World, orderId: number): void {
  if (findOrder(world, orderId)?.place === 'exit') settleRest(world, orderId, matchOrder(world, orderId))
}

function passesLateChecks(world: World, order: OpenOrder): boolean {
  const listing = listingOf(world, order.instrumentId)
  if (!isMatchable(world, listing)) {
    waitOrReject(world, listing, order)
    return false
  }
  if (order.postOnly === 'no' || !wouldTake(world, listing, order)) return true
  const price = order.postOnly === 'reprice' ? repricedLimit(world, listing, order) : null
  if (price === null) {
    endOrder(world, order, { kind: 'order_rejected', reason: 'post_only_would_take' })
    return false
  }
  reprice(world, order, price)
  return true
}

function waitOrReject(world: World, listing: Listing, order: OpenOrder): void {
  if (isExit(order)) {
    park(world, order, 'exit')
    return
  }
  if (isMarketLike(order) || order.timeInForce === 'ioc' || order.timeInForce === 'fok') {
    const reason = listing.phase === 'continuous' ? 'market_stale' : 'phase_refuses_order'
    endOrder(world, order, { kind: 'order_rejected', reason })
    return
  }
  park(world, order, 'queue')
}

/** Exits must exit: these wait for liquidity where other orders would be canceled. */
function isExit(order: OpenOrder): boolean {
  return order.reduceOnly && isMarketLike(order) && (order.isTriggered || order.role === 'liquidation')
}

function park(world: World, order: OpenOrder, place: 'queue' | 'exit'): void {
  if (order.place === place) return
  emit(world, { kind: 'order_parked', at: world.now, orderId: order.orderId, place })
  cutAgain(world, order)
}

/** Whether a limit order would trade at once with a user, whoever that is, or with the venue. */
export function wouldTake(
  world: World,
  listing: Listing,
  order: Pick<OpenOrder, 'side' | 'accountId' | 'limitPrice'>,
): boolean {
  const best = bestToMeet(world, listing, order)
  return best !== null && isWithinLimit(order.side, order.limitPrice, best)
}

/** The price one tick away from the best opposite one; `null` where no valid price is left. */
export function repricedLimit(
  world: World,
  listing: Listing,
  order: Pick<OpenOrder, 'side' | 'accountId'>,
): Ticks | null {
  const best = bestToMeet(world, listing, order)
  assert(best !== null, 'only an order that would take is priced anew')
  const { tickTable, priceMax } = listing.instrument
  if (order.side === 'sell') {
    const above = stepUp(best + 1, tickTable)
    return above > priceMax ? null : ticks(above)
  }
  if (best <= 1) return null
  const below = stepDown(best - 1, tickTable)
  return below < 1 ? null : ticks(below)
}

function reprice(world: World, order: OpenOrder, limitPrice: Ticks): void {
  const { orderId } = order
  const reservation = reservationOf(world, { ...order, limitPrice })
  emit(world, { kind: 'order_repriced', at: world.now, orderId, limitPrice, ...reservation })
}

/** All at once or nothing: what does not fill whole leaves no trace but its cancellation. */
function fillOrKill(world: World, orderId: number): void {
  const before = copyWorld(world)
  matchOrder(world, orderId, true)
  if (findOrder(world, orderId) === undefined) return
  restoreWorld(world, before)
  const order = findOrder(world, orderId)
  assert(order !== undefined, 'an order that was taken back is open again')
  cancelOrder(world, order, 'fill_or_kill')
}

/** What becomes of the rest of an order that meets nothing more. */
function settleRest(world: World, orderId: number, stop: ReturnType<typeof matchOrder>): void {
  const order = findOrder(world, orderId)
  if (order === undefined || stop === 'ended') return
  if (stop !== 'nothing') {
    cancelOrder(world, order, stop)
    return
  }
  if (isExit(order)) {
    park(world, order, 'exit')
    return
  }
  if (isMarketLike(order)) {
    cancelOrder(world, order, 'no_liquidity')
    return
  }
  if (order.timeInForce === 'ioc') {
    cancelOrder(world, order, 'immediate_or_cancel')
    return
  }
  rest(world, order)
}

function rest(world: World, order: OpenOrder): void {
  assert(leavesOf(order) > 0, 'an order that rests has something left')
  const listing = listingOf(world, order.instrumentId)
  const { orderId, accountId, side } = order
  const queueAhead = lots(queueAheadAt(world, listing, { accountId, side, price: bookPriceOf(order) }))
  emit(world, { kind: 'order_rested', at: world.now, orderId, queueAhead })
  cutAgain(world, order)
}

/** While an order was executed, it was not among those that a position has to suffice for. */
function cutAgain(world: World, order: OpenOrder): void {
  const isCashSale = order.side === 'sell' && accountOf(world, order.accountId).accountKind === 'cash'
  if (order.reduceOnly || isCashSale) cutExcess(world, order)
}
