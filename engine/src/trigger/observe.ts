import { markBetween, referenceQuote } from '../book/quotes.ts'
import { isMatchable } from '../instrument/trading-state.ts'
import type { Ticks } from '../numbers/ticks.ts'
import { holdingOf, reservationAfter, termsOfOrder } from '../risk/reservation.ts'
import type { ListedInstrument, Reference, ReferenceName } from '../state/listed-instrument.ts'
import type { Order, TriggerTerms } from '../state/order.ts'
import { waitsForRise } from '../state/places.ts'
import { noInstruments, type Turn } from '../turn.ts'
import { fireTrigger } from './fire.ts'
import type { QualifiedPrice } from './reference-stream.ts'
import { rawStop } from './trailing.ts'
import { assert } from '../assert.ts'

/** The watermark of a trailing stop is journaled at most this often, and whenever it triggers. */
const WATERMARK_MS = 1_000

const noOrders: readonly Order[] = []

/** Looks at the prices of the instruments that may have changed, by id; what they trigger becomes work. */
export function observeMoved(turn: Turn): void {
  const { moved } = turn
  if (moved.length === 0) return
  const [only] = moved
  turn.moved = noInstruments
  if (moved.length === 1 && only !== undefined) {
    observeInstrument(turn, only, false)
    return
  }
  const sorted = moved.toSorted((one, other) => one.instrumentId - other.instrumentId)
  for (const instrument of sorted) observeInstrument(turn, instrument, false)
}

/**
 * Looks at all prices of an instrument: at the trades since the last look, and at the quotes (if new, or
 * always).
 */
export function observeInstrument(turn: Turn, instrument: ListedInstrument, always: boolean): void {
  const { tape } = instrument
  if (tape.length > 0) instrument.tape = []
  if (!isMatchable(instrument, turn.at)) return
  // All are taken before the first of them fires anything.
  const bid = referenceQuote(instrument, 'buy')
  const ask = referenceQuote(instrument, 'sell')
  const mark = markBetween(instrument.last, bid, ask)
  for (const price of tape) observePrice(turn, instrument, { name: 'last', price })
  const { references } = instrument
  if (bid !== null && (always || bid !== references.bid.stream.current)) {
    observePrice(turn, instrument, { name: 'bid', price: bid })
  }
  if (ask !== null && (always || ask !== references.ask.stream.current)) {
    observePrice(turn, instrument, { name: 'ask', price: ask })
  }
  if (mark !== null && (always || mark !== references.mark.stream.current)) {
    observePrice(turn, instrument, { name: 'mark', price: mark })
  }
}

/** Observes one price: trailing stops move, then triggers that it meets fire, the nearest first. */
export function observePrice(
  turn: Turn,
  instrument: ListedInstrument,
  { name, price }: { name: ReferenceName; price: Ticks },
): void {
  const reference = instrument.references[name]
  const { rising, falling, trailing } = reference
  if (turn.state.undo !== null) keepStream(turn, reference)
  if (rising.isEmpty && falling.isEmpty && trailing.size === 0) {
    reference.stream.observe(price, turn.at)
    return
  }
  const qualified = reference.stream.qualify(price, turn.at, instrument.definition.triggerBandPpm)
  reference.stream.observe(price, turn.at)
  const trailingOrders = trailing.size === 0 ? noOrders : trailing.values()
  for (const order of trailingOrders) moveTrailing(turn, order, qualified)
  for (const order of metOrders(reference, trailingOrders, qualified)) {
    if (!order.isOpen || order.place !== 'trigger') continue
    fireTrigger(turn, order, waitsForRise(order) ? qualified.high : qualified.low)
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

function metOrders(
  reference: Reference,
  trailingOrders: readonly Order[],
  { high, low }: QualifiedPrice,
): Order[] {
  const met: Order[] = []
  reference.rising.collect(high, met)
  reference.falling.collect(low, met)
  for (const order of trailingOrders) {
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
