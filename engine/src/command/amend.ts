import type { OrderChanges } from '../event/events.ts'
import { lots } from '../numbers/lots.ts'
import { ticketOf } from '../order/activate-secondary.ts'
import { groupAfterFill, isLeg } from '../order/groups.ts'
import type { Ticket, Trailing } from '../order/order-types.ts'
import { holdingOf, reservationAfter, termsOfOrder } from '../risk/reservation.ts'
import type { Order } from '../state/order.ts'
import { rawStop } from '../trigger/trailing.ts'
import type { Turn } from '../turn.ts'
import type { AmendOrder } from './commands.ts'
import type { Denial } from './denials.ts'
import { deny } from './deny.ts'
import { amendRules, holdingOfCandidate, type Candidate } from './submit-rules.ts'
import { denied, findOrder, type Answer } from './answer.ts'
import { checkPrice, checkQuantity } from './ticket-rules.ts'

/** Changes an open order, at once or when the account's latency has passed; a refusal leaves it untouched. */
export function amendOrder(turn: Turn, command: AmendOrder): Answer {
  const order = findOrder(turn.state, command)
  if ('denial' in order) return denied(order.denial)
  if (order.status.startsWith('pending_')) return denied(deny('order_pending', { field: 'orderId' }))
  const { revision } = command
  if (revision !== null && revision !== order.revision) {
    return denied(deny('revision_mismatch', { field: 'revision', limit: order.revision, value: revision }))
  }
  const { quantity, limitPrice, stopPrice, trailingOffset, timeInForce, expiresAt } = command
  const changes: OrderChanges = { quantity, limitPrice, stopPrice, trailingOffset, timeInForce, expiresAt }
  const denial = checkAmend(turn, order, changes)
  if (denial !== null) return denied(denial)
  const { latencyMs } = order.account.settings
  const { orderId } = order
  if (latencyMs === 0) applyAmend(turn, order, changes)
  else turn.emit({ kind: 'replace_requested', at: turn.at, orderId, dueAt: turn.at + latencyMs, changes })
  return { kind: 'accepted', orderId: null }
}

/** An amend whose latency has passed: the rules are looked at again. */
export function applyDueAmend(turn: Turn, order: Order, changes: OrderChanges): void {
  const denial = checkAmend(turn, order, changes)
  if (denial === null) applyAmend(turn, order, changes)
  else turn.emit({ kind: 'replace_rejected', at: turn.at, orderId: order.orderId, reason: denial.code })
}

/** The rules of docs/engine-rules.md, section 16, in their order. */
function checkAmend(turn: Turn, order: Order, changes: OrderChanges): Denial | null {
  const ticket = amendedTicket(order, changes)
  return (
    checkApplies(order, changes) ??
    checkNewNumbers(order, changes) ??
    checkExpiry(ticket, turn.at) ??
    checkFilled(order, changes) ??
    (order.place === 'inactive' ? null : checkRisk(turn, order, { changes, ticket }))
  )
}

function checkApplies(order: Order, changes: OrderChanges): Denial | null {
  const { type, role, trigger } = order
  const refuse = (field: string) => deny('amend_not_applicable', { field })
  const isFixed = isLeg(order) || role === 'oco' || role === 'close' || role === 'liquidation'
  if (changes.quantity !== null && isFixed) return refuse('quantity')
  if (changes.limitPrice !== null && order.limitPrice === null) return refuse('limitPrice')
  const hasStop = trigger !== null && type !== 'trailing_stop' && !trigger.isTriggered
  if (changes.stopPrice !== null && !hasStop) return refuse('stopPrice')
  const trails = type === 'trailing_stop' && trigger?.isTriggered === false
  if (changes.trailingOffset !== null && !trails) return refuse('trailingOffset')
  const timeInForce = changes.timeInForce ?? order.timeInForce
  if (changes.timeInForce === 'ioc' || changes.timeInForce === 'fok') return refuse('timeInForce')
  if (timeInForce === 'gtd' && order.timeInForce !== 'gtd' && changes.expiresAt === null)
    return refuse('expiresAt')
  if (timeInForce !== 'gtd' && changes.expiresAt !== null) return refuse('expiresAt')
  return null
}

function checkNewNumbers(order: Order, changes: OrderChanges): Denial | null {
  const { definition } = order.instrument
  const { limitPrice, stopPrice, trailingOffset: offset, quantity } = changes
  const trailing = order.trigger?.trailing ?? null
  if (offset !== null && trailing !== null) {
    const limit = trailing.unit === 'ppm' ? 999_999 : definition.priceMax
    if (offset < 1 || offset > limit) {
      return deny('price_out_of_bounds', { field: 'trailingOffset', limit, value: offset })
    }
  }
  return (
    (limitPrice === null ? null : checkPrice('limitPrice', limitPrice, definition)) ??
    (stopPrice === null ? null : checkPrice('stopPrice', stopPrice, definition)) ??
    (quantity === null ? null : checkQuantity(quantity, definition))
  )
}

function checkExpiry({ expiresAt }: Ticket, at: number): Denial | null {
  if (expiresAt === null || expiresAt > at) return null
  return deny('expiry_in_past', { field: 'expiresAt', limit: at, value: expiresAt })
}

function checkFilled(order: Order, { quantity }: OrderChanges): Denial | null {
  const limit = order.filled + order.canceled
  // With nothing filled, what is left would be an order that is complete without a fill.
  const least = order.filled === 0 ? limit + 1 : limit
  if (quantity === null || quantity >= least) return null
  return deny('amend_below_filled', { field: 'quantity', limit, value: quantity })
}

function checkRisk(
  turn: Turn,
  order: Order,
  { changes, ticket }: { changes: OrderChanges; ticket: Ticket },
): Denial | null {
  const { account, instrument, trigger } = order
  const quantity = ticket.quantity ?? order.quantity
  const { state, at } = turn
  const position = state.positionOf(account, instrument)
  const base = { state, at, account, instrument, position, ticket, role: order.role, beside: null }
  const whole: Candidate = { ...base, quantity, own: order }
  const open: Candidate = { ...whole, quantity: lots(quantity - order.filled - order.canceled) }
  const holding = holdingOfCandidate(whole)
  const raises = holding.hold > order.hold || holding.open > order.leaves
  const isWaiting = trigger !== null && !trigger.isTriggered
  return (
    (changes.limitPrice === null ? null : amendRules.isInBand(whole)) ??
    (raises ? amendRules.mayTrade(open) : null) ??
    (changes.quantity === null ? null : amendRules.reducesWithin(open)) ??
    (changes.stopPrice === null || !isWaiting ? null : amendRules.isNotMet(whole)) ??
    (changes.limitPrice === null ? null : amendRules.doesNotTake(whole)) ??
    amendRules.isWithinValue(whole) ??
    amendRules.isWithinPosition(whole) ??
    amendRules.isCovered(whole)
  )
}

function amendedTicket(order: Order, changes: OrderChanges): Ticket {
  const ticket = ticketOf(order)
  const timeInForce = changes.timeInForce ?? order.timeInForce
  return {
    ...ticket,
    quantity: changes.quantity ?? order.quantity,
    limitPrice: changes.limitPrice ?? order.limitPrice,
    stopPrice: changes.stopPrice ?? ticket.stopPrice,
    trailing: amendedTrailing(order, changes),
    timeInForce,
    expiresAt: timeInForce === 'gtd' ? (changes.expiresAt ?? order.expiresAt) : null,
  }
}

/** Always another object than the order's: it goes into an event. */
function amendedTrailing({ trigger }: Order, { trailingOffset }: OrderChanges): Trailing | null {
  const trailing = trigger?.trailing ?? null
  return trailing === null ? null : { ...trailing, offset: trailingOffset ?? trailing.offset }
}

function applyAmend(turn: Turn, order: Order, changes: OrderChanges): void {
  const { instrument, trigger, place } = order
  const ticket = amendedTicket(order, changes)
  const quantity = ticket.quantity ?? order.quantity
  const isBigger = quantity > order.quantity
  const losesPlace = place === 'book' && (ticket.limitPrice !== order.limitPrice || isBigger)
  const stopPrice = amendedStop(order, ticket)
  const terms = {
    ...termsOfOrder(order),
    limitPrice: ticket.limitPrice,
    stopPrice,
    trailing: ticket.trailing,
  }
  const leaves = lots(quantity - order.filled - order.canceled)
  turn.move(instrument)
  turn.emit({
    kind: 'order_replaced',
    at: turn.at,
    orderId: order.orderId,
    quantity,
    limitPrice: ticket.limitPrice,
    stopPrice: trigger === null ? null : stopPrice,
    trailing: ticket.trailing,
    watermark: trigger?.isTriggered === false ? trigger.liveWatermark : (trigger?.watermark ?? null),
    timeInForce: ticket.timeInForce,
    expiresAt: ticket.expiresAt,
    losesPlace,
    ...reservationAfter(order, holdingOf(terms, leaves)),
  })
  // An order amended down to what has filled is complete: who waits for it learns of it as after a fill.
  if (!order.isOpen) groupAfterFill(turn, order, lots(0))
  else if (losesPlace || place === 'queue') turn.work.push({ kind: 'execute', order, isLate: true })
}

/** A stop that was given, or that follows the live watermark with the new offset. */
function amendedStop({ trigger, side, instrument }: Order, { trailing, stopPrice }: Ticket) {
  if (trigger === null) return null
  if (trailing === null) return stopPrice
  if (trigger.liveWatermark === null || trigger.isTriggered) return trigger.stopPrice
  const { tickTable } = instrument.definition
  return rawStop({ side, trailing, watermark: trigger.liveWatermark, tickTable })
}
