import { lots } from '../numbers/lots.ts'
import type { GroupKind, OrderPlace, OrderRole, Ticket } from '../order/order-types.ts'
import { emit } from './apply.ts'
import { wouldTake } from './execute.ts'
import { startOfTrigger } from './groups.ts'
import { bookPriceOf, queueAheadAt } from './outside-levels.ts'
import { isMatchable } from './reference-prices.ts'
import { reservationOf } from './reservation.ts'
import { accountOf, hasTrigger, listingOf, type OpenOrder, type World } from './world.ts'
import { neverRests } from './order-rules.ts'

/** Which order a ticket makes. */
export interface DraftTerms {
  readonly accountId: number
  readonly role: OrderRole
  readonly groupId: number | null
  readonly ticketHash: number
}

/** What of a ticket the order itself keeps. */
export type OrderTicket = Omit<Ticket, 'notional' | 'bracket'>

/** The order that a ticket would make next, before the rules have looked at it. Nothing has happened yet. */
export function draftOf(world: World, ticket: OrderTicket, terms: DraftTerms): OpenOrder {
  const { instrument } = listingOf(world, ticket.instrumentId)
  const triggerBy = hasTrigger(ticket) ? (ticket.triggerBy ?? instrument.triggerBy) : null
  const { instrumentId, clientOrderId, side, type, timeInForce, expiresAt, limitPrice, trailing } = ticket
  const { postOnly, reduceOnly, selfTradePrevention } = ticket
  const draft: OpenOrder = {
    ...terms,
    ...{ instrumentId, clientOrderId, side, type, timeInForce, expiresAt, limitPrice, trailing },
    ...{ postOnly, reduceOnly, selfTradePrevention, triggerBy },
    orderId: world.nextOrderId,
    quantity: ticket.quantity ?? lots(0),
    filled: lots(0),
    canceled: lots(0),
    stopPrice: ticket.stopPrice,
    watermark: null,
    watermarkAt: 0,
    isTriggered: false,
    status: 'new',
    place: 'none',
    revision: 0,
    priority: 0,
    queueAhead: null,
    hold: 0n,
    filledValue: 0n,
    acceptedAt: world.now,
    updatedAt: world.now,
    releaseAt: null,
    releaseTimer: 0,
    dueAt: null,
    dueTimer: 0,
    expiryTimer: 0,
    pendingChanges: null,
    ahead: 0,
    liveWatermark: null,
  }
  return terms.role === 'secondary' ? draft : { ...draft, ...startOfTrigger(world, draft) }
}

/** Accepts a draft: it gets its first place, and is executed in its turn if that is `none`. */
export function acceptOrder(world: World, draft: OpenOrder, groupKind: GroupKind | null = null): number {
  const place = firstPlaceOf(world, draft)
  const placed = { ...draft, place }
  const { accountId, side, orderId } = draft
  const listing = listingOf(world, draft.instrumentId)
  const latency = accountOf(world, accountId).settings.latencyMs
  const queueAhead =
    place === 'book'
      ? lots(queueAheadAt(world, listing, { accountId, side, price: bookPriceOf(draft) }))
      : null
  emit(world, {
    kind: 'order_accepted',
    at: world.now,
    orderId,
    accountId,
    instrumentId: draft.instrumentId,
    clientOrderId: draft.clientOrderId,
    ticketHash: draft.ticketHash,
    side,
    type: draft.type,
    timeInForce: draft.timeInForce,
    expiresAt: draft.expiresAt,
    quantity: draft.quantity,
    limitPrice: draft.limitPrice,
    stopPrice: draft.stopPrice,
    triggerBy: draft.triggerBy,
    trailing: draft.trailing,
    watermark: draft.watermark,
    postOnly: draft.postOnly,
    reduceOnly: draft.reduceOnly,
    selfTradePrevention: draft.selfTradePrevention,
    role: draft.role,
    groupId: draft.groupId,
    groupKind,
    place,
    dueAt: place === 'latency' ? world.now + latency : null,
    queueAhead,
    ...reservationOf(world, placed),
  })
  if (place === 'none') world.work.push({ kind: 'execute', orderId, isLate: false })
  return orderId
}

function firstPlaceOf(world: World, draft: OpenOrder): OrderPlace {
  const { role } = draft
  if (role === 'take_profit' || role === 'stop_loss' || role === 'secondary') return 'inactive'
  if (role === 'liquidation') return 'none'
  if (accountOf(world, draft.accountId).settings.latencyMs > 0) return 'latency'
  if (hasTrigger(draft)) return 'trigger'
  if (neverRests(draft)) return 'none'
  const listing = listingOf(world, draft.instrumentId)
  if (!isMatchable(world, listing)) return 'queue'
  return wouldTake(world, listing, draft) ? 'none' : 'book'
}

/** A market ticket that the engine writes itself. */
export function marketTicket(
  of: Pick<Ticket, 'clientOrderId' | 'instrumentId' | 'side' | 'reduceOnly' | 'timeInForce'> & {
    quantity: number
  },
): Ticket {
  return {
    ...of,
    type: 'market',
    quantity: lots(of.quantity),
    notional: null,
    limitPrice: null,
    stopPrice: null,
    triggerBy: null,
    trailing: null,
    expiresAt: null,
    postOnly: 'no',
    selfTradePrevention: 'cancel_oldest',
    bracket: null,
  }
}
