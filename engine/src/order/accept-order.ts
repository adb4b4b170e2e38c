import { bestOpposite, outsideAhead, priceBeside, reaches } from '../matching/meets.ts'
import { isMatchable } from '../instrument/trading-state.ts'
import type { Lots } from '../numbers/lots.ts'
import type { Ticks } from '../numbers/ticks.ts'
import { holdingOf, nothingHeld, reservationBeside } from '../risk/reservation.ts'
import type { Account } from '../state/account.ts'
import type { ListedInstrument } from '../state/listed-instrument.ts'
import type { Order } from '../state/order.ts'
import { trailingStart } from '../trigger/fire.ts'
import type { Turn } from '../turn.ts'
import type { GroupKind, OrderPlace, OrderRole, Ticket } from './order-types.ts'

/** An order that has passed its rules. */
export interface CheckedOrder {
  readonly account: Account
  readonly instrument: ListedInstrument
  readonly ticket: Ticket
  /** Lots, found by the walk where the ticket names money. */
  readonly quantity: Lots
  readonly ticketHash: number
  readonly role: OrderRole
  readonly group: { readonly groupId: number; readonly kind: GroupKind } | null
  /** The order it is a pair with, when the two count once. */
  readonly partner: Order | null
}

/** Accepts an order into its first place; one at `none` is executed as the next work. */
export function acceptOrder(turn: Turn, checked: CheckedOrder): Order {
  const { account, instrument, ticket, role } = checked
  const { definition } = instrument
  const { side, type, trailing } = ticket
  const triggerBy = hasTrigger(type) ? (ticket.triggerBy ?? definition.triggerBy) : null
  const isWaiting = role === 'take_profit' || role === 'stop_loss' || role === 'secondary'
  const limitPrice = isWaiting
    ? ticket.limitPrice
    : repricedLimit({ at: turn.at, account, instrument, ticket })
  const place = firstPlace(turn, checked, limitPrice)
  const start =
    trailing === null || triggerBy === null || isWaiting
      ? null
      : trailingStart(instrument, { side, trailing, triggerBy })
  const stopPrice = start?.stopPrice ?? ticket.stopPrice
  const { reduceOnly } = ticket
  const accountKind = account.kind
  const terms = { accountKind, definition, side, type, reduceOnly, place, limitPrice, stopPrice, trailing }
  const holding = holdingOf(terms, checked.quantity)
  const reservation = reservationBeside(checked.partner, nothingHeld, holding)
  const orderId = turn.state.counters.nextOrderId
  if (place === 'book') turn.move(instrument)
  turn.emit({
    kind: 'order_accepted',
    at: turn.at,
    orderId,
    accountId: account.accountId,
    instrumentId: instrument.instrumentId,
    clientOrderId: ticket.clientOrderId,
    ticketHash: checked.ticketHash,
    side,
    type,
    timeInForce: ticket.timeInForce,
    expiresAt: ticket.expiresAt,
    quantity: checked.quantity,
    limitPrice,
    stopPrice,
    triggerBy,
    trailing,
    watermark: start?.watermark ?? null,
    postOnly: ticket.postOnly,
    reduceOnly,
    selfTradePrevention: ticket.selfTradePrevention,
    role,
    groupId: checked.group?.groupId ?? null,
    groupKind: checked.group?.kind ?? null,
    place,
    dueAt: place === 'latency' ? turn.at + account.settings.latencyMs : null,
    queueAhead:
      place === 'book' && limitPrice !== null
        ? outsideAhead(account, instrument, { side, price: limitPrice })
        : null,
    hold: reservation.hold,
    holdDelta: reservation.holdDelta,
    openDelta: reservation.openDelta,
  })
  const order = turn.state.orderOf(orderId)
  if (place === 'none') turn.work.push({ kind: 'execute', order, isLate: false })
  return order
}

/** Whether orders of a type wait for a price first. */
export function hasTrigger(type: Ticket['type']): boolean {
  return type !== 'market' && type !== 'limit'
}

/** Whether what does not fill at once stays (FIX 59 TimeInForce). */
export function mayWait({ timeInForce }: Pick<Ticket, 'timeInForce'>): boolean {
  return timeInForce !== 'ioc' && timeInForce !== 'fok'
}

/** A post-only order that gives way is moved one tick away from what it would meet. */
export function repricedLimit(order: {
  readonly at: number
  readonly account: Account
  readonly instrument: ListedInstrument
  readonly ticket: Ticket
}): Ticks | null {
  const { at, account, instrument, ticket } = order
  const { side, limitPrice, postOnly } = ticket
  if (postOnly !== 'reprice' || limitPrice === null || !isMatchable(instrument, at)) return limitPrice
  const opposite = bestOpposite(account, instrument, side)
  if (opposite === null || !reaches(side, limitPrice, opposite)) return limitPrice
  return priceBeside(instrument, side, opposite)
}

function firstPlace(turn: Turn, order: CheckedOrder, limitPrice: Ticks | null): OrderPlace {
  const { account, instrument, ticket, role } = order
  if (role === 'take_profit' || role === 'stop_loss' || role === 'secondary') return 'inactive'
  if (role === 'liquidation') return 'none'
  if (account.settings.latencyMs > 0) return 'latency'
  if (hasTrigger(ticket.type)) return 'trigger'
  if (ticket.type === 'market') return 'none'
  if (!isMatchable(instrument, turn.at)) return mayWait(ticket) ? 'queue' : 'none'
  const opposite = bestOpposite(account, instrument, ticket.side)
  const isMet = opposite !== null && reaches(ticket.side, limitPrice, opposite)
  return mayWait(ticket) && !isMet ? 'book' : 'none'
}
