import type { AmendOrder } from '../command/commands.ts'
import type { Denial } from '../command/denials.ts'
import type { OrderChanges } from '../event/events.ts'
import type { Instrument } from '../instrument/instrument.ts'
import { emit } from './apply.ts'
import { namedOrder } from './cancel.ts'
import { deny, firstBroken } from './denial.ts'
import { activateSecondary, bringLegs } from './groups.ts'
import {
  brokenBand,
  brokenPostOnly,
  brokenReduceOnly,
  brokenRisk,
  brokenSwitch,
  brokenTrigger,
} from './order-rules.ts'
import { holdOf, reservationOf } from './reservation.ts'
import { malformedAccount, refuse, type Verdict } from './submit.ts'
import { brokenOffset, brokenPrice, brokenQuantity, isId, isIntegerOrNull } from './ticket-rules.ts'
import { trailingStopOf } from './trailing.ts'
import {
  accountOf,
  findOrder,
  hasTrigger,
  isLeg,
  leavesOf,
  listingOf,
  type OpenOrder,
  type World,
} from './world.ts'

/** Changes an open order, at once or when the account's latency has passed. */
export function amendOrder(world: World, command: AmendOrder): Verdict {
  const malformed = malformedAmend(command)
  if (malformed !== null) return refuse(malformed)
  const order = namedOrder(world, command)
  if ('code' in order) return refuse(order)
  if (['pending_cancel', 'pending_replace', 'pending_new'].includes(order.status)) {
    return refuse(deny('order_pending', 'orderId', { value: order.status }))
  }
  if (command.revision !== null && command.revision !== order.revision) {
    return refuse(deny('revision_mismatch', 'revision', { limit: order.revision, value: command.revision }))
  }
  const { quantity, limitPrice, stopPrice, trailingOffset, timeInForce, expiresAt } = command
  const changes = { quantity, limitPrice, stopPrice, trailingOffset, timeInForce, expiresAt }
  const denial = brokenChanges(world, order, changes)
  if (denial !== null) return refuse(denial)
  const { latencyMs } = accountOf(world, order.accountId).settings
  if (latencyMs === 0) replaceOrder(world, order, changes)
  else {
    const dueAt = world.now + latencyMs
    emit(world, { kind: 'replace_requested', at: world.now, orderId: order.orderId, dueAt, changes })
  }
  return { kind: 'done', orderId: null }
}

/** The latency of an amend has passed: it is done, or refused by the rules as they are now. */
export function settleAmend(world: World, order: OpenOrder, changes: OrderChanges): void {
  const denial = brokenChanges(world, order, changes)
  if (denial === null) {
    replaceOrder(world, order, changes)
    return
  }
  emit(world, { kind: 'replace_rejected', at: world.now, orderId: order.orderId, reason: denial.code })
}

function malformedAmend(command: AmendOrder): Denial | null {
  const account = malformedAccount(command.accountId)
  if (account !== null) return account
  if (!isId(command.orderId)) return deny('malformed_command', 'orderId')
  const { quantity, limitPrice, stopPrice, trailingOffset, revision, expiresAt } = command
  const numbers = { revision, quantity, limitPrice, stopPrice, trailingOffset }
  const broken = Object.entries(numbers).find(([, value]) => !isIntegerOrNull(value))
  if (broken !== undefined) return deny('malformed_command', broken[0])
  return expiresAt === null || isId(expiresAt) ? null : deny('malformed_command', 'expiresAt')
}

function brokenChanges(world: World, order: OpenOrder, changes: OrderChanges): Denial | null {
  const { instrument } = listingOf(world, order.instrumentId)
  const notApplicable = inapplicableField(order, changes)
  if (notApplicable !== null) return deny('amend_not_applicable', notApplicable)
  const { quantity, expiresAt, trailingOffset } = changes
  const done = order.filled + order.canceled
  const shape = firstBroken([
    () => brokenPrice('limitPrice', changes.limitPrice, instrument),
    () => brokenPrice('stopPrice', changes.stopPrice, instrument),
    () =>
      order.trailing === null || trailingOffset === null
        ? null
        : brokenOffset({ unit: order.trailing.unit, offset: trailingOffset }, instrument),
    () => (quantity === null ? null : brokenQuantity(quantity, instrument)),
    () => (expiresAt === null || expiresAt > world.now ? null : deny('expiry_in_past', 'expiresAt')),
    () =>
      quantity === null || quantity > done || (quantity === done && order.filled > 0)
        ? null
        : deny('amend_below_filled', 'quantity', { limit: done, value: quantity }),
  ])
  if (shape !== null || order.place === 'inactive') return shape
  return brokenMarket(world, order, { next: withChanges(order, changes, instrument), changes })
}

/** The first change that an order of this kind cannot take; `null` when all can be. */
function inapplicableField(order: OpenOrder, changes: OrderChanges): string | null {
  const { quantity, limitPrice, stopPrice, trailingOffset, expiresAt } = changes
  const hasOwnStop = hasTrigger(order) && order.trailing === null
  if (limitPrice !== null && order.limitPrice === null) return 'limitPrice'
  if (stopPrice !== null && (!hasOwnStop || order.isTriggered)) return 'stopPrice'
  if (trailingOffset !== null && (order.trailing === null || order.isTriggered)) return 'trailingOffset'
  const isFixed = isLeg(order) || ['oco', 'close', 'liquidation'].includes(order.role)
  if (quantity !== null && isFixed) return 'quantity'
  const timeInForce = changes.timeInForce ?? order.timeInForce
  if (changes.timeInForce === 'ioc' || changes.timeInForce === 'fok') return 'timeInForce'
  if (timeInForce !== 'gtd') return expiresAt === null ? null : 'expiresAt'
  return expiresAt === null && order.expiresAt === null ? 'timeInForce' : null
}

/** Rules 18 and 20 to 26, as far as the change touches them. */
function brokenMarket(
  world: World,
  order: OpenOrder,
  { next, changes }: { readonly next: OpenOrder; readonly changes: OrderChanges },
): Denial | null {
  const isGrowing = leavesOf(next) > leavesOf(order) || holdOf(world, next) > order.hold
  const isSingle = order.role !== 'oco' && !isLeg(order)
  const isUntriggered = hasTrigger(order) && !order.isTriggered
  return firstBroken([
    () => (changes.limitPrice === null ? null : brokenBand(world, next)),
    () => (isGrowing ? brokenSwitch(world, next) : null),
    () => (changes.quantity !== null && isSingle ? brokenReduceOnly(world, next) : null),
    () => (changes.stopPrice !== null && isUntriggered ? brokenTrigger(world, next) : null),
    // A copy: an order that is priced anew gets that price when it is executed again.
    () => (changes.limitPrice === null ? null : brokenPostOnly(world, { ...next })),
    () => brokenRisk(world, next),
  ])
}

function withChanges(order: OpenOrder, changes: OrderChanges, instrument: Instrument): OpenOrder {
  const timeInForce = changes.timeInForce ?? order.timeInForce
  const expiresAt = timeInForce === 'gtd' ? (changes.expiresAt ?? order.expiresAt) : null
  const quantity = changes.quantity ?? order.quantity
  const limitPrice = changes.limitPrice ?? order.limitPrice
  const next: OpenOrder = { ...order, timeInForce, expiresAt, quantity, limitPrice }
  if (order.trailing === null) return { ...next, stopPrice: changes.stopPrice ?? order.stopPrice }
  const trailing = { ...order.trailing, offset: changes.trailingOffset ?? order.trailing.offset }
  const watermark = order.liveWatermark
  if (watermark === null || order.isTriggered) return { ...next, trailing }
  const stopPrice = trailingStopOf(order.side, trailing, { watermark, instrument })
  return { ...next, trailing, watermark, stopPrice }
}

function replaceOrder(world: World, order: OpenOrder, changes: OrderChanges): void {
  const { instrument } = listingOf(world, order.instrumentId)
  const next = withChanges(order, changes, instrument)
  const { orderId, quantity, limitPrice, timeInForce, expiresAt } = next
  const { stopPrice, trailing, watermark } = next
  const isOtherPrice = limitPrice !== order.limitPrice
  const losesPlace = order.place === 'book' && (isOtherPrice || quantity > order.quantity)
  const wasQueued = order.place === 'queue'
  const trigger = { stopPrice, trailing, watermark }
  const terms = { quantity, limitPrice, ...trigger, timeInForce, expiresAt, losesPlace }
  const isFinal = leavesOf(next) === 0 && !isLeg(order)
  const reservation = reservationOf(world, next, isFinal)
  emit(world, { kind: 'order_replaced', at: world.now, orderId, ...terms, ...reservation })
  if (findOrder(world, orderId) === undefined) {
    afterCompletion(world, order)
    return
  }
  if (losesPlace || wasQueued) world.work.push({ kind: 'execute', orderId, isLate: true })
}

/** An order that was cut down to what had filled is filled. */
function afterCompletion(world: World, order: OpenOrder): void {
  if (order.role === 'primary') activateSecondary(world, order)
  if (order.role === 'entry' && order.groupId !== null) bringLegs(world, order.groupId, 'parent')
}
