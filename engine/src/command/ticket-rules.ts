import type { Instrument } from '../instrument/instrument.ts'
import { isOnStep } from '../numbers/steps.ts'
import { hasTrigger } from '../order/accept-order.ts'
import type { Bracket, StopLoss, Ticket, TimeInForce, Trailing } from '../order/order-types.ts'
import { AMOUNT_MAX } from '../schema/limits.ts'
import type { Denial } from './denials.ts'
import { deny } from './deny.ts'

/** Rules 5 to 13: what a ticket must and must not have. */
export function checkShape(ticket: Ticket, definition: Instrument, at: number): Denial | null {
  return (
    checkAmount(ticket) ??
    checkPricesThere(ticket) ??
    checkTrailing(ticket, definition) ??
    checkTimeInForce(ticket, at) ??
    checkFlags(ticket)
  )
}

function checkAmount({ quantity, notional, type, timeInForce, bracket, reduceOnly }: Ticket): Denial | null {
  if ((quantity === null) === (notional === null)) return deny('quantity_or_notional', { field: 'quantity' })
  if (notional === null) return null
  const isImmediate = timeInForce === 'ioc' || timeInForce === 'day'
  if (type === 'market' && isImmediate && bracket === null && !reduceOnly) return null
  return deny('notional_needs_market', { field: 'notional' })
}

function checkPricesThere({ type, limitPrice, stopPrice }: Ticket): Denial | null {
  const needsLimit = type === 'limit' || type === 'stop_limit'
  if (needsLimit && limitPrice === null) return deny('limit_price_missing', { field: 'limitPrice' })
  if (!needsLimit && type !== 'take_profit' && limitPrice !== null) {
    return deny('limit_price_unexpected', { field: 'limitPrice' })
  }
  const needsStop = type === 'stop' || type === 'stop_limit' || type === 'take_profit'
  if (needsStop && stopPrice === null) return deny('stop_price_missing', { field: 'stopPrice' })
  if (!needsStop && stopPrice !== null) return deny('stop_price_unexpected', { field: 'stopPrice' })
  return null
}

function checkTrailing({ type, trailing, triggerBy }: Ticket, definition: Instrument): Denial | null {
  if (type === 'trailing_stop' && trailing === null) return deny('trailing_missing', { field: 'trailing' })
  if (type !== 'trailing_stop' && trailing !== null) return deny('trailing_unexpected', { field: 'trailing' })
  const offset = checkTrail('trailing', trailing, definition)
  if (offset !== null) return offset
  if (triggerBy !== null && !hasTrigger(type)) return deny('trigger_by_unexpected', { field: 'triggerBy' })
  return null
}

function isOffset({ unit, offset }: Trailing): boolean {
  return offset >= 1 && (unit === 'ticks' || offset < 1_000_000)
}

function offsetDenial(field: string, { unit, offset }: Trailing): Denial {
  return deny('price_out_of_bounds', { field, limit: unit === 'ppm' ? 999_999 : 1, value: offset })
}

function checkTimeInForce(ticket: Ticket, at: number): Denial | null {
  const { type, timeInForce, expiresAt } = ticket
  if (!fitsType(type, timeInForce))
    return deny('time_in_force_unsupported', { field: 'timeInForce', value: timeInForce })
  if (timeInForce === 'gtd' && expiresAt === null) return deny('expiry_missing', { field: 'expiresAt' })
  if (timeInForce !== 'gtd' && expiresAt !== null) return deny('expiry_unexpected', { field: 'expiresAt' })
  if (expiresAt !== null && expiresAt <= at) {
    return deny('expiry_in_past', { field: 'expiresAt', limit: at, value: expiresAt })
  }
  return null
}

function fitsType(type: Ticket['type'], timeInForce: TimeInForce): boolean {
  if (type === 'limit') return true
  if (type === 'market') return timeInForce === 'day' || timeInForce === 'ioc' || timeInForce === 'fok'
  return timeInForce === 'day' || timeInForce === 'gtc' || timeInForce === 'gtd'
}

function checkFlags({ type, timeInForce, postOnly, reduceOnly, bracket }: Ticket): Denial | null {
  const rests = type === 'limit' && timeInForce !== 'ioc' && timeInForce !== 'fok'
  if (postOnly !== 'no' && !rests) return deny('post_only_unsupported', { field: 'postOnly' })
  if (bracket === null) return null
  if (reduceOnly) return deny('bracket_unsupported', { field: 'bracket' })
  const { takeProfit, stopLoss } = bracket
  if (takeProfit === null && stopLoss === null) return deny('bracket_empty', { field: 'bracket' })
  return stopLoss === null ? null : checkStopLoss(stopLoss)
}

function checkStopLoss({ stopPrice, limitPrice, trailing }: StopLoss): Denial | null {
  if ((stopPrice === null) === (trailing === null)) {
    return deny('bracket_unsupported', { field: 'bracket.stopLoss.stopPrice' })
  }
  if (trailing !== null && limitPrice !== null) {
    return deny('bracket_unsupported', { field: 'bracket.stopLoss.limitPrice' })
  }
  return null
}

/** Rules 14 and 15: prices and quantity on the steps of the instrument and within its bounds. */
export function checkNumbers(ticket: Ticket, definition: Instrument): Denial | null {
  const { limitPrice, stopPrice, trailing, bracket } = ticket
  return (
    (bracket === null ? null : checkOffsetOfLeg(bracket, definition)) ??
    (limitPrice === null ? null : checkPrice('limitPrice', limitPrice, definition)) ??
    (stopPrice === null ? null : checkPrice('stopPrice', stopPrice, definition)) ??
    (trailing === null ? null : checkActivation('trailing', trailing, definition)) ??
    (bracket === null ? null : checkLegPrices(bracket, definition)) ??
    checkAmountOf(ticket, definition)
  )
}

function checkOffsetOfLeg({ stopLoss }: Bracket, definition: Instrument): Denial | null {
  return checkTrail('bracket.stopLoss.trailing', stopLoss?.trailing ?? null, definition)
}

function checkActivation(
  field: string,
  { activationPrice }: Trailing,
  definition: Instrument,
): Denial | null {
  return activationPrice === null ? null : checkPrice(`${field}.activationPrice`, activationPrice, definition)
}

function checkLegPrices({ takeProfit, stopLoss }: Bracket, definition: Instrument): Denial | null {
  const profit = takeProfit === null ? null : checkPrice('bracket.takeProfit', takeProfit, definition)
  if (profit !== null || stopLoss === null) return profit
  const { stopPrice, limitPrice, trailing } = stopLoss
  return (
    (stopPrice === null ? null : checkPrice('bracket.stopLoss.stopPrice', stopPrice, definition)) ??
    (limitPrice === null ? null : checkPrice('bracket.stopLoss.limitPrice', limitPrice, definition)) ??
    (trailing === null ? null : checkActivation('bracket.stopLoss.trailing', trailing, definition))
  )
}

function checkAmountOf({ notional, quantity }: Ticket, definition: Instrument): Denial | null {
  if (notional === null) return quantity === null ? null : checkQuantity(quantity, definition)
  if (notional > AMOUNT_MAX || notional < -AMOUNT_MAX)
    return deny('amount_out_of_bounds', { field: 'notional', limit: AMOUNT_MAX })
  return notional < 1n ? deny('notional_too_small', { field: 'notional', limit: 1n, value: notional }) : null
}

function checkTrail(path: string, trailing: Trailing | null, { priceMax }: Instrument): Denial | null {
  if (trailing === null) return null
  const field = `${path}.offset`
  if (!isOffset(trailing)) return offsetDenial(field, trailing)
  if (trailing.unit !== 'ticks' || trailing.offset <= priceMax) return null
  return deny('price_out_of_bounds', { field, limit: priceMax, value: trailing.offset })
}

/** Whether a price is one the instrument knows. */
export function checkPrice(field: string, price: number, definition: Instrument): Denial | null {
  const { priceMax, tickTable } = definition
  const lowest = Math.max(1, tickTable[0]?.from ?? 1)
  if (price < lowest) return deny('price_out_of_bounds', { field, limit: lowest, value: price })
  if (price > priceMax) return deny('price_out_of_bounds', { field, limit: priceMax, value: price })
  return isOnStep(price, tickTable) ? null : deny('price_off_tick', { field, value: price })
}

/** Whether a quantity is one the instrument knows. */
export function checkQuantity(quantity: number, definition: Instrument): Denial | null {
  const { quantityMin, quantityMax, lotTable } = definition
  const field = 'quantity'
  if (quantity < quantityMin)
    return deny('quantity_out_of_bounds', { field, limit: quantityMin, value: quantity })
  if (quantity > quantityMax)
    return deny('quantity_out_of_bounds', { field, limit: quantityMax, value: quantity })
  return isOnStep(quantity, lotTable) ? null : deny('quantity_off_lot', { field, value: quantity })
}
