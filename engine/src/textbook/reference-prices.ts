import { ticks, type Ticks } from '../numbers/ticks.ts'
import type { TriggerBy } from '../instrument/instrument.ts'
import type { Side } from '../order/order-types.ts'
import { bestDisplayed, bestInWholeBook } from './outside-levels.ts'
import type { Listing, Reference, World } from './world.ts'

/** Whether the venue's prices are to be trusted now. */
export function isFresh(world: World, listing: Listing): boolean {
  const { staleAfterMs } = listing.instrument
  if (isAlwaysFresh(listing)) return true
  if (!listing.hasBook) return false
  return staleAfterMs === null || world.now - listing.marketInputAt < staleAfterMs
}

/** Internal markets without a limit of their own have nobody to lose. */
function isAlwaysFresh(listing: Listing): boolean {
  return listing.instrument.tape === 'internal' && listing.instrument.staleAfterMs === null
}

/** Whether orders trade, triggers fire and positions are liquidated here now. */
export function isMatchable(world: World, listing: Listing): boolean {
  return listing.phase === 'continuous' && isFresh(world, listing)
}

/** The best bid (`buy`) or ask (`sell`) of the tape: the venue's displayed one, or that of the whole book. */
export function quoteOf(world: World, listing: Listing, side: Side): number | null {
  if (listing.instrument.tape === 'venue') return bestDisplayed(listing, side)
  return bestInWholeBook(world, listing, side)
}

/** The price at which positions are valued: the last trade within the quotes; `null`: nothing is known. */
export function markOf(world: World, listing: Listing): number | null {
  const bid = quoteOf(world, listing, 'buy')
  const ask = quoteOf(world, listing, 'sell')
  const { last } = listing
  if (last !== null) {
    if (bid !== null && last < bid) return bid
    return ask !== null && last > ask ? ask : last
  }
  if (bid === null || ask === null) return bid ?? ask
  return Number((BigInt(bid) + BigInt(ask)) / 2n)
}

/** Which reference a trigger watches: `bid_ask` is the side that the order would trade against. */
export function referenceFor(triggerBy: TriggerBy, side: Side): Reference {
  if (triggerBy !== 'bid_ask') return triggerBy
  return side === 'buy' ? 'ask' : 'bid'
}

/** The value of a reference now; `null` where it is unknown. */
export function referencePrice(world: World, listing: Listing, reference: Reference): Ticks | null {
  const price = rawReference(world, listing, reference)
  return price === null ? null : ticks(price)
}

function rawReference(world: World, listing: Listing, reference: Reference): number | null {
  if (reference === 'last') return listing.last
  if (reference === 'mark') return markOf(world, listing)
  return quoteOf(world, listing, reference === 'bid' ? 'buy' : 'sell')
}

/** A trade of the tape: the last price at once, and something to look at for the triggers. */
export function noteTrade(listing: Listing, price: number): void {
  listing.last = price
  if (listing.unseenTrades.at(-1) !== price) listing.unseenTrades.push(price)
}

/** Becoming continuous or fresh: what was seen before says nothing about now. */
export function forgetWindow(listing: Listing): void {
  listing.seen = { last: [], bid: [], ask: [], mark: [] }
}
