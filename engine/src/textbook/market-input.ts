import type {
  MarketInput,
  OutsideBook,
  OutsideLevel,
  OutsideLevels,
  OutsideTrade,
} from '../command/commands.ts'
import type { Denial } from '../command/denials.ts'
import type { Side } from '../order/order-types.ts'
import { deny } from './denial.ts'
import { allowanceOf, trade } from './fills.ts'
import { cancelOrder } from './groups.ts'
import { matchOutsideOrder } from './match.ts'
import {
  aheadOf,
  bestDisplayed,
  bookOrders,
  bookPriceOf,
  comparePrices,
  displayedLevels,
  effectiveOf,
  isWithinLimit,
  ordersAt,
  setDisplayed,
  setLevel,
  stillInBook,
  takeOutside,
} from './outside-levels.ts'
import { forgetWindow, isFresh, isMatchable, noteTrade } from './reference-prices.ts'
import { executeQueued } from './settle.ts'
import { refuse, type Verdict } from './submit.ts'
import { isId } from './ticket-rules.ts'
import { observe, observeTrades } from './triggers.ts'
import { findListing, leavesOf, oppositeOf, type Listing, type OpenOrder, type World } from './world.ts'

/** The greatest price, size or quantity that the outside world may show. */
const outsideMax = 1_000_000_000_000_000

/** What the world does: it is never denied but for its shape. */
export function takeMarketInput(world: World, input: MarketInput): Verdict {
  const malformed = malformedInput(input)
  if (malformed !== null) return refuse(malformed)
  const listing = findListing(world, input.instrumentId)
  if (listing === undefined) {
    return refuse(deny('unknown_instrument', 'instrumentId', { value: input.instrumentId }))
  }
  const wasMatchable = isMatchable(world, listing)
  refresh(world, listing, input)
  if (!wasMatchable && isMatchable(world, listing)) forgetWindow(listing)
  act(world, listing, input)
  if (!wasMatchable && isMatchable(world, listing)) executeQueued(world, listing)
  observe(world, listing, 'all')
  return { kind: 'done', orderId: null }
}

/** Only a book makes prices fresh; anything else keeps them so, unless too much time has passed. */
function refresh(world: World, listing: Listing, input: MarketInput): void {
  if (input.kind === 'outside_book') listing.hasBook = true
  else if (input.kind === 'outside_lost' || !isFresh(world, listing)) listing.hasBook = false
  listing.marketInputAt = world.now
}

function act(world: World, listing: Listing, input: MarketInput): void {
  switch (input.kind) {
    case 'outside_book': {
      takeBook(world, listing, input)
      return
    }
    case 'outside_levels': {
      takeLevels(world, listing, input)
      return
    }
    case 'outside_trade': {
      takePrint(world, listing, input)
      return
    }
    case 'outside_order':
      if (isMatchable(world, listing)) matchOutsideOrder(world, listing, input)
      return
    case 'outside_lost':
      return
  }
}

function malformedInput(input: MarketInput): Denial | null {
  if (!isId(input.instrumentId)) return deny('malformed_command', 'instrumentId')
  switch (input.kind) {
    case 'outside_book':
      return malformedBook(input)
    case 'outside_levels': {
      const isRight = input.changes.every(({ price, size }) => isPositive(price) && isSize(size))
      return isRight ? null : deny('malformed_command', 'changes')
    }
    case 'outside_trade':
      if (!isPositive(input.price)) return deny('malformed_command', 'price')
      if (!isPositive(input.quantity)) return deny('malformed_command', 'quantity')
      return input.newSize === null || isSize(input.newSize) ? null : deny('malformed_command', 'newSize')
    case 'outside_order':
      if (!isPositive(input.quantity)) return deny('malformed_command', 'quantity')
      return input.limitPrice === null || isPositive(input.limitPrice)
        ? null
        : deny('malformed_command', 'limitPrice')
    case 'outside_lost':
      return null
  }
}

function isPositive(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1 && value <= outsideMax
}

function isSize(value: number): boolean {
  return value === 0 || isPositive(value)
}

function isLevel({ size }: OutsideLevel): boolean {
  return size > 0
}

function malformedBook({ bids, asks, last }: OutsideBook): Denial | null {
  if (last !== null && !isPositive(last)) return deny('malformed_command', 'last')
  for (const side of ['buy', 'sell'] as const) {
    const levels = side === 'buy' ? bids : asks
    const field = side === 'buy' ? 'bids' : 'asks'
    for (const [index, { price, size }] of levels.entries()) {
      const before = levels[index - 1]
      const isBehind = before === undefined || comparePrices(side, before.price, price) < 0
      if (!isPositive(price) || !isSize(size) || !isBehind) return deny('malformed_command', field)
    }
  }
  const [bid, ask] = [bids.find(isLevel), asks.find(isLevel)]
  const isCrossed = bid !== undefined && ask !== undefined && bid.price >= ask.price
  return isCrossed ? deny('malformed_command', 'asks') : null
}

function takeBook(world: World, listing: Listing, book: OutsideBook): void {
  if (book.last !== null) {
    noteTrade(listing, book.last)
    observeTrades(world, listing)
  }
  for (const side of ['buy', 'sell'] as const) {
    const levels = side === 'buy' ? book.bids : book.asks
    for (const { price } of [...listing.outside[side]]) {
      const isGone = !levels.some((level) => level.price === price && level.size > 0)
      if (isGone) setDisplayed(world, listing, { side, price, size: 0, isResync: true })
    }
    for (const { price, size } of levels) {
      if (size > 0) setDisplayed(world, listing, { side, price, size, isResync: true })
    }
  }
  tradeCrossed(world, listing)
}

function takeLevels(world: World, listing: Listing, { changes }: OutsideLevels): void {
  for (const { side, price, size } of changes)
    setLevel(world, listing, { side, price, size, isResync: false })
  tradeCrossed(world, listing)
}

/** Outside sizes that lock or cross users' orders trade: asks against bids, then bids against asks. */
export function tradeCrossed(world: World, listing: Listing): void {
  if (!isMatchable(world, listing)) return
  for (const outsideSide of ['sell', 'buy'] as const) {
    while (tradeOneCrossed(world, listing, outsideSide)) continue
  }
}

function tradeOneCrossed(world: World, listing: Listing, outsideSide: Side): boolean {
  const level = displayedLevels(listing, outsideSide).find((other) => effectiveOf(other) > 0)
  const maker = bookOrders(world, listing, oppositeOf(outsideSide))[0]
  if (level === undefined || maker === undefined) return false
  const price = bookPriceOf(maker)
  if (!isWithinLimit(maker.side, price, level.price)) return false
  const size = effectiveOf(level)
  fillMaker(world, maker, {
    wanted: Math.min(size, leavesOf(maker)),
    evidence: { source: 'crossing', price: level.price, size },
    before: (taken) =>
      takeOutside(world, listing, { side: outsideSide, price: level.price, quantity: taken }),
  })
  return true
}

/**
 * Fills a resting order of a user against the outside world, as far as its account may; one that may nothing
 * is canceled. Gives the lots filled.
 */
function fillMaker(
  world: World,
  maker: OpenOrder,
  fill: {
    readonly wanted: number
    readonly evidence: { source: 'crossing' | 'through' | 'print'; price: number; size: number }
    readonly before: (quantity: number) => void
  },
): number {
  const price = bookPriceOf(maker)
  const allowed = allowanceOf(world, maker, { price, wanted: fill.wanted, liquidity: 'maker' })
  if (allowed.reason !== null) {
    cancelOrder(world, maker, allowed.reason)
    return 0
  }
  const queueAhead = aheadOf(world, maker)
  fill.before(allowed.quantity)
  trade(world, {
    instrumentId: maker.instrumentId,
    price,
    quantity: allowed.quantity,
    taker: null,
    maker,
    evidence: { ...fill.evidence, queueAhead },
  })
  return allowed.quantity
}

function takePrint(world: World, listing: Listing, print: OutsideTrade): void {
  const aggressor = print.aggressor ?? aggressorOf(listing, print.price)
  noteTrade(listing, print.price)
  observeTrades(world, listing)
  if (aggressor === null) return
  const side = oppositeOf(aggressor)
  const { price, quantity } = print
  const displayed = listing.outside[side].find((level) => level.price === price)?.displayed ?? 0
  let left: number = quantity
  if (isMatchable(world, listing)) left -= fillThrough(world, listing, { side, price, quantity })
  const absorbed = absorb(listing, { side, price, quantity: left })
  const traded = left - absorbed
  const starts = ordersAt(world, listing, { side, price }).map((order) => ({
    orderId: order.orderId,
    ahead: aheadOf(world, order),
  }))
  const filled = isMatchable(world, listing)
    ? fillAtPrint(world, { starts, traded, evidence: { source: 'print', price, size: quantity } })
    : 0
  for (const order of ordersAt(world, listing, { side, price })) {
    order.ahead = Math.max(0, order.ahead - (traded - filled))
  }
  const size = print.newSize ?? Math.max(0, displayed - quantity)
  setLevel(world, listing, { side, price, size, isResync: false })
  tradeCrossed(world, listing)
}

/** Who crossed, where the venue does not say: whoever met the displayed quote. */
function aggressorOf(listing: Listing, price: number): Side | null {
  const ask = bestDisplayed(listing, 'sell')
  if (ask !== null && price >= ask) return 'buy'
  const bid = bestDisplayed(listing, 'buy')
  return bid !== null && price <= bid ? 'sell' : null
}

/** Orders at better prices than the print would have traded first, whatever was ahead of them. */
function fillThrough(
  world: World,
  listing: Listing,
  print: { readonly side: Side; readonly price: number; readonly quantity: number },
): number {
  const { side, price, quantity } = print
  let filled = 0
  while (filled < quantity) {
    const maker = bookOrders(world, listing, side)[0]
    if (maker === undefined || comparePrices(side, bookPriceOf(maker), price) >= 0) break
    filled += fillMaker(world, maker, {
      wanted: Math.min(leavesOf(maker), quantity - filled),
      evidence: { source: 'through', price, size: quantity },
      before: () => undefined,
    })
  }
  return filled
}

/** What our users took before is the front of the level: the print comes off that first. */
function absorb(
  listing: Listing,
  print: { readonly side: Side; readonly price: number; readonly quantity: number },
): number {
  const level = listing.outside[print.side].find((other) => other.price === print.price)
  if (level === undefined) return 0
  const absorbed = Math.min(level.consumed, print.quantity)
  level.consumed -= absorbed
  level.displayed -= absorbed
  return absorbed
}

/** Fills the queue at the price of a print, until one order is not filled whole. */
function fillAtPrint(
  world: World,
  print: {
    readonly starts: readonly { readonly orderId: number; readonly ahead: number }[]
    readonly traded: number
    readonly evidence: { source: 'print'; price: number; size: number }
  },
): number {
  let filled = 0
  for (const { orderId, ahead } of print.starts) {
    const maker = stillInBook(world, orderId)
    if (maker === undefined) continue
    const wanted = Math.min(leavesOf(maker), print.traded - filled - ahead)
    if (wanted <= 0) break
    filled += fillMaker(world, maker, { wanted, evidence: print.evidence, before: () => undefined })
    if (stillInBook(world, orderId) !== undefined) break
  }
  return filled
}
