/**
 * The quick way for the inputs that come by the hundred thousand. It never takes what the table refuses;
 * where it takes nothing, the table has to look. Each place is read once: what was looked at is what counts.
 */
import type { Lots } from '../numbers/lots.ts'
import type { Ticks } from '../numbers/ticks.ts'
import type { PostOnly, SelfTradePrevention, Side, Ticket, TimeInForce } from '../order/order-types.ts'
import { CLIENT_ORDER_ID_ALPHABET, CLIENT_ORDER_ID_UNITS_MAX } from '../schema/common-fields.ts'
import { MEASURE_MAX } from '../schema/limits.ts'
import { consistsOf, tableOf } from '../schema/scalars.ts'
import { isCount, isRecord } from '../schema/structures.ts'
import type {
  AmendOrder,
  CancelOrder,
  Input,
  OutsideBook,
  OutsideLevel,
  OutsideLevelChange,
  OutsideLevels,
  OutsideTrade,
  SubmitOrder,
} from './commands.ts'
import { OUTSIDE_LEVELS_MAX } from './input-fields.ts'

type Unchecked = Readonly<Record<string, unknown>>

const idTable = tableOf(CLIENT_ORDER_ID_ALPHABET)

/**
 * A well-formed input of a frequent kind, without trailing offsets, brackets or notional, as plain objects of
 * our own; `null` for all others. What the sender's getters throw goes through.
 */
export function takePlainInput(input: unknown): Input | null {
  if (!isRecord(input)) return null
  switch (input['kind']) {
    case 'submit_order':
      return takeSubmit(input)
    case 'cancel_order':
      return takeCancel(input)
    case 'amend_order':
      return takeAmend(input)
    case 'outside_levels':
      return takeLevels(input)
    case 'outside_book':
      return takeBook(input)
    case 'outside_trade':
      return takeTrade(input)
    default:
      return null
  }
}

function takeSubmit(input: Unchecked): SubmitOrder | null {
  const { accountId } = input
  const ticket = takeTicket(input['ticket'])
  return ticket !== null && isNatural(accountId) ? { kind: 'submit_order', accountId, ticket } : null
}

function takeTicket(value: unknown): Ticket | null {
  if (!isRecord(value)) return null
  const { clientOrderId, instrumentId, side, type, quantity, limitPrice, stopPrice } = value
  const { notional, triggerBy, trailing, expiresAt, bracket } = value
  const { timeInForce, postOnly, reduceOnly, selfTradePrevention } = value
  if (
    typeof clientOrderId !== 'string' ||
    clientOrderId.length === 0 ||
    clientOrderId.length > CLIENT_ORDER_ID_UNITS_MAX ||
    !consistsOf(clientOrderId, idTable) ||
    !isNatural(instrumentId) ||
    !isSide(side) ||
    !isPlainType(type) ||
    !isLots(quantity) ||
    !isTicksOrNull(limitPrice) ||
    !isTicksOrNull(stopPrice) ||
    notional !== null ||
    triggerBy !== null ||
    trailing !== null ||
    expiresAt !== null ||
    bracket !== null ||
    !isUndated(timeInForce) ||
    !isPostOnly(postOnly) ||
    typeof reduceOnly !== 'boolean' ||
    !isSelfTradePrevention(selfTradePrevention)
  ) {
    return null
  }
  return {
    clientOrderId,
    instrumentId,
    side,
    type,
    quantity,
    notional,
    limitPrice,
    stopPrice,
    triggerBy,
    trailing,
    timeInForce,
    expiresAt,
    postOnly,
    reduceOnly,
    selfTradePrevention,
    bracket,
  }
}

function takeCancel({ accountId, orderId }: Unchecked): CancelOrder | null {
  return isNatural(accountId) && isNatural(orderId) ? { kind: 'cancel_order', accountId, orderId } : null
}

function takeAmend(input: Unchecked): AmendOrder | null {
  const { accountId, orderId, revision, quantity, limitPrice, stopPrice } = input
  const { trailingOffset, timeInForce, expiresAt } = input
  if (
    !isNatural(accountId) ||
    !isNatural(orderId) ||
    (revision !== null && !isNatural(revision)) ||
    (quantity !== null && !isLots(quantity)) ||
    !isTicksOrNull(limitPrice) ||
    !isTicksOrNull(stopPrice) ||
    (trailingOffset !== null && !isInteger(trailingOffset)) ||
    (timeInForce !== null && !isTimeInForce(timeInForce)) ||
    (expiresAt !== null && !isNatural(expiresAt))
  ) {
    return null
  }
  const changes = { revision, quantity, limitPrice, stopPrice, trailingOffset, timeInForce, expiresAt }
  return { kind: 'amend_order', accountId, orderId, ...changes }
}

function takeLevels(input: Unchecked): OutsideLevels | null {
  const { instrumentId } = input
  const changes = takeList(input['changes'], takeChange)
  return changes !== null && isNatural(instrumentId)
    ? { kind: 'outside_levels', instrumentId, changes }
    : null
}

function takeBook(input: Unchecked): OutsideBook | null {
  const { instrumentId, last } = input
  const bids = takeList(input['bids'], takeLevel)
  const asks = takeList(input['asks'], takeLevel)
  const isWhole = bids !== null && asks !== null && isNatural(instrumentId)
  if (!isWhole || (last !== null && !isOutsidePrice(last))) return null
  return { kind: 'outside_book', instrumentId, bids, asks, last }
}

function takeTrade(input: Unchecked): OutsideTrade | null {
  const { instrumentId, price, quantity, aggressor, newSize } = input
  if (
    !isNatural(instrumentId) ||
    !isOutsidePrice(price) ||
    !isOutsideQuantity(quantity) ||
    (aggressor !== null && !isSide(aggressor)) ||
    (newSize !== null && !isOutsideSize(newSize))
  ) {
    return null
  }
  return { kind: 'outside_trade', instrumentId, price, quantity, aggressor, newSize }
}

function takeList<T>(values: unknown, take: (value: unknown) => T | null): readonly T[] | null {
  if (!Array.isArray(values)) return null
  const { length } = values
  if (!isCount(length, OUTSIDE_LEVELS_MAX)) return null
  const taken: T[] = []
  for (let index = 0; index < length; index += 1) {
    const entry = take(values[index])
    if (entry === null) return null
    taken.push(entry)
  }
  return taken
}

function takeLevel(level: unknown): OutsideLevel | null {
  if (!isRecord(level)) return null
  const { price, size } = level
  return isOutsidePrice(price) && isOutsideSize(size) ? { price, size } : null
}

function takeChange(change: unknown): OutsideLevelChange | null {
  if (!isRecord(change)) return null
  const { price, size, side } = change
  return isOutsidePrice(price) && isOutsideSize(size) && isSide(side) ? { price, size, side } : null
}

function isSide(value: unknown): value is Side {
  return value === 'buy' || value === 'sell'
}

function isPlainType(value: unknown): value is 'limit' | 'market' | 'stop' | 'stop_limit' {
  return value === 'limit' || value === 'market' || value === 'stop' || value === 'stop_limit'
}

function isUndated(value: unknown): value is Exclude<TimeInForce, 'gtd'> {
  return value === 'gtc' || value === 'day' || value === 'ioc' || value === 'fok'
}

function isTimeInForce(value: unknown): value is TimeInForce {
  return value === 'gtd' || isUndated(value)
}

function isPostOnly(value: unknown): value is PostOnly {
  return value === 'no' || value === 'reject' || value === 'reprice'
}

function isSelfTradePrevention(value: unknown): value is SelfTradePrevention {
  return (
    value === 'cancel_newest' || value === 'cancel_oldest' || value === 'cancel_both' || value === 'decrement'
  )
}

function isInteger(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0)
}

function isNatural(value: unknown): value is number {
  return isInteger(value) && value >= 0
}

function isLots(value: unknown): value is Lots {
  return isInteger(value)
}

function isTicksOrNull(value: unknown): value is Ticks | null {
  return value === null || isInteger(value)
}

function isOutsidePrice(value: unknown): value is Ticks {
  return isInteger(value) && value >= 1 && value <= MEASURE_MAX
}

function isOutsideQuantity(value: unknown): value is Lots {
  return isInteger(value) && value >= 1 && value <= MEASURE_MAX
}

function isOutsideSize(value: unknown): value is Lots {
  return isInteger(value) && value >= 0 && value <= MEASURE_MAX
}
