import type { Side } from '../order/order-types.ts'

/** The side that an order of `side` trades with. */
export function oppositeOf(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy'
}
