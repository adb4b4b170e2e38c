import { unreachable } from '../assert.ts'
import { cancelOrder, reduceOrder } from '../order/ending.ts'
import { bringLeg, isLeg, legsOf } from '../order/groups.ts'
import type { SelfTradePrevention } from '../order/order-types.ts'
import type { Order } from '../state/order.ts'
import type { Turn } from '../turn.ts'
import { isMarketLike } from './market-like.ts'

/** Two orders of one account that would trade. */
export interface SelfTrade {
  readonly taker: Order
  readonly maker: Order
  readonly isFillOrKill: boolean
}

/** Keeps an account from trading with itself, by the taker's mode (FIX 2964). */
export function preventSelfTrade(turn: Turn, { taker, maker, isFillOrKill }: SelfTrade): void {
  const mode = isFillOrKill ? 'cancel_oldest' : modeOf(taker)
  switch (mode) {
    case 'cancel_newest':
      cancelOrder(turn, taker, 'self_trade')
      return
    case 'cancel_oldest':
      cancelOrder(turn, maker, 'self_trade')
      return
    case 'cancel_both':
      cancelOrder(turn, maker, 'self_trade')
      if (taker.isOpen) cancelOrder(turn, taker, 'self_trade')
      return
    case 'decrement': {
      const quantity = Math.min(taker.leaves, maker.leaves)
      decrement(turn, maker, quantity)
      if (taker.isOpen) decrement(turn, taker, quantity)
      return
    }
    default:
      unreachable(mode)
  }
}

/** Exits must exit: they never give way to another order of their own account. */
function modeOf(taker: Order): SelfTradePrevention {
  const isExit = taker.reduceOnly && taker.trigger !== null && isMarketLike(taker)
  if (isExit || taker.role === 'close' || taker.role === 'liquidation') return 'cancel_oldest'
  return taker.selfTradePrevention
}

function decrement(turn: Turn, order: Order, quantity: number): void {
  if (quantity >= order.leaves) {
    cancelOrder(turn, order, 'self_trade')
    return
  }
  reduceOrder(turn, order, { quantity, reason: 'self_trade' })
  if (!isLeg(order) || order.group === null) return
  for (const other of legsOf(order.group)) {
    if (other !== order) bringLeg(turn, other, { leaves: order.group.guarded, reason: 'group' })
  }
}
