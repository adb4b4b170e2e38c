import { NONE } from '../book/price-index.ts'
import type { OrderChanges } from '../event/events.ts'
import type { TriggerBy } from '../instrument/instrument.ts'
import { lots, type Lots } from '../numbers/lots.ts'
import type { Ticks } from '../numbers/ticks.ts'
import type {
  GroupKind,
  OrderPlace,
  OrderRole,
  OrderStatus,
  OrderType,
  PostOnly,
  SelfTradePrevention,
  Side,
  TimeInForce,
  Trailing,
} from '../order/order-types.ts'
import type { Account, Position } from './account.ts'
import type { KnownOrder } from './known-orders.ts'
import type { ListedInstrument } from './listed-instrument.ts'

/** The terms of an order that waits for a price, apart because most orders have none. */
export interface TriggerTerms {
  /** As journaled; `null` for a trailing stop before its activation. */
  stopPrice: Ticks | null
  triggerBy: TriggerBy
  trailing: Trailing | null
  watermark: Ticks | null
  /** When the watermark was last journaled, Unix milliseconds. */
  watermarkAt: number
  isTriggered: boolean
  /** M: where watermark and stop really are; recovery starts from the journaled ones. */
  liveWatermark: Ticks | null
  liveStop: Ticks | null
}

/** Something that takes effect when the account's latency has passed. */
export interface Delay {
  /** Unix milliseconds. */
  readonly dueAt: number
  readonly timer: number
}

/** A cancel or an amend on its way to the book. */
export interface PendingChange extends Delay {
  /** `null` for a cancel. */
  readonly changes: OrderChanges | null
}

/** Orders that are bound to each other. */
export interface Group {
  readonly groupId: number
  readonly kind: GroupKind
  /** Those that are open, by id. */
  readonly orders: Order[]
  /** Lots that the legs of a bracket guard. */
  guarded: Lots
  /** Whether bringing the legs to `guarded` is already among the work of this turn. */
  isQueued: boolean
}

/** Words of an order that never change; many orders share them. */
export interface OrderTerms {
  readonly side: Side
  readonly type: OrderType
  readonly postOnly: PostOnly
  readonly reduceOnly: boolean
  readonly selfTradePrevention: SelfTradePrevention
  readonly role: OrderRole
}

/** What an order is from the beginning to its end. */
export interface OrderIdentity extends OrderTerms {
  readonly orderId: number
  readonly clientOrderId: string
  readonly ticketHash: number
}

/** An open order: D's record, which only `evolve` writes, and its place in the indexes. */
export class Order implements OrderIdentity, KnownOrder {
  readonly orderId: number
  readonly account: Account
  readonly position: Position
  readonly clientOrderId: string
  readonly ticketHash: number
  private readonly terms: OrderTerms
  /** Unix milliseconds. */
  readonly acceptedAt: number
  timeInForce: TimeInForce = 'gtc'
  /** Unix milliseconds; `null` but for `gtd`. */
  expiresAt: number | null = null
  expiryTimer = 0
  /** Lots: filled, canceled and leaves together. */
  quantity = lots(0)
  filled = lots(0)
  canceled = lots(0)
  /** Ticks; `null`: it takes any price. */
  limitPrice: Ticks | null = null
  /** `null` without a trigger. */
  trigger: TriggerTerms | null = null
  group: Group | null = null
  status: OrderStatus = 'new'
  place: OrderPlace = 'none'
  /** Counts the events that named it. */
  revision = 0
  /** Lower is first at its price; 0 outside the book. */
  priority = 0
  /** Outside lots ahead when it took its place; `null` outside the book. */
  queueAhead: Lots | null = null
  /** Minor units held back for it. */
  hold = 0n
  /** Sum of price x quantity of its fills, ticks x lots (FIX 6 AvgPx x 14 CumQty). */
  filledValue = 0n
  /** Unix milliseconds. */
  updatedAt: number
  /** A new order on its way to the book; `null` once it is there. */
  release: Delay | null = null
  pending: PendingChange | null = null
  /** The entry of the book, while it is there. */
  slot = NONE

  constructor(position: Position, identity: OrderIdentity, acceptedAt: number) {
    this.orderId = identity.orderId
    this.account = position.account
    this.position = position
    this.clientOrderId = identity.clientOrderId
    this.ticketHash = identity.ticketHash
    this.terms = sharedTerms(identity)
    this.acceptedAt = acceptedAt
    this.updatedAt = acceptedAt
  }

  get side(): Side {
    return this.terms.side
  }

  get type(): OrderType {
    return this.terms.type
  }

  get postOnly(): PostOnly {
    return this.terms.postOnly
  }

  get reduceOnly(): boolean {
    return this.terms.reduceOnly
  }

  get selfTradePrevention(): SelfTradePrevention {
    return this.terms.selfTradePrevention
  }

  get role(): OrderRole {
    return this.terms.role
  }

  get instrument(): ListedInstrument {
    return this.position.instrument
  }

  /** FIX 151 LeavesQty. */
  get leaves(): Lots {
    return lots(this.quantity - this.filled - this.canceled)
  }

  /** Whether it has not reached a final status. */
  get isOpen(): boolean {
    return isOpenStatus(this.status)
  }
}

/** All that there were, by their words; the last ones of each side and type, which most orders are like. */
const allTerms = new Map<string, OrderTerms>()
const lastTerms: Readonly<Record<Side, Partial<Record<OrderType, OrderTerms>>>> = { buy: {}, sell: {} }

/** One object for all orders with the same words. */
function sharedTerms({
  side,
  type,
  postOnly,
  reduceOnly,
  selfTradePrevention,
  role,
}: OrderTerms): OrderTerms {
  const last = lastTerms[side][type]
  if (
    last?.postOnly === postOnly &&
    last.reduceOnly === reduceOnly &&
    last.selfTradePrevention === selfTradePrevention &&
    last.role === role
  ) {
    return last
  }
  const words = `${side} ${type} ${postOnly} ${reduceOnly} ${selfTradePrevention} ${role}`
  const terms = allTerms.get(words) ?? { side, type, postOnly, reduceOnly, selfTradePrevention, role }
  allTerms.set(words, terms)
  lastTerms[side][type] = terms
  return terms
}

/** Whether more can become of an order in this status (FIX 39 not 2, 4, 8, C). */
function isOpenStatus(status: OrderStatus): boolean {
  return status !== 'filled' && status !== 'canceled' && status !== 'expired' && status !== 'rejected'
}
