import type { CancelReason } from '../event/events.ts'
import { lots } from '../numbers/lots.ts'
import { ticks, type Ticks } from '../numbers/ticks.ts'
import { emit } from './apply.ts'
import { bookPriceOf, queueAheadAt } from './outside-levels.ts'
import { isMatchable, referenceFor, referencePrice } from './reference-prices.ts'
import { reservationOf } from './reservation.ts'
import { trailingStopOf } from './trailing.ts'
import { closableBy, reduceOnlyLeaves } from './units.ts'
import {
  accountOf,
  findOrder,
  groupKindOf,
  hasTrigger,
  isEntryOpen,
  isLeg,
  leavesOf,
  listingOf,
  membersOf,
  type Group,
  type OpenOrder,
  type World,
} from './world.ts'

/** How an order ended short of its quantity. */
export type Ending =
  | { readonly kind: 'order_canceled'; readonly reason: CancelReason }
  | { readonly kind: 'order_expired' }
  | { readonly kind: 'order_rejected'; readonly reason: string }

/** Ends an order with what is left of it, and does at once what that means for its group. */
export function endOrder(world: World, order: OpenOrder, ending: Ending): void {
  // One that its partner canceled does not cancel the partner in turn.
  const isAnswer = ending.kind === 'order_canceled' && ending.reason === 'group'
  const isOco = groupKindOf(world, order) === 'oco' && !isAnswer
  endInCut(world, order, ending)
  if (isOco && order.groupId !== null) cancelMembers(world, order.groupId, 'group')
}

/** The same, but for the other order of an OCO pair: a cut takes that one by itself, with its own reason. */
function endInCut(world: World, order: OpenOrder, ending: Ending): void {
  const reservation = reservationOf(world, order, true)
  const quantity = lots(leavesOf(order))
  emit(world, { ...ending, at: world.now, orderId: order.orderId, quantity, ...reservation })
  if (order.groupId === null) return
  if (order.role === 'primary') cancelMembers(world, order.groupId, 'parent')
  if (order.role === 'entry') bringLegs(world, order.groupId, 'parent')
}

/** Cancels an order with what is left of it. */
export function cancelOrder(world: World, order: OpenOrder, reason: CancelReason): void {
  endOrder(world, order, { kind: 'order_canceled', reason })
}

function cancelMembers(world: World, groupId: number, reason: CancelReason): void {
  for (const { orderId } of membersOf(world, groupId)) {
    const member = findOrder(world, orderId)
    if (member !== undefined) cancelOrder(world, member, reason)
  }
}

/** Cancels a part of an order, or all of it; the rest keeps its place. */
export function reduceOrder(
  world: World,
  order: OpenOrder,
  by: { readonly quantity: number; readonly reason: 'self_trade' | 'reduce_only' | 'insufficient_funds' },
): void {
  if (by.quantity >= leavesOf(order)) {
    const ending = { kind: 'order_canceled', reason: by.reason } as const
    if (by.reason === 'self_trade') endOrder(world, order, ending)
    else endInCut(world, order, ending)
    return
  }
  const quantity = lots(by.quantity)
  const next = { ...order, canceled: lots(order.canceled + by.quantity) }
  const reservation = reservationOf(world, next)
  const { orderId } = order
  emit(world, { kind: 'order_reduced', at: world.now, orderId, quantity, reason: by.reason, ...reservation })
  if (isLeg(order) && order.groupId !== null) bringOtherLeg(world, order, by.reason === 'reduce_only')
}

function bringOtherLeg(world: World, leg: OpenOrder, isCut: boolean): void {
  for (const { orderId } of legsOf(world, leg.groupId)) {
    const other = findOrder(world, orderId)
    if (other !== undefined && orderId !== leg.orderId)
      bringLeg(world, other, isCut ? 'reduce_only' : 'group')
  }
}

function legsOf(world: World, groupId: number | null): OpenOrder[] {
  return world.orders.filter((order) => order.groupId === groupId && isLeg(order))
}

function groupOf(world: World, groupId: number | null): Group | undefined {
  return world.groups.find((group) => group.groupId === groupId)
}

/** What a fill means for the group of the order that it filled. */
export function afterFillOfMember(world: World, order: OpenOrder, quantity: number): void {
  const isOpen = findOrder(world, order.orderId) !== undefined
  switch (order.role) {
    case 'entry': {
      workOnce(world, order)
      return
    }
    case 'take_profit':
    case 'stop_loss': {
      bringOtherLeg(world, order, false)
      const rest = findOrder(world, order.orderId)
      if (rest !== undefined && leavesOf(rest) === 0) setWaiting(world, rest)
      return
    }
    case 'oco': {
      shrinkPartner(world, order, quantity)
      return
    }
    case 'primary':
      if (!isOpen) activateSecondary(world, order)
      return
    default:
      return
  }
}

/** The legs are brought once after the walk in which the entry filled, however often it did. */
function workOnce(world: World, entry: OpenOrder): void {
  const { groupId } = entry
  if (groupId === null || legsOf(world, groupId).length === 0) return
  const isPending = world.work.some((work) => work.kind === 'bring_legs' && work.groupId === groupId)
  if (!isPending) world.work.push({ kind: 'bring_legs', groupId })
}

/** A primary that is filled wakes its secondary. */
export function activateSecondary(world: World, primary: OpenOrder): void {
  for (const { orderId, role } of membersOf(world, primary.groupId ?? 0)) {
    if (role === 'secondary') world.work.push({ kind: 'activate_secondary', orderId })
  }
}

function shrinkPartner(world: World, order: OpenOrder, quantity: number): void {
  for (const partner of membersOf(world, order.groupId ?? 0)) {
    if (partner.orderId === order.orderId) continue
    if (leavesOf(partner) <= quantity) cancelOrder(world, partner, 'group')
    else resize(world, partner, leavesOf(partner) - quantity)
  }
}

/** Brings both legs of a bracket, take-profit first, to what they guard. */
export function bringLegs(world: World, groupId: number, reason: 'parent' | 'reduce_only' | 'group'): void {
  for (const { orderId } of legsOf(world, groupId)) {
    const leg = findOrder(world, orderId)
    if (leg !== undefined) bringLeg(world, leg, reason)
  }
}

/** Brings one leg to what its group guards; `reason` is said when it is canceled for that. */
function bringLeg(world: World, leg: OpenOrder, reason: 'parent' | 'reduce_only' | 'group'): void {
  const guarded = leavesToBe(world, leg)
  if (guarded === 0) {
    bringToNothing(world, leg, reason)
    return
  }
  if (leavesOf(leg) === guarded && leg.place !== 'inactive') return
  const wasInactive = leg.place === 'inactive'
  if (leavesOf(leg) !== guarded) resize(world, leg, guarded)
  if (wasInactive) activateLeg(world, leg)
}

/** What the group guards, but a leg never grows beyond what other reduce-only orders leave to close. */
function leavesToBe(world: World, leg: OpenOrder): number {
  const guarded = groupOf(world, leg.groupId)?.guarded ?? 0
  const leaves = leavesOf(leg)
  if (guarded <= leaves) return guarded
  const closable = closableBy(accountOf(world, leg.accountId), leg)
  return Math.max(leaves, Math.min(guarded, closable - reduceOnlyLeaves(world, leg, leg)))
}

function bringToNothing(world: World, leg: OpenOrder, reason: CancelReason): void {
  if (isEntryOpen(world, leg.groupId)) {
    if (leavesOf(leg) > 0) resize(world, leg, 0)
    if (leg.place !== 'inactive') setWaiting(world, leg)
    return
  }
  if (leg.filled > 0 && leavesOf(leg) === 0) resize(world, leg, 0)
  else cancelOrder(world, leg, reason)
}

/** Gives an order new leaves; growth in the book costs its place. */
function resize(world: World, order: OpenOrder, leaves: number): void {
  const quantity = lots(order.filled + order.canceled + leaves)
  const isLosingPlace = order.place === 'book' && quantity > order.quantity
  const { accountId, side, orderId } = order
  const listing = listingOf(world, order.instrumentId)
  const queueAhead = isLosingPlace
    ? lots(queueAheadAt(world, listing, { accountId, side, price: bookPriceOf(order) }))
    : null
  const reservation = reservationOf(world, { ...order, quantity })
  emit(world, { kind: 'order_resized', at: world.now, orderId, quantity, queueAhead, ...reservation })
}

/** A leg waits until its entry gives it something to guard. */
function setWaiting(world: World, leg: OpenOrder): void {
  const stopPrice = leg.trailing === null ? leg.stopPrice : null
  activate(world, leg, { place: 'inactive', stopPrice, watermark: null })
}

/** A leg begins to work: a limit in its turn, a stop at its trigger, which may be met already. */
function activateLeg(world: World, leg: OpenOrder): void {
  if (!hasTrigger(leg)) {
    activate(world, leg, { place: 'none', stopPrice: null, watermark: null })
    world.work.push({ kind: 'execute', orderId: leg.orderId, isLate: true })
    return
  }
  activate(world, leg, { place: 'trigger', ...startOfTrigger(world, leg) })
  fireIfMet(world, leg)
}

function fireIfMet(world: World, leg: OpenOrder): void {
  const listing = listingOf(world, leg.instrumentId)
  const price = triggerReferenceOf(world, leg)
  if (price === null || leg.stopPrice === null || leg.trailing !== null || !isMatchable(world, listing))
    return
  if (isMet(leg, { stop: leg.stopPrice, high: price, low: price })) fire(world, leg, price)
}

/** An order that waited `inactive` takes its place, or goes back to wait. */
export function activate(
  world: World,
  order: OpenOrder,
  to: {
    readonly place: 'none' | 'trigger' | 'inactive'
    readonly stopPrice: Ticks | null
    readonly watermark: Ticks | null
  },
): void {
  const reservation = reservationOf(world, { ...order, ...to })
  emit(world, { kind: 'order_activated', at: world.now, orderId: order.orderId, ...to, ...reservation })
}

/** The value of the reference that an order's trigger watches; `null` where it is unknown. */
export function triggerReferenceOf(
  world: World,
  order: Pick<OpenOrder, 'instrumentId' | 'triggerBy' | 'side'>,
): Ticks | null {
  const listing = listingOf(world, order.instrumentId)
  const triggerBy = order.triggerBy ?? listing.instrument.triggerBy
  return referencePrice(world, listing, referenceFor(triggerBy, order.side))
}

/** Stop and watermark with which an order begins to wait for its trigger. */
export function startOfTrigger(
  world: World,
  order: Pick<OpenOrder, 'instrumentId' | 'triggerBy' | 'side' | 'stopPrice' | 'trailing'>,
): { stopPrice: Ticks | null; watermark: Ticks | null } {
  const { trailing } = order
  if (trailing === null) return { stopPrice: order.stopPrice, watermark: null }
  const watermark = trailing.activationPrice === null ? triggerReferenceOf(world, order) : null
  if (watermark === null) return { stopPrice: null, watermark: null }
  const { instrument } = listingOf(world, order.instrumentId)
  return { stopPrice: trailingStopOf(order.side, trailing, { watermark, instrument }), watermark }
}

/** Whether a trigger waits for the price to rise: buy stops, and sells that take a profit. */
export function isRising(order: Pick<OpenOrder, 'side' | 'type'>): boolean {
  return (order.side === 'buy') === (order.type !== 'take_profit')
}

/** Whether an observation meets a stop. */
export function isMet(
  order: Pick<OpenOrder, 'side' | 'type'>,
  prices: { readonly stop: number; readonly high: number; readonly low: number },
): boolean {
  return isRising(order) ? prices.high >= prices.stop : prices.low <= prices.stop
}

/** The stop of an order at this moment, which for a trailing one is ahead of what D knows. */
export function liveStopOf(world: World, order: OpenOrder): Ticks | null {
  if (order.trailing === null) return order.stopPrice
  if (order.liveWatermark === null) return null
  const { instrument } = listingOf(world, order.instrumentId)
  return trailingStopOf(order.side, order.trailing, { watermark: order.liveWatermark, instrument })
}

/** The trigger of an order fires: what that means for its group at once, and its execution in its turn. */
export function fire(world: World, order: OpenOrder, price: number): void {
  const stopPrice = liveStopOf(world, order)
  if (stopPrice === null) return
  const watermark = order.liveWatermark
  const { orderId } = order
  const next = { ...order, stopPrice, watermark, isTriggered: true, place: 'none' as const }
  const reservation = reservationOf(world, next)
  const reached = ticks(price)
  const fired = { at: world.now, orderId, price: reached, stopPrice, watermark, ...reservation }
  emit(world, { kind: 'order_triggered', ...fired })
  const isOco = groupKindOf(world, order) === 'oco'
  for (const member of membersOf(world, order.groupId ?? 0)) {
    const isOtherLeg = order.role === 'stop_loss' && member.role === 'take_profit'
    if (isOtherLeg || (isOco && member.orderId !== orderId)) cancelOrder(world, member, 'group')
  }
  world.work.push({ kind: 'execute', orderId, isLate: true })
}
