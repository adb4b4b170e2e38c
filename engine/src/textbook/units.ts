import type { Side } from '../order/order-types.ts'
import {
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
export type Unit = readonly OpenOrder[]

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
export function unitsOf(world: World, of: Holding & { side: Side; reduceOnly: boolean }): Unit[] {
  const orders = world.orders.filter(
    (order) =>
      order.accountId === of.accountId &&
      order.instrumentId === of.instrumentId &&
      order.side === of.side &&
      order.reduceOnly === of.reduceOnly &&
      // A market sale on its way reserves nothing: what it may sell is seen when it arrives.
      (of.reduceOnly || order.type !== 'market') &&
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

/** What a unit can close. */
export function unitLeaves(unit: Unit): number {
  return Math.max(...unit.map(leavesOf))
}

/** What units can close together. */
export function sumOfUnits(units: readonly Unit[]): number {
  return units.reduce((sum, unit) => sum + unitLeaves(unit), 0)
}

/**
 * Lots that the reduce-only orders of one side would close, pairs counted once. `except`: the order whose own
 * unit is left out, whether or not it is at work itself.
 */
export function reduceOnlyLeaves(
  world: World,
  of: Holding & { side: Side },
  except?: Pick<OpenOrder, 'orderId' | 'groupId'>,
): number {
  const units = unitsOf(world, { ...of, reduceOnly: true })
  const isOwn = (order: OpenOrder) =>
    order.orderId === except?.orderId || (order.groupId !== null && order.groupId === except?.groupId)
  return sumOfUnits(units.filter((unit) => !unit.some(isOwn)))
}
