/**
 * Margin and equity by the rules of docs/engine-rules.md, sections 9 and 13: whoever asks for more has the
 * margin for it, at once or when what was asked for takes effect.
 */
import type {
  AmendOrder,
  Input,
  MoveCash,
  ReversePosition,
  SetLeverage,
  SubmitGroup,
  SubmitOrder,
} from '../command/commands.ts'
import type { Outcome } from '../command/outcome.ts'
import type { Engine } from '../engine.ts'
import type { EngineEvent } from '../event/events.ts'
import type { Side } from '../order/order-types.ts'
import { isTimerDue, type InputCheck } from './checks.fixture.ts'
import { exactCeiling, exactRaised } from './exact.fixture.ts'
import { leavesOf, newOrder, type LedgerAccount, type LedgerOrder } from './ledger.fixture.ts'
import {
  equityOf,
  largestFee,
  marksOf,
  presentOf,
  priceOf,
  quoteOf,
  requiredIn,
  requiredOf,
  standingOf,
  type Prospect,
  type Standing,
} from './money-rules.fixture.ts'

/** A3: whoever asks for more on margin, or takes money away, has the margin for it, fees included. */
const marginIsThere: InputCheck = {
  before(situation) {
    const { engine, ledger, timed } = situation
    const { input } = timed
    if (!needsMargin(input) || isTimerDue(situation)) return null
    const account = ledger.accounts.get(input.accountId)
    if (account?.accountKind !== 'margin') return null
    // The command itself may move marks and quotes: it is judged by those from before.
    const standing = standingOf(ledger, account, marksOf(engine))
    const quotes = mayBeMarket(input) ? quotesOf(engine, account) : noQuotes
    return (outcome) => {
      if (outcome.kind !== 'accepted') return null
      switch (input.kind) {
        case 'move_cash':
          return findOverdrawn(standing, input.amount)
        case 'set_leverage':
          return findUncovered(standing, {
            ...presentOf(standing, input.instrumentId),
            ...input,
            fee: 0n,
          })
        case 'amend_order':
          return findUncoveredAmend(standing, outcome)
        default:
          return findUncoveredOrders(standing, quotes, outcome)
      }
    }
  },
}

function mayBeMarket({ kind }: NeedsMargin): boolean {
  return kind === 'submit_order' || kind === 'submit_group' || kind === 'reverse_position'
}

type NeedsMargin = SubmitOrder | SubmitGroup | ReversePosition | AmendOrder | MoveCash | SetLeverage

function needsMargin(input: Input): input is NeedsMargin {
  const kinds = [
    'submit_order',
    'submit_group',
    'reverse_position',
    'amend_order',
    'move_cash',
    'set_leverage',
  ]
  return kinds.includes(input.kind)
}

/** What a market order of each side meets, by instrument. */
type Quotes = ReadonlyMap<number, Readonly<Record<Side, number | null>>>

const noQuotes: Quotes = new Map()

function quotesOf({ state }: Engine, { settings }: LedgerAccount): Quotes {
  const entries = [...state.instruments].map(([id, listed]) => {
    const isDisplayed = listed.definition.tape === 'venue' || settings.fillModel === 'touch'
    const [ask, bid] = [quoteOf(listed, 'sell', isDisplayed), quoteOf(listed, 'buy', isDisplayed)]
    return [
      id,
      {
        buy: ask === null ? null : exactRaised(listed.definition, ask),
        sell: bid,
      },
    ] as const
  })
  return new Map(entries)
}

/** A withdrawal takes no more than the cash, and leaves what is required. */
function findOverdrawn(standing: Standing, amount: bigint): string | null {
  const { ledger, account, marks } = standing
  if (amount >= 0n) return null
  const [equity, required] = [equityOf(ledger, account, marks), requiredOf(standing)]
  if (account.cash + amount < 0n) return `${-amount} leaves where ${account.cash} is there`
  return equity + amount >= required ? null : `${-amount} leaves where ${equity - required} is free`
}

/** The orders that a command made, one after the other. */
function findUncoveredOrders(standing: Standing, quotes: Quotes, { events }: Outcome): string | null {
  const { ledger, account } = standing
  let { orders } = standing
  for (const event of events) {
    if (event.kind !== 'order_accepted' || event.accountId !== account.accountId) continue
    const { orderId, instrumentId, side, quantity, reduceOnly, place } = event
    const definition = ledger.instruments.get(instrumentId)?.definition
    if (reduceOnly || place === 'inactive' || definition === undefined) continue
    const order = newOrder(event)
    const price =
      order.type === 'market' ? (quotes.get(instrumentId)?.[side] ?? null) : priceOf(definition, order)
    if (price === null) continue
    const notional = exactCeiling(definition, price, quantity)
    const unheld = order.type === 'market' ? { side, hold: notional, open: quantity } : null
    const fee = largestFee(definition, notional, quantity)
    const present = presentOf(standing, instrumentId)
    const before = { ...standing, orders }
    orders = [...orders, order]
    const found = findUncovered(before, { ...present, orders, unheld, fee })
    if (found !== null) return `order ${orderId} ${found}`
  }
  return null
}

/**
 * A3 after a latency: an amend, and a market order that reaches the exchange, are judged again by what is
 * there when it has passed. A limit order and a stop have been held since they were accepted, and a trigger
 * that fires asks for nothing more.
 */
const lateMarginIsThere: InputCheck = {
  before({ engine, ledger, timed }) {
    const { next } = engine.state.timers
    const order = next === null ? undefined : ledger.open.get(next.subjectId)
    const isFirst = next?.kind === 'latency' && next.dueAt <= timed.at
    const account = isFirst && order !== undefined ? ledger.accounts.get(order.accountId) : undefined
    if (account?.accountKind !== 'margin' || order === undefined) return null
    const standing = standingOf(ledger, account, marksOf(engine))
    const quotes = quotesOf(engine, account)
    const { orderId } = order
    return (outcome) => {
      const [first, second] = outcome.events
      if (!isOf(first, orderId)) return null
      if (first.kind === 'order_replaced') return findUncoveredAmend(standing, outcome)
      const isRefused = isOf(second, orderId) && second.kind === 'order_rejected'
      if (first.kind !== 'order_released' || isRefused) return null
      return findUncoveredRelease(standing, quotes, orderId)
    }
  },
}

function isOf<Event extends EngineEvent>(
  event: Event | undefined,
  orderId: number,
): event is Event & { orderId: number } {
  return event !== undefined && 'orderId' in event && event.orderId === orderId
}

/** A market order that has held nothing on its way. */
function findUncoveredRelease(standing: Standing, quotes: Quotes, orderId: number): string | null {
  const order = standing.orders.find((each) => each.orderId === orderId)
  const definition = standing.ledger.instruments.get(order?.instrumentId ?? -1)?.definition
  if (order?.type !== 'market' || order.reduceOnly || definition === undefined) return null
  const { instrumentId, side, quantity } = order
  const price = quotes.get(instrumentId)?.[side] ?? null
  if (price === null) return null
  const hold = exactCeiling(definition, price, quantity)
  const unheld = { side, hold, open: quantity }
  const fee = largestFee(definition, hold, quantity)
  const found = findUncovered(standing, { ...presentOf(standing, instrumentId), unheld, fee })
  return found === null ? null : `released order ${orderId} ${found}`
}

/** An order that is amended by the first event; what lasts a while is judged again later. */
function findUncoveredAmend(standing: Standing, { events: [event] }: Outcome): string | null {
  if (event?.kind !== 'order_replaced') return null
  const { quantity, limitPrice, stopPrice, trailing } = event
  const order = standing.orders.find(({ orderId }) => orderId === event.orderId)
  const definition = standing.ledger.instruments.get(order?.instrumentId ?? -1)?.definition
  if (order === undefined || definition === undefined || order.reduceOnly) return null
  const amended: LedgerOrder = {
    ...order,
    quantity,
    limitPrice,
    stopPrice,
    trailing,
  }
  const price = priceOf(definition, amended)
  if (price === null) return null
  const leaves = leavesOf(amended)
  const fee = largestFee(definition, exactCeiling(definition, price, leaves), leaves)
  const orders = standing.orders.map((other) => (other === order ? amended : other))
  const found = findUncovered(standing, {
    ...presentOf(standing, order.instrumentId),
    orders,
    fee,
  })
  return found === null ? null : `amended order ${order.orderId} ${found}`
}

/** What grows must be covered, together with all that is required elsewhere. */
function findUncovered(standing: Standing, prospect: Prospect & { readonly fee: bigint }): string | null {
  const { ledger, account, marks } = standing
  const before = requiredIn(standing, presentOf(standing, prospect.instrumentId))
  const after = requiredIn(standing, prospect)
  if (after <= before) return null
  const needed = requiredOf(standing) - before + after + prospect.fee
  const equity = equityOf(ledger, account, marks)
  return equity >= needed ? null : `needs ${needed} where ${equity} is there`
}

/** A6: where an event of risk is the last of its input, its equity is that of the state afterwards. */
const equityIsAsDefined: InputCheck = {
  before(situation) {
    const { engine, ledger } = situation
    if (isTimerDue(situation)) return null
    return ({ events }) => {
      const last = events.at(-1)
      if (last === undefined || !('equity' in last)) return null
      const account = ledger.accounts.get(last.accountId)
      if (account === undefined) return 'an event of risk names an account'
      const equity = equityOf(ledger, account, marksOf(engine))
      return equity === last.equity
        ? null
        : `${last.kind} tells equity ${last.equity}, by the rules ${equity}`
    }
  },
}

/** All of them by the numbers of the design. */
export const marginChecks: Readonly<Record<string, InputCheck>> = {
  'A3 margin': marginIsThere,
  'A3 late': lateMarginIsThere,
  'A6 equity': equityIsAsDefined,
}
