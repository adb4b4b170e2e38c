import { assert } from '../assert.ts'
import type { Side } from '../order/order-types.ts'
import {
  accountOf,
  findOrder,
  oppositeOf,
  type Listing,
  type OpenOrder,
  type OutsideSize,
  type World,
} from './world.ts'

/** Orders of the users in the book, best price first, then oldest first. */
export function bookOrders(world: World, listing: Listing, side: Side): OpenOrder[] {
  const { instrumentId } = listing.instrument
  return world.orders
    .filter((order) => order.place === 'book' && order.instrumentId === instrumentId && order.side === side)
    .sort((left, right) => {
      const byPrice = comparePrices(side, bookPriceOf(left), bookPriceOf(right))
      return byPrice === 0 ? left.priority - right.priority : byPrice
    })
}

/** The price at which an order rests. */
export function bookPriceOf(order: OpenOrder): number {
  assert(order.limitPrice !== null, 'an order in the book has a limit price')
  return order.limitPrice
}

/** Negative when the first price is the better one to trade against: high bids, low asks. */
export function comparePrices(side: Side, left: number, right: number): number {
  return side === 'buy' ? right - left : left - right
}

/** Whether a taker of a side may trade at a price; `null`: at any. */
export function isWithinLimit(side: Side, limit: number | null, price: number): boolean {
  return limit === null || comparePrices(side, limit, price) <= 0
}

/** Outside lots that are still there: displayed less what our users took. */
export function effectiveOf(level: OutsideSize): number {
  return level.displayed - level.consumed
}

/** Outside lots still there at a price. */
export function effectiveAt(listing: Listing, side: Side, price: number): number {
  const level = listing.outside[side].find((other) => other.price === price)
  return level === undefined ? 0 : effectiveOf(level)
}

/** Levels of the venue that display something, best first. */
export function displayedLevels(listing: Listing, side: Side): OutsideSize[] {
  return listing.outside[side]
    .filter((level) => level.displayed > 0)
    .sort((left, right) => comparePrices(side, left.price, right.price))
}

/** The best price that the venue displays; `null` for an empty side. */
export function bestDisplayed(listing: Listing, side: Side): number | null {
  return displayedLevels(listing, side)[0]?.price ?? null
}

/** The best price with an effective outside size; `null` where there is none. */
export function bestEffective(listing: Listing, side: Side): number | null {
  return displayedLevels(listing, side).find((level) => effectiveOf(level) > 0)?.price ?? null
}

/** The best price of the whole book: users and effective outside sizes; `null` for an empty side. */
export function bestInWholeBook(world: World, listing: Listing, side: Side): number | null {
  return betterOf(side, bestEffective(listing, side), bestUserPrice(world, listing, side))
}

function bestUserPrice(world: World, listing: Listing, side: Side): number | null {
  return bookOrders(world, listing, side)[0]?.limitPrice ?? null
}

/** The best price that a taker meets: a `touch` account sees what is displayed, consumed or not. */
export function bestToMeet(
  world: World,
  listing: Listing,
  taker: { readonly side: Side; readonly accountId: number | null },
): number | null {
  const side = oppositeOf(taker.side)
  const isTouch = taker.accountId !== null && isTouchAccount(world, taker.accountId)
  const outside = isTouch ? bestDisplayed(listing, side) : bestEffective(listing, side)
  return betterOf(side, outside, bestUserPrice(world, listing, side))
}

function betterOf(side: Side, left: number | null, right: number | null): number | null {
  if (left === null || right === null) return left ?? right
  return comparePrices(side, left, right) <= 0 ? left : right
}

/** Whether an account ignores outside lots ahead. */
export function isTouchAccount(world: World, accountId: number): boolean {
  return accountOf(world, accountId).settings.fillModel === 'touch'
}

/** Outside lots that an order of a user waits for: none for `touch` accounts. */
export function aheadOf(world: World, order: OpenOrder): number {
  return isTouchAccount(world, order.accountId) ? 0 : order.ahead
}

/** What an order that takes its place now would have ahead. */
export function queueAheadAt(
  world: World,
  listing: Listing,
  order: { readonly accountId: number; readonly side: Side; readonly price: number },
): number {
  return isTouchAccount(world, order.accountId) ? 0 : effectiveAt(listing, order.side, order.price)
}

/** Takes from the front of a level: it is consumed, and those behind come nearer. */
export function takeOutside(
  world: World,
  listing: Listing,
  taken: { readonly side: Side; readonly price: number; readonly quantity: number },
): void {
  const level = listing.outside[taken.side].find((other) => other.price === taken.price)
  assert(level !== undefined && effectiveOf(level) >= taken.quantity, 'nobody takes more than is there')
  level.consumed += taken.quantity
  for (const order of ordersAt(world, listing, taken)) {
    order.ahead = Math.max(0, order.ahead - taken.quantity)
  }
}

/** Users' orders at one price, oldest first. */
export function ordersAt(
  world: World,
  listing: Listing,
  at: { readonly side: Side; readonly price: number },
): OpenOrder[] {
  return bookOrders(world, listing, at.side).filter((order) => order.limitPrice === at.price)
}

/** What the venue now displays at a price. `isResync`: it may have been anything in between. */
export function setDisplayed(
  world: World,
  listing: Listing,
  to: { readonly side: Side; readonly price: number; readonly size: number; readonly isResync: boolean },
): void {
  const levels = listing.outside[to.side]
  let level = levels.find((other) => other.price === to.price)
  if (level === undefined) {
    level = { price: to.price, displayed: 0, consumed: 0 }
    levels.push(level)
  }
  const decrease = Math.max(0, level.displayed - to.size)
  level.consumed = to.isResync ? Math.min(level.consumed, to.size) : Math.max(0, level.consumed - decrease)
  level.displayed = to.size
  const effective = effectiveOf(level)
  for (const order of ordersAt(world, listing, to)) order.ahead = Math.min(order.ahead, effective)
  listing.outside[to.side] = levels.filter((other) => other.displayed > 0)
}

/** Sets a level; those of the other side that it locks or crosses are gone, best first. */
export function setLevel(
  world: World,
  listing: Listing,
  to: { readonly side: Side; readonly price: number; readonly size: number; readonly isResync: boolean },
): void {
  setDisplayed(world, listing, to)
  if (to.size === 0) return
  const other = oppositeOf(to.side)
  for (const level of displayedLevels(listing, other)) {
    if (!isWithinLimit(to.side, to.price, level.price)) break
    setDisplayed(world, listing, { side: other, price: level.price, size: 0, isResync: to.isResync })
  }
}

/** The order, if it still rests in the book. */
export function stillInBook(world: World, orderId: number): OpenOrder | undefined {
  const order = findOrder(world, orderId)
  return order?.place === 'book' ? order : undefined
}
