import { ticks } from '../numbers/ticks.ts'
import { emit } from './apply.ts'
import { fire, isMet, isRising, liveStopOf } from './groups.ts'
import { isMatchable, markOf, quoteOf, referenceFor } from './reference-prices.ts'
import { reservationOf } from './reservation.ts'
import { trailingStopOf } from './trailing.ts'
import { findOrder, listingOf, type Listing, type OpenOrder, type Reference, type World } from './world.ts'

/** Milliseconds of observations that a price is compared with. */
const windowMs = 1_000
/** The greatest number of them. */
const windowMax = 256

/** Shows the triggers what changed in every market: after a command, and after each piece of work. */
export function observeChanges(world: World): void {
  for (const listing of world.listings) observe(world, listing, 'changed')
}

/** Shows the triggers of a market its trades, then bid, ask and mark: all of them, or those that changed. */
export function observe(world: World, listing: Listing, which: 'all' | 'changed'): void {
  const trades = listing.unseenTrades
  listing.unseenTrades = []
  if (!isMatchable(world, listing)) return
  const values: readonly (readonly [Reference, number | null])[] = [
    ['bid', quoteOf(world, listing, 'buy')],
    ['ask', quoteOf(world, listing, 'sell')],
    ['mark', markOf(world, listing)],
  ]
  for (const price of trades) observeOne(world, listing, { reference: 'last', price })
  for (const [reference, price] of values) {
    const isNew = which === 'all' || listing.seen[reference].at(-1)?.price !== price
    if (price !== null && isNew) observeOne(world, listing, { reference, price })
  }
}

/** The trades alone: a print is seen before the fills that it makes. */
export function observeTrades(world: World, listing: Listing): void {
  const trades = listing.unseenTrades
  listing.unseenTrades = []
  if (!isMatchable(world, listing)) return
  for (const price of trades) observeOne(world, listing, { reference: 'last', price })
}

function observeOne(
  world: World,
  listing: Listing,
  observed: { readonly reference: Reference; readonly price: number },
): void {
  const { reference, price } = observed
  const waiting = world.orders.filter(
    (order) =>
      order.place === 'trigger' &&
      order.instrumentId === listing.instrument.instrumentId &&
      referenceFor(order.triggerBy ?? listing.instrument.triggerBy, order.side) === reference,
  )
  const seen = listing.seen[reference]
  if (waiting.length > 0) {
    const { high, low } = believable(world, listing, observed)
    for (const order of waiting) moveTrailing(world, order, { high, low })
    fireAllMet(world, waiting, { high, low })
  }
  listing.seen[reference] = [...seen, { at: world.now, price }].slice(-windowMax)
}

/** What of a price may trigger: all of it inside the band, else only what the observation before confirms. */
function believable(
  world: World,
  listing: Listing,
  observed: { readonly reference: Reference; readonly price: number },
): { high: number; low: number } {
  const { price } = observed
  const seen = listing.seen[observed.reference]
  const previous = seen.at(-1)
  if (previous === undefined) return { high: price, low: price }
  const recent = seen.filter(({ at }) => at > world.now - windowMs)
  const compared = recent.length > 0 ? recent : [previous]
  const prices = compared.map((observation) => observation.price).sort((left, right) => left - right)
  const median = BigInt(prices[(prices.length - 1) >> 1] ?? previous.price)
  const distance = BigInt(price) > median ? BigInt(price) - median : median - BigInt(price)
  const isInBand = distance * 1_000_000n <= median * BigInt(listing.instrument.triggerBandPpm)
  if (isInBand) return { high: price, low: price }
  return { high: Math.min(price, previous.price), low: Math.max(price, previous.price) }
}

function moveTrailing(world: World, order: OpenOrder, prices: { high: number; low: number }): void {
  if (order.trailing === null) return
  const { activationPrice } = order.trailing
  const isSell = order.side === 'sell'
  const price = isSell ? prices.high : prices.low
  const before = order.liveWatermark
  if (before === null) {
    const isReached =
      activationPrice === null || (isSell ? price >= activationPrice : price <= activationPrice)
    if (!isReached) return
    order.liveWatermark = ticks(price)
    journalTrailing(world, order)
    return
  }
  const after = isSell ? Math.max(before, price) : Math.min(before, price)
  if (after === before) return
  order.liveWatermark = ticks(after)
  if (world.now - order.watermarkAt >= windowMs) journalTrailing(world, order)
}

function journalTrailing(world: World, order: OpenOrder): void {
  const { orderId, liveWatermark: watermark, trailing, side } = order
  if (watermark === null || trailing === null) return
  const { instrument } = listingOf(world, order.instrumentId)
  const stopPrice = trailingStopOf(side, trailing, { watermark, instrument })
  const reservation = reservationOf(world, { ...order, stopPrice, watermark })
  emit(world, { kind: 'trailing_moved', at: world.now, orderId, watermark, stopPrice, ...reservation })
}

function fireAllMet(
  world: World,
  waiting: readonly OpenOrder[],
  prices: { high: number; low: number },
): void {
  const met: { orderId: number; price: number; overshoot: number }[] = []
  for (const order of waiting) {
    const stop = liveStopOf(world, order)
    if (stop === null || !isMet(order, { stop, ...prices })) continue
    const price = isRising(order) ? prices.high : prices.low
    met.push({ orderId: order.orderId, price, overshoot: Math.abs(price - stop) })
  }
  met.sort((left, right) => right.overshoot - left.overshoot || left.orderId - right.orderId)
  for (const { orderId, price } of met) {
    const order = findOrder(world, orderId)
    if (order?.place === 'trigger') fire(world, order, price)
  }
}
