import { feeOf, notionalCeilingOf } from '../numbers/money.ts'
import { ppmCeiling } from '../numbers/rounding.ts'
import { lots, type Lots } from '../numbers/lots.ts'
import { ticks, type Ticks } from '../numbers/ticks.ts'
import type { AccountKind } from '../command/commands.ts'
import type { Reservation } from '../event/events.ts'
import type { Instrument } from '../instrument/instrument.ts'
import { rawStop } from '../trigger/trailing.ts'
import type { OrderPlace, OrderType, Side, Trailing } from '../order/order-types.ts'
import type { Order } from '../state/order.ts'

/** What decides how much an order holds back, whether it exists already or is only asked for. */
export interface HoldTerms {
  readonly accountKind: AccountKind
  readonly definition: Instrument
  readonly side: Side
  readonly type: OrderType
  readonly reduceOnly: boolean
  readonly place: OrderPlace
  readonly limitPrice: Ticks | null
  /** As journaled; `null` for a trailing stop before its activation. */
  readonly stopPrice: Ticks | null
  readonly trailing: Trailing | null
}

/** An order's own hold and the lots it keeps open. */
export interface Holding {
  /** Minor units. */
  readonly hold: bigint
  readonly open: Lots
}

/** What orders hold that hold nothing. */
export const nothingHeld: Holding = { hold: 0n, open: lots(0) }

/** The price and a collar above it: what a purchase that starts there may cost. */
export function raised(price: Ticks, collarPpm: number): Ticks {
  return ticks(price + ppmCeiling(price, collarPpm))
}

/** The price that an order is held at; `null` for market orders, which never rest. */
function holdPrice(terms: HoldTerms): Ticks | null {
  if (terms.limitPrice !== null) return terms.limitPrice
  const stop = terms.stopPrice ?? stopAtActivation(terms)
  if (stop === null) return null
  return terms.side === 'buy' ? raised(stop, terms.definition.collarPpm) : stop
}

/** A trailing stop that waits for its activation is held as if it had just been activated. */
function stopAtActivation({ trailing, side, definition }: HoldTerms): Ticks | null {
  const watermark = trailing?.activationPrice ?? null
  if (trailing === null || watermark === null) return null
  return rawStop({ side, trailing, watermark, tickTable: definition.tickTable })
}

/** What an order with these terms and leaves holds back (docs/engine-rules.md, section 9). */
export function holdingOf(terms: HoldTerms, leaves: Lots): Holding {
  if (terms.reduceOnly || terms.type === 'market' || terms.place === 'inactive' || leaves === 0)
    return nothingHeld
  if (terms.accountKind === 'cash' && terms.side === 'sell') return { hold: 0n, open: leaves }
  const price = holdPrice(terms)
  if (price === null) return { hold: 0n, open: leaves }
  const notional = notionalCeilingOf(price, leaves, terms.definition.tickValue)
  if (terms.accountKind === 'margin') return { hold: notional, open: leaves }
  return { hold: notional + largestFee(terms.definition, notional, leaves), open: leaves }
}

/** The fee of a fill at the larger of both rates, at least 0. */
export function largestFee(definition: Instrument, notional: bigint, quantity: number): bigint {
  const { makerPpm, takerPpm, perLotMicros } = definition.fees
  const fee = feeOf({ notional, quantity }, Math.max(makerPpm, takerPpm, 0), perLotMicros)
  return fee > 0n ? fee : 0n
}

/** The terms of an order as it stands. */
export function termsOfOrder(order: Order): HoldTerms {
  return {
    accountKind: order.account.kind,
    definition: order.instrument.definition,
    side: order.side,
    type: order.type,
    reduceOnly: order.reduceOnly,
    place: order.place,
    limitPrice: order.limitPrice,
    stopPrice: order.trigger?.stopPrice ?? null,
    trailing: order.trigger?.trailing ?? null,
  }
}

/** The lots an order keeps open now. */
export function openOf(order: Order): Lots {
  const isFree = order.reduceOnly || order.type === 'market' || order.place === 'inactive'
  return isFree ? lots(0) : order.leaves
}

/** What an event says when the order holds `next` from now on. */
export function reservationAfter(order: Order, next: Holding): Reservation {
  return reservationBeside(partnerOf(order), { hold: order.hold, open: openOf(order) }, next)
}

/** The same for an order whose pair (one cancels the other, on one side) is known: the pair counts once. */
export function reservationBeside(partner: Order | null, before: Holding, next: Holding): Reservation {
  if (partner === null) {
    return { hold: next.hold, holdDelta: next.hold - before.hold, openDelta: lots(next.open - before.open) }
  }
  const hold = partner.hold
  const open = openOf(partner)
  return {
    hold: next.hold,
    holdDelta: larger(next.hold, hold) - larger(before.hold, hold),
    openDelta: lots(Math.max(next.open, open) - Math.max(before.open, open)),
  }
}

/** What an event says when the order's leaves change to this. */
export function reservationAt(order: Order, leaves: Lots): Reservation {
  if (leaves === 0 && order.group === null) {
    return { hold: 0n, holdDelta: -order.hold, openDelta: lots(0 - openOf(order)) }
  }
  if (order.hold === 0n && (order.reduceOnly || order.type === 'market')) return noReservation
  return reservationAfter(order, holdingOf(termsOfOrder(order), leaves))
}

/**
 * What a fill of an order frees of the account's hold: its own, and that of the order it is a pair with,
 * which shrinks.
 */
export function freedByFill(order: Order, quantity: Lots): bigint {
  const partner = partnerOf(order)
  const own = holdingOf(termsOfOrder(order), lots(order.leaves - quantity)).hold
  if (partner === null) return order.hold - own
  const rest = lots(Math.max(0, partner.leaves - quantity))
  return larger(order.hold, partner.hold) - larger(own, holdingOf(termsOfOrder(partner), rest).hold)
}

/** For orders that hold nothing. */
const noReservation: Reservation = { hold: 0n, holdDelta: 0n, openDelta: lots(0) }

/** The other order of a pair that counts once. */
function partnerOf(order: Order): Order | null {
  if (order.group?.kind !== 'oco' || order.reduceOnly) return null
  const partner = order.group.orders.find((other) => other !== order)
  return partner?.side === order.side ? partner : null
}

function larger(one: bigint, other: bigint): bigint {
  return one > other ? one : other
}
