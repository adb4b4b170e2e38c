import type { Side } from './order/order-types.ts'
import { NONE } from './book/price-index.ts'
import type { Lots } from './numbers/lots.ts'
import type { Ticks } from './numbers/ticks.ts'
import { lots } from './numbers/lots.ts'
import { ticks } from './numbers/ticks.ts'
import type { Account, Position } from './state/account.ts'
import type { ExchangeState } from './state/exchange-state.ts'
import type { ListedInstrument } from './state/listed-instrument.ts'
import type { Order } from './state/order.ts'

/** One price of the book (FIX MDEntry). The same object shows each level in turn: read it, do not keep it. */
export interface DepthLevel {
  /** Ticks (FIX 270 MDEntryPx). */
  price: Ticks
  /** Leaves of users' orders, lots: many orders together may be more than a number can say. */
  userQuantity: bigint
  /** What is left of the venue's size, lots. */
  outsideSize: Lots
  /** Users' orders (FIX 346). */
  orderCount: number
}

/** The levels of a side at which something can be had, best first. Valid until the next input. */
export function* depthOf({ book }: ListedInstrument, side: Side): Iterable<Readonly<DepthLevel>> {
  const shown: DepthLevel = { price: ticks(0), userQuantity: 0n, outsideSize: lots(0), orderCount: 0 }
  for (let level = book.bestLevel(side); level !== NONE; level = book.nextLevel(level)) {
    shown.price = book.levelPrice(level)
    shown.userQuantity = book.userQuantity(level)
    shown.outsideSize = book.outsideSize(level)
    shown.orderCount = book.ordersAt(level)
    if (shown.orderCount > 0 || shown.outsideSize > 0) yield shown
  }
}

/** What an account holds or has open, by instrument id. Valid until the next input. */
export function positionsOf({ positions }: Account): readonly Readonly<Position>[] {
  const known = [...positions.values()].filter(({ isIdle }) => !isIdle)
  return known.sort((one, other) => one.instrument.instrumentId - other.instrument.instrumentId)
}

/** The open orders of an account by id, legs that wait included. Valid until the next input. */
export function* openOrdersOf(state: ExchangeState, account: Account): Iterable<Readonly<Order>> {
  for (const orderId of account.openOrderIds.values()) yield state.orderOf(orderId)
}
