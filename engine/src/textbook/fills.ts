import { assert } from '../assert.ts'
import type { Evidence, Fill } from '../event/events.ts'
import type { Instrument } from '../instrument/instrument.ts'
import { lots } from '../numbers/lots.ts'
import { feeOf, notionalOf } from '../numbers/money.ts'
import { divideHalfEven } from '../numbers/rounding.ts'
import { ticks } from '../numbers/ticks.ts'
import { emit } from './apply.ts'
import { afterFillOfMember } from './groups.ts'
import { cutExcess } from './reduce-only.ts'
import { closableBy } from './units.ts'
import { noteTrade } from './reference-prices.ts'
import { availableOf, holdOf, reservationOf, sumSide } from './reservation.ts'
import {
  accountOf,
  groupKindOf,
  isMarketLike,
  leavesOf,
  listingOf,
  positionOf,
  type OpenOrder,
  type World,
} from './world.ts'

/** A trade that is about to happen. At least one side is a user's order. */
export interface Trade {
  readonly instrumentId: number
  readonly price: number
  readonly quantity: number
  readonly taker: OpenOrder | null
  readonly maker: OpenOrder | null
  readonly evidence: Pick<Evidence, 'source'> & { price: number; size: number; queueAhead: number | null }
}

/** Books a trade, and does at once what it means for groups and reduce-only orders, the maker's first. */
export function trade(world: World, { instrumentId, quantity, taker, maker, ...rest }: Trade): void {
  const listing = listingOf(world, instrumentId)
  const { instrument } = listing
  assert(quantity > 0, 'a trade moves at least one lot')
  assert(taker === null || taker.accountId !== maker?.accountId, 'no account trades with itself')
  const notional = notionalOf(rest.price, quantity, instrument.tickValue)
  const terms = { price: rest.price, quantity, notional, instrument }
  emit(world, {
    kind: 'traded',
    at: world.now,
    instrumentId,
    tradeId: listing.nextTradeId,
    price: ticks(rest.price),
    quantity: lots(quantity),
    notional,
    taker: taker === null ? null : fillOf(world, taker, { ...terms, liquidity: 'taker' }),
    maker: maker === null ? null : fillOf(world, maker, { ...terms, liquidity: 'maker' }),
    evidence: evidenceOf(rest.evidence),
  })
  if (instrument.tape === 'internal') noteTrade(listing, rest.price)
  for (const order of [maker, taker]) {
    if (order === null) continue
    afterFillOfMember(world, order, quantity)
    cutExcess(world, order)
  }
}

function evidenceOf(evidence: Trade['evidence']): Evidence {
  const { source, price, size, queueAhead } = evidence
  const ahead = queueAhead === null ? null : lots(queueAhead)
  return { source, price: ticks(price), size: lots(size), queueAhead: ahead }
}

interface FillTerms {
  readonly price: number
  readonly quantity: number
  readonly notional: bigint
  readonly instrument: Instrument
  readonly liquidity: 'maker' | 'taker'
}

/** One side of a trade: what it closes and opens, and the money of both. */
function fillOf(world: World, order: OpenOrder, terms: FillTerms): Fill {
  const { quantity, notional, instrument, liquidity } = terms
  const position = positionOf(accountOf(world, order.accountId), order.instrumentId)
  const size = Math.abs(position.quantity)
  const closed = Math.min(quantity, closableBy(accountOf(world, order.accountId), order))
  const opened = quantity - closed
  const isBoth = closed > 0 && opened > 0
  const closedNotional = isBoth
    ? notionalOf(terms.price, closed, instrument.tickValue)
    : closed > 0
      ? notional
      : 0n
  const costRemoved = closed === 0 ? 0n : divideHalfEven(position.cost * BigInt(closed), BigInt(size))
  const gain = closedNotional - costRemoved
  const realizedPnl = position.quantity > 0 ? gain : -gain
  const paid = order.side === 'buy' ? -notional : notional
  const next = { ...order, filled: lots(order.filled + quantity) }
  return {
    orderId: order.orderId,
    accountId: order.accountId,
    side: order.side,
    liquidity,
    leaves: lots(leavesOf(next)),
    closed: lots(closed),
    opened: lots(opened),
    cashDelta: instrument.settlement === 'delivery' ? paid : realizedPnl,
    fee: fillFeeOf(instrument, { notional, quantity }, liquidity),
    costRemoved,
    costAdded: notional - closedNotional,
    realizedPnl,
    ...reservationOf(world, next),
  }
}

/** What the venue takes for one side of a trade. */
export function fillFeeOf(
  instrument: Instrument,
  fill: { readonly notional: bigint; readonly quantity: number },
  liquidity: 'maker' | 'taker',
): bigint {
  const { makerPpm, takerPpm, perLotMicros } = instrument.fees
  return feeOf(fill, liquidity === 'maker' ? makerPpm : takerPpm, perLotMicros)
}

/** The most that an order may fill, and why not more. */
export interface Allowance {
  readonly quantity: number
  /** What the rest is canceled with when nothing is allowed; `null` while something is. */
  readonly reason: 'reduce_only' | 'insufficient_funds' | null
}

/** How much an order may fill of what it meets: what it can close, what its account has and can pay. */
export function allowanceOf(
  world: World,
  order: OpenOrder,
  fill: { readonly price: number; readonly wanted: number; readonly liquidity: 'maker' | 'taker' },
): Allowance {
  const account = accountOf(world, order.accountId)
  let { wanted } = fill
  if (order.reduceOnly) {
    wanted = Math.min(wanted, closableBy(account, order))
    if (wanted === 0) return { quantity: 0, reason: 'reduce_only' }
  }
  if (account.accountKind === 'margin') return { quantity: wanted, reason: null }
  if (order.side === 'sell' && !order.reduceOnly) wanted = Math.min(wanted, unitsFor(world, order))
  const quantity = affordable(world, order, { ...fill, wanted })
  return { quantity, reason: quantity === 0 ? 'insufficient_funds' : null }
}

/** Units that a sale of a cash account may deliver: what others have not reserved. A pair is one sale. */
function unitsFor(world: World, order: OpenOrder): number {
  const { quantity } = positionOf(accountOf(world, order.accountId), order.instrumentId)
  const isOco = groupKindOf(world, order) === 'oco'
  const others = world.orders.filter(
    (other) => other !== order && !(isOco && other.groupId === order.groupId),
  )
  return Math.max(0, quantity - sumSide(world, order, others).open)
}

/** The most lots whose price and fee the account can pay, a sale bringing its price; all, or by bisection. */
function affordable(
  world: World,
  order: OpenOrder,
  fill: { readonly price: number; readonly wanted: number; readonly liquidity: 'maker' | 'taker' },
): number {
  const { instrument } = listingOf(world, order.instrumentId)
  const available = availableOf(world, accountOf(world, order.accountId))
  // What is left of it is canceled, so all that it holds may be spent.
  const isSpendingAll = fill.liquidity === 'taker' && isMarketLike(order)
  return mostThatFits(fill.wanted, (quantity) => {
    const notional = notionalOf(fill.price, quantity, instrument.tickValue)
    const freed = isSpendingAll ? order.hold : freedBy(world, order, quantity)
    const paid = order.side === 'buy' ? notional : -notional
    return paid + fillFeeOf(instrument, { notional, quantity }, fill.liquidity) <= available + freed
  })
}

/** By how much the hold of the account falls when an order fills, and its OCO partner shrinks with it. */
function freedBy(world: World, order: OpenOrder, quantity: number): bigint {
  const isOco = groupKindOf(world, order) === 'oco'
  const after = world.orders.map((other) => {
    const isPartner = isOco && other.groupId === order.groupId
    if (other !== order && !isPartner) return other
    const left = Math.max(0, leavesOf(other) - quantity)
    const next = { ...other, quantity: lots(other.filled + other.canceled + left) }
    return { ...next, hold: holdOf(world, next) }
  })
  return sumSide(world, order, world.orders).hold - sumSide(world, order, after).hold
}

/** The whole where it fits, else by bisection the greatest that does; 0 always does. */
export function mostThatFits(whole: number, fits: (quantity: number) => boolean): number {
  if (whole === 0 || fits(whole)) return whole
  let low = 0
  let high = whole
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2)
    if (fits(middle)) low = middle
    else high = middle
  }
  return low
}
