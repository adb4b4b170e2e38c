/**
 * What must hold of every event at the moment it happens, by the numbers of the design: each check looks
 * at the event and at the books as they were just before, and says in words what is broken, or `null`.
 */
import type { EngineEvent, Fill, Traded } from '../event/events.ts'
import type { OrderStatus } from '../order/order-types.ts'
import type { EventCheck } from './checks.fixture.ts'
import { exactNotional } from './exact.fixture.ts'
import { isFinal, leavesOf, type Ledger, type LedgerOrder } from './ledger.fixture.ts'
import { marketEventChecks } from './market-invariants.fixture.ts'
import { findNumber } from './number-invariants.fixture.ts'

/** E2 and E3: no better resting order and, at one price, no earlier one is passed over. */
function findPriority(event: EngineEvent, ledger: Ledger): string | null {
  if (event.kind !== 'traded' || event.maker === null) return null
  const maker = ledger.orders.get(event.maker.orderId)
  if (maker === undefined) return 'a fill names an order'
  if (maker.place !== 'book') return `order ${maker.orderId} fills as a maker at place ${maker.place}`
  for (const other of ledger.open.values()) {
    if (other.place !== 'book' || other.instrumentId !== maker.instrumentId) continue
    if (other.side === maker.side && isBefore(other, maker)) {
      return `order ${maker.orderId} fills before order ${other.orderId}, which is better or earlier`
    }
  }
  return null
}

function isBefore(one: LedgerOrder, other: LedgerOrder): boolean {
  const [price, than] = [one.limitPrice ?? 0, other.limitPrice ?? 0]
  if (price === than) return one.turn < other.turn
  return one.side === 'buy' ? price > than : price < than
}

/** E4: the price of a trade is that of the resting side, and nobody trades beyond their limit. */
function findPrice(event: EngineEvent, ledger: Ledger): string | null {
  if (event.kind !== 'traded') return null
  const { price, maker, taker, evidence } = event
  const resting = maker === null ? evidence.price : ledger.orders.get(maker.orderId)?.limitPrice
  if (resting !== price) return `a trade at ${price} where the resting side is at ${String(resting)}`
  for (const fill of [maker, taker]) {
    const limit = fill === null ? null : (ledger.orders.get(fill.orderId)?.limitPrice ?? null)
    if (fill === null || limit === null) continue
    if (fill.side === 'buy' ? price > limit : price < limit)
      return `order ${fill.orderId} trades beyond its limit`
  }
  return null
}

/** E5: both sides of a trade agree, and trades are counted without a gap. */
function findSides(event: EngineEvent, ledger: Ledger): string | null {
  if (event.kind !== 'traded') return null
  const { maker, taker, instrumentId, price, quantity } = event
  const listed = ledger.instruments.get(instrumentId)
  if (listed === undefined) return 'a trade names an instrument'
  if (maker === null && taker === null) return 'a trade has a user on one side'
  if (maker !== null && taker !== null && maker.side === taker.side) return 'a trade has two sides'
  if (event.tradeId !== listed.lastTradeId + 1) return 'trades are counted one by one'
  if (event.notional !== exactNotional(listed.definition, price, quantity)) return 'the notional is wrong'
  return findFill(ledger, event, maker) ?? findFill(ledger, event, taker)
}

function findFill(ledger: Ledger, event: Traded, fill: Fill | null): string | null {
  if (fill === null) return null
  const order = ledger.orders.get(fill.orderId)
  if (order?.accountId !== fill.accountId || order.side !== fill.side)
    return 'a fill is of the order it names'
  if (order.instrumentId !== event.instrumentId) return 'a fill is in the instrument of its order'
  if (fill.closed + fill.opened !== event.quantity) return 'what a fill closes and opens is all of it'
  return fill.leaves === leavesOf(order) - event.quantity ? null : 'a fill tells the leaves afterwards'
}

/** E6: exits exit, fill or kill is all or nothing, post-only never takes, reduce-only only reduces. */
function findIntent(event: EngineEvent, ledger: Ledger): string | null {
  if (event.kind === 'traded') {
    const taker = event.taker === null ? undefined : ledger.orders.get(event.taker.orderId)
    if (taker !== undefined && taker.postOnly !== 'no') return `post-only order ${taker.orderId} takes`
    return findGrowth(event, ledger, event.maker) ?? findGrowth(event, ledger, event.taker)
  }
  const order = 'orderId' in event ? ledger.orders.get(event.orderId) : undefined
  if (order === undefined) return null
  const isImmediate = order.type === 'market' || order.timeInForce === 'ioc' || order.timeInForce === 'fok'
  if (event.kind === 'order_rested' && isImmediate) return `order ${order.orderId} must not rest`
  const isOver = event.kind === 'order_canceled' || event.kind === 'order_rejected'
  if (isOver && order.timeInForce === 'fok' && order.filled > 0)
    return `order ${order.orderId} was killed in part`
  const isFired = order.reduceOnly && order.isTriggered && order.limitPrice === null
  const isExit = isFired || order.role === 'liquidation'
  if (event.kind === 'order_canceled' && event.reason === 'no_liquidity' && isExit) {
    return `exit ${order.orderId} gives up`
  }
  return null
}

function findGrowth({ quantity, instrumentId }: Traded, ledger: Ledger, fill: Fill | null): string | null {
  const order = fill === null ? undefined : ledger.orders.get(fill.orderId)
  if (fill === null || !order?.reduceOnly) return null
  const position = ledger.positionOf(fill.accountId, instrumentId).quantity
  const closable = fill.side === 'buy' ? -position : position
  return quantity <= closable && fill.opened === 0
    ? null
    : `reduce-only order ${order.orderId} opens or flips`
}

/** E7: nobody trades with himself. */
function findSelfTrade(event: EngineEvent): string | null {
  if (event.kind !== 'traded' || event.maker === null) return null
  return event.maker.accountId === event.taker?.accountId ? 'an account is on both sides of a trade' : null
}

/** E10: an order that waits for its stop fires once, when it is met, in continuous trading. */
function findTrigger(event: EngineEvent, ledger: Ledger): string | null {
  if (event.kind !== 'order_triggered') return null
  const order = ledger.orders.get(event.orderId)
  if (order?.place !== 'trigger' || order.isTriggered)
    return `order ${event.orderId} does not wait for a trigger`
  const isRising = (order.side === 'buy') !== (order.type === 'take_profit')
  const isMet = isRising ? event.price >= event.stopPrice : event.price <= event.stopPrice
  if (!isMet) return `order ${event.orderId} fires at ${event.price}, which does not meet ${event.stopPrice}`
  const phase = ledger.instruments.get(order.instrumentId)?.phase
  return phase === 'continuous' ? null : `order ${event.orderId} fires in phase ${String(phase)}`
}

/**
 * A3: at no moment does a cash account owe or hold more than it has: not in the midst of a cascade, nor when
 * a stop becomes a market order. Two may for a moment: the other order of a pair follows a fill with an event
 * of its own, and one that takes any price may spend all of its hold on a part, as its rest is then canceled.
 */
function findOverdraft(event: EngineEvent, ledger: Ledger): string | null {
  if (event.kind === 'traded') {
    for (const fill of fillsOf(event)) {
      const order = ledger.orders.get(fill.orderId)
      if (order === undefined || (order.groupKind === 'oco' && ledger.siblingsOf(order).length > 0)) continue
      const spendable = order.isTriggered && order.limitPrice === null ? fill.hold : 0n
      const found = findSpent(ledger, { ...fill, cash: fill.cashDelta - fill.fee + spendable })
      if (found !== null) return found
    }
    return null
  }
  if (!('holdDelta' in event)) return null
  const order = event.kind === 'order_accepted' ? event : ledger.orders.get(event.orderId)
  return order === undefined ? null : findSpent(ledger, { ...order, holdDelta: event.holdDelta, cash: 0n })
}

function findSpent(
  ledger: Ledger,
  {
    orderId,
    accountId,
    side,
    holdDelta,
    cash,
  }: Pick<Fill, 'orderId' | 'accountId' | 'side' | 'holdDelta'> & { cash: bigint },
): string | null {
  const account = ledger.accounts.get(accountId)
  if (account?.accountKind !== 'cash') return null
  const available = ledger.availableOf(account) + cash - (side === 'buy' ? holdDelta : 0n)
  return available >= 0n ? null : `order ${orderId} leaves ${available} available`
}

/** O1: what fills and what is canceled is never more than was left; what ends, ends whole. */
function findQuantity(event: EngineEvent, ledger: Ledger): string | null {
  if (event.kind === 'traded') {
    for (const fill of [event.maker, event.taker]) {
      const order = fill === null ? undefined : ledger.orders.get(fill.orderId)
      if (order === undefined) continue
      if (event.quantity < 1 || event.quantity > leavesOf(order))
        return `order ${order.orderId} fills too much`
    }
    return null
  }
  if (!('orderId' in event)) return null
  const order = ledger.orders.get(event.orderId)
  if (order === undefined) return null
  const [leaves, { orderId, filled, canceled }] = [leavesOf(order), order]
  switch (event.kind) {
    case 'order_canceled':
    case 'order_expired':
    case 'order_rejected':
      return event.quantity === leaves ? null : `order ${orderId} ends with ${leaves}, not ${event.quantity}`
    case 'order_reduced':
      return event.quantity >= 1 && event.quantity < leaves ? null : `order ${orderId} loses more than a part`
    case 'order_resized':
    case 'order_replaced':
      return event.quantity >= filled + canceled ? null : `order ${orderId} has leaves below 0`
    default:
      return null
  }
}

const working: readonly OrderStatus[] = ['new', 'partially_filled', 'pending_cancel', 'pending_replace']
const anyOpen: readonly OrderStatus[] = [...working, 'pending_new', 'inactive']

/** From which statuses an event may come. */
const moves: Partial<Record<EngineEvent['kind'], readonly OrderStatus[]>> = {
  order_released: ['pending_new', 'pending_cancel'],
  order_activated: [...working, 'inactive'],
  order_rested: working,
  order_parked: working,
  order_triggered: working,
  trailing_moved: working,
  order_canceled: anyOpen,
  order_expired: anyOpen,
  order_rejected: anyOpen,
  order_reduced: anyOpen,
  order_resized: anyOpen,
  cancel_requested: anyOpen.filter((status) => status !== 'pending_cancel'),
  replace_requested: ['inactive', 'new', 'partially_filled'],
  order_replaced: [...working, 'inactive'],
  order_repriced: working,
  replace_rejected: ['pending_replace', 'pending_cancel'],
}

/** O3: statuses move by the table; nothing happens to an order that is final. */
function findMove(event: EngineEvent, ledger: Ledger): string | null {
  const named = event.kind === 'traded' ? fillsOf(event).map(({ orderId }) => orderId) : orderOf(event)
  const allowed = event.kind === 'traded' ? working : (moves[event.kind] ?? [])
  for (const orderId of named) {
    const order = ledger.orders.get(orderId)
    if (event.kind === 'order_accepted')
      return order === undefined ? null : `order ${orderId} is accepted twice`
    if (order === undefined) return `${event.kind} names order ${orderId}, which is not there`
    if (isFinal(order.status)) return `${event.kind} after order ${orderId} was ${order.status}`
    if (!allowed.includes(order.status)) return `${event.kind} of order ${orderId}, which is ${order.status}`
  }
  return null
}

function fillsOf({ maker, taker }: Traded): Fill[] {
  return [maker, taker].filter((fill) => fill !== null)
}

function orderOf(event: EngineEvent): number[] {
  return 'orderId' in event ? [event.orderId] : []
}

/** O6: the legs of a bracket never fill more than its entry opened. */
function findLegs(event: EngineEvent, ledger: Ledger): string | null {
  if (event.kind !== 'traded') return null
  for (const fill of fillsOf(event)) {
    const leg = ledger.orders.get(fill.orderId)
    if (leg === undefined || (leg.role !== 'take_profit' && leg.role !== 'stop_loss')) continue
    const bracket = bracketOf(ledger, leg)
    let filled: number = event.quantity
    for (const each of bracket.legs) filled += each.filled
    if (filled > bracket.opened)
      return `legs of group ${String(leg.groupId)} fill ${filled} of ${bracket.opened}`
  }
  return null
}

/** The orders of a bracket have ids one after the other, the entry first. */
function bracketOf(ledger: Ledger, leg: LedgerOrder): { opened: number; legs: LedgerOrder[] } {
  const near = [-2, -1, 0, 1].map((step) => ledger.orders.get(leg.orderId + step))
  const members = near
    .filter((order) => order?.groupId === leg.groupId)
    .filter((order) => order !== undefined)
  const legs = members.filter(({ role }) => role !== 'entry')
  return { opened: members.find(({ role }) => role === 'entry')?.opened ?? 0, legs }
}

/** Time of events never goes back. */
function findTime(event: EngineEvent, ledger: Ledger): string | null {
  return event.at >= ledger.at ? null : 'events are in the order of time'
}

/** All of them by the numbers of the design. */
export const eventChecks: Readonly<Record<string, EventCheck>> = {
  'E2 E3': findPriority,
  E4: findPrice,
  E5: findSides,
  E6: findIntent,
  E7: findSelfTrade,
  E9: findNumber,
  E10: findTrigger,
  'A3 moment': findOverdraft,
  O1: findQuantity,
  O3: findMove,
  O6: findLegs,
  time: findTime,
  ...marketEventChecks,
}
