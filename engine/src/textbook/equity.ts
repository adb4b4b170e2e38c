import { assert } from '../assert.ts'
import type { MarginTier } from '../instrument/instrument.ts'
import { notionalOf, ppmCeilingOf } from '../numbers/money.ts'
import { divideCeiling } from '../numbers/rounding.ts'
import { markOf } from './reference-prices.ts'
import { sumSide, type SideTotals } from './reservation.ts'
import {
  listingOf,
  positionOf,
  type Account,
  type Listing,
  type OpenOrder,
  type Position,
  type World,
} from './world.ts'

/** What a position is worth at the mark, or its cost while there is no mark. */
export function valueOf(
  world: World,
  position: Pick<Position, 'instrumentId' | 'quantity' | 'cost'>,
): bigint {
  const listing = listingOf(world, position.instrumentId)
  const mark = markOf(world, listing)
  if (mark === null) return position.cost
  return notionalOf(mark, Math.abs(position.quantity), listing.instrument.tickValue)
}

/** The positions of an account that are not flat, by instrument id. */
export function heldPositions(account: Account): Position[] {
  return account.positions.filter((position) => position.quantity !== 0)
}

/** Cash, and what the positions would bring or cost at their marks. */
export function equityOf(world: World, account: Account): bigint {
  return heldPositions(account).reduce((sum, position) => sum + worthOf(world, position), account.cash)
}

function worthOf(world: World, position: Position): bigint {
  const value = valueOf(world, position)
  const isLong = position.quantity > 0
  if (listingOf(world, position.instrumentId).instrument.settlement === 'delivery') {
    return isLong ? value : -value
  }
  return isLong ? value - position.cost : position.cost - value
}

/** The tier whose rates an exposure pays: the last one that begins at or below it. */
export function tierOf(listing: Listing, exposure: bigint): MarginTier {
  const tier = listing.instrument.marginTiers.findLast(({ from }) => from <= exposure)
  assert(tier !== undefined, 'the first margin tier begins at 0')
  return tier
}

/** The initial rate of an exposure: that of its tier, or more where the account's leverage asks for it. */
export function initialPpmOf(account: Account, listing: Listing, exposure: bigint): number {
  const { leverage } = positionOf(account, listing.instrument.instrumentId)
  const byLeverage = divideCeiling(1_000_000n, BigInt(leverage ?? listing.instrument.leverageMax))
  return Math.max(tierOf(listing, exposure).initialPpm, Number(byLeverage))
}

/** The largest position, in money, that position and open orders together may become. */
function exposureOf(value: bigint, quantity: number, open: { buys: SideTotals; sells: SideTotals }): bigint {
  const size = Math.abs(quantity)
  const buys = quantity >= 0 ? value + open.buys.hold : beyond(open.buys, size)
  const sells = quantity <= 0 ? value + open.sells.hold : beyond(open.sells, size)
  return [value, buys, sells].reduce((largest, other) => (other > largest ? other : largest))
}

/** The part of the orders against a position that would be left when they have closed it. */
function beyond(totals: SideTotals, size: number): bigint {
  if (totals.open <= size) return 0n
  return divideCeiling(totals.hold * BigInt(totals.open - size), BigInt(totals.open))
}

/** What an account must have for its position and its orders in an instrument. */
export function requirementIn(
  world: World,
  account: Account,
  of: { readonly listing: Listing; readonly orders: readonly OpenOrder[] },
): bigint {
  const { accountId } = account
  const { instrumentId } = of.listing.instrument
  const position = positionOf(account, instrumentId)
  const exposure = exposureOf(valueOf(world, position), position.quantity, {
    buys: sumSide(world, { accountId, instrumentId, side: 'buy' }, of.orders),
    sells: sumSide(world, { accountId, instrumentId, side: 'sell' }, of.orders),
  })
  return ppmCeilingOf(exposure, initialPpmOf(account, of.listing, exposure))
}

/** The same over all instruments. */
export function requirementOfAll(world: World, account: Account, orders: readonly OpenOrder[]): bigint {
  return world.listings.reduce((sum, listing) => sum + requirementIn(world, account, { listing, orders }), 0n)
}

/** What must be there for the positions alone before they are opened. */
export function initialOfPositions(world: World, account: Account): bigint {
  return heldPositions(account).reduce((sum, position) => sum + initialOf(world, account, position), 0n)
}

/** What must be there for one position before it is opened. */
export function initialOf(
  world: World,
  account: Account,
  position: Pick<Position, 'instrumentId' | 'quantity' | 'cost'>,
): bigint {
  const value = valueOf(world, position)
  return ppmCeilingOf(value, initialPpmOf(account, listingOf(world, position.instrumentId), value))
}

/** What must stay for the positions, lest they be liquidated. */
export function maintenanceOf(world: World, account: Account): bigint {
  return heldPositions(account).reduce((sum, position) => {
    const value = valueOf(world, position)
    const { maintenancePpm } = tierOf(listingOf(world, position.instrumentId), value)
    return sum + ppmCeilingOf(value, maintenancePpm)
  }, 0n)
}
