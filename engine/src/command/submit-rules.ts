import { bestDisplayedLevel, bestTradable, referencePrice, referenceQuote } from '../book/quotes.ts'
import { NONE } from '../book/price-index.ts'
import { oppositeOf } from '../book/side.ts'
import { isFreshAt, isMatchable } from '../instrument/trading-state.ts'
import { bestOpposite, priceBeside, reaches } from '../matching/meets.ts'
import { lots, type Lots } from '../numbers/lots.ts'
import { numberOf } from '../numbers/bigints.ts'
import { notionalCeilingOf, notionalOf } from '../numbers/money.ts'
import { ppmFloor } from '../numbers/rounding.ts'
import { ticks, type Ticks } from '../numbers/ticks.ts'
import { hasTrigger, mayWait, repricedLimit } from '../order/accept-order.ts'
import type { OrderRole, Ticket } from '../order/order-types.ts'
import { closingLeaves, closingSide } from '../order/reduce-only.ts'
import { marginFiguresOf, requirementOf, valueOf, type OpenOrders } from '../risk/margin.ts'
import { isWatchCurrent } from '../risk/risk-watch.ts'
import { holdingOf, largestFee, raised, reservationAfter, type Holding } from '../risk/reservation.ts'
import type { Account, Position } from '../state/account.ts'
import type { ExchangeState } from '../state/exchange-state.ts'
import type { ListedInstrument } from '../state/listed-instrument.ts'
import type { Order } from '../state/order.ts'
import { referenceNameOf } from '../trigger/fire.ts'
import { rawStop } from '../trigger/trailing.ts'
import type { Denial } from './denials.ts'
import { deny } from './deny.ts'
import { lotsForNotional } from './notional.ts'
import { checkNumbers, checkQuantity, checkShape } from './ticket-rules.ts'

/** A ticket on its way through the rules. */
export interface Candidate {
  readonly state: ExchangeState
  readonly at: number
  readonly account: Account
  readonly instrument: ListedInstrument
  /** What the account has in the instrument. */
  readonly position: Position
  readonly ticket: Ticket
  readonly role: OrderRole
  /** Lots; for an order by money those its walk finds, 0 before it. */
  readonly quantity: Lots
  /** The other order of a pair, and what it would hold: it counts as accepted. */
  readonly beside: Beside | null
  /** The order itself when it is amended: its own reservation does not count against it. */
  readonly own: Order | null
}

/** The first ticket of a pair while the second is checked. */
export interface Beside {
  readonly ticket: Ticket
  readonly holding: Holding
  /** Whether the two count once. */
  readonly isPair: boolean
}

/** What came of the rules: a denial, or the candidate with its quantity. */
export type Checked = { readonly denial: Denial } | { readonly denial: null; readonly candidate: Candidate }

/**
 * Rules 4 to 26 for one ticket. A secondary order is looked at by rules 17, 18 and 20 to 26 when it is
 * activated.
 *
 * @param orderCount - open orders that its command adds, for rule 19; 0 when they have been counted
 */
export function checkCandidate(candidate: Candidate, orderCount: number): Checked {
  const isWaiting = candidate.role === 'secondary'
  const denial =
    checkTicket(candidate) ??
    (isWaiting ? null : checkMarket(candidate)) ??
    checkOrderCount(candidate.account, orderCount)
  if (denial !== null) return { denial }
  return isWaiting ? { denial: null, candidate } : checkRisk(candidate)
}

/** Rules 4 to 16, in the order of docs/engine-rules.md, section 4: ticket, instrument and account. */
function checkTicket(candidate: Candidate): Denial | null {
  const { account, instrument, ticket, at } = candidate
  return (
    checkFit(account, instrument) ??
    checkShape(ticket, instrument.definition, at) ??
    checkNumbers(ticket, instrument.definition) ??
    hasBracketAround(candidate)
  )
}

/** Rules 17 and 18. */
function checkMarket(candidate: Candidate): Denial | null {
  return isAllowedByPhase(candidate) ?? isInBand(candidate)
}

/**
 * Rules 17 and 18, for an order that reaches the exchange after its latency; also 24 to 26 for market orders,
 * which have held nothing back meanwhile.
 */
export function checkReleased(candidate: Candidate): Denial | null {
  const { type, reduceOnly } = candidate.ticket
  const isFree = type === 'market' && !reduceOnly
  return checkMarket(candidate) ?? (isFree ? firstMoneyDenial(candidate) : null)
}

/** Rules 17, 18 and 20 to 26, for an order that is activated. */
export function checkActivated(candidate: Candidate): Denial | null {
  return checkMarket(candidate) ?? firstRiskDenial(candidate)
}

/**
 * Rules 4, 15, 17 and 19, for an order that closes a position.
 *
 * @param hasQuantity - whether the client chose the quantity; all of a position may be less than the least
 * order
 */
export function checkClose(candidate: Candidate, hasQuantity: boolean): Denial | null {
  const { instrument, quantity } = candidate
  return (
    checkFit(candidate.account, instrument) ??
    (hasQuantity ? checkQuantity(quantity, instrument.definition) : null) ??
    isAllowedByPhase(candidate) ??
    checkOrderCount(candidate.account, 1)
  )
}

/** Rules 18 and 20 to 26, for an amended order; those that its changes touch. */
export const amendRules = {
  isInBand,
  mayTrade,
  reducesWithin,
  isNotMet,
  doesNotTake,
  isWithinValue,
  isWithinPosition,
  isCovered,
}

/** Rule 19. */
function checkOrderCount({ openOrderIds, settings }: Account, added: number): Denial | null {
  const openOrderCount = openOrderIds.length
  if (added === 0 || openOrderCount + added <= settings.openOrdersMax) return null
  return deny('open_orders_max', { limit: settings.openOrdersMax, value: openOrderCount + added })
}

function checkRisk(candidate: Candidate): Checked {
  const { account, instrument, ticket } = candidate
  const { side, notional } = ticket
  if (notional === null) {
    const denial = firstRiskDenial(candidate)
    return denial === null ? { denial, candidate } : { denial }
  }
  const quantity = lots(lotsForNotional({ account, instrument, side, notional }))
  if (quantity < instrument.definition.quantityMin) {
    return { denial: deny('notional_too_small', { field: 'notional', value: notional }) }
  }
  const sized = { ...candidate, quantity }
  const denial = firstRiskDenial(sized)
  return denial === null ? { denial, candidate: sized } : { denial }
}

/** Rules 20 to 26. */
function firstRiskDenial(candidate: Candidate): Denial | null {
  return (
    mayTrade(candidate) ??
    reducesWithin(candidate) ??
    isNotMet(candidate) ??
    doesNotTake(candidate) ??
    firstMoneyDenial(repriced(candidate))
  )
}

/** Rules 24 to 26, at the price that the order will have. */
function firstMoneyDenial(candidate: Candidate): Denial | null {
  return isWithinValue(candidate) ?? isWithinPosition(candidate) ?? isCovered(candidate)
}

/** A post-only order that gives way is judged at the price it gets. */
function repriced(candidate: Candidate): Candidate {
  const { at, account, instrument, ticket } = candidate
  if (ticket.postOnly !== 'reprice') return candidate
  return {
    ...candidate,
    ticket: { ...ticket, limitPrice: repricedLimit({ at, account, instrument, ticket }) },
  }
}

/** Rule 4. */
export function checkFit(account: Account, instrument: ListedInstrument): Denial | null {
  const { currency, settlement } = instrument.definition
  if (currency !== account.currency) {
    return deny('currency_mismatch', { field: 'instrumentId', limit: account.currency, value: currency })
  }
  if (settlement === 'pnl' && account.kind === 'cash') {
    return deny('settlement_needs_margin', { field: 'instrumentId' })
  }
  return null
}

/** Rule 16: the take-profit is beyond the entry and the stop on its other side. */
function hasBracketAround({ ticket, instrument }: Candidate): Denial | null {
  const { bracket, side } = ticket
  if (bracket === null) return null
  const name = referenceNameOf(instrument.definition.triggerBy, side)
  const entry = ticket.limitPrice ?? ticket.stopPrice ?? referencePrice(instrument, name)
  if (entry === null) return null
  const sign = side === 'buy' ? 1 : -1
  const { takeProfit } = bracket
  if (takeProfit !== null && (takeProfit - entry) * sign <= 0) {
    return deny('bracket_price_side', { field: 'bracket.takeProfit', limit: entry, value: takeProfit })
  }
  const stop = bracket.stopLoss?.stopPrice ?? null
  if (stop !== null && (entry - stop) * sign <= 0) {
    return deny('bracket_price_side', { field: 'bracket.stopLoss.stopPrice', limit: entry, value: stop })
  }
  return null
}

/** Rule 17: the one table of phases. Stale prices are a halt. */
function isAllowedByPhase({ ticket, instrument, at }: Candidate): Denial | null {
  const { type, timeInForce } = ticket
  const isImmediate = type === 'market' || timeInForce === 'ioc' || timeInForce === 'fok'
  if (!isImmediate || isMatchable(instrument, at)) return null
  if (instrument.phase === 'continuous' && !isFreshAt(instrument, at)) return deny('market_stale')
  return deny('phase_refuses_order', { value: instrument.phase })
}

/** Rule 18: a limit may go through the market only so far. */
function isInBand({ ticket, instrument }: Candidate): Denial | null {
  const { type, side, limitPrice } = ticket
  if (type !== 'limit' || limitPrice === null) return null
  const opposite = referenceQuote(instrument, oppositeOf(side))
  if (opposite === null) return null
  const width = ppmFloor(opposite, instrument.definition.bandPpm)
  const limit = side === 'buy' ? opposite + width : opposite - width
  if (side === 'buy' ? limitPrice <= limit : limitPrice >= limit) return null
  return deny('price_band', { field: 'limitPrice', limit, value: limitPrice })
}

/** Rule 20: who is stopped may only reduce. */
function mayTrade(candidate: Candidate): Denial | null {
  const { state, account, ticket } = candidate
  const isOwnerKilled = state.killedOwners.size > 0 && state.killedOwners.has(account.ownerId)
  const isKilled = state.counters.isSiteKilled || isOwnerKilled || account.isKilled
  if (isKilled || account.isLossLocked) {
    if (!isReducing(candidate)) return deny(isKilled ? 'kill_switch' : 'loss_lock')
  }
  // A liquidation cancels all that is not marked as reducing.
  return account.isLiquidating && !ticket.reduceOnly ? deny('liquidating') : null
}

/** Whether an order can only make its position smaller. */
function isReducing(candidate: Candidate): boolean {
  const { state, position, ticket, quantity, own } = candidate
  if (ticket.reduceOnly) return true
  if (closingSide(position) !== ticket.side) return false
  const open = ticket.side === 'buy' ? position.openBuys : position.openSells
  const ownOpen = own === null ? 0 : own.leaves
  const room = position.size - (open - ownOpen) - quantity
  return closingLeaves(state, position, room) <= room
}

/** Rule 21: what reduces never stands for more than there is. */
function reducesWithin(candidate: Candidate): Denial | null {
  const { state, position, ticket, quantity, beside, own } = candidate
  if (!ticket.reduceOnly || beside?.isPair === true) return null
  if (closingSide(position) !== ticket.side) {
    return deny('reduce_only_exceeds_position', { field: 'quantity', limit: 0, value: quantity })
  }
  const rests = ticket.type !== 'market' && mayWait(ticket)
  const ownLeaves = own?.leaves ?? 0
  const room = position.size - quantity + ownLeaves
  const taken = rests ? closingLeaves(state, position, room) - ownLeaves : 0
  const limit = Math.max(0, position.size - taken)
  if (quantity <= limit) return null
  return deny('reduce_only_exceeds_position', { field: 'quantity', limit, value: quantity })
}

/** Rule 22: a stop that is met already is a mistake; a trailing stop needs a price to trail. */
function isNotMet({ ticket, instrument }: Candidate): Denial | null {
  const { type, side, stopPrice, trailing } = ticket
  if (!hasTrigger(type)) return null
  const price = referencePrice(
    instrument,
    referenceNameOf(ticket.triggerBy ?? instrument.definition.triggerBy, side),
  )
  if (trailing !== null) {
    return trailing.activationPrice === null && price === null ? deny('no_reference_price') : null
  }
  if (price === null || stopPrice === null) return null
  const isRising = (side === 'buy') !== (type === 'take_profit')
  const isMet = isRising ? price >= stopPrice : price <= stopPrice
  return isMet ? deny('stop_already_met', { field: 'stopPrice', limit: price, value: stopPrice }) : null
}

/** Rule 23: post-only adds liquidity or is not there. */
function doesNotTake({ ticket, instrument, account, at }: Candidate): Denial | null {
  const { side, limitPrice, postOnly } = ticket
  if (postOnly === 'no' || limitPrice === null || !isMatchable(instrument, at)) return null
  const opposite = bestOpposite(account, instrument, side)
  if (opposite === null || !reaches(side, limitPrice, opposite)) return null
  if (postOnly === 'reprice' && priceBeside(instrument, side, opposite) !== null) return null
  return deny('post_only_would_take', { field: 'limitPrice', limit: opposite, value: limitPrice })
}

/** The price an order is judged at: where it waits or rests; for market orders the quote and a collar. */
function priceOf(candidate: Candidate): Ticks | null {
  const { ticket, instrument, account } = candidate
  const { side, limitPrice, trailing } = ticket
  const { collarPpm, tickTable } = instrument.definition
  if (limitPrice !== null) return limitPrice
  if (ticket.type === 'market') {
    const quote = marketQuote(account, instrument, side)
    return quote === null || side === 'sell' ? quote : raised(quote, collarPpm)
  }
  const stop = trailing === null ? ticket.stopPrice : trailingStop(candidate, trailing, tickTable)
  if (stop === null || side === 'sell') return stop
  return raised(stop, collarPpm)
}

function trailingStop(
  { ticket, instrument, own }: Candidate,
  trailing: NonNullable<Ticket['trailing']>,
  tickTable: Parameters<typeof rawStop>[0]['tickTable'],
): Ticks | null {
  const { side } = ticket
  const name = referenceNameOf(ticket.triggerBy ?? instrument.definition.triggerBy, side)
  const start = trailing.activationPrice ?? referencePrice(instrument, name)
  const watermark = own?.trigger?.liveWatermark ?? start
  return watermark === null ? null : rawStop({ side, trailing, watermark, tickTable })
}

function marketQuote(account: Account, instrument: ListedInstrument, side: Ticket['side']): Ticks | null {
  const opposite = oppositeOf(side)
  const isDisplayed = instrument.definition.tape === 'venue' || account.settings.fillModel === 'touch'
  if (!isDisplayed) return bestTradable(instrument, opposite)
  const level = bestDisplayedLevel(instrument, opposite)
  return level === NONE ? null : instrument.book.levelPrice(level)
}

/** Rule 24. */
function isWithinValue(candidate: Candidate): Denial | null {
  const price = priceOf(candidate)
  if (price === null) return null
  const { orderValueMax: limit, tickValue } = candidate.instrument.definition
  const value = notionalOf(price, candidate.quantity, tickValue)
  return value <= limit ? null : deny('order_value_max', { limit, value })
}

/** Rule 25. */
function isWithinPosition(candidate: Candidate): Denial | null {
  const { ticket, instrument, position } = candidate
  const { openDelta } = changeOf(candidate)
  const added = ticket.type === 'market' ? candidate.quantity : openDelta
  const open = (ticket.side === 'buy' ? position.openBuys : position.openSells) + besideOpen(candidate)
  const value = (ticket.side === 'buy' ? position.quantity : 0 - position.quantity) + open + added
  const { positionMax: limit } = instrument.definition
  if (value <= limit || isReducing(candidate)) return null
  return deny('position_max', { field: 'quantity', limit, value })
}

/** Rule 26: the money, the units or the margin is there. */
function isCovered(candidate: Candidate): Denial | null {
  if (candidate.ticket.reduceOnly) return null
  return candidate.account.kind === 'cash' ? isCoveredByCash(candidate) : isCoveredByMargin(candidate)
}

function isCoveredByCash(candidate: Candidate): Denial | null {
  const { account, position, ticket, quantity } = candidate
  const { holdDelta, openDelta } = changeOf(candidate)
  const isSecond = candidate.beside !== null && candidate.beside.ticket.side === ticket.side
  if (ticket.side === 'buy') {
    if (ticket.type === 'market') return null
    const limit = account.cash - account.hold - (isSecond ? candidate.beside.holding.hold : 0n)
    return holdDelta <= limit ? null : deny('insufficient_funds', { limit, value: holdDelta })
  }
  const needed = ticket.type === 'market' ? quantity : openDelta
  const limit = position.quantity - position.openSells - besideOpen(candidate)
  return needed <= limit ? null : deny('insufficient_units', { field: 'quantity', limit, value: needed })
}

function isCoveredByMargin(candidate: Candidate): Denial | null {
  const { state, account, position, ticket, instrument, beside } = candidate
  const price = priceOf(candidate)
  if (price === null) return null
  const { tickValue } = instrument.definition
  // What has filled has paid its fee.
  const leaves = leavesOf(candidate)
  const notional = notionalCeilingOf(price, leaves, tickValue)
  const value = valueOf(position)
  const change = ticket.type === 'market' ? { holdDelta: notional, openDelta: leaves } : changeOf(candidate)
  const base = withBeside(candidate)
  const before = requirementOf(position, value, base)
  const after = requirementOf(position, value, added(base, ticket.side, change))
  if (after <= before) return null
  const needed = after - before + largestFee(instrument.definition, notional, leaves)
  if (beside === null && isWatchCurrent(state) && numberOf(needed) <= account.leastFree) return null
  const figures = marginFiguresOf(account)
  const besideRequired = before - requirementOf(position, value, position)
  const free = figures.equity - figures.required - besideRequired
  return needed <= free ? null : deny('insufficient_margin', { limit: free, value: needed })
}

function added(
  { openBuys, openSells, buyHold, sellHold, leverage }: OpenOrders,
  side: Ticket['side'],
  { openDelta, holdDelta }: { openDelta: number; holdDelta: bigint },
): OpenOrders {
  return side === 'buy'
    ? { openBuys: openBuys + openDelta, openSells, buyHold: buyHold + holdDelta, sellHold, leverage }
    : { openBuys, openSells: openSells + openDelta, buyHold, sellHold: sellHold + holdDelta, leverage }
}

/** The sums of a position with the first ticket of a pair counted as accepted. */
function withBeside({ beside, position }: Candidate): OpenOrders {
  if (beside === null) return position
  const { hold, open } = beside.holding
  return added(position, beside.ticket.side, { holdDelta: hold, openDelta: open })
}

function besideOpen({ beside, ticket }: Candidate): number {
  return beside !== null && beside.ticket.side === ticket.side ? beside.holding.open : 0
}

/** The lots that would be open. */
function leavesOf({ quantity, own }: Candidate): Lots {
  return own === null ? quantity : lots(quantity - own.filled - own.canceled)
}

/** What the order would hold. */
export function holdingOfCandidate(candidate: Candidate): Holding {
  const { account, instrument, ticket, own } = candidate
  const price = ticket.trailing === null ? ticket.stopPrice : trailingStopToHold(candidate)
  return holdingOf(
    {
      accountKind: account.kind,
      definition: instrument.definition,
      side: ticket.side,
      type: ticket.type,
      reduceOnly: ticket.reduceOnly,
      place: own?.place ?? 'none',
      limitPrice: ticket.limitPrice,
      stopPrice: price,
      trailing: ticket.trailing,
    },
    leavesOf(candidate),
  )
}

/**
 * A trailing stop that trails from acceptance is held at its first stop, one that waits at its
 * activation.
 */
function trailingStopToHold(candidate: Candidate): Ticks | null {
  const { ticket, instrument, own } = candidate
  const { trailing } = ticket
  if (trailing === null) return null
  if (own === null && trailing.activationPrice !== null) return null
  const stop = trailingStop(candidate, trailing, instrument.definition.tickTable)
  return stop === null ? null : ticks(stop)
}

/** How the sums of its account and position change with the order. */
function changeOf(candidate: Candidate): { holdDelta: bigint; openDelta: number } {
  const next = holdingOfCandidate(candidate)
  const { beside, own } = candidate
  if (own !== null) return reservationAfter(own, next)
  if (beside === null || !beside.isPair || beside.ticket.side !== candidate.ticket.side) {
    return { holdDelta: next.hold, openDelta: next.open }
  }
  const { hold, open } = beside.holding
  return {
    holdDelta: next.hold > hold ? next.hold - hold : 0n,
    openDelta: Math.max(0, next.open - open),
  }
}
