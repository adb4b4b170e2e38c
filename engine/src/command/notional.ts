import { NONE } from '../book/price-index.ts'
import { bestDisplayedLevel } from '../book/quotes.ts'
import { oppositeOf } from '../book/side.ts'
import { feeOf, notionalOf } from '../numbers/money.ts'
import { stepDown } from '../numbers/steps.ts'
import type { Side } from '../order/order-types.ts'
import type { Account } from '../state/account.ts'
import type { ListedInstrument } from '../state/listed-instrument.ts'

/** What a market order by money is about. */
export interface Budget {
  readonly account: Account
  readonly instrument: ListedInstrument
  readonly side: Side
  /** Minor units: for purchases fees included. */
  readonly notional: bigint
}

interface Offer {
  readonly price: number
  readonly size: number
}

/**
 * The lots that a budget buys or sells at what the book shows now, on the lot step and at most
 * `quantityMax`.
 */
export function lotsForNotional(budget: Budget): number {
  const { definition } = budget.instrument
  let rest = budget.notional
  let total = 0
  for (const { price, size } of offersTo(budget)) {
    const room = definition.quantityMax - total
    const wanted = Math.min(size, room)
    const bought = mostLots(budget, { price, size: wanted }, rest)
    total += bought
    rest -= costOf(budget, price, bought)
    if (bought < size || total === definition.quantityMax) break
  }
  const lowest = definition.lotTable[0]?.from ?? 0
  return total < lowest ? 0 : stepDown(total, definition.lotTable)
}

/** What the order would meet, best first: for a touch account the displayed quote has no end. */
function* offersTo({ account, instrument, side }: Budget): Iterable<Offer> {
  const { book } = instrument
  const opposite = oppositeOf(side)
  const isTouch = account.settings.fillModel === 'touch'
  const quote = isTouch ? bestDisplayedLevel(instrument, opposite) : NONE
  for (let level = book.bestLevel(opposite); level !== NONE; level = book.nextLevel(level)) {
    const price = book.levelPrice(level)
    let size = isTouch ? 0 : book.outsideSize(level)
    for (let slot = book.firstOrder(level); slot !== NONE; slot = book.nextOrder(slot)) {
      if (book.owner(slot).account !== account) size += book.leaves(slot)
    }
    if (size > 0) yield { price, size }
    if (level === quote) {
      yield { price, size: Number.MAX_SAFE_INTEGER }
      return
    }
  }
}

function costOf({ instrument, side }: Budget, price: number, quantity: number): bigint {
  if (quantity === 0) return 0n
  const { tickValue, fees } = instrument.definition
  const notional = notionalOf(price, quantity, tickValue)
  if (side === 'sell') return notional
  return notional + feeOf({ notional, quantity }, fees.takerPpm, fees.perLotMicros)
}

function mostLots(budget: Budget, { price, size }: Offer, rest: bigint): number {
  if (costOf(budget, price, size) <= rest) return size
  let low = 0
  let high = size
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (costOf(budget, price, middle) <= rest) low = middle
    else high = middle
  }
  return low
}
