import type { Denial } from '../command/denials.ts'
import type { EngineEvent, EvidenceSource, Fill, Reservation } from '../event/events.ts'
import { decimalText, timeText } from './exact.fixture.ts'
import { moneyText, priceText, quantityText, type Listing, type Names } from './names.fixture.ts'

/** A thing that happened, in the words of scenarios. */
export interface Happening {
  /** `traded`, `accepted`, `denied`, ... */
  readonly kind: string
  /** What is said without naming it, in this order. */
  readonly words: readonly string[]
  /** What is said by name, such as `ahead 10`. */
  readonly clauses: ReadonlyMap<string, string>
  /** The sides of a trade. */
  readonly sides: readonly Happening[]
}

/** What events are told with. */
export interface Telling {
  readonly names: Names
  /** The instrument of an order, which most events do not say. */
  listingOfOrder(orderId: number): Listing
}

type Clauses = Readonly<Record<string, string | null>>

function happening(
  kind: string,
  words: readonly string[],
  { clauses, sides = [] }: { clauses: Clauses; sides?: readonly Happening[] },
): Happening {
  const told = Object.entries(clauses).map(([name, text]): [string, string] => [name, text ?? 'none'])
  return { kind, words, clauses: new Map(told), sides }
}

/** A clause that an exchange says nothing about: every value of it is true. */
export const anything = '*'

/** The words of a denial by an exchange that gives only its code. */
export function tellCode({ code }: Denial): Happening {
  return happening('denied', [code], { clauses: { field: anything, limit: anything, value: anything } })
}

/** The words of a denial; `listing` gives the units. */
export function tellDenial({ code, field, limit, value }: Denial, listing: Listing): Happening {
  const inUnit = (measure: Denial['limit']): string => {
    if (typeof measure === 'bigint') return moneyText(measure)
    if (typeof measure !== 'number' || field === null) return String(measure ?? 'none')
    if (/price|takeProfit/i.test(field)) return priceText(measure, listing)
    if (field === 'quantity') return quantityText(measure, listing)
    return field === 'expiresAt' || field === 'at' ? timeText(measure) : String(measure)
  }
  return happening('denied', [code], { clauses: { field, limit: inUnit(limit), value: inUnit(value) } })
}

/** The words of a repeated client order id. */
export function tellDuplicate(orderId: number): Happening {
  return happening('duplicate', [`#${orderId}`], { clauses: {} })
}

/** The words of an event. */
export function tellEvent(event: EngineEvent, telling: Telling): Happening {
  const { kind, words, clauses, sides } = wordsOf(event, telling)
  return { kind, words, clauses: new Map([...clauses, ['at', timeText(event.at)]]), sides }
}

type OrderEvent = Extract<EngineEvent, { orderId: number }>

function wordsOf(event: EngineEvent, telling: Telling): Happening {
  if (event.kind === 'traded') return tellTrade(event, telling)
  return 'orderId' in event
    ? tellOrder(event, telling.listingOfOrder(event.orderId))
    : tellOther(event, telling)
}

function hold({ hold, holdDelta, openDelta }: Reservation, listing: Listing): Clauses {
  return {
    hold: moneyText(hold),
    'hold-delta': moneyText(holdDelta),
    'open-delta': quantityText(openDelta, listing),
  }
}

function tellAccepted(event: Extract<EngineEvent, { kind: 'order_accepted' }>, listing: Listing): Happening {
  const { side, type, timeInForce, place, role } = event
  const quantity = quantityText(event.quantity, listing)
  const clauses = {
    limit: priceText(event.limitPrice, listing),
    stop: priceText(event.stopPrice, listing),
    watermark: priceText(event.watermark, listing),
    by: event.triggerBy,
    ahead: quantityText(event.queueAhead, listing),
    due: event.dueAt === null ? null : timeText(event.dueAt),
    expires: event.expiresAt === null ? null : timeText(event.expiresAt),
    group: event.groupId === null ? null : String(event.groupId),
    ...hold(event, listing),
  }
  return happening('accepted', [`#${event.orderId}`, side, type, timeInForce, quantity, role, place], {
    clauses,
  })
}

/** What becomes of one order. */
function tellOrder(event: OrderEvent, listing: Listing): Happening {
  const order = `#${event.orderId}`
  const kind = event.kind.replace('order_', '')
  switch (event.kind) {
    case 'order_accepted':
      return tellAccepted(event, listing)
    case 'order_released':
      return happening(kind, [order], { clauses: {} })
    case 'order_activated': {
      const stop = priceText(event.stopPrice, listing)
      const watermark = priceText(event.watermark, listing)
      return happening(kind, [order, event.place], { clauses: { stop, watermark, ...hold(event, listing) } })
    }
    case 'order_rested':
      return happening(kind, [order], { clauses: { ahead: quantityText(event.queueAhead, listing) } })
    case 'order_parked':
      return happening(kind, [order, event.place], { clauses: {} })
    case 'order_triggered': {
      const stop = priceText(event.stopPrice, listing)
      const watermark = priceText(event.watermark, listing)
      const clauses = { '@': priceText(event.price, listing), stop, watermark, ...hold(event, listing) }
      return happening(kind, [order], { clauses })
    }
    case 'trailing_moved': {
      const stop = priceText(event.stopPrice, listing)
      const watermark = priceText(event.watermark, listing)
      return happening(kind, [order], { clauses: { watermark, stop, ...hold(event, listing) } })
    }
    case 'order_canceled':
    case 'order_reduced':
    case 'order_rejected': {
      const quantity = quantityText(event.quantity, listing)
      return happening(kind, [order, quantity, event.reason], { clauses: { ...hold(event, listing) } })
    }
    case 'order_expired':
      return happening(kind, [order, quantityText(event.quantity, listing)], {
        clauses: { ...hold(event, listing) },
      })
    case 'order_resized': {
      const clauses = { ahead: quantityText(event.queueAhead, listing), ...hold(event, listing) }
      return happening(kind, [order, quantityText(event.quantity, listing)], { clauses })
    }
    case 'order_repriced': {
      const clauses = { limit: priceText(event.limitPrice, listing), ...hold(event, listing) }
      return happening(kind, [order], { clauses })
    }
    case 'order_replaced':
    case 'replace_requested':
    case 'replace_rejected':
    case 'cancel_requested':
      return tellChange(event, listing)
    default:
      return event satisfies never
  }
}

type ChangeEvent = Extract<
  OrderEvent,
  { kind: 'order_replaced' | 'replace_requested' | 'replace_rejected' | 'cancel_requested' }
>

/** What a cancel or an amend comes to. */
function tellChange(event: ChangeEvent, listing: Listing): Happening {
  const order = `#${event.orderId}`
  switch (event.kind) {
    case 'order_replaced': {
      const clauses = {
        limit: priceText(event.limitPrice, listing),
        stop: priceText(event.stopPrice, listing),
        watermark: priceText(event.watermark, listing),
        offset: event.trailing === null ? null : String(event.trailing.offset),
        expires: event.expiresAt === null ? null : timeText(event.expiresAt),
        place: event.losesPlace ? 'lost' : 'kept',
        ...hold(event, listing),
      }
      return happening('replaced', [order, event.timeInForce, quantityText(event.quantity, listing)], {
        clauses,
      })
    }
    case 'replace_requested': {
      const { quantity, limitPrice, stopPrice } = event.changes
      const clauses = {
        due: timeText(event.dueAt),
        quantity: quantityText(quantity, listing),
        limit: priceText(limitPrice, listing),
        stop: priceText(stopPrice, listing),
      }
      return happening('replace_requested', [order], { clauses })
    }
    case 'cancel_requested':
      return happening('cancel_requested', [order], { clauses: { due: timeText(event.dueAt) } })
    case 'replace_rejected':
      return happening('replace_rejected', [order, event.reason], { clauses: {} })
    default:
      return event satisfies never
  }
}

const outside: Readonly<Record<EvidenceSource, string>> = {
  order: 'venue',
  level: 'venue',
  print: 'venue',
  through: 'venue',
  quote: 'house',
  crossing: 'venue',
  aggressor: 'venue',
}

/** `traded 5 @ 100.10 #3 takes #1 from order`. */
function tellTrade(event: Extract<EngineEvent, { kind: 'traded' }>, { names }: Telling): Happening {
  const listing = names.listingById(event.instrumentId)
  const { maker, taker, evidence } = event
  const nameOf = (fill: Fill | null) => (fill === null ? outside[evidence.source] : `#${fill.orderId}`)
  const clauses = {
    '@': priceText(event.price, listing),
    notional: moneyText(event.notional),
    from: evidence.source,
    level: priceText(evidence.price, listing),
    size: quantityText(evidence.size, listing),
    ahead: quantityText(evidence.queueAhead, listing),
    trade: String(event.tradeId),
  }
  const sides = [maker, taker].flatMap((fill) => (fill === null ? [] : [tellFill(fill, listing, names)]))
  const words = [quantityText(event.quantity, listing), listing.name, nameOf(taker), 'takes', nameOf(maker)]
  return happening('traded', words, { clauses, sides })
}

function tellFill(fill: Fill, listing: Listing, names: Names): Happening {
  const words = [names.accountName(fill.accountId), fill.side, fill.liquidity]
  return happening(`#${fill.orderId}`, words, {
    clauses: {
      leaves: quantityText(fill.leaves, listing),
      closed: quantityText(fill.closed, listing),
      opened: quantityText(fill.opened, listing),
      cash: moneyText(fill.cashDelta),
      fee: moneyText(fill.fee),
      removed: moneyText(fill.costRemoved),
      added: moneyText(fill.costAdded),
      pnl: moneyText(fill.realizedPnl),
      ...hold(fill, listing),
    },
  })
}

type OtherEvent = Exclude<EngineEvent, OrderEvent | { kind: 'traded' }>

/** What becomes of instruments and accounts. */
function tellOther(event: OtherEvent, { names }: Telling): Happening {
  switch (event.kind) {
    case 'instrument_listed':
      return happening('listed', [names.listingById(event.instrument.instrumentId).name], { clauses: {} })
    case 'schedule_set': {
      const boundaries = event.boundaries.map(({ at, phase }) => `${timeText(at)} ${phase}`).join(' ')
      return happening('scheduled', [names.listingById(event.instrumentId).name, ...boundaries.split(' ')], {
        clauses: {},
      })
    }
    case 'phase_changed': {
      const words = [names.listingById(event.instrumentId).name, event.phase]
      return happening('phase', event.isBoundary ? [...words, 'boundary'] : words, { clauses: {} })
    }
    case 'day_timer_set':
      return happening('day_timer_set', [], { clauses: { due: timeText(event.dueAt) } })
    case 'kill_switch_set': {
      const whose = event.scope === 'site' ? [] : [names.accountName(event.id)]
      return happening('kill', [event.isOn ? 'on' : 'off', event.scope, ...whose], { clauses: {} })
    }
    default:
      return tellAccount(event, names)
  }
}

type AccountEvent = Extract<OtherEvent, { accountId: number }>

/** What becomes of an account. */
function tellAccount(event: AccountEvent, names: Names): Happening {
  const name = names.accountName(event.accountId)
  switch (event.kind) {
    case 'account_opened':
      return happening('opened', [name, event.accountKind, event.currency], { clauses: {} })
    case 'account_configured':
      return happening('configured', [name], { clauses: {} })
    case 'leverage_set': {
      const words = [name, names.listingById(event.instrumentId).name, String(event.leverage)]
      return happening('leverage', words, { clauses: {} })
    }
    case 'cash_moved':
      return happening('cash_moved', [name, moneyText(event.amount), event.counterpart], { clauses: {} })
    case 'position_reset': {
      const listing = names.listingById(event.instrumentId)
      const clauses = {
        '@': priceText(event.price, listing),
        cash: moneyText(event.cashDelta),
        removed: moneyText(event.costRemoved),
        pnl: moneyText(event.realizedPnl),
      }
      const words = [name, listing.name, quantityText(event.quantity, listing)]
      return happening('position_reset', words, { clauses })
    }
    case 'generation_started':
      return happening('generation', [name, decimalText(event.generation, { coefficient: 1n, scale: 0 })], {
        clauses: {},
      })
    case 'loss_baseline_set':
    case 'loss_locked':
    case 'liquidation_ended': {
      const clauses = { equity: moneyText(event.equity) }
      return happening(event.kind, [name], { clauses })
    }
    case 'margin_called':
    case 'margin_call_cleared': {
      const clauses = { equity: moneyText(event.equity), required: moneyText(event.required) }
      return happening(event.kind, [name], { clauses })
    }
    case 'liquidation_started': {
      const positions = event.positions.map(({ instrumentId, quantity, mark }) => {
        const listing = names.listingById(instrumentId)
        return `${listing.name}:${quantityText(quantity, listing)}@${priceText(mark, listing)}`
      })
      const clauses = { equity: moneyText(event.equity), maintenance: moneyText(event.maintenance) }
      return happening(event.kind, [name, ...positions], { clauses })
    }
    default:
      return event satisfies never
  }
}
