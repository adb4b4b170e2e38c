import type { OutsideOrder, OutsideTrade } from '../command/commands.ts'
import { NONE } from '../book/price-index.ts'
import { bestDisplayedLevel } from '../book/quotes.ts'
import { oppositeOf } from '../book/side.ts'
import { isMatchable } from '../instrument/trading-state.ts'
import { createMatch, findMatch } from '../matching/next-match.ts'
import { printTrade } from '../matching/trade.ts'
import { lots, type Lots } from '../numbers/lots.ts'
import type { Ticks } from '../numbers/ticks.ts'
import type { Side } from '../order/order-types.ts'
import type { ListedInstrument } from '../state/listed-instrument.ts'
import { observeInstrument, observePrice } from '../trigger/observe.ts'
import type { Turn } from '../turn.ts'
import { fillResting } from './fill-resting.ts'
import { bestUserLevel, setDisplayed, tradeCrossing } from './outside-book.ts'

/** A print of the venue: an aggressive order of its size that reached its price. */
export function applyOutsideTrade(turn: Turn, instrument: ListedInstrument, input: OutsideTrade): void {
  const canMatch = isMatchable(instrument, turn.at)
  const aggressor = input.aggressor ?? inferAggressor(instrument, input.price)
  instrument.last = input.price
  if (canMatch) observePrice(turn, instrument, { name: 'last', price: input.price })
  if (aggressor !== null) {
    const restingSide = oppositeOf(aggressor)
    const left = canMatch ? fillThrough(turn, instrument, { ...input, restingSide }) : input.quantity
    tradeAtLevel(turn, instrument, { ...input, restingSide, left, canMatch })
  }
  if (!canMatch) return
  tradeCrossing(turn, instrument)
  observeInstrument(turn, instrument, true)
}

/** Who crossed, when the venue does not say: a print at a quote hit that quote; `null` between them. */
function inferAggressor(instrument: ListedInstrument, price: Ticks): Side | null {
  const { book } = instrument
  const ask = bestDisplayedLevel(instrument, 'sell')
  if (ask !== NONE && price >= book.levelPrice(ask)) return 'buy'
  const bid = bestDisplayedLevel(instrument, 'buy')
  if (bid !== NONE && price <= book.levelPrice(bid)) return 'sell'
  return null
}

interface Print {
  readonly price: Ticks
  readonly quantity: Lots
  readonly restingSide: Side
}

/** Users' orders at better prices than the print would have been met before it; says what is left of it. */
function fillThrough(turn: Turn, instrument: ListedInstrument, print: Print): Lots {
  const { book } = instrument
  let left: number = print.quantity
  while (left > 0) {
    const { restingSide } = print
    const level = bestUserLevel(instrument, restingSide, (price) => isBetter(restingSide, price, print.price))
    if (level === NONE) break
    const slot = book.firstOrder(level)
    const evidence = {
      source: 'through' as const,
      price: print.price,
      size: print.quantity,
      queueAhead: book.queueAhead(slot),
    }
    const quantity = lots(Math.min(left, book.leaves(slot)))
    left -= fillResting(turn, book.owner(slot), { quantity, evidence })
  }
  return lots(left)
}

function isBetter(side: Side, price: Ticks, than: Ticks): boolean {
  return side === 'buy' ? price > than : price < than
}

interface PrintAtLevel extends Print {
  /** What of the print no better order took. */
  readonly left: Lots
  readonly newSize: Lots | null
  readonly canMatch: boolean
}

function tradeAtLevel(turn: Turn, instrument: ListedInstrument, print: PrintAtLevel): void {
  const { book } = instrument
  const { price, restingSide, quantity, newSize } = print
  const level = book.findLevel(restingSide, price)
  if (level === NONE) {
    if (newSize !== null) setDisplayed(instrument, restingSide, { price, size: newSize })
    return
  }
  const displayed = book.venueSize(level)
  const traded = book.absorbTrade(level, print.left)
  const filled = print.canMatch ? fillAtLevel(turn, instrument, { ...print, level, traded }) : 0
  book.passFront(level, lots(traded - filled))
  setDisplayed(instrument, restingSide, { price, size: newSize ?? Math.max(0, displayed - quantity) })
}

/** The users' orders of the level in their turn: each waits for what was displayed ahead of it. */
function fillAtLevel(
  turn: Turn,
  instrument: ListedInstrument,
  print: PrintAtLevel & { level: number; traded: Lots },
): number {
  const { book } = instrument
  const { level, price, quantity: size } = print
  let filled = 0
  for (;;) {
    const slot = book.firstOrder(level)
    if (slot === NONE) return filled
    const share = book.shareOfTrade(slot, lots(print.traded - filled))
    if (share === 0) return filled
    const maker = book.owner(slot)
    const evidence = { source: 'print' as const, price, size, queueAhead: book.queueAhead(slot) }
    const given = fillResting(turn, maker, { quantity: share, evidence })
    filled += given
    const isStuck = given === share && maker.slot === slot && maker.place === 'book'
    if (isStuck) return filled
  }
}

const met = createMatch()

/** An aggressive order of the outside world takes from the whole book, users and displayed sizes alike. */
export function applyOutsideOrder(turn: Turn, instrument: ListedInstrument, input: OutsideOrder): void {
  if (!isMatchable(instrument, turn.at)) return
  const { book } = instrument
  const { side, limitPrice: limit } = input
  let leaves: number = input.quantity
  while (leaves > 0 && findMatch(book, { side, limit, leaves: lots(leaves) }, met)) {
    const { kind, level, slot, price } = met
    const quantity = lots(Math.min(leaves, met.quantity))
    if (kind === 'outside') {
      book.consume(level, quantity)
      if (instrument.definition.tape === 'internal') printTrade(turn, instrument, price)
      leaves -= quantity
    } else {
      const size = lots(leaves)
      const evidence = { source: 'aggressor' as const, price, size, queueAhead: book.queueAhead(slot) }
      leaves -= fillResting(turn, book.owner(slot), { quantity, evidence })
    }
  }
  observeInstrument(turn, instrument, true)
}
