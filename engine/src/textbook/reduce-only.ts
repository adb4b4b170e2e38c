import type { Side } from '../order/order-types.ts'
import { bringLegs, reduceOrder } from './groups.ts'
import { ordersWith, sideTotals, sumSide } from './reservation.ts'
import {
  accountOf,
  findOrder,
  groupKindOf,
  isLeg,
  leavesOf,
  positionOf,
  type Account,
  type OpenOrder,
  type World,
} from './world.ts'

/** An account in an instrument. */
export interface Holding {
  readonly accountId: number
  readonly instrumentId: number
}

/** Orders that close together: one, or a pair of which only one can fill. Ids rise. */
type Unit = readonly OpenOrder[]

/** The side that closes a position; `null` when it is flat. */
export function closingSide(quantity: number): Side | null {
  if (quantity === 0) return null
  return quantity > 0 ? 'sell' : 'buy'
}

/** What a reduce-only order of a side can close: 0 for the side that opens. */
export function closableBy(account: Account, order: { instrumentId: number; side: Side }): number {
  const { quantity } = positionOf(account, order.instrumentId)
  return closingSide(quantity) === order.side ? Math.abs(quantity) : 0
}

/** Orders of one holding and side, those that count only once put together. Orders at work are left out. */
function unitsOf(world: World, of: Holding & { side: Side; reduceOnly: boolean }): Unit[] {
  const orders = world.orders.filter(
    (order) =>
      order.accountId === of.accountId &&
      order.instrumentId === of.instrumentId &&
      order.side === of.side &&
      order.reduceOnly === of.reduceOnly &&
      order.place !== 'none' &&
      order.place !== 'inactive',
  )
  const units: OpenOrder[][] = []
  for (const order of orders) {
    const pair = units.find(([first]) => first !== undefined && arePair(world, first, order))
    if (pair === undefined) units.push([order])
    else pair.push(order)
  }
  return units
}

function arePair(world: World, first: OpenOrder, second: OpenOrder): boolean {
  if (first.groupId === null || first.groupId !== second.groupId) return false
  return (isLeg(first) && isLeg(second)) || groupKindOf(world, first) === 'oco'
}

function unitLeaves(unit: Unit): number {
  return Math.max(...unit.map(leavesOf))
}

function sumOfUnits(units: readonly Unit[]): number {
  return units.reduce((sum, unit) => sum + unitLeaves(unit), 0)
}

/** Lots that the reduce-only orders of one side would close, pairs counted once, `except` one order's unit. */
export function reduceOnlyLeaves(world: World, of: Holding & { side: Side }, except?: number): number {
  const units = unitsOf(world, { ...of, reduceOnly: true })
  return sumOfUnits(units.filter((unit) => !unit.some((order) => order.orderId === except)))
}

/** Lots open on the side of an order once it is accepted, or has its new terms. Market orders count whole. */
export function openWith(world: World, draft: OpenOrder): number {
  if (draft.type === 'market') return sideTotals(world, draft).open + leavesOf(draft)
  return sumSide(world, draft, ordersWith(world, draft.orderId, draft)).open
}

/** Whether an order can only make the position smaller, even if all that is open on its side fills as well. */
export function isReducing(world: World, draft: OpenOrder): boolean {
  if (draft.reduceOnly) return true
  const closable = closableBy(accountOf(world, draft.accountId), draft)
  return closable > 0 && openWith(world, draft) + reduceOnlyLeaves(world, draft) <= closable
}

/** Cuts what would close more than there is: after a fill, or when a reduce-only order takes a place. */
export function cutExcess(world: World, holding: Holding): void {
  bringWaitingLegs(world, holding)
  cancelWrongSide(world, holding)
  cutNewest(world, holding, 'reduce_only')
  if (accountOf(world, holding.accountId).accountKind === 'cash')
    cutNewest(world, holding, 'insufficient_funds')
}

/** Legs that are still to be brought after a fill of their entry come first, lest the cut overlook them. */
function bringWaitingLegs(world: World, holding: Holding): void {
  for (const work of [...world.work]) {
    if (work.kind !== 'bring_legs') continue
    const leg = world.orders.find((order) => order.groupId === work.groupId && isLeg(order))
    const isHere = leg?.accountId === holding.accountId && leg.instrumentId === holding.instrumentId
    if (isHere) bringLegs(world, work.groupId, 'parent')
  }
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
