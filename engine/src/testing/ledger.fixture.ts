/**
 * Keeps the books of an exchange by its events alone, with no code of the engine: what the engine says of
 * itself is held against it.
 */
import type { AccountKind, AccountSettings, Input } from '../command/commands.ts'
import type {
  EngineEvent,
  Fill,
  OrderAccepted,
  OrderReplaced,
  OrderResized,
  Traded,
} from '../event/events.ts'
import type { Instrument, Phase } from '../instrument/instrument.ts'
import type { OrderPlace, OrderStatus } from '../order/order-types.ts'
import { exactFee, exactNotional, halfEven } from './exact.fixture.ts'
import { MarketMirror } from './market-mirror.fixture.ts'
import { RECENT_ORDERS_MAX } from './session-setup.fixture.ts'

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/** An order from its acceptance on; it stays when it is final. */
export interface LedgerOrder extends Mutable<
  Omit<OrderAccepted, 'kind' | 'at' | 'hold' | 'holdDelta' | 'openDelta' | 'dueAt'>
> {
  filled: number
  canceled: number
  /** Sum of price x quantity of its fills. */
  filledValue: bigint
  status: OrderStatus
  isTriggered: boolean
  /** Its place in time among the users at its price: lower is first. */
  turn: number
  /** Lots that its fills opened. */
  opened: number
  triggers: number
  /** How many orders with a client order id had ended when it was accepted. */
  readonly endedBefore: number
  /** How many had ended when it had; `null`: it is open, or has no such id. */
  endedAs: number | null
}

export interface LedgerPosition {
  /** Signed. */
  quantity: number
  cost: bigint
  realizedPnl: bigint
}

export interface LedgerAccount {
  readonly accountId: number
  readonly accountKind: AccountKind
  readonly currency: string
  settings: AccountSettings
  cash: bigint
  /** What its open purchases hold back, summed up as events tell it. */
  buyHold: bigint
  fees: bigint
  /** Cash with which the generation began, and what was moved in and out since. */
  paidIn: bigint
  readonly positions: Map<number, LedgerPosition>
  /** By instrument id, where one was chosen. */
  readonly leverages: Map<number, number>
}

export interface LedgerInstrument {
  definition: Instrument
  phase: Phase
  lastTradeId: number
}

/** Whether nothing can become of an order any more. */
export function isFinal(status: OrderStatus): boolean {
  return ['filled', 'canceled', 'expired', 'rejected'].includes(status)
}

export function leavesOf(order: LedgerOrder): number {
  return order.quantity - order.filled - order.canceled
}

export class Ledger {
  readonly orders = new Map<number, LedgerOrder>()
  /** Those that are not final. */
  readonly open = new Map<number, LedgerOrder>()
  readonly accounts = new Map<number, LedgerAccount>()
  readonly instruments = new Map<number, LedgerInstrument>()
  /** By currency: fees of all fills. */
  readonly fees = new Map<string, bigint>()
  /** By order id: what a client sent for it, to the last field. */
  readonly sent = new Map<number, Input>()
  /** What the market says, which events do not tell. */
  readonly market = new MarketMirror(this)
  at = 0
  /** Orders with a client order id that are final. */
  endedCount = 0
  readonly #recentOrdersMax: number
  /** The last order under each client order id of an account. */
  readonly #named = new Map<string, LedgerOrder>()
  #turns = 0

  constructor(recentOrdersMax = RECENT_ORDERS_MAX) {
    this.#recentOrdersMax = recentOrdersMax
  }

  apply(event: EngineEvent): void {
    this.market.apply(event, () => this.#apply(event))
  }

  #apply(event: EngineEvent): void {
    this.at = event.at
    if ('orderId' in event) this.#applyToOrder(event)
    else if (event.kind === 'traded') this.#trade(event)
    else this.#applyToRest(event)
  }

  positionOf(accountId: number, instrumentId: number): LedgerPosition {
    const positions = this.accounts.get(accountId)?.positions
    const found = positions?.get(instrumentId)
    if (found !== undefined) return found
    const made = { quantity: 0, cost: 0n, realizedPnl: 0n }
    positions?.set(instrumentId, made)
    return made
  }

  /** What an account of cash can spend. */
  availableOf({ cash, buyHold }: LedgerAccount): bigint {
    return cash - buyHold
  }

  /** The last order of an account under a client order id, whether or not it is remembered. */
  orderNamed(accountId: number, clientOrderId: string): LedgerOrder | null {
    return this.#named.get(`${accountId} ${clientOrderId}`) ?? null
  }

  /** Whether the client order id of an order is remembered when so many have ended. */
  isRemembered({ endedAs }: LedgerOrder, endedCount: number): boolean {
    return endedAs === null || endedAs > endedCount - this.#recentOrdersMax
  }

  /** Open orders of the same group. */
  siblingsOf(order: LedgerOrder): LedgerOrder[] {
    if (order.groupId === null) return []
    return [...this.open.values()].filter((other) => other !== order && other.groupId === order.groupId)
  }

  #applyToOrder(event: Extract<EngineEvent, { orderId: number }>): void {
    if (event.kind === 'order_accepted') this.#accept(event)
    else this.#change(event)
    if ('holdDelta' in event) this.#hold(event.orderId, event.holdDelta)
  }

  #hold(orderId: number, delta: bigint): void {
    const order = this.orders.get(orderId)
    const account = this.accounts.get(order?.accountId ?? -1)
    if (account !== undefined && order?.side === 'buy') account.buyHold += delta
  }

  #change(event: Exclude<Extract<EngineEvent, { orderId: number }>, OrderAccepted>): void {
    const order = this.orders.get(event.orderId)
    if (order === undefined) return
    switch (event.kind) {
      case 'order_released':
        order.status = order.status === 'pending_new' ? 'new' : order.status
        this.#place(order, order.triggerBy === null ? 'none' : 'trigger')
        break
      case 'order_activated':
        order.stopPrice = event.stopPrice
        order.watermark = event.watermark
        order.isTriggered = false
        this.#place(order, event.place)
        this.#work(order)
        break
      case 'order_rested':
        this.#place(order, 'book')
        break
      case 'order_parked':
        this.#place(order, event.place)
        break
      case 'order_triggered':
        order.isTriggered = true
        order.triggers += 1
        order.stopPrice = event.stopPrice
        this.#place(order, 'none')
        break
      case 'trailing_moved':
        order.stopPrice = event.stopPrice
        order.watermark = event.watermark
        break
      case 'order_canceled':
      case 'order_expired':
      case 'order_rejected':
        order.canceled += event.quantity
        this.#end(
          order,
          ({ order_canceled: 'canceled', order_expired: 'expired', order_rejected: 'rejected' } as const)[
            event.kind
          ],
        )
        break
      case 'order_reduced':
        order.canceled += event.quantity
        break
      case 'order_resized':
        this.#resize(order, event)
        break
      case 'cancel_requested':
        order.status = 'pending_cancel'
        break
      case 'replace_requested':
        order.status = 'pending_replace'
        break
      case 'order_replaced':
        this.#replace(order, event)
        break
      case 'order_repriced':
        order.limitPrice = event.limitPrice
        break
      case 'replace_rejected':
        if (order.status === 'pending_replace') this.#rework(order)
        break
      default:
    }
  }

  #accept(event: OrderAccepted): void {
    const order = { ...newOrder(event), endedBefore: this.endedCount }
    if (event.clientOrderId !== '') this.#named.set(`${event.accountId} ${event.clientOrderId}`, order)
    this.orders.set(event.orderId, order)
    this.open.set(event.orderId, order)
    this.#place(order, event.place)
  }

  #place(order: LedgerOrder, place: OrderPlace): void {
    order.place = place
    if (place !== 'book') return
    this.#turns += 1
    order.turn = this.#turns
  }

  /** What an order is that nothing is pending for. */
  #rework(order: LedgerOrder): void {
    if (order.place === 'inactive') order.status = 'inactive'
    else order.status = order.filled > 0 ? 'partially_filled' : 'new'
  }

  #work(order: LedgerOrder): void {
    if (order.status !== 'pending_cancel' && order.status !== 'pending_replace') this.#rework(order)
  }

  #end(order: LedgerOrder, status: OrderStatus): void {
    order.status = status
    order.place = 'none'
    this.open.delete(order.orderId)
    if (order.clientOrderId === '') return
    this.endedCount += 1
    order.endedAs = this.endedCount
  }

  #resize(order: LedgerOrder, event: OrderResized): void {
    order.quantity = event.quantity
    if (event.queueAhead !== null) this.#place(order, 'book')
    const isOver = leavesOf(order) === 0 && order.filled > 0 && !this.#hasEntry(order)
    if (isOver) this.#end(order, 'filled')
  }

  #replace(order: LedgerOrder, event: OrderReplaced): void {
    order.quantity = event.quantity
    order.limitPrice = event.limitPrice
    order.stopPrice = event.stopPrice
    order.trailing = event.trailing
    order.timeInForce = event.timeInForce
    order.expiresAt = event.expiresAt
    if (event.losesPlace) order.place = 'none'
    if (order.status === 'pending_replace') this.#rework(order)
    if (leavesOf(order) === 0 && order.place !== 'inactive') this.#end(order, 'filled')
  }

  /** A leg grows with the fills of its entry, so that it is not over before it. */
  #hasEntry(order: LedgerOrder): boolean {
    const isLeg = order.role === 'take_profit' || order.role === 'stop_loss'
    return isLeg && this.siblingsOf(order).some(({ role }) => role === 'entry')
  }

  #trade(event: Traded): void {
    const listed = this.instruments.get(event.instrumentId)
    if (listed !== undefined) listed.lastTradeId = event.tradeId
    for (const fill of [event.maker, event.taker]) if (fill !== null) this.#fill(event, fill)
  }

  #fill(event: Traded, fill: Fill): void {
    const order = this.orders.get(fill.orderId)
    const account = this.accounts.get(fill.accountId)
    const listed = this.instruments.get(event.instrumentId)
    if (order === undefined || account === undefined || listed === undefined) return
    const { definition } = listed
    const position = this.positionOf(fill.accountId, event.instrumentId)
    const before = position.quantity
    const cashDelta = settle(position, definition, {
      side: fill.side,
      price: event.price,
      quantity: event.quantity,
    })
    const fee = feeOf(definition, event, fill)
    account.cash += cashDelta - fee
    account.fees += fee
    this.#hold(fill.orderId, fill.holdDelta)
    this.fees.set(account.currency, (this.fees.get(account.currency) ?? 0n) + fee)
    order.filled += event.quantity
    order.filledValue += BigInt(event.price) * BigInt(event.quantity)
    const closed =
      before * (fill.side === 'buy' ? 1 : -1) < 0 ? Math.min(Math.abs(before), event.quantity) : 0
    order.opened += event.quantity - closed
    if (leavesOf(order) === 0 && !this.#hasEntry(order)) this.#end(order, 'filled')
    else this.#work(order)
  }

  #applyToRest(event: Exclude<EngineEvent, { orderId: number } | Traded>): void {
    switch (event.kind) {
      case 'instrument_listed': {
        const { instrument: definition } = event
        const before = this.instruments.get(definition.instrumentId)
        this.instruments.set(definition.instrumentId, {
          phase: 'closed',
          lastTradeId: 0,
          ...before,
          definition,
        })
        break
      }
      case 'phase_changed': {
        const listed = this.instruments.get(event.instrumentId)
        if (listed !== undefined) listed.phase = event.phase
        break
      }
      case 'account_opened':
        this.accounts.set(event.accountId, {
          ...event,
          cash: 0n,
          buyHold: 0n,
          fees: 0n,
          paidIn: 0n,
          positions: new Map(),
          leverages: new Map(),
        })
        break
      default:
        this.#applyToAccount(event)
    }
  }

  #applyToAccount(event: Exclude<EngineEvent, { orderId: number } | Traded>): void {
    const account = 'accountId' in event ? this.accounts.get(event.accountId) : undefined
    if (account === undefined) return
    switch (event.kind) {
      case 'account_configured':
        account.settings = event.settings
        break
      case 'leverage_set':
        account.leverages.set(event.instrumentId, event.leverage)
        break
      case 'cash_moved':
        account.cash += event.amount
        account.paidIn += event.amount
        break
      case 'position_reset': {
        const position = this.positionOf(event.accountId, event.instrumentId)
        account.cash += event.cashDelta
        position.realizedPnl += event.realizedPnl
        Object.assign(position, { quantity: 0, cost: 0n })
        break
      }
      case 'generation_started':
        account.fees = 0n
        account.paidIn = account.cash
        for (const position of account.positions.values()) position.realizedPnl = 0n
        break
      default:
    }
  }
}

/** An order as it is accepted, before anything else. */
export function newOrder(event: OrderAccepted): LedgerOrder {
  return {
    ...event,
    filled: 0,
    canceled: 0,
    filledValue: 0n,
    status: event.place === 'latency' ? 'pending_new' : event.place === 'inactive' ? 'inactive' : 'new',
    isTriggered: false,
    turn: 0,
    opened: 0,
    triggers: 0,
    endedBefore: 0,
    endedAs: null,
  }
}

/** What the instrument charges for a fill, whatever the event tells. */
function feeOf(definition: Instrument, { price, quantity, maker }: Traded, fill: Fill): bigint {
  const { fees } = definition
  const notional = exactNotional(definition, price, quantity)
  return exactFee(fees, { notional, quantity, ppm: fill === maker ? fees.makerPpm : fees.takerPpm })
}

/** Changes a position by a fill, as section 9 says; the cash that goes with it, before the fee. */
function settle(
  position: LedgerPosition,
  definition: Instrument,
  { side, price, quantity }: { side: 'buy' | 'sell'; price: number; quantity: number },
): bigint {
  const sign = side === 'buy' ? 1 : -1
  const size = Math.abs(position.quantity)
  const closed = position.quantity * sign < 0 ? Math.min(size, quantity) : 0
  const notional = exactNotional(definition, price, quantity)
  const closedNotional = closed === quantity ? notional : exactNotional(definition, price, closed)
  let realized = 0n
  if (closed > 0) {
    const removed = closed === size ? position.cost : halfEven(position.cost * BigInt(closed), BigInt(size))
    realized = position.quantity > 0 ? closedNotional - removed : removed - closedNotional
    position.cost -= removed
  }
  if (closed < quantity) position.cost += notional - (closed > 0 ? closedNotional : 0n)
  position.quantity += sign * quantity
  position.realizedPnl += realized
  if (definition.settlement === 'pnl') return realized
  return side === 'buy' ? -notional : notional
}
