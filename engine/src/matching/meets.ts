import { NONE } from '../book/price-index.ts'
import { oppositeOf } from '../book/side.ts'
import { bestTradable } from '../book/quotes.ts'
import { stepDown, stepUp } from '../numbers/steps.ts'
import { lots, type Lots } from '../numbers/lots.ts'
import { ticks, type Ticks } from '../numbers/ticks.ts'
import type { Side } from '../order/order-types.ts'
import type { Account } from '../state/account.ts'
import type { ListedInstrument } from '../state/listed-instrument.ts'

/** The best price that an order of this side and account would trade at; `null` when it meets nothing. */
export function bestOpposite(account: Account, instrument: ListedInstrument, side: Side): Ticks | null {
  const opposite = oppositeOf(side)
  if (account.settings.fillModel === 'depth') return bestTradable(instrument, opposite)
  // A touch account trades with the house at what is displayed, whether or not others have taken it.
  const level = instrument.book.bestLevel(opposite)
  return level === NONE ? null : instrument.book.levelPrice(level)
}

/** Whether a price reaches an opposite one: at or beyond it. */
export function reaches(side: Side, limit: Ticks | null, opposite: Ticks): boolean {
  if (limit === null) return true
  return side === 'buy' ? limit >= opposite : limit <= opposite
}

/** The nearest price that does not trade with `opposite`; `null` when the instrument has none. */
export function priceBeside(instrument: ListedInstrument, side: Side, opposite: Ticks): Ticks | null {
  const { tickTable, priceMax } = instrument.definition
  if (side === 'sell') {
    const above = stepUp(opposite + 1, tickTable)
    return above > priceMax ? null : ticks(above)
  }
  const lowest = Math.max(1, tickTable[0]?.from ?? 1)
  if (opposite - 1 < lowest) return null
  const below = stepDown(opposite - 1, tickTable)
  return below < 1 ? null : ticks(below)
}

/** The outside lots that an order of the account would have ahead of it at the back of a level. */
export function outsideAhead(
  account: Account,
  instrument: ListedInstrument,
  at: { side: Side; price: Ticks },
): Lots {
  if (account.settings.fillModel === 'touch') return lots(0)
  const level = instrument.book.findLevel(at.side, at.price)
  return level === NONE ? lots(0) : instrument.book.outsideSize(level)
}
