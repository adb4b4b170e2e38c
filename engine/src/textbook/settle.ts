import { assert } from '../assert.ts'
import type { Denial } from '../command/denials.ts'
import { emit } from './apply.ts'
import { executeOrder, retryExit } from './execute.ts'
import { activate, bringLegs, endOrder, startOfTrigger } from './groups.ts'
import { brokenBand, brokenPhase, brokenRisk, brokenTrigger } from './order-rules.ts'
import { cutExcess } from './reduce-only.ts'
import { isMatchable } from './reference-prices.ts'
import { lookAtRisk } from './risk.ts'
import { brokenFromSwitch } from './submit.ts'
import { observeChanges } from './triggers.ts'
import { findOrder, hasTrigger, type Listing, type OpenOrder, type Work, type World } from './world.ts'

/** More than any input can cause: beyond it two rules undo each other for ever. */
const passesMax = 100_000

/** Does all that an input has caused, first in, first out, until nothing more happens. */
export function settle(world: World): void {
  observeChanges(world)
  for (let passes = 0; ; passes += 1) {
    assert(passes < passesMax, 'what an input causes comes to an end')
    const work = world.work.shift()
    if (work !== undefined) {
      doWork(world, work)
      observeChanges(world)
    } else if (retryExits(world) || lookAtRisk(world)) observeChanges(world)
    else return
  }
}

function doWork(world: World, work: Work): void {
  switch (work.kind) {
    case 'execute': {
      executeOrder(world, work.orderId, work.isLate)
      return
    }
    case 'bring_legs': {
      bringLegs(world, work.groupId, 'parent')
      return
    }
    case 'activate_secondary': {
      wakeSecondary(world, work.orderId)
      return
    }
  }
}

function retryExits(world: World): boolean {
  const before = world.events.length
  for (const listing of world.listings) {
    if (!isMatchable(world, listing)) continue
    const { instrumentId } = listing.instrument
    for (const order of [...world.orders]) {
      if (order.place === 'exit' && order.instrumentId === instrumentId) retryExit(world, order.orderId)
    }
  }
  return world.events.length > before
}

/** A secondary begins to work, if the rules that wait for this moment let it. */
function wakeSecondary(world: World, orderId: number): void {
  const order = findOrder(world, orderId)
  if (order?.place !== 'inactive') return
  const start = startOfTrigger(world, order)
  const place = hasTrigger(order) ? 'trigger' : 'none'
  const draft: OpenOrder = { ...order, place, ...start }
  const denial =
    brokenPhase(world, draft) ?? brokenBand(world, draft) ?? brokenFromSwitch(world, draft, false)
  if (denial !== null) {
    endOrder(world, order, { kind: 'order_rejected', reason: denial.code })
    return
  }
  activate(world, order, { place, ...start })
  if (place === 'none') world.work.push({ kind: 'execute', orderId, isLate: true })
  else if (order.reduceOnly) cutExcess(world, order)
}

/** The latency of an order has passed: it takes the place it would have had at once. */
export function releaseOrder(world: World, order: OpenOrder): void {
  const { orderId } = order
  emit(world, { kind: 'order_released', at: world.now, orderId })
  const denial = hasTrigger(order)
    ? metAlready(world, order)
    : (brokenPhase(world, order) ?? brokenBand(world, order) ?? brokenUnreserved(world, order))
  if (denial !== null) {
    endOrder(world, order, { kind: 'order_rejected', reason: denial.code })
    return
  }
  if (!hasTrigger(order)) world.work.push({ kind: 'execute', orderId, isLate: true })
}

/** A market order has held nothing back on its way: only now it is known whether it is covered. */
function brokenUnreserved(world: World, order: OpenOrder): Denial | null {
  return order.type === 'market' && !order.reduceOnly ? brokenRisk(world, order) : null
}

/** A trailing stop has begun to trail on acceptance, or begins with the first price it sees. */
function metAlready(world: World, order: OpenOrder): Denial | null {
  return order.trailing === null ? brokenTrigger(world, order) : null
}

/** The market trades again: orders that queued for it are executed by id. */
export function executeQueued(world: World, listing: Listing): void {
  const { instrumentId } = listing.instrument
  for (const { orderId, place, instrumentId: where } of world.orders) {
    if (place === 'queue' && where === instrumentId) {
      world.work.push({ kind: 'execute', orderId, isLate: true })
    }
  }
}
