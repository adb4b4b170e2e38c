import { referencePrice } from '../book/quotes.ts'
import { isMatchable } from '../instrument/trading-state.ts'
import type { Ticks } from '../numbers/ticks.ts'
import { holdingOf, reservationAfter, termsOfOrder } from '../risk/reservation.ts'
import type { ListedInstrument, Reference, ReferenceName } from '../state/listed-instrument.ts'
import type { Order, TriggerTerms } from '../state/order.ts'
import { waitsForRise } from '../state/places.ts'
import type { Turn } from '../turn.ts'
import { fireTrigger } from './fire.ts'
import type { QualifiedPrice } from './reference-stream.ts'
import { rawStop } from './trailing.ts'
import { assert } from '../assert.ts'

/** The watermark of a trailing stop is journaled at most this often, and whenever it triggers. */
const WATERMARK_MS = 1_000

const quoteNames = ['bid', 'ask', 'mark'] as const

/** Looks at the prices of the instruments that may have changed, by id; what they trigger becomes work. */
export function observeMoved(turn: Turn): void {
  if (turn.moved.size === 0) return
  const moved = [...turn.moved]
  turn.moved.clear()
  if (moved.length > 1) moved.sort((one, other) => one.instrumentId - other.instrumentId)
  for (const instrument of moved) {
    // Users move nothing that a venue's prices are made of.
    if (instrument.definition.tape === 'internal') observeInstrument(turn, instrument, false)
  }
}

/** Looks at all prices of an instrument: at the trades since the last look, and at the quotes (if new, or always). */
export function observeInstrument(turn: Turn, instrument: ListedInstrument, always: boolean): void {
  const { tape } = instrument
  if (tape.length > 0) instrument.tape = []
  if (!isMatchable(instrument, turn.at)) return
  const quotes = quoteNames.map((name) => ({ name, price: referencePrice(instrument, name) }))
  for (const price of tape) observePrice(turn, instrument, { name: 'last', price })
  for (const { name, price } of quotes) {
    if (price === null) continue
    if (always || price !== instrument.references[name].stream.current) {
      observePrice(turn, instrument, { name, price })
    }
  }
}

/** Observes one price: trailing stops move, then triggers that it meets fire, the nearest first. */
export function observePrice(
  turn: Turn,
  instrument: ListedInstrument,
  { name, price }: { name: ReferenceName; price: Ticks },
): void {
  const reference = instrument.references[name]
  if (turn.state.undo !== null) keepStream(turn, reference)
  const isWatched = !reference.rising.isEmpty || !reference.falling.isEmpty || reference.trailing.length > 0
  const band = isWatched ? instrument.definition.triggerBandPpm : null
  const qualified = reference.stream.observe(price, turn.at, band)
  if (!isWatched) return
  for (const order of [...reference.trailing]) moveTrailing(turn, order, qualified)
  for (const order of metOrders(reference, qualified)) {
    if (order.isOpen && order.place === 'trigger') fireTrigger(turn, order, price)
  }
}

/** Forgets the last second of all prices: trading begins anew. */
export function forgetPrices(turn: Turn, instrument: ListedInstrument): void {
  for (const reference of Object.values(instrument.references)) {
    if (turn.state.undo !== null) keepStream(turn, reference)
    reference.stream.forget()
  }
}

function keepStream(turn: Turn, reference: Reference): void {
  const before = reference.stream
  reference.stream = before.copy()
  turn.state.onUndo(() => {
    reference.stream = before
  })
}

function metOrders(reference: Reference, { high, low }: QualifiedPrice): Order[] {
  const met: Order[] = []
  reference.rising.collect(high, met)
  reference.falling.collect(low, met)
  for (const order of reference.trailing) {
    const stop = order.trigger?.liveStop ?? null
    if (stop !== null && (waitsForRise(order) ? high >= stop : low <= stop)) met.push(order)
  }
  if (met.length < 2) return met
  const overshoot = (order: Order) => {
    const stop = order.trigger?.liveStop ?? 0
    return waitsForRise(order) ? high - stop : stop - low
  }
  return met.sort((one, other) => overshoot(other) - overshoot(one) || one.orderId - other.orderId)
}

function moveTrailing(turn: Turn, order: Order, qualified: QualifiedPrice): void {
  const { trigger, side, instrument } = order
  assert(trigger !== null && trigger.trailing !== null, 'a trailing stop has its offset')
  const price = side === 'sell' ? qualified.high : qualified.low
  const before = trigger.liveWatermark
  if (before === null && !isActivatedBy(trigger, side, price)) return
  if (before !== null && (side === 'sell' ? price <= before : price >= before)) return
  turn.state.touch(trigger)
  trigger.liveWatermark = price
  const { tickTable } = instrument.definition
  trigger.liveStop = rawStop({ side, trailing: trigger.trailing, watermark: price, tickTable })
  if (before !== null && turn.at - trigger.watermarkAt < WATERMARK_MS) return
  const terms = { ...termsOfOrder(order), stopPrice: trigger.liveStop }
  turn.emit({
    kind: 'trailing_moved',
    at: turn.at,
    orderId: order.orderId,
    watermark: price,
    stopPrice: trigger.liveStop,
    ...reservationAfter(order, holdingOf(terms, order.leaves)),
  })
}

/** Before its activation price is seen, a trailing stop does not trail. */
function isActivatedBy({ trailing }: TriggerTerms, side: 'buy' | 'sell', price: Ticks): boolean {
  const activation = trailing?.activationPrice ?? null
  if (activation === null) return true
  return side === 'sell' ? price >= activation : price <= activation
}
