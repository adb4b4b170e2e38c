import { notionalOf } from '../numbers/money.ts'
import { stepDown } from '../numbers/steps.ts'
import type { Side } from '../order/order-types.ts'
import { fillFeeOf, mostThatFits } from './fills.ts'
import {
  bestDisplayed,
  bookOrders,
  bookPriceOf,
  comparePrices,
  displayedLevels,
  effectiveOf,
  isTouchAccount,
} from './outside-levels.ts'
import { leavesOf, listingOf, oppositeOf, type Listing, type OpenOrder, type World } from './world.ts'

/** What can be had at a price. */
interface Offer {
  readonly price: number
  readonly size: number
}

/**
 * The quantity of a market order that says how much money: what the opposite side gives for it, fee included
 * for purchases. 0 where it gives less than one lot step.
 */
export function quantityForNotional(world: World, order: OpenOrder, notional: bigint): number {
  const listing = listingOf(world, order.instrumentId)
  const { instrument } = listing
  let rest = notional
  let total = 0
  for (const { price, size } of offersTo(world, listing, order)) {
    const wanted = Math.min(size, instrument.quantityMax)
    const quantity = mostThatFits(wanted, (lots) => costOf(listing, order.side, { price, lots }) <= rest)
    rest -= costOf(listing, order.side, { price, lots: quantity })
    total += quantity
    if (quantity < size || total >= instrument.quantityMax) break
  }
  if (total === 0) return 0
  return Math.min(stepDown(total, instrument.lotTable), instrument.quantityMax)
}

function costOf(listing: Listing, side: Side, of: { price: number; lots: number }): bigint {
  const { instrument } = listing
  const notional = notionalOf(of.price, of.lots, instrument.tickValue)
  if (side === 'sell') return notional
  return notional + fillFeeOf(instrument, { notional, quantity: of.lots }, 'taker')
}

/** The opposite side as this order would meet it, best first, its own account left out. */
function offersTo(world: World, listing: Listing, order: OpenOrder): Offer[] {
  const side = oppositeOf(order.side)
  const users = bookOrders(world, listing, side)
    .filter((other) => other.accountId !== order.accountId)
    .map((other) => ({ price: bookPriceOf(other), size: leavesOf(other) }))
  if (!isTouchAccount(world, order.accountId)) {
    const outside = displayedLevels(listing, side).map((level) => ({
      price: level.price,
      size: effectiveOf(level),
    }))
    return byLevel([...users, ...outside], side)
  }
  const quote = bestDisplayed(listing, side)
  if (quote === null) return byLevel(users, side)
  const better = users.filter(({ price }) => comparePrices(side, price, quote) <= 0)
  return [...byLevel(better, side), { price: quote, size: listing.instrument.quantityMax }]
}

/** One offer a price: the fee is rounded once for each. */
function byLevel(offers: readonly Offer[], side: Side): Offer[] {
  const prices = [...new Set(offers.map(({ price }) => price))]
  prices.sort((left, right) => comparePrices(side, left, right))
  return prices
    .map((price) => ({
      price,
      size: offers.filter((offer) => offer.price === price).reduce((sum, { size }) => sum + size, 0),
    }))
    .filter(({ size }) => size > 0)
}
