/**
 * What must hold of orders and the market around them, by the numbers of the design. What the market says
 * is kept by `MarketMirror`, with no code of the engine.
 */
import type { Engine } from '../engine.ts'
import type { OrderTriggered, Traded } from '../event/events.ts'
import type { Side } from '../order/order-types.ts'
import type { ListedInstrument } from '../state/listed-instrument.ts'
import type { EventCheck } from './checks.fixture.ts'
import { findDifference, textOf } from './difference.fixture.ts'
import { exactFee, exactNotional, exactTrailingStop } from './exact.fixture.ts'
import { leavesOf, type Ledger, type LedgerOrder } from './ledger.fixture.ts'
import { isMarketInput } from './market-mirror.fixture.ts'
import { isWithinLimit, otherSide } from './outside-mirror.fixture.ts'
import { referenceOf } from './reference-mirror.fixture.ts'

const sides: readonly Side[] = ['buy', 'sell']

/** E8: a fill with the outside world is of what is there, by the feed and by what users took before. */
const findOutsideFill: EventCheck = (event, { market: { outside } }) => {
  if (event.kind !== 'traded') return null
  const { instrumentId, quantity, maker, taker, evidence } = event
  const side = taker === null ? (maker === null ? null : otherSide(maker.side)) : otherSide(taker.side)
  if (side === null) return null
  switch (evidence.source) {
    case 'level':
    case 'crossing': {
      const there = outside.effectiveAt(instrumentId, side, evidence.price)
      if (evidence.size !== there) return `${evidence.size} at ${evidence.price}, by the feed ${there}`
      return quantity <= there ? null : `${quantity} taken of ${there}`
    }
    case 'quote': {
      const best = outside.bestOf(instrumentId, side, true)
      const displayed = outside.levelsOf(instrumentId, side).get(best ?? -1)?.displayed
      if (evidence.price !== best) return `a quote of ${evidence.price}, by the feed ${String(best)}`
      return evidence.size === displayed ? null : `${evidence.size} quoted, by the feed ${String(displayed)}`
    }
    default:
      return null
  }
}

/** E8: who rests has ahead of him what is outside; he fills when that has gone, and never before. */
const findQueueJump: EventCheck = (event, ledger) => {
  if (event.kind === 'traded') return findEarlyFill(event, ledger)
  const { outside } = ledger.market
  const isJoining = event.kind === 'order_accepted' || event.kind === 'order_rested'
  if (!isJoining && event.kind !== 'order_resized') return null
  if (event.queueAhead === null) return null
  const order = event.kind === 'order_accepted' ? event : ledger.orders.get(event.orderId)
  const due = order === undefined ? null : outside.dueAhead(order)
  return event.queueAhead === due
    ? null
    : `order ${event.orderId} joins behind ${event.queueAhead}, by the feed behind ${String(due)}`
}

function findEarlyFill({ quantity, maker, taker, evidence }: Traded, ledger: Ledger): string | null {
  if (maker === null) return null
  const { outside } = ledger.market
  const { source, queueAhead } = evidence
  const ofPrint = source === 'print' || source === 'through'
  const ahead = ofPrint ? outside.aheadAtPrint(maker.orderId) : outside.aheadOf(maker.orderId)
  const who = `order ${maker.orderId}`
  if (queueAhead !== ahead) return `${who} is behind ${String(queueAhead)}, by the feed behind ${ahead}`
  if (source === 'print' && quantity > outside.printLeft - ahead)
    return `${who} gets ${quantity} of ${outside.printLeft} behind ${ahead}`
  const isTouch = taker !== null && ledger.accounts.get(taker.accountId)?.settings.fillModel === 'touch'
  const mustBeFirst = source === 'aggressor' || (source === 'order' && !isTouch)
  return mustBeFirst && ahead > 0 ? `${who} fills with ${ahead} ahead` : null
}

/** E8: the outside part of every book is what the feed and the fills make of it. */
export function findWrongOutside({ state }: Engine, { open, market: { outside } }: Ledger): string | null {
  for (const instrument of state.instruments.values()) {
    for (const side of sides) {
      const own = new Map(
        [...outside.levelsOf(instrument.instrumentId, side)].sort(([one], [other]) => one - other),
      )
      const difference = findDifference(
        Object.fromEntries(statedLevels(instrument, side)),
        Object.fromEntries(own),
      )
      if (difference === null) continue
      const { path, one, other } = difference
      return `${instrument.definition.symbol} ${side} ${path}: ${textOf(one)}, by the feed ${textOf(other)}`
    }
  }
  for (const { orderId, place } of open.values()) {
    if (place !== 'book') continue
    const order = state.orderOf(orderId)
    const [ahead, own] = [order.instrument.book.queueAhead(order.slot), outside.aheadOf(orderId)]
    if (ahead !== own) return `order ${orderId} waits behind ${ahead}, by the feed behind ${own}`
  }
  return null
}

function statedLevels({ book }: ListedInstrument, side: Side): Map<number, unknown> {
  const levels = new Map<number, unknown>()
  for (let level = book.bestLevel(side); level >= 0; level = book.nextLevel(level)) {
    const displayed = book.venueSize(level)
    if (displayed > 0) levels.set(book.levelPrice(level), { displayed, consumed: book.consumed(level) })
  }
  return levels
}

/** E3: in the book, the orders of one price stand in the order in which they came there. */
export function findWrongQueue({ state }: Engine, ledger: Ledger): string | null {
  for (const { book } of state.instruments.values()) {
    for (const side of sides) {
      for (let level = book.bestLevel(side); level >= 0; level = book.nextLevel(level)) {
        let turn = 0
        for (let slot = book.firstOrder(level); slot >= 0; slot = book.nextOrder(slot)) {
          const { orderId } = book.owner(slot)
          const order = ledger.orders.get(orderId)
          if (order === undefined || order.turn <= turn) return `order ${orderId} stands too far back`
          turn = order.turn
        }
      }
    }
  }
  return null
}

/** E3: an order loses its place by another price and by more lots, and by nothing else. */
const findWrongPlace: EventCheck = (event, ledger) => {
  const order = 'orderId' in event ? ledger.orders.get(event.orderId) : undefined
  if (order === undefined) return null
  const isThere = order.place === 'book'
  switch (event.kind) {
    case 'order_replaced': {
      const isDue = isThere && (event.limitPrice !== order.limitPrice || event.quantity > order.quantity)
      if (event.losesPlace === isDue) return null
      return `amended order ${order.orderId} ${isDue ? 'keeps' : 'loses'} its place`
    }
    case 'order_resized': {
      const isDue = isThere && event.quantity - order.filled - order.canceled > leavesOf(order)
      if ((event.queueAhead !== null) === isDue) return null
      return `resized order ${order.orderId} ${isDue ? 'keeps' : 'loses'} its place`
    }
    default:
      return null
  }
}

/** E6: an exit that waits has nothing to meet, or it would have taken it. */
export function findIdleExit(_: Engine, ledger: Ledger): string | null {
  for (const order of ledger.open.values()) {
    if (order.place !== 'exit' || !ledger.market.references.isMatchable(order.instrumentId, ledger.at))
      continue
    const price = bestMet(ledger, order)
    if (price !== null && canPay(ledger, order, price))
      return `exit ${order.orderId} waits, and could take at ${price}`
  }
  return null
}

/** The best price at which an order of any price would find something. */
function bestMet(ledger: Ledger, { instrumentId, accountId, side }: LedgerOrder): number | null {
  const isTouch = ledger.accounts.get(accountId)?.settings.fillModel === 'touch'
  let best = ledger.market.outside.bestOf(instrumentId, otherSide(side), isTouch)
  for (const other of ledger.open.values()) {
    const isThere = other.place === 'book' && other.instrumentId === instrumentId && other.side !== side
    if (isThere && (best === null || isWithinLimit(side, best, other.limitPrice ?? 0)))
      best = other.limitPrice
  }
  return best
}

/** Whether an account of cash can pay the fee of one lot out of what it has and gets. */
function canPay(ledger: Ledger, { accountId, instrumentId }: LedgerOrder, price: number): boolean {
  const account = ledger.accounts.get(accountId)
  const definition = ledger.instruments.get(instrumentId)?.definition
  if (account?.accountKind !== 'cash' || definition === undefined) return true
  const { fees } = definition
  const notional = exactNotional(definition, price, 1)
  const fee = exactFee(fees, { notional, quantity: 1, ppm: fees.takerPpm })
  return fee <= ledger.availableOf(account) + notional
}

/** E10: a trigger fires where trading is fresh, by a price that its reference has and that counts. */
const findUnqualified: EventCheck = (event, ledger) => {
  if (event.kind !== 'order_triggered') return null
  const order = ledger.orders.get(event.orderId)
  if (order === undefined) return null
  const { references, previous } = ledger.market
  const { instrumentId, side, triggerBy } = order
  if (!references.isMatchable(instrumentId, event.at)) return `order ${event.orderId} fires on stale prices`
  if (triggerBy === null) return `order ${event.orderId} has no trigger`
  const name = referenceOf(triggerBy, side)
  // A leg fires at once by the reference as it is, and by the trades of the walk that activated it: these are
  // observed after the walk.
  const isNew = previous?.kind === 'order_activated' && previous.orderId === event.orderId
  const isAtOnce = isNew && event.price === references.valueOf(instrumentId, name)
  if (!isAtOnce && !references.mayBe(instrumentId, name, { price: event.price, isRising: isRising(order) }))
    return `order ${event.orderId} fires at ${event.price}, which is no ${name} that counts`
  return findWrongTrail(event, order, ledger)
}

function isRising({ side, type }: LedgerOrder): boolean {
  return (side === 'buy') !== (type === 'take_profit')
}

/** A trailing stop stands where its offset puts it. */
function findWrongTrail(
  { watermark, stopPrice }: OrderTriggered,
  order: LedgerOrder,
  ledger: Ledger,
): string | null {
  const { trailing, side, instrumentId, orderId } = order
  const definition = ledger.instruments.get(instrumentId)?.definition
  if (trailing === null || definition === undefined) return null
  if (watermark === null) return `order ${orderId} fires and does not trail`
  const due = exactTrailingStop(definition, side, { ...trailing, watermark })
  return stopPrice === due ? null : `order ${orderId} trails at ${stopPrice}, by its offset at ${due}`
}

/** E10: a stop that was met by a price of the venue that counts does not wait any more. */
export function findUnfired(_: Engine, { open, market }: Ledger): string | null {
  const { input, references } = market
  if (input === null || !isMarketInput(input)) return null
  const observed = references.observedOf(input.instrumentId)
  if (observed.length === 0) return null
  for (const order of open.values()) {
    const { triggerBy, stopPrice, instrumentId } = order
    const isWaiting = order.place === 'trigger' && instrumentId === input.instrumentId
    if (!isWaiting || order.type === 'trailing_stop' || order.role === 'stop_loss') continue
    if (triggerBy === null || stopPrice === null) continue
    const name = referenceOf(triggerBy, order.side)
    const met = observed.find((each) => {
      return each.name === name && (isRising(order) ? each.high >= stopPrice : each.low <= stopPrice)
    })
    if (met !== undefined) return `order ${order.orderId} waits at ${stopPrice}, met by ${textOf(met)}`
  }
  return null
}

/** Of an event, before the ledger applies it. */
export const marketEventChecks: Readonly<Record<string, EventCheck>> = {
  'E3 place': findWrongPlace,
  'E8 outside': findOutsideFill,
  'E8 queue': findQueueJump,
  'E10 rule 7': findUnqualified,
}
