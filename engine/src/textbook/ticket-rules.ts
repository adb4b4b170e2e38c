import type { Denial } from '../command/denials.ts'
import type { Instrument } from '../instrument/instrument.ts'
import { isOnStep } from '../numbers/steps.ts'
import type { Bracket, Ticket, TimeInForce, Trailing } from '../order/order-types.ts'
import { deny, firstBroken } from './denial.ts'
import { hasTrigger } from './world.ts'

/** Beyond it (2^100) no amount of money is believed. */
export const amountBound = 1n << 100n

/** An id or a time: a safe integer, not negative. */
export function isId(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

/** A safe integer of any sign, or nothing. */
export function isIntegerOrNull(value: number | null): boolean {
  return value === null || Number.isSafeInteger(value)
}

/** Rule 1: 1 to 64 of letters, digits, underscore and hyphen. */
export function isClientOrderId(value: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(value)
}

/** Rule 1 for a ticket: numbers that are numbers. */
export function malformedTicket(ticket: Ticket): Denial | null {
  const { bracket, trailing } = ticket
  const checks: readonly (readonly [string, boolean])[] = [
    ['clientOrderId', isClientOrderId(ticket.clientOrderId)],
    ['instrumentId', isId(ticket.instrumentId)],
    ['quantity', isIntegerOrNull(ticket.quantity)],
    ['limitPrice', isIntegerOrNull(ticket.limitPrice)],
    ['stopPrice', isIntegerOrNull(ticket.stopPrice)],
    ['trailing', isTrailing(trailing)],
    ['expiresAt', ticket.expiresAt === null || isId(ticket.expiresAt)],
    ['bracket', bracket === null || isBracket(bracket)],
  ]
  const broken = checks.find(([, isRight]) => !isRight)
  return broken === undefined ? null : deny('malformed_command', broken[0])
}

function isTrailing(trailing: Trailing | null): boolean {
  if (trailing === null) return true
  return Number.isSafeInteger(trailing.offset) && isIntegerOrNull(trailing.activationPrice)
}

function isBracket({ takeProfit, stopLoss }: Bracket): boolean {
  if (!isIntegerOrNull(takeProfit)) return false
  if (stopLoss === null) return true
  const { stopPrice, limitPrice, trailing } = stopLoss
  return isIntegerOrNull(stopPrice) && isIntegerOrNull(limitPrice) && isTrailing(trailing)
}

/** Rules 5 to 15: what a ticket may say, whatever the market and the account. */
export function brokenShape(ticket: Ticket, instrument: Instrument, at: number): Denial | null {
  return firstBroken([
    () => quantityOrNotional(ticket),
    () => prices(ticket),
    () => trailing(ticket, instrument),
    () =>
      ticket.triggerBy !== null && !hasTrigger(ticket) ? deny('trigger_by_unexpected', 'triggerBy') : null,
    () => timeInForce(ticket),
    () => expiry(ticket, at),
    () => postOnly(ticket),
    () => bracketShape(ticket),
    () => pricesOnTick(ticket, instrument),
    () => quantityOnLot(ticket, instrument),
  ])
}

function quantityOrNotional(ticket: Ticket): Denial | null {
  if ((ticket.quantity === null) === (ticket.notional === null))
    return deny('quantity_or_notional', 'quantity')
  if (ticket.notional === null) return null
  const isPlain = ticket.bracket === null && !ticket.reduceOnly
  const isAtOnce = ticket.timeInForce === 'ioc' || ticket.timeInForce === 'day'
  return ticket.type === 'market' && isAtOnce && isPlain ? null : deny('notional_needs_market', 'notional')
}

function prices({ type, limitPrice, stopPrice }: Ticket): Denial | null {
  const needsLimit = type === 'limit' || type === 'stop_limit'
  if (needsLimit && limitPrice === null) return deny('limit_price_missing', 'limitPrice')
  if (!needsLimit && type !== 'take_profit' && limitPrice !== null) {
    return deny('limit_price_unexpected', 'limitPrice')
  }
  const needsStop = type === 'stop' || type === 'stop_limit' || type === 'take_profit'
  if (needsStop && stopPrice === null) return deny('stop_price_missing', 'stopPrice')
  return !needsStop && stopPrice !== null ? deny('stop_price_unexpected', 'stopPrice') : null
}

function trailing(ticket: Ticket, instrument: Instrument): Denial | null {
  if (ticket.type !== 'trailing_stop') {
    return ticket.trailing === null ? null : deny('trailing_unexpected', 'trailing')
  }
  if (ticket.trailing === null) return deny('trailing_missing', 'trailing')
  return brokenOffset(ticket.trailing, instrument)
}

/** Rule 8: an offset is at least 1, less than the whole, and no larger than any price. */
export function brokenOffset(
  { unit, offset }: Pick<Trailing, 'unit' | 'offset'>,
  instrument: Instrument,
): Denial | null {
  const limit = unit === 'ppm' ? 999_999 : instrument.priceMax
  const isRight = offset >= 1 && offset <= limit
  return isRight ? null : deny('price_out_of_bounds', 'trailing', { limit, value: offset })
}

const timesInForce: Record<Ticket['type'], readonly TimeInForce[]> = {
  market: ['day', 'ioc', 'fok'],
  limit: ['day', 'gtc', 'gtd', 'ioc', 'fok'],
  stop: ['day', 'gtc', 'gtd'],
  stop_limit: ['day', 'gtc', 'gtd'],
  trailing_stop: ['day', 'gtc', 'gtd'],
  take_profit: ['day', 'gtc', 'gtd'],
}

function timeInForce(ticket: Ticket): Denial | null {
  const isRight = timesInForce[ticket.type].includes(ticket.timeInForce)
  return isRight ? null : deny('time_in_force_unsupported', 'timeInForce')
}

function expiry(ticket: Ticket, at: number): Denial | null {
  const { expiresAt } = ticket
  if (ticket.timeInForce !== 'gtd') return expiresAt === null ? null : deny('expiry_unexpected', 'expiresAt')
  if (expiresAt === null) return deny('expiry_missing', 'expiresAt')
  return expiresAt > at ? null : deny('expiry_in_past', 'expiresAt', { limit: at, value: expiresAt })
}

function postOnly(ticket: Ticket): Denial | null {
  const rests = ticket.timeInForce !== 'ioc' && ticket.timeInForce !== 'fok'
  const isRight = ticket.postOnly === 'no' || (ticket.type === 'limit' && rests)
  return isRight ? null : deny('post_only_unsupported', 'postOnly')
}

function bracketShape({ bracket, reduceOnly }: Ticket): Denial | null {
  if (bracket === null) return null
  if (reduceOnly) return deny('bracket_unsupported', 'bracket')
  const { takeProfit, stopLoss } = bracket
  if (takeProfit === null && stopLoss === null) return deny('bracket_empty', 'bracket')
  if (stopLoss === null) return null
  const hasOne = (stopLoss.stopPrice === null) !== (stopLoss.trailing === null)
  const isTrailingLimit = stopLoss.trailing !== null && stopLoss.limitPrice !== null
  return hasOne && !isTrailingLimit ? null : deny('bracket_unsupported', 'bracket')
}

function pricesOnTick(ticket: Ticket, instrument: Instrument): Denial | null {
  const stopLoss = ticket.bracket?.stopLoss ?? null
  const legTrailing = stopLoss?.trailing ?? null
  const given: readonly (readonly [string, number | null])[] = [
    ['limitPrice', ticket.limitPrice],
    ['stopPrice', ticket.stopPrice],
    ['trailing', ticket.trailing?.activationPrice ?? null],
    ['bracket', ticket.bracket?.takeProfit ?? null],
    ['bracket', stopLoss?.stopPrice ?? null],
    ['bracket', stopLoss?.limitPrice ?? null],
    ['bracket', legTrailing?.activationPrice ?? null],
  ]
  return firstBroken([
    () => (legTrailing === null ? null : brokenOffset(legTrailing, instrument)),
    ...given.map(
      ([field, price]) =>
        () =>
          brokenPrice(field, price, instrument),
    ),
  ])
}

/** Rule 14 for one price: within the bounds, then on a tick. */
export function brokenPrice(field: string, price: number | null, instrument: Instrument): Denial | null {
  if (price === null) return null
  const { priceMax, tickTable } = instrument
  if (price < 1 || price > priceMax) {
    return deny('price_out_of_bounds', field, { limit: price < 1 ? 1 : priceMax, value: price })
  }
  return isOnStep(price, tickTable) ? null : deny('price_off_tick', field, { value: price })
}

function quantityOnLot(ticket: Ticket, instrument: Instrument): Denial | null {
  const { quantity, notional } = ticket
  if (quantity !== null) return brokenQuantity(quantity, instrument)
  if (notional === null) return null
  if (notional >= amountBound || notional <= -amountBound) {
    return deny('amount_out_of_bounds', 'notional', { value: notional })
  }
  return notional >= 1n ? null : deny('notional_too_small', 'notional', { limit: 1n, value: notional })
}

/** Rule 15: within the bounds, then on a lot. */
export function brokenQuantity(quantity: number, instrument: Instrument): Denial | null {
  const { quantityMin, quantityMax, lotTable } = instrument
  if (quantity < quantityMin || quantity > quantityMax) {
    const limit = quantity < quantityMin ? quantityMin : quantityMax
    return deny('quantity_out_of_bounds', 'quantity', { limit, value: quantity })
  }
  return isOnStep(quantity, lotTable) ? null : deny('quantity_off_lot', 'quantity', { value: quantity })
}
