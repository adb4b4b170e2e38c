import { bringLegs, reduceOrder } from './groups.ts'
import { ordersWith, sideTotals, sumSide } from './reservation.ts'
import {
  closableBy,
  closingSide,
  reduceOnlyLeaves,
  sumOfUnits,
  unitLeaves,
  unitsOf,
  type Holding,
  type Unit,
} from './units.ts'
import { accountOf, findOrder, isLeg, leavesOf, positionOf, type OpenOrder, type World } from './world.ts'

/** Lots open on the side of an order once it is accepted, or has its new terms. Market orders count whole. */
export function openWith(world: World, draft: OpenOrder): number {
  if (draft.type === 'market') return sideTotals(world, draft).open + leavesOf(draft)
  return sumSide(world, draft, ordersWith(world, draft.orderId, draft)).open
}

/** Whether an order can only make the position smaller, even if all open on its side fills as well. */
export function isReducing(world: World, draft: OpenOrder): boolean {
  if (draft.reduceOnly) return true
  const closable = closableBy(accountOf(world, draft.accountId), draft)
  return closable > 0 && openWith(world, draft) + reduceOnlyLeaves(world, draft) <= closable
}

/** Cuts what would close more than there is: after a fill, or when a reduce-only order takes a place. */
export function cutExcess(world: World, holding: Holding): void {
  cancelWrongSide(world, holding)
  cutNewest(world, holding, 'reduce_only')
  if (accountOf(world, holding.accountId).accountKind === 'cash')
    cutNewest(world, holding, 'insufficient_funds')
}

function cancelWrongSide(world: World, holding: Holding): void {
  const { quantity } = positionOf(accountOf(world, holding.accountId), holding.instrumentId)
  const closing = closingSide(quantity)
  for (const side of ['buy', 'sell'] as const) {
    if (side === closing) continue
    const units = unitsOf(world, { ...holding, side, reduceOnly: true })
    const orders = units.flat().sort((left, right) => left.orderId - right.orderId)
    for (const { orderId } of orders) {
      const order = findOrder(world, orderId)
      if (order !== undefined && order.place !== 'inactive') {
        shrinkUnit(world, [order], { by: leavesOf(order), reason: 'reduce_only' })
      }
    }
  }
}

function cutNewest(world: World, holding: Holding, reason: 'reduce_only' | 'insufficient_funds'): void {
  const { quantity } = positionOf(accountOf(world, holding.accountId), holding.instrumentId)
  const side = reason === 'reduce_only' ? closingSide(quantity) : 'sell'
  if (side === null) return
  for (;;) {
    const units = unitsOf(world, { ...holding, side, reduceOnly: reason === 'reduce_only' })
    const excess = sumOfUnits(units) - Math.abs(quantity)
    const newest = units.toSorted(cutsFirst)[0]
    if (excess <= 0 || newest === undefined) return
    shrinkUnit(world, newest, { by: Math.min(unitLeaves(newest), excess), reason })
  }
}

/** The newest unit is cut first; a liquidation last, or it would be cut and made anew for ever. */
function cutsFirst(left: Unit, right: Unit): number {
  const byRole = Number(isLiquidation(left)) - Number(isLiquidation(right))
  return byRole === 0 ? newestId(right) - newestId(left) : byRole
}

function isLiquidation(unit: Unit): boolean {
  return unit.some(({ role }) => role === 'liquidation')
}

function newestId(unit: Unit): number {
  return Math.max(...unit.map((order) => order.orderId))
}

/** A pair loses the same on both; the legs of a bracket follow what their group guards. */
function shrinkUnit(
  world: World,
  unit: Unit,
  loss: { readonly by: number; readonly reason: 'reduce_only' | 'insufficient_funds' },
): void {
  const group = world.groups.find(({ groupId }) => groupId === unit[0]?.groupId)
  if (group?.groupKind === 'bracket' && unit.some(isLeg)) {
    group.guarded = unitLeaves(unit) - loss.by
    bringLegs(world, group.groupId, 'reduce_only')
    return
  }
  for (const { orderId } of unit) {
    const order = findOrder(world, orderId)
    if (order !== undefined) reduceOrder(world, order, { quantity: loss.by, reason: loss.reason })
  }
}
