import {
  lots,
  ticks,
  type EngineEvent,
  type ListedInstrument,
  type Lots,
  type Side,
} from '@trading-pro/engine'
import type { Print } from './tape.ts'

const NO_LEVEL = -1

/** What a print is before it has a number. */
export type NewPrint = Omit<Print, 'tradeId'>

/** An aggressive order of the outside world. */
export interface Aggressor {
  readonly side: Side
  readonly quantity: Lots
}

/** What the outside world displays at the best prices, best first. */
export type DisplayedLevels = readonly (readonly [price: number, size: number])[]

/** The outside levels that an aggressive order of the outside world can reach, as they are now. */
export function levelsWithin({ book }: ListedInstrument, { side, quantity }: Aggressor): DisplayedLevels {
  const levels: [number, number][] = []
  let reached = 0
  let level = book.bestLevel(oppositeOf(side))
  while (level !== NO_LEVEL && reached < quantity) {
    const size = book.outsideSize(level)
    reached += size
    levels.push([book.levelPrice(level), size])
    level = book.nextLevel(level)
  }
  return levels
}

/**
 * What an aggressive outside order took from the outside levels it met: neither side is a user, so that no
 * event says it.
 */
export function outsidePrints(
  { book }: ListedInstrument,
  { before, side, at }: { before: DisplayedLevels; side: Side; at: number },
): NewPrint[] {
  const prints: NewPrint[] = []
  for (const [price, size] of before) {
    const level = book.findLevel(oppositeOf(side), ticks(price))
    const taken = size - (level === NO_LEVEL ? 0 : book.outsideSize(level))
    if (taken > 0) prints.push({ price: ticks(price), quantity: lots(taken), side, at })
  }
  return prints
}

/** The prints that users took part in, by instrument. */
export function userPrints(events: readonly EngineEvent[]): { instrumentId: number; print: NewPrint }[] {
  return events.flatMap((event) => {
    if (event.kind !== 'traded') return []
    const { instrumentId, price, quantity, taker, maker, at } = event
    const side = taker?.side ?? (maker === null ? 'buy' : oppositeOf(maker.side))
    return [{ instrumentId, print: { price, quantity, side, at } }]
  })
}

/** Users' and outside prints of one aggressive order in the order in which it met them. */
export function inWalkOrder(prints: NewPrint[], side: Side): NewPrint[] {
  return prints.sort((one, other) => (side === 'buy' ? one.price - other.price : other.price - one.price))
}

function oppositeOf(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy'
}
