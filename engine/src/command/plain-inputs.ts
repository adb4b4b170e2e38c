/**
 * The quick yes for the inputs that come by the hundred thousand. It never says yes where the table says no;
 * a no only means that the table has to look.
 */
import { CLIENT_ORDER_ID_ALPHABET, CLIENT_ORDER_ID_UNITS_MAX } from '../schema/common-fields.ts'
import { MEASURE_MAX } from '../schema/limits.ts'
import { consistsOf, tableOf } from '../schema/scalars.ts'
import { isRecord } from '../schema/structures.ts'
import { OUTSIDE_LEVELS_MAX } from './input-fields.ts'

type Unchecked = Readonly<Record<string, unknown>>

const idTable = tableOf(CLIENT_ORDER_ID_ALPHABET)

/** Whether it is a well-formed input of a frequent kind, without trailing offsets, brackets or notional. */
export function isPlainInput(input: unknown): boolean {
  if (!isRecord(input)) return false
  switch (input['kind']) {
    case 'submit_order':
      return isNatural(input['accountId']) && isRecord(input['ticket']) && isPlainTicket(input['ticket'])
    case 'cancel_order':
      return isNatural(input['accountId']) && isNatural(input['orderId'])
    case 'outside_levels':
      return isNatural(input['instrumentId']) && isPlainList(input['changes'], isPlainChange)
    case 'outside_book':
      return isPlainBook(input)
    case 'outside_trade':
      return isPlainTrade(input)
    default:
      return false
  }
}

function isPlainTicket(ticket: Unchecked): boolean {
  const { clientOrderId, quantity, type, timeInForce, postOnly, selfTradePrevention } = ticket
  return (
    typeof clientOrderId === 'string' &&
    clientOrderId.length > 0 &&
    clientOrderId.length <= CLIENT_ORDER_ID_UNITS_MAX &&
    consistsOf(clientOrderId, idTable) &&
    isNatural(ticket['instrumentId']) &&
    isSide(ticket['side']) &&
    (type === 'limit' || type === 'market' || type === 'stop' || type === 'stop_limit') &&
    isInteger(quantity) &&
    ticket['notional'] === null &&
    isIntegerOrNull(ticket['limitPrice']) &&
    isIntegerOrNull(ticket['stopPrice']) &&
    ticket['triggerBy'] === null &&
    ticket['trailing'] === null &&
    (timeInForce === 'gtc' || timeInForce === 'day' || timeInForce === 'ioc' || timeInForce === 'fok') &&
    ticket['expiresAt'] === null &&
    (postOnly === 'no' || postOnly === 'reject' || postOnly === 'reprice') &&
    typeof ticket['reduceOnly'] === 'boolean' &&
    (selfTradePrevention === 'cancel_newest' ||
      selfTradePrevention === 'cancel_oldest' ||
      selfTradePrevention === 'cancel_both' ||
      selfTradePrevention === 'decrement') &&
    ticket['bracket'] === null
  )
}

function isPlainBook(book: Unchecked): boolean {
  const { last } = book
  return (
    isNatural(book['instrumentId']) &&
    isPlainList(book['bids'], isPlainLevel) &&
    isPlainList(book['asks'], isPlainLevel) &&
    (last === null || isMeasure(last, 1))
  )
}

function isPlainTrade(trade: Unchecked): boolean {
  const { aggressor, newSize } = trade
  return (
    isNatural(trade['instrumentId']) &&
    isMeasure(trade['price'], 1) &&
    isMeasure(trade['quantity'], 1) &&
    (aggressor === null || isSide(aggressor)) &&
    (newSize === null || isMeasure(newSize, 0))
  )
}

function isPlainList(values: unknown, isPlain: (value: unknown) => boolean): boolean {
  if (!Array.isArray(values)) return false
  const { length } = values
  if (length > OUTSIDE_LEVELS_MAX) return false
  for (let index = 0; index < length; index += 1) if (!isPlain(values[index])) return false
  return true
}

function isPlainLevel(level: unknown): boolean {
  return isRecord(level) && isMeasure(level['price'], 1) && isMeasure(level['size'], 0)
}

function isPlainChange(change: unknown): boolean {
  return isRecord(change) && isPlainLevel(change) && isSide(change['side'])
}

function isSide(value: unknown): boolean {
  return value === 'buy' || value === 'sell'
}

function isInteger(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0)
}

function isIntegerOrNull(value: unknown): boolean {
  return value === null || isInteger(value)
}

function isNatural(value: unknown): boolean {
  return isInteger(value) && value >= 0
}

function isMeasure(value: unknown, min: number): boolean {
  return isInteger(value) && value >= min && value <= MEASURE_MAX
}
