import { referencePrice } from '../book/quotes.ts'
import { groupAfterTrigger } from '../order/groups.ts'
import { holdingOf, reservationAfter, termsOfOrder } from '../risk/reservation.ts'
import type { Ticks } from '../numbers/ticks.ts'
import type { ListedInstrument, ReferenceName } from '../state/listed-instrument.ts'
import type { Order } from '../state/order.ts'
import { waitsForRise } from '../state/places.ts'
import type { Turn } from '../turn.ts'
import type { TriggerBy } from '../instrument/instrument.ts'
import type { Side, Trailing } from '../order/order-types.ts'
import { assert } from '../assert.ts'
import { rawStop } from './trailing.ts'

/** The name of the reference that an order of this side watches. */
export function referenceNameOf(triggerBy: TriggerBy, side: Side): ReferenceName {
  if (triggerBy !== 'bid_ask') return triggerBy
  return side === 'buy' ? 'ask' : 'bid'
}

/** Fires a trigger: from here on the order is a market or a limit order, executed when its turn comes. */
export function fireTrigger(turn: Turn, order: Order, price: Ticks): void {
  const { trigger } = order
  assert(trigger?.liveStop !== null && trigger !== null, 'an order that fires has a stop')
  const terms = { ...termsOfOrder(order), stopPrice: trigger.liveStop }
  turn.emit({
    kind: 'order_triggered',
    at: turn.at,
    orderId: order.orderId,
    price,
    stopPrice: trigger.liveStop,
    watermark: trigger.liveWatermark,
    ...reservationAfter(order, holdingOf(terms, order.leaves)),
  })
  groupAfterTrigger(turn, order)
  turn.work.push({ kind: 'execute', order, isLate: true })
}

/** Fires at once when the reference price meets the stop already. */
export function fireIfMet(turn: Turn, order: Order): void {
  const price = priceThatMeets(order)
  if (price !== null) fireTrigger(turn, order, price)
}

/** Whether the reference price is at or beyond the stop; never for trailing stops, which follow it. */
export function stopIsMet(order: Order): boolean {
  return priceThatMeets(order) !== null
}

function priceThatMeets(order: Order): Ticks | null {
  const { trigger } = order
  if (trigger?.trailing !== null || trigger.liveStop === null) return null
  const price = referencePrice(order.instrument, referenceNameOf(trigger.triggerBy, order.side))
  if (price === null) return null
  return (waitsForRise(order) ? price >= trigger.liveStop : price <= trigger.liveStop) ? price : null
}

/** Where a trailing stop begins. */
export interface TrailingStart {
  readonly watermark: Ticks
  readonly stopPrice: Ticks
}

/**
 * The start of a trailing stop that waits for no activation; `null` without a reference price, and for
 * other orders.
 */
export function startTrailing(order: Order): TrailingStart | null {
  const { trigger, side, instrument } = order
  const trailing = trigger?.trailing ?? null
  if (trigger === null || trailing === null) return null
  return trailingStart(instrument, { side, trailing, triggerBy: trigger.triggerBy })
}

/** The same for an order that is only asked for. */
export function trailingStart(
  instrument: ListedInstrument,
  { side, trailing, triggerBy }: { side: Side; trailing: Trailing; triggerBy: TriggerBy },
): TrailingStart | null {
  if (trailing.activationPrice !== null) return null
  const watermark = referencePrice(instrument, referenceNameOf(triggerBy, side))
  if (watermark === null) return null
  const { tickTable } = instrument.definition
  return { watermark, stopPrice: rawStop({ side, trailing, watermark, tickTable }) }
}
