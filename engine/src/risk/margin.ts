import { bigintOf } from '../numbers/bigints.ts'
import { divideCeiling } from '../numbers/rounding.ts'
import { notionalOf, ppmCeilingOf } from '../numbers/money.ts'
import { markOf } from '../book/quotes.ts'
import type { Instrument, MarginTier } from '../instrument/instrument.ts'
import type { Account, Position } from '../state/account.ts'
import { assert } from '../assert.ts'

/** What is open in an instrument, beside the position: an order that is asked for included. */
export interface OpenOrders {
  readonly openBuys: number
  readonly openSells: number
  readonly buyHold: bigint
  readonly sellHold: bigint
  /** What the account chose for the instrument. */
  readonly leverage: number | null
}

/** The value of a position at the mark, never negative; its cost when there is no mark. */
export function valueOf(position: Position): bigint {
  if (position.quantity === 0) return 0n
  const mark = markOf(position.instrument)
  if (mark === null) return position.cost
  return notionalOf(mark, position.size, position.instrument.definition.tickValue)
}

/** What a position adds to equity: all of its value (delivery), or its unrealised profit and loss. */
export function equityOfPosition(position: Position, value: bigint): bigint {
  const signed = position.quantity < 0 ? -1n : 1n
  if (position.instrument.definition.settlement === 'delivery') return signed * value
  return signed * (value - position.cost)
}

/** Cash and what the positions are worth, minor units; one without a mark counts at cost. */
export function equityOf(account: Account): bigint {
  let equity = account.cash
  for (const position of account.held) equity += equityOfPosition(position, valueOf(position))
  return equity
}

/** The largest exposure that position and open orders can become, minor units. */
export function exposureOf(position: Position, value: bigint, open: OpenOrders): bigint {
  const { quantity, size } = position
  if (quantity === 0) return open.buyHold > open.sellHold ? open.buyHold : open.sellHold
  const buys = quantity >= 0 ? value + open.buyHold : opening(open.buyHold, open.openBuys, size)
  const sells = quantity <= 0 ? value + open.sellHold : opening(open.sellHold, open.openSells, size)
  const larger = buys > sells ? buys : sells
  return larger > value ? larger : value
}

/** The part of the orders against a position that would open a new one, at their average price. */
function opening(hold: bigint, open: number, size: number): bigint {
  if (open <= size) return 0n
  return divideCeiling(hold * bigintOf(open - size), bigintOf(open))
}

/** The tier that an exposure falls into. */
export function tierOf({ marginTiers }: Instrument, exposure: bigint): MarginTier {
  let found = marginTiers[0]
  assert(found !== undefined, 'an instrument has margin tiers')
  if (marginTiers.length === 1) return found
  for (const tier of marginTiers) if (tier.from <= exposure) found = tier
  return found
}

/** Millionths of an exposure that must be there to open it: the tier's, or what the leverage leaves. */
export function initialPpmOf(
  { instrument, leverage }: Pick<Position, 'instrument' | 'leverage'>,
  exposure: bigint,
): number {
  const { definition } = instrument
  const byLeverage = Math.ceil(1_000_000 / (leverage ?? definition.leverageMax))
  return Math.max(tierOf(definition, exposure).initialPpm, byLeverage)
}

/** The initial requirement of an instrument with these open orders, minor units. */
export function requirementOf(position: Position, value: bigint, open: OpenOrders): bigint {
  const exposure = exposureOf(position, value, open)
  if (exposure === 0n) return 0n
  const { instrument } = position
  return ppmCeilingOf(exposure, initialPpmOf({ instrument, leverage: open.leverage }, exposure))
}

/** The initial requirement of a position of this value alone. */
export function initialOf(position: Position, value: bigint): bigint {
  return value === 0n ? 0n : ppmCeilingOf(value, initialPpmOf(position, value))
}

/** The equity below which a position of this value is liquidated. */
function maintenanceOf(position: Position, value: bigint): bigint {
  if (value === 0n) return 0n
  return ppmCeilingOf(value, tierOf(position.instrument.definition, value).maintenancePpm)
}

/** An account's equity and what its positions, and its positions with orders, require. Minor units. */
export interface MarginFigures {
  /** Cash and what the positions are worth. */
  readonly equity: bigint
  /** Initial requirement with open orders, over all instruments. */
  readonly required: bigint
  /** Initial requirement of the positions alone: below it there is a margin call. */
  readonly initial: bigint
  /** Below it the account is liquidated. */
  readonly maintenance: bigint
}

/** All of an account's figures at the present marks; a position without a mark counts at cost. */
export function marginFiguresOf(account: Account): MarginFigures {
  let equity = account.cash
  let required = account.flatRequired
  let initial = 0n
  let maintenance = 0n
  for (const position of account.held) {
    const value = valueOf(position)
    required += requirementOf(position, value, position)
    equity += equityOfPosition(position, value)
    initial += initialOf(position, value)
    maintenance += maintenanceOf(position, value)
  }
  return { equity, required, initial, maintenance }
}
