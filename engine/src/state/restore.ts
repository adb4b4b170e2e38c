import { assert } from '../assert.ts'
import type { ImageHead } from './image-codec-fields.ts'
import type { ImageSink } from './image-codec.ts'
import { Account } from './account.ts'
import { countClosing } from './closing-lots.ts'
import { ExchangeState } from './exchange-state.ts'
import { updateHoldings } from './holdings.ts'
import { ListedInstrument } from './listed-instrument.ts'
import { listOrder } from './order-links.ts'
import { FinalOrder } from './recent-orders.ts'
import { Order, type TriggerTerms } from './order.ts'
import { enterBookAt, enterPlace } from './places.ts'
import type {
  AccountImage,
  GroupImage,
  InstrumentImage,
  OrderImage,
  PositionImage,
  RecentImage,
} from './state-image.ts'

/**
 * Builds a state out of an image that is handed over piece by piece: head, accounts, orders by id, groups,
 * recent orders. Call `finish` at the end. M starts empty: venues are stale until their first whole book.
 */
export class StateBuilder implements ImageSink {
  readonly state: ExchangeState
  /** Orders of the books, which are entered by their priority once all are known. */
  readonly #resting: Order[] = []
  readonly #grouped: { readonly order: Order; readonly groupId: number }[] = []

  constructor(recentOrdersMax: number) {
    this.state = new ExchangeState(recentOrdersMax)
  }

  head(head: ImageHead): void {
    const { state } = this
    const { at, nextOrderId, nextGroupId, nextPriority, nextTimer } = head
    const { dayTimerAt, dayTimer, isSiteKilled } = head
    Object.assign(state.counters, { at, nextOrderId, nextGroupId, nextPriority, nextTimer })
    Object.assign(state.counters, { dayTimerAt, dayTimer, isSiteKilled })
    if (dayTimerAt !== null) {
      state.timers.add({ dueAt: dayTimerAt, sequence: dayTimer, kind: 'day', subjectId: 0 }, null)
    }
    for (const ownerId of head.killedOwnerIds) state.killedOwners.add(ownerId)
    for (const instrument of head.instruments) this.#instrument(instrument)
    for (const { currency, external, fees, insurance } of head.currencies) {
      state.currencies.set(currency, { external, fees, insurance })
    }
  }

  account(image: AccountImage): void {
    const { state } = this
    const { accountId, ownerId, accountKind: kind, currency, settings, positions, ...rest } = image
    const account = new Account({ accountId, ownerId, kind, currency }, settings, state.accountRows)
    Object.assign(account, rest)
    state.accounts.set(accountId, account)
    state.flagged.add(account)
    if (account.isLiquidating) state.liquidating.add(account)
    for (const terms of positions) this.#position(account, terms)
  }

  #position(account: Account, image: PositionImage): void {
    const position = this.state.positionOf(account, this.state.instrumentOf(image.instrumentId))
    position.quantity = image.quantity
    position.cost = image.cost
    position.realizedPnl = image.realizedPnl
    position.openBuys = image.openBuys
    position.openSells = image.openSells
    position.buyHold = image.buyHold
    position.sellHold = image.sellHold
    position.leverage = image.leverage
    updateHoldings(this.state, position, 0n)
  }

  order(image: OrderImage): void {
    const { state } = this
    const account = state.accountOf(image.accountId)
    const position = state.positionOf(account, state.instrumentOf(image.instrumentId))
    const order = new Order(position, image, image.acceptedAt)
    order.timeInForce = image.timeInForce
    order.expiresAt = image.expiresAt
    order.expiryTimer = image.expiryTimer
    order.quantity = image.quantity
    order.filled = image.filled
    order.canceled = image.canceled
    order.limitPrice = image.limitPrice
    order.status = image.status
    order.revision = image.revision
    order.priority = image.priority
    order.queueAhead = image.queueAhead
    order.hold = image.hold
    order.filledValue = image.filledValue
    order.updatedAt = image.updatedAt
    order.trigger = triggerOf(image)
    this.#delays(order, image)
    listOrder(state, order)
    if (image.groupId !== null) this.#grouped.push({ order, groupId: image.groupId })
    else if (order.reduceOnly) countClosing(state, order, 0)
    if (image.place === 'book') this.#resting.push(order)
    else enterPlace(state, order, image.place)
  }

  group({ groupId, groupKind, guarded }: GroupImage): void {
    this.state.groups.set(groupId, { groupId, kind: groupKind, orders: [], guarded, isQueued: false })
  }

  recent({ accountId, clientOrderId, orderId, ticketHash }: RecentImage): void {
    const account = this.state.accountOf(accountId)
    const final = new FinalOrder({ account, clientOrderId, orderId, ticketHash })
    this.state.recent.add(final, null)
    this.state.known.add(final, null)
  }

  /** Enters what had to wait for the rest. */
  finish(): ExchangeState {
    for (const { order, groupId } of this.#grouped) {
      const group = this.state.groups.get(groupId)
      assert(group !== undefined, 'an image has the groups of its orders')
      group.orders.push(order)
      order.group = group
      if (order.reduceOnly) countClosing(this.state, order, 0)
    }
    this.#resting.sort((one, other) => one.priority - other.priority)
    for (const order of this.#resting) enterBookAt(order, order.priority)
    return this.state
  }

  #instrument(image: InstrumentImage): void {
    const instrument = new ListedInstrument(image.instrument)
    instrument.phase = image.phase
    instrument.schedule = image.schedule
    instrument.nextTradeId = image.nextTradeId
    instrument.houseCash = image.houseCash
    instrument.housePosition = image.housePosition
    instrument.awaitsAheads = true
    const subjectId = instrument.instrumentId
    this.state.instruments.set(subjectId, instrument)
    for (const { at: dueAt, timer: sequence } of image.schedule) {
      this.state.timers.add({ dueAt, sequence, kind: 'boundary', subjectId }, null)
    }
  }

  #delays(order: Order, image: OrderImage): void {
    const { timers } = this.state
    const { releaseAt, releaseTimer, dueAt, dueTimer, expiresAt, expiryTimer } = image
    const subjectId = order.orderId
    if (expiresAt !== null) {
      timers.add({ dueAt: expiresAt, sequence: expiryTimer, kind: 'expiry', subjectId }, null)
    }
    if (releaseAt !== null) {
      order.release = { dueAt: releaseAt, timer: releaseTimer }
      timers.add({ dueAt: releaseAt, sequence: releaseTimer, kind: 'latency', subjectId }, null)
    }
    if (dueAt === null) return
    order.pending = { dueAt, timer: dueTimer, changes: image.pendingChanges }
    timers.add({ dueAt, sequence: dueTimer, kind: 'latency', subjectId }, null)
  }
}

function triggerOf(image: OrderImage): TriggerTerms | null {
  const { stopPrice, triggerBy, trailing, watermark, watermarkAt, isTriggered } = image
  if (triggerBy === null) return null
  const live = { liveWatermark: watermark, liveStop: stopPrice }
  return { stopPrice, triggerBy, trailing, watermark, watermarkAt, isTriggered, ...live }
}
