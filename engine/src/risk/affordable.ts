import { feeOf, notionalOf } from '../numbers/money.ts'
import { lots, type Lots } from '../numbers/lots.ts'
import type { Ticks } from '../numbers/ticks.ts'
import { isMarketLike } from '../matching/market-like.ts'
import type { Order } from '../state/order.ts'
import { freedByFill, openOf } from './reservation.ts'

/** A fill that would happen. */
export interface WantedFill {
  readonly price: Ticks
  readonly quantity: Lots
  readonly liquidity: 'maker' | 'taker'
}

/**
 * How much of a fill an order can pay for: all of it, but for cash accounts. Their purchases pay from what is
 * available and from what the fill frees of the order's own hold; their sales must bring the fee.
 *
 * @returns lots, 0 to the wanted quantity
 */
export function affordableQuantity(order: Order, wanted: WantedFill): Lots {
  if (order.account.kind !== 'cash') return wanted.quantity
  const most = order.side === 'sell' ? ownedQuantity(order, wanted.quantity) : wanted.quantity
  if (most === 0 || canPay(order, wanted, most)) return most
  let low = 0
  let high: number = most
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (canPay(order, wanted, lots(middle))) low = middle
    else high = middle
  }
  return lots(low)
}

/** A sale of a cash account that reserved nothing (a market order) must leave what others have reserved. */
function ownedQuantity(order: Order, wanted: Lots): Lots {
  if (order.reduceOnly) return wanted
  const { position } = order
  const free = position.quantity - (position.openSells - openOf(order))
  return lots(Math.max(0, Math.min(wanted, free)))
}

function canPay(order: Order, { price, liquidity }: WantedFill, quantity: Lots): boolean {
  const { account, instrument } = order
  const { fees, tickValue } = instrument.definition
  const notional = notionalOf(price, quantity, tickValue)
  const ppm = liquidity === 'maker' ? fees.makerPpm : fees.takerPpm
  const fee = feeOf({ notional, quantity }, ppm, fees.perLotMicros)
  if (order.side === 'sell') return fee - notional <= account.cash - account.hold
  // The rest of an order that takes any price is canceled, or takes on: all of its hold is there to be spent.
  const freed = isMarketLike(order) ? order.hold : freedByFill(order, quantity)
  return notional + fee <= account.cash - account.hold + freed
}
