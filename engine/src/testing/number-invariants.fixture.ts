/**
 * E9: every number of every event is an integer within its bounds; prices of orders are on tick, and what
 * clients ask for is on lot.
 */
import type { EngineEvent, OrderAccepted, OrderReplaced, Traded } from '../event/events.ts'
import type { Instrument } from '../instrument/instrument.ts'
import type { Trailing } from '../order/order-types.ts'
import type { EventCheck } from './checks.fixture.ts'
import { exactStepDown } from './exact.fixture.ts'
import type { Ledger } from './ledger.fixture.ts'

/** The largest price that a venue may send, and the largest size. */
const MARKET_MAX = 1_000_000_000_000_000
const PPM = 1_000_000

/** Orders of which somebody said how many lots; a whole position is closed whatever its lots. */
const askedRoles = ['single', 'entry', 'oco', 'primary', 'secondary']

export const findNumber: EventCheck = (event, ledger) => {
  const odd = oddNumber(event)
  if (odd !== null) return `${event.kind} has ${odd}`
  if ('hold' in event && event.hold < 0n) return `a hold of ${event.hold}`
  if (event.kind === 'traded') return findOddTrade(event, ledger)
  const definition = definitionOf(event, ledger)
  return definition === null ? null : findOddTerms(event, definition, ledger)
}

function oddNumber(value: unknown): string | null {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? null : String(value)
  if (typeof value !== 'object' || value === null) return value === undefined ? 'undefined' : null
  for (const inner of Object.values(value)) {
    const odd = oddNumber(inner)
    if (odd !== null) return odd
  }
  return null
}

function definitionOf(event: EngineEvent, { orders, instruments }: Ledger): Instrument | null {
  const order = 'orderId' in event ? orders.get(event.orderId) : undefined
  const instrumentId = 'instrumentId' in event ? event.instrumentId : order?.instrumentId
  return instruments.get(instrumentId ?? -1)?.definition ?? null
}

function findOddTerms(event: EngineEvent, definition: Instrument, ledger: Ledger): string | null {
  switch (event.kind) {
    case 'order_accepted':
      return findOddOrder(event, definition)
    case 'order_replaced':
      return findOddReplacement(event, definition, ledger)
    case 'order_repriced':
      return findOddPrice(definition, event.limitPrice)
    case 'order_activated':
    case 'trailing_moved':
    case 'order_triggered':
      return findOddStop(definition, event.stopPrice) ?? findBelow('watermark', event.watermark, 1)
    case 'order_rested':
      return findBelow('queueAhead', event.queueAhead, 0)
    case 'leverage_set':
      return findOutside('leverage', event.leverage, { least: 1, most: definition.leverageMax })
    default:
      return null
  }
}

function findOddOrder(event: OrderAccepted, definition: Instrument): string | null {
  const { type, limitPrice, stopPrice, trailing, watermark, quantity, role, at, expiresAt, dueAt } = event
  const isAsked = askedRoles.includes(role)
  return (
    findOddPrice(definition, limitPrice) ??
    (type === 'trailing_stop' ? findOddStop(definition, stopPrice) : findOddPrice(definition, stopPrice)) ??
    findOddTrail(definition, trailing) ??
    findBelow('watermark', watermark, 1) ??
    (isAsked ? findOddQuantity(definition, quantity) : findBelow('quantity', quantity, 0)) ??
    findBelow('queueAhead', event.queueAhead, 0) ??
    findBelow('expiresAt', expiresAt, at + 1) ??
    findBelow('dueAt', dueAt, at + 1)
  )
}

/** What stays as it was need not be within bounds that are new. */
function findOddReplacement(event: OrderReplaced, definition: Instrument, ledger: Ledger): string | null {
  const order = ledger.orders.get(event.orderId)
  if (order === undefined) return null
  const { limitPrice, stopPrice, trailing, quantity } = event
  const isNewStop = order.type !== 'trailing_stop' && stopPrice !== order.stopPrice
  return (
    (limitPrice === order.limitPrice ? null : findOddPrice(definition, limitPrice)) ??
    (isNewStop ? findOddPrice(definition, stopPrice) : findOddStop(definition, stopPrice)) ??
    (trailing?.offset === order.trailing?.offset ? null : findOddTrail(definition, trailing)) ??
    (quantity === order.quantity ? null : findOddQuantity(definition, quantity))
  )
}

function findOddTrade(
  { price, quantity, notional, maker, taker, evidence }: Traded,
  ledger: Ledger,
): string | null {
  for (const fill of [maker, taker]) {
    if (fill === null) continue
    const least = Math.min(fill.leaves, fill.closed, fill.opened)
    if (least < 0 || fill.hold < 0n || fill.costAdded < 0n)
      return `a fill of order ${fill.orderId} has ${least}`
    const resting = fill === maker ? ledger.orders.get(fill.orderId) : undefined
    const definition = ledger.instruments.get(resting?.instrumentId ?? -1)?.definition
    const found = definition === undefined ? null : findOddPrice(definition, price)
    if (found !== null) return found
  }
  if (notional < 0n) return `a notional of ${notional}`
  if ((maker === null) !== (evidence.queueAhead === null)) return 'who rests has a place, and nobody else'
  // A quote is what a touch account is shown: it trades all it wants there.
  const least = evidence.source === 'quote' ? 1 : quantity
  return (
    findOutside('price', price, { least: 1, most: MARKET_MAX }) ??
    findOutside('evidence', evidence.price, { least: 1, most: MARKET_MAX }) ??
    findBelow('quantity', quantity, 1) ??
    findBelow('size', evidence.size, least) ??
    findBelow('queueAhead', evidence.queueAhead, 0)
  )
}

function findOddPrice(definition: Instrument, price: number | null): string | null {
  if (price === null) return null
  const most = definition.priceMax
  return findOddStop(definition, price) ?? findOutside('price', price, { least: 1, most })
}

/** A stop that follows the market may go past the bounds of what clients may ask for. */
function findOddStop({ tickTable }: Instrument, price: number | null): string | null {
  if (price === null) return null
  return exactStepDown(tickTable, price) === price
    ? findBelow('price', price, 1)
    : `price ${price} is off tick`
}

function findOddTrail(definition: Instrument, trailing: Trailing | null): string | null {
  if (trailing === null) return null
  const most = trailing.unit === 'ppm' ? PPM - 1 : definition.priceMax
  return (
    findOutside('offset', trailing.offset, { least: 1, most }) ??
    findOddPrice(definition, trailing.activationPrice)
  )
}

function findOddQuantity(
  { lotTable, quantityMin, quantityMax }: Instrument,
  quantity: number,
): string | null {
  if (exactStepDown(lotTable, quantity) !== quantity) return `quantity ${quantity} is off lot`
  return findOutside('quantity', quantity, { least: quantityMin, most: quantityMax })
}

function findBelow(name: string, value: number | null, least: number): string | null {
  return value === null || value >= least ? null : `${name} ${value} below ${least}`
}

function findOutside(
  name: string,
  value: number,
  { least, most }: { least: number; most: number },
): string | null {
  return value >= least && value <= most ? null : `${name} ${value} outside ${least} to ${most}`
}
