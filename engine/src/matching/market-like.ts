import type { Order } from '../state/order.ts'

/** Whether an order takes any price: a market order, or a stop without a limit that has fired. */
export function isMarketLike({ type, trigger, limitPrice }: Order): boolean {
  return type === 'market' || (limitPrice === null && trigger?.isTriggered === true)
}

/** Whether what is left of an order waits for liquidity instead of being canceled: exits must exit. */
export function waitsForLiquidity(order: Order): boolean {
  if (!isMarketLike(order)) return false
  return order.role === 'liquidation' || (order.reduceOnly && order.trigger !== null)
}
