import { emit } from './apply.ts'
import { settleAmend } from './amend.ts'
import { equityOf } from './equity.ts'
import { cancelOrder, endOrder } from './groups.ts'
import { tradeCrossed } from './market-input.ts'
import { forgetWindow, isMatchable } from './reference-prices.ts'
import { executeQueued, releaseOrder, settle } from './settle.ts'
import { findOrder, type Listing, type OpenOrder, type World } from './world.ts'
import type { Phase } from '../instrument/instrument.ts'

const dayMs = 86_400_000

/** Something that is due at a time; timers of one time go by their sequence. */
interface Timer {
  readonly dueAt: number
  readonly sequence: number
  readonly fire: () => void
}

/** Fires what is due at or before a time, one step each, all it causes included. */
export function fireTimers(world: World, until: number): void {
  for (;;) {
    const due = timersOf(world)
      .filter(({ dueAt }) => dueAt <= until)
      .sort((left, right) => left.dueAt - right.dueAt || left.sequence - right.sequence)[0]
    if (due === undefined) return
    world.now = Math.max(due.dueAt, world.at)
    due.fire()
    settle(world)
  }
}

function timersOf(world: World): Timer[] {
  const timers = [...world.listings.flatMap((listing) => boundaryOf(world, listing))]
  for (const order of world.orders) timers.push(...timersOfOrder(world, order))
  if (world.dayTimerAt !== null) {
    timers.push({ dueAt: world.dayTimerAt, sequence: world.dayTimer, fire: () => startDay(world) })
  }
  return timers
}

function boundaryOf(world: World, listing: Listing): Timer[] {
  const boundary = listing.schedule[0]
  if (boundary === undefined) return []
  const fire = () => {
    if (boundary.endsDay) expireDayOrders(world, listing)
    changePhase(world, listing, { phase: boundary.phase, isBoundary: true })
  }
  return [{ dueAt: boundary.at, sequence: boundary.timer, fire }]
}

function timersOfOrder(world: World, order: OpenOrder): Timer[] {
  const timers: Timer[] = []
  const { releaseAt, dueAt, expiresAt, pendingChanges } = order
  if (releaseAt !== null) {
    timers.push({ dueAt: releaseAt, sequence: order.releaseTimer, fire: () => releaseOrder(world, order) })
  }
  if (expiresAt !== null) {
    const fire = () => endOrder(world, order, { kind: 'order_expired' })
    timers.push({ dueAt: expiresAt, sequence: order.expiryTimer, fire })
  }
  if (dueAt !== null) {
    const fire = () =>
      pendingChanges === null ? cancelOrder(world, order, 'user') : settleAmend(world, order, pendingChanges)
    timers.push({ dueAt, sequence: order.dueTimer, fire })
  }
  return timers
}

function expireDayOrders(world: World, listing: Listing): void {
  const { instrumentId } = listing.instrument
  for (const { orderId, instrumentId: where, timeInForce } of [...world.orders]) {
    const order = findOrder(world, orderId)
    if (order === undefined || where !== instrumentId || timeInForce !== 'day') continue
    endOrder(world, order, { kind: 'order_expired' })
  }
}

/** Changes what an instrument allows; a market that trades again lets in what waited for it. */
export function changePhase(
  world: World,
  listing: Listing,
  to: { readonly phase: Phase; readonly isBoundary: boolean },
): void {
  const wasContinuous = listing.phase === 'continuous'
  const { instrumentId } = listing.instrument
  emit(world, { kind: 'phase_changed', at: world.now, instrumentId, ...to })
  if (wasContinuous || to.phase !== 'continuous') return
  forgetWindow(listing)
  if (!isMatchable(world, listing)) return
  tradeCrossed(world, listing)
  executeQueued(world, listing)
}

/** A new UTC day: its losses count from here. */
function startDay(world: World): void {
  for (const account of world.accounts) {
    if (account.settings.dailyLossMax === null) continue
    const { accountId } = account
    const equity = equityOf(world, account)
    emit(world, { kind: 'loss_baseline_set', at: world.now, accountId, equity })
  }
  setDayTimer(world)
}

/** The first UTC midnight after the present input: days that nobody saw are not counted one by one. */
export function setDayTimer(world: World): void {
  const dueAt = (Math.floor(world.lastInputAt / dayMs) + 1) * dayMs
  emit(world, { kind: 'day_timer_set', at: world.now, dueAt })
}
