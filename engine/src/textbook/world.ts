import { assert } from '../assert.ts'
import type { EngineEvent } from '../event/events.ts'
import type { Instrument, Phase } from '../instrument/instrument.ts'
import { lots } from '../numbers/lots.ts'
import type { Ticks } from '../numbers/ticks.ts'
import type { Side } from '../order/order-types.ts'
import type {
  AccountImage,
  CurrencyImage,
  GroupImage,
  OrderImage,
  PositionImage,
  RecentImage,
  ScheduledBoundary,
} from '../state/state-image.ts'

const noLots = lots(0)

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** An open order: what D knows of it, and two volatile numbers of M. */
export interface OpenOrder extends Mutable<OrderImage> {
  /** M: outside lots still ahead of it in its level; 0 outside the book. */
  ahead: number
  /** M: the watermark at this moment, which D learns at most once a second. */
  liveWatermark: Ticks | null
}

/** A position; what is open in its instrument is summed from the orders whenever it is wanted. */
export type Position = Mutable<Omit<PositionImage, 'openBuys' | 'openSells' | 'buyHold' | 'sellHold'>>

/** An account; its hold is summed from the orders whenever it is wanted. */
export interface Account extends Mutable<Omit<AccountImage, 'positions' | 'hold'>> {
  positions: Position[]
}

/** A level of the venue: what it displays, and how much of its front our users have taken. */
export interface OutsideSize {
  price: number
  displayed: number
  consumed: number
}

/** A reference price at a moment. */
export interface Observation {
  readonly at: number
  readonly price: number
}

/** What triggers can watch. */
export type Reference = 'last' | 'bid' | 'ask' | 'mark'

/** An instrument with its phase, its house (D) and its market (M). */
export interface Listing {
  instrument: Instrument
  phase: Phase
  schedule: ScheduledBoundary[]
  nextTradeId: number
  houseCash: bigint
  housePosition: bigint
  /** M: the venue's levels by side, in no order. */
  outside: Record<Side, OutsideSize[]>
  last: number | null
  /** M: trade prices that the triggers have not seen yet. */
  unseenTrades: number[]
  /** M: what the triggers have seen, oldest first. */
  seen: Record<Reference, Observation[]>
  /** M: whether a book has come and the link has not been lost since; time may make it stale all the same. */
  hasBook: boolean
  marketInputAt: number
}

/** A group, and what the legs of a bracket guard. */
export interface Group {
  groupId: number
  groupKind: GroupImage['groupKind']
  guarded: number
}

/** Something that an input causes, to be done in its turn. */
export type Work =
  /** `isLate`: not accepted in this input at this place, so the late checks come first. */
  | { readonly kind: 'execute'; readonly orderId: number; readonly isLate: boolean }
  | { readonly kind: 'bring_legs'; readonly groupId: number }
  | { readonly kind: 'activate_secondary'; readonly orderId: number }

/** The whole exchange as plain lists: D, M, and what the present input has caused so far. */
export interface World {
  readonly recentOrdersMax: number
  /** Time of the events that are being decided. */
  now: number
  lastInputAt: number
  at: number
  nextOrderId: number
  nextGroupId: number
  nextPriority: number
  nextTimer: number
  dayTimerAt: number | null
  dayTimer: number
  isSiteKilled: boolean
  killedOwnerIds: number[]
  listings: Listing[]
  currencies: Mutable<CurrencyImage>[]
  accounts: Account[]
  /** By rising id, as they were accepted. */
  orders: OpenOrder[]
  groups: Group[]
  recent: RecentImage[]
  work: Work[]
  events: EngineEvent[]
}

/** A world in which nothing has happened. */
export function emptyWorld(recentOrdersMax: number): World {
  return {
    recentOrdersMax,
    now: 0,
    lastInputAt: 0,
    at: 0,
    nextOrderId: 1,
    nextGroupId: 1,
    nextPriority: 1,
    nextTimer: 1,
    dayTimerAt: null,
    dayTimer: 0,
    isSiteKilled: false,
    killedOwnerIds: [],
    listings: [],
    currencies: [],
    accounts: [],
    orders: [],
    groups: [],
    recent: [],
    work: [],
    events: [],
  }
}

/** A deep copy: whatever changes in one world stays unseen in the other. */
export function copyWorld(world: World): World {
  return {
    ...world,
    killedOwnerIds: [...world.killedOwnerIds],
    listings: world.listings.map(copyListing),
    currencies: world.currencies.map((currency) => ({ ...currency })),
    accounts: world.accounts.map((account) => ({
      ...account,
      positions: account.positions.map((position) => ({ ...position })),
    })),
    orders: world.orders.map((order) => ({ ...order })),
    groups: world.groups.map((group) => ({ ...group })),
    recent: [...world.recent],
    work: [...world.work],
    events: [...world.events],
  }
}

function copyListing(listing: Listing): Listing {
  const { outside, seen } = listing
  return {
    ...listing,
    schedule: [...listing.schedule],
    outside: {
      buy: outside.buy.map((level) => ({ ...level })),
      sell: outside.sell.map((level) => ({ ...level })),
    },
    unseenTrades: [...listing.unseenTrades],
    seen: { last: [...seen.last], bid: [...seen.bid], ask: [...seen.ask], mark: [...seen.mark] },
  }
}

/** Takes back all that happened since the copy was made. Orders and accounts must be looked up again. */
export function restoreWorld(world: World, copy: World): void {
  Object.assign(world, copyWorld(copy))
}

/** An account that is there. */
export function accountOf(world: World, accountId: number): Account {
  const account = findAccount(world, accountId)
  assert(account !== undefined, 'an order belongs to an account that is there')
  return account
}

/** An account, where it is there. */
export function findAccount(world: World, accountId: number): Account | undefined {
  return world.accounts.find((account) => account.accountId === accountId)
}

/** An instrument that is listed. */
export function listingOf(world: World, instrumentId: number): Listing {
  const listing = findListing(world, instrumentId)
  assert(listing !== undefined, 'an order belongs to an instrument that is listed')
  return listing
}

/** An instrument, where it is listed. */
export function findListing(world: World, instrumentId: number): Listing | undefined {
  return world.listings.find((listing) => listing.instrument.instrumentId === instrumentId)
}

/** An order, while it is open. */
export function findOrder(world: World, orderId: number): OpenOrder | undefined {
  return world.orders.find((order) => order.orderId === orderId)
}

/** Where an account stands in an instrument; flat where it never traded. */
export function positionOf(account: Account, instrumentId: number): Position {
  const found = account.positions.find((position) => position.instrumentId === instrumentId)
  return found ?? { instrumentId, quantity: noLots, cost: 0n, realizedPnl: 0n, leverage: null }
}

/** Lots that can still fill (FIX 151 LeavesQty). */
export function leavesOf(order: Pick<OpenOrder, 'quantity' | 'filled' | 'canceled'>): number {
  return order.quantity - order.filled - order.canceled
}

/** The other side. */
export function oppositeOf(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy'
}

/** Types that wait for a reference price. */
export function hasTrigger(order: Pick<OpenOrder, 'type'>): boolean {
  return order.type !== 'market' && order.type !== 'limit'
}

/** Whether an order takes whatever price there is, now that it works. */
export function isMarketLike(order: Pick<OpenOrder, 'type' | 'limitPrice'>): boolean {
  return order.type === 'market' || (hasTrigger(order) && order.limitPrice === null)
}

/** Whether it is the take-profit or the stop-loss of a bracket. */
export function isLeg(order: Pick<OpenOrder, 'role'>): boolean {
  return order.role === 'take_profit' || order.role === 'stop_loss'
}

/** The open orders of a group, by id. */
export function membersOf(world: World, groupId: number): OpenOrder[] {
  return world.orders.filter((order) => order.groupId === groupId)
}

/** Whether the entry of a leg's bracket is open, so that the leg may have more to guard. */
export function isEntryOpen(world: World, groupId: number | null): boolean {
  return world.orders.some((order) => order.groupId === groupId && order.role === 'entry')
}

/** The kind of an order's group; `null` for orders without one. */
export function groupKindOf(world: World, order: OpenOrder): Group['groupKind'] | null {
  return world.groups.find((group) => group.groupId === order.groupId)?.groupKind ?? null
}
