import { assert } from '../assert.ts'
import type { CancelReason, EvidenceSource } from '../event/events.ts'
import type { Side } from '../order/order-types.ts'
import { allowanceOf, trade } from './fills.ts'
import { cancelOrder, reduceOrder } from './groups.ts'
import { noteTrade } from './reference-prices.ts'
import {
  aheadOf,
  bestDisplayed,
  bestEffective,
  bookOrders,
  bookPriceOf,
  comparePrices,
  effectiveAt,
  isTouchAccount,
  isWithinLimit,
  takeOutside,
} from './outside-levels.ts'
import {
  findOrder,
  isMarketLike,
  leavesOf,
  listingOf,
  oppositeOf,
  type Listing,
  type OpenOrder,
  type World,
} from './world.ts'

/** What a taker meets next: an order of a user, lots of a level, or (`touch`) the best quote for any size. */
type Met =
  | { readonly kind: 'order'; readonly price: number; readonly order: OpenOrder }
  | { readonly kind: 'level'; readonly price: number; readonly quantity: number; readonly size: number }
  | { readonly kind: 'quote'; readonly price: number; readonly size: number }

/** Why a taker stopped with something left: nothing there, or a reason to cancel the rest. */
type Stop = 'nothing' | 'ended' | Extract<CancelReason, 'reduce_only' | 'insufficient_funds' | 'self_trade'>

/** Matches an order until it has or meets nothing more; `isFok` cancels own orders whatever its mode. */
export function matchOrder(world: World, orderId: number, isFok = false): Stop {
  for (;;) {
    const taker = findOrder(world, orderId)
    if (taker === undefined || leavesOf(taker) === 0) return 'ended'
    const listing = listingOf(world, taker.instrumentId)
    const met = meet(world, listing, taker)
    if (met === null || !isWithinLimit(taker.side, limitOf(taker), met.price)) return 'nothing'
    if (met.kind === 'order' && met.order.accountId === taker.accountId) {
      if (preventSelfTrade(world, taker, { maker: met.order, isFok }) === 'stop') return 'self_trade'
      continue
    }
    const stop = meetAndTrade(world, taker, met)
    if (stop !== null) return stop
  }
}

function limitOf(order: OpenOrder): number | null {
  return isMarketLike(order) ? null : order.limitPrice
}

function meet(
  world: World,
  listing: Listing,
  taker: { readonly side: Side; readonly accountId: number | null },
): Met | null {
  const isTouch = taker.accountId !== null && isTouchAccount(world, taker.accountId)
  return isTouch ? meetTouch(world, listing, taker.side) : meetDepth(world, listing, taker.side)
}

function meetDepth(world: World, listing: Listing, takerSide: Side): Met | null {
  const side = oppositeOf(takerSide)
  const first = bookOrders(world, listing, side)[0]
  const outsidePrice = bestEffective(listing, side)
  const firstPrice = first === undefined ? null : bookPriceOf(first)
  const isUserBest =
    firstPrice !== null && (outsidePrice === null || comparePrices(side, firstPrice, outsidePrice) <= 0)
  const price = isUserBest ? firstPrice : outsidePrice
  if (price === null) return null
  const size = effectiveAt(listing, side, price)
  if (!isUserBest || first === undefined) return { kind: 'level', price, quantity: size, size }
  const ahead = aheadOf(world, first)
  if (ahead === 0) return { kind: 'order', price, order: first }
  return { kind: 'level', price, quantity: ahead, size }
}

function meetTouch(world: World, listing: Listing, takerSide: Side): Met | null {
  const side = oppositeOf(takerSide)
  const quote = bestDisplayed(listing, side)
  const first = bookOrders(world, listing, side)[0]
  if (first !== undefined) {
    const price = bookPriceOf(first)
    if (quote === null || comparePrices(side, price, quote) <= 0)
      return { kind: 'order', price, order: first }
  }
  if (quote === null) return null
  const displayed = listing.outside[side].find((level) => level.price === quote)?.displayed ?? 0
  return { kind: 'quote', price: quote, size: displayed }
}

/** Trades with what was met as far as both sides may; a maker that may nothing is canceled instead. */
function meetAndTrade(world: World, taker: OpenOrder, met: Met): Stop | null {
  const { price } = met
  const there = quantityOf(met, leavesOf(taker))
  const wanted = Math.min(leavesOf(taker), there)
  const allowed = allowanceOf(world, taker, { price, wanted, liquidity: 'taker' })
  if (allowed.reason !== null) return allowed.reason
  if (met.kind !== 'order') {
    const { kind: source, size } = met
    takeOutsideAsUser(world, taker, { source, price, size, quantity: allowed.quantity })
    return null
  }
  const maker = allowanceOf(world, met.order, { price, wanted: allowed.quantity, liquidity: 'maker' })
  if (maker.reason !== null) {
    cancelOrder(world, met.order, maker.reason)
    return null
  }
  trade(world, {
    instrumentId: taker.instrumentId,
    price,
    quantity: maker.quantity,
    taker,
    maker: met.order,
    evidence: evidenceOfOrder(world, met.order, { source: 'order', size: leavesOf(met.order) }),
  })
  return null
}

function quantityOf(met: Met, wanted: number): number {
  if (met.kind === 'order') return leavesOf(met.order)
  return met.kind === 'level' ? met.quantity : wanted
}

function evidenceOfOrder(
  world: World,
  order: OpenOrder,
  of: { readonly source: EvidenceSource; readonly size: number },
): { source: EvidenceSource; price: number; size: number; queueAhead: number } {
  return { ...of, price: bookPriceOf(order), queueAhead: aheadOf(world, order) }
}

function takeOutsideAsUser(
  world: World,
  taker: OpenOrder,
  taken: { readonly source: 'level' | 'quote'; price: number; size: number; quantity: number },
): void {
  const { source, price, size, quantity } = taken
  const { instrumentId } = taker
  if (source === 'level') {
    const listing = listingOf(world, instrumentId)
    takeOutside(world, listing, { side: oppositeOf(taker.side), price, quantity })
  }
  const evidence = { source, price, size, queueAhead: null }
  trade(world, { instrumentId, price, quantity, taker, maker: null, evidence })
}

/** Self-trade prevention by the taker's mode; `go_on` when the taker may look for the next order. */
function preventSelfTrade(
  world: World,
  taker: OpenOrder,
  meeting: { readonly maker: OpenOrder; readonly isFok: boolean },
): 'go_on' | 'stop' {
  const { maker, isFok } = meeting
  const isExit = isMarketLike(taker) && taker.reduceOnly && taker.isTriggered
  const isForced = isFok || isExit || taker.role === 'close' || taker.role === 'liquidation'
  const mode = isForced ? 'cancel_oldest' : taker.selfTradePrevention
  if (mode === 'cancel_newest') return 'stop'
  if (mode === 'decrement') {
    const quantity = Math.min(leavesOf(maker), leavesOf(taker))
    reduceOrder(world, maker, { quantity, reason: 'self_trade' })
    const rest = findOrder(world, taker.orderId)
    if (rest !== undefined) reduceOrder(world, rest, { quantity, reason: 'self_trade' })
    return 'go_on'
  }
  cancelOrder(world, maker, 'self_trade')
  return mode === 'cancel_both' ? 'stop' : 'go_on'
}

/** An aggressive order of the outside world: it takes from users and venue alike, and nothing of it rests. */
export function matchOutsideOrder(
  world: World,
  listing: Listing,
  outside: { readonly side: Side; readonly quantity: number; readonly limitPrice: number | null },
): void {
  const { instrumentId } = listing.instrument
  let left = outside.quantity
  while (left > 0) {
    const met = meet(world, listing, { side: outside.side, accountId: null })
    if (met === null || !isWithinLimit(outside.side, outside.limitPrice, met.price)) return
    const { price } = met
    const wanted = Math.min(left, quantityOf(met, left))
    if (met.kind === 'order') {
      const maker = met.order
      const allowed = allowanceOf(world, maker, { price, wanted, liquidity: 'maker' })
      if (allowed.reason !== null) {
        cancelOrder(world, maker, allowed.reason)
        continue
      }
      const evidence = evidenceOfOrder(world, maker, { source: 'aggressor', size: left })
      left -= allowed.quantity
      trade(world, { instrumentId, price, quantity: allowed.quantity, taker: null, maker, evidence })
    } else {
      assert(met.kind === 'level', 'the outside world has no account that could be touch')
      takeOutside(world, listing, { side: oppositeOf(outside.side), price, quantity: wanted })
      if (listing.instrument.tape === 'internal') noteTrade(listing, price)
      left -= wanted
    }
  }
}
