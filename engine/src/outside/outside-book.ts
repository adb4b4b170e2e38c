import type { OutsideBook, OutsideLevels } from '../command/commands.ts'
import { NONE } from '../book/price-index.ts'
import { bestDisplayedLevel } from '../book/quotes.ts'
import { oppositeOf } from '../book/side.ts'
import { isFreshAt, isMatchable } from '../instrument/trading-state.ts'
import { reaches } from '../matching/meets.ts'
import { lots } from '../numbers/lots.ts'
import type { Ticks } from '../numbers/ticks.ts'
import type { Side } from '../order/order-types.ts'
import type { ListedInstrument } from '../state/listed-instrument.ts'
import { forgetPrices, observeInstrument, observePrice } from '../trigger/observe.ts'
import type { Turn } from '../turn.ts'
import { fillResting } from './fill-resting.ts'

/** Notes that the market spoke; a silence that was too long makes prices stale until the next whole book. */
export function hearMarket(turn: Turn, instrument: ListedInstrument): void {
  const wasFresh = isFreshAt(instrument, turn.at)
  turn.state.touch(instrument)
  if (!wasFresh) instrument.isFresh = false
  instrument.marketAt = turn.at
  turn.reprice(instrument)
}

/** The link to the venue is silent: prices are stale until the next whole book, if they can be. */
export function loseOutside(turn: Turn, instrument: ListedInstrument): void {
  instrument.isFresh = false
  if (isMatchable(instrument, turn.at)) observeInstrument(turn, instrument, true)
}

/** A whole book: the first one, or a resync. Prices are fresh afterwards. */
export function applyOutsideBook(turn: Turn, instrument: ListedInstrument, input: OutsideBook): void {
  const wasMatchable = isMatchable(instrument, turn.at)
  instrument.isFresh = true
  const becomesMatchable = !wasMatchable && isMatchable(instrument, turn.at)
  if (becomesMatchable) forgetPrices(turn, instrument)
  if (input.last !== null) {
    instrument.last = input.last
    if (isMatchable(instrument, turn.at)) observePrice(turn, instrument, { name: 'last', price: input.last })
  }
  instrument.book.resync('buy', input.bids)
  instrument.book.resync('sell', input.asks)
  if (instrument.awaitsAheads) restoreAheads(instrument)
  if (!isMatchable(instrument, turn.at)) return
  tradeCrossing(turn, instrument)
  if (becomesMatchable) executeQueued(turn, instrument)
  observeInstrument(turn, instrument, true)
}

/**
 * The first whole book after a recovery: orders wait behind what was ahead of them, if that is still
 * displayed.
 */
function restoreAheads(instrument: ListedInstrument): void {
  const { book } = instrument
  instrument.awaitsAheads = false
  for (const side of ['buy', 'sell'] as const) {
    for (let level = book.bestLevel(side); level !== NONE; level = book.nextLevel(level)) {
      for (let slot = book.firstOrder(level); slot !== NONE; slot = book.nextOrder(slot)) {
        book.restoreAhead(slot, book.owner(slot).queueAhead ?? lots(0))
      }
    }
  }
}

/** Changed levels, in order. */
export function applyOutsideLevels(turn: Turn, instrument: ListedInstrument, input: OutsideLevels): void {
  for (const { side, price, size } of input.changes) setDisplayed(instrument, side, { price, size })
  if (!isMatchable(instrument, turn.at)) return
  tradeCrossing(turn, instrument)
  observeInstrument(turn, instrument, true)
}

/** Sets what a venue displays at a price; what it displays on the other side there or beyond must be gone. */
export function setDisplayed(
  instrument: ListedInstrument,
  side: Side,
  { price, size }: { price: Ticks; size: number },
): void {
  const { book } = instrument
  book.setDisplayed(side, price, lots(size))
  if (size === 0) return
  const opposite = oppositeOf(side)
  for (;;) {
    const level = bestDisplayedLevel(instrument, opposite)
    if (level === NONE || !reaches(side, price, book.levelPrice(level))) return
    book.setDisplayed(opposite, book.levelPrice(level), lots(0))
  }
}

/** Trading begins: what crossed meanwhile trades, then the orders that waited are executed, oldest first. */
export function beginTrading(turn: Turn, instrument: ListedInstrument): void {
  forgetPrices(turn, instrument)
  if (!isMatchable(instrument, turn.at)) return
  tradeCrossing(turn, instrument)
  turn.move(instrument)
  executeQueued(turn, instrument)
}

function executeQueued(turn: Turn, instrument: ListedInstrument): void {
  const queued = [...instrument.queued].sort((one, other) => one.orderId - other.orderId)
  for (const order of queued) turn.work.push({ kind: 'execute', order, isLate: true })
}

/** What a venue displays at or beyond users' orders trades with them, at their prices. */
export function tradeCrossing(turn: Turn, instrument: ListedInstrument): void {
  tradeCrossingSide(turn, instrument, 'sell')
  tradeCrossingSide(turn, instrument, 'buy')
}

function tradeCrossingSide(turn: Turn, instrument: ListedInstrument, outsideSide: Side): void {
  const { book } = instrument
  const userSide = oppositeOf(outsideSide)
  for (;;) {
    const outside = bestEffectiveLevel(instrument, outsideSide)
    if (outside === NONE) return
    const price = book.levelPrice(outside)
    const users = bestUserLevel(instrument, userSide, (theirs) => reaches(outsideSide, price, theirs))
    if (users === NONE) return
    const slot = book.firstOrder(users)
    const size = book.outsideSize(outside)
    const evidence = { source: 'crossing' as const, price, size, queueAhead: book.queueAhead(slot) }
    const quantity = lots(Math.min(size, book.leaves(slot)))
    fillResting(turn, book.owner(slot), {
      quantity,
      evidence,
      take: (filled) => book.consume(outside, filled),
    })
  }
}

function bestEffectiveLevel({ book }: ListedInstrument, side: Side): number {
  let level = book.bestLevel(side)
  while (level !== NONE && book.outsideSize(level) === 0) level = book.nextLevel(level)
  return level
}

/**
 * The best level of a side that has a user's order, among those of its best prices that count; or `NONE`. A
 * venue's book is deep, and most of it is of no interest.
 */
export function bestUserLevel(
  { book }: ListedInstrument,
  side: Side,
  counts: (price: Ticks) => boolean,
): number {
  let level = book.bestLevel(side)
  while (level !== NONE && counts(book.levelPrice(level))) {
    if (book.ordersAt(level) > 0) return level
    level = book.nextLevel(level)
  }
  return NONE
}
