import type { Reservation } from '../event/events.ts'
import { lots } from '../numbers/lots.ts'
import { feeOf, notionalCeilingOf } from '../numbers/money.ts'
import { divideCeiling } from '../numbers/rounding.ts'
import { ticks, type Ticks } from '../numbers/ticks.ts'
import type { Instrument } from '../instrument/instrument.ts'
import type { Side } from '../order/order-types.ts'
import { bestDisplayed, bestInWholeBook } from './outside-levels.ts'
import { trailingStopOf } from './trailing.ts'
import {
  accountOf,
  groupKindOf,
  leavesOf,
  listingOf,
  oppositeOf,
  type Account,
  type Listing,
  type OpenOrder,
  type World,
} from './world.ts'

/** The terms of an order, before or after it is accepted, that say at which price it is reckoned. */
export type PricedTerms = Pick<
  OpenOrder,
  'accountId' | 'instrumentId' | 'side' | 'type' | 'limitPrice' | 'stopPrice' | 'trailing' | 'watermark'
>

/** A price plus the collar of its instrument: what a purchase by a stop may cost. */
function raised(price: number, instrument: Instrument): Ticks {
  const collar = divideCeiling(BigInt(price) * BigInt(instrument.collarPpm), 1_000_000n)
  return ticks(price + Number(collar))
}

/** The price P of section 9 at which an order is reckoned; `null` where there is none. */
export function priceOf(world: World, terms: PricedTerms): Ticks | null {
  const listing = listingOf(world, terms.instrumentId)
  if (terms.limitPrice !== null) return terms.limitPrice
  if (terms.type === 'market') return marketPriceOf(world, listing, terms)
  const stop = terms.stopPrice ?? stopBeforeActivation(terms, listing)
  if (stop === null) return null
  return terms.side === 'buy' ? raised(stop, listing.instrument) : stop
}

function stopBeforeActivation(terms: PricedTerms, listing: Listing): Ticks | null {
  const start = terms.watermark ?? terms.trailing?.activationPrice ?? null
  if (start === null || terms.trailing === null) return null
  return trailingStopOf(terms.side, terms.trailing, { watermark: start, instrument: listing.instrument })
}

function marketPriceOf(world: World, listing: Listing, terms: PricedTerms): Ticks | null {
  const { fillModel } = accountOf(world, terms.accountId).settings
  const isDisplayed = listing.instrument.tape === 'venue' || fillModel === 'touch'
  const side = oppositeOf(terms.side)
  const best = isDisplayed ? bestDisplayed(listing, side) : bestInWholeBook(world, listing, side)
  if (best === null) return null
  return terms.side === 'buy' ? raised(best, listing.instrument) : ticks(best)
}

/** Whether an order reserves nothing at all, so that nothing of it counts as open either. */
function reservesNothing(order: OpenOrder): boolean {
  return order.reduceOnly || order.type === 'market' || order.place === 'inactive' || leavesOf(order) === 0
}

/** What an open order holds back, in minor units. */
export function holdOf(world: World, order: OpenOrder): bigint {
  if (reservesNothing(order)) return 0n
  const price = priceOf(world, order)
  const { accountKind } = accountOf(world, order.accountId)
  if (price === null || (accountKind === 'cash' && order.side === 'sell')) return 0n
  const { instrument } = listingOf(world, order.instrumentId)
  const notional = notionalCeilingOf(price, leavesOf(order), instrument.tickValue)
  if (accountKind === 'margin') return notional
  return notional + heldFeeOf(instrument, notional, leavesOf(order))
}

/** The fee that is held back: at the rate that costs more, and never less than nothing. */
export function heldFeeOf(instrument: Instrument, notional: bigint, quantity: number): bigint {
  const { makerPpm, takerPpm, perLotMicros } = instrument.fees
  const fee = feeOf({ notional, quantity }, Math.max(makerPpm, takerPpm, 0), perLotMicros)
  return fee > 0n ? fee : 0n
}

/** What is open on one side of a position: money held, and lots. */
export interface SideTotals {
  readonly hold: bigint
  readonly open: number
}

/** Which totals. */
export interface SideOfPosition {
  readonly accountId: number
  readonly instrumentId: number
  readonly side: Side
}

/** Sums the open orders of one side of a position; an OCO pair of that side counts once, with the larger. */
export function sumSide(world: World, of: SideOfPosition, orders: readonly OpenOrder[]): SideTotals {
  const mine = orders.filter(
    (order) =>
      order.accountId === of.accountId &&
      order.instrumentId === of.instrumentId &&
      order.side === of.side &&
      !reservesNothing(order),
  )
  let hold = 0n
  let open = 0
  for (const order of mine) {
    const partner = mine.find(
      (other) => other !== order && other.groupId === order.groupId && groupKindOf(world, order) === 'oco',
    )
    const isSecond = partner !== undefined && partner.orderId < order.orderId
    if (isSecond) continue
    hold += partner !== undefined && partner.hold > order.hold ? partner.hold : order.hold
    open += Math.max(leavesOf(order), partner === undefined ? 0 : leavesOf(partner))
  }
  return { hold, open }
}

/** The totals of a side as they are. */
export function sideTotals(world: World, of: SideOfPosition): SideTotals {
  return sumSide(world, of, world.orders)
}

/** The orders as they would be with one of them in a new state, or added, or (`null`) gone. */
export function ordersWith(world: World, orderId: number, next: OpenOrder | null): OpenOrder[] {
  const others = world.orders.filter((order) => order.orderId !== orderId)
  if (next === null) return others
  return [...others, next].sort((left, right) => left.orderId - right.orderId)
}

/** What an order that changes to `next` will hold, and how the totals of its side change with it. */
export function reservationOf(world: World, next: OpenOrder, isFinal = false): Reservation {
  const hold = isFinal ? 0n : holdOf(world, next)
  const before = sideTotals(world, next)
  const orders = ordersWith(world, next.orderId, isFinal ? null : { ...next, hold })
  const after = sumSide(world, next, orders)
  return { hold, holdDelta: after.hold - before.hold, openDelta: lots(after.open - before.open) }
}

/** Money that an account may spend or take out: its cash less what its purchases hold. */
export function availableOf(world: World, account: Account): bigint {
  let available = account.cash
  if (account.accountKind === 'margin') return available
  for (const { instrument } of world.listings) {
    const { instrumentId } = instrument
    available -= sideTotals(world, { accountId: account.accountId, instrumentId, side: 'buy' }).hold
  }
  return available
}
