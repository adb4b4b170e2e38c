import { ticks, type Ticks } from '../numbers/ticks.ts'
import type { Side } from '../order/order-types.ts'
import type { ListedInstrument, ReferenceName } from '../state/listed-instrument.ts'
import { NONE } from './price-index.ts'

/**
 * The best price somebody can trade at on a side of the book: users' orders, and what is left of the
 * venue's.
 */
export function bestTradable({ book }: ListedInstrument, side: Side): Ticks | null {
  let level = book.bestLevel(side)
  while (level !== NONE) {
    if (book.ordersAt(level) > 0 || book.outsideSize(level) > 0) return book.levelPrice(level)
    level = book.nextLevel(level)
  }
  return null
}

/** The level of the best price that the venue displays, whether or not users have taken it; or `NONE`. */
export function bestDisplayedLevel({ book }: ListedInstrument, side: Side): number {
  let level = book.bestLevel(side)
  while (level !== NONE && book.venueSize(level) === 0) level = book.nextLevel(level)
  return level
}

/** The quote that prices are judged by: the venue's own, or for internal tapes that of the whole book. */
export function referenceQuote(instrument: ListedInstrument, side: Side): Ticks | null {
  if (instrument.definition.tape === 'internal') return bestTradable(instrument, side)
  const level = bestDisplayedLevel(instrument, side)
  return level === NONE ? null : instrument.book.levelPrice(level)
}

/**
 * The price at which positions are valued: the last trade, clamped into the quotes; without a trade the
 * middle of the quotes, rounded down; `null` when there is nothing.
 */
export function markOf(instrument: ListedInstrument): Ticks | null {
  if (!instrument.isRepriced) return instrument.watchedMark
  return markBetween(instrument.last, referenceQuote(instrument, 'buy'), referenceQuote(instrument, 'sell'))
}

/** The mark for a last price and quotes, each of which may be missing. */
export function markBetween(last: Ticks | null, bid: Ticks | null, ask: Ticks | null): Ticks | null {
  if (last === null) {
    if (bid === null || ask === null) return bid ?? ask
    return ticks(Math.floor((bid + ask) / 2))
  }
  if (bid !== null && last < bid) return bid
  if (ask !== null && last > ask) return ask
  return last
}

/** The current value of a reference price; `null` when there is none. */
export function referencePrice(instrument: ListedInstrument, name: ReferenceName): Ticks | null {
  if (name === 'last') return instrument.last
  if (name === 'mark') return markOf(instrument)
  return referenceQuote(instrument, name === 'bid' ? 'buy' : 'sell')
}
