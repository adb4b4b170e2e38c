/**
 * What is outside in every book, out of the feed and the fills alone (docs/engine-rules.md, section 14):
 * what the venue displays, what users took of it, and how much of it is ahead of each of their orders.
 */
import type { MarketInput, OutsideOrder, OutsideTrade } from '../command/commands.ts'
import type { EngineEvent, EvidenceSource, Traded } from '../event/events.ts'
import type { Side } from '../order/order-types.ts'
import type { Ledger, LedgerOrder } from './ledger.fixture.ts'

/** One price of a side. */
export interface OutsideLevel {
  displayed: number
  consumed: number
}

type Levels = Map<number, OutsideLevel>

/** An order that takes a place in the book. */
type Joining = Pick<LedgerOrder, 'accountId' | 'instrumentId' | 'side' | 'limitPrice'>

const nothing: Readonly<OutsideLevel> = { displayed: 0, consumed: 0 }

export function otherSide(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy'
}

/** Whether an order of this side with this limit trades at a price; `null`: it takes any. */
export function isWithinLimit(side: Side, limit: number | null, price: number): boolean {
  return limit === null || (side === 'buy' ? price <= limit : price >= limit)
}

function effectiveOf({ displayed, consumed }: OutsideLevel): number {
  return displayed - consumed
}

export class OutsideMirror {
  /** What the books say of the users' orders. */
  readonly #ledger: Ledger
  readonly #levels = new Map<string, Levels>()
  /** Outside lots ahead of the orders that rest. */
  readonly #aheads = new Map<number, number>()
  /** What was ahead before the print that is being heard, which its fills are measured by. */
  #aheadsAtPrint: ReadonlyMap<number, number> = new Map()
  /** Lots of that print that are left for the users at its price. */
  #printLeft = 0

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  levelsOf(instrumentId: number, side: Side): ReadonlyMap<number, Readonly<OutsideLevel>> {
    return this.#side(instrumentId, side)
  }

  aheadOf(orderId: number): number {
    return this.#aheads.get(orderId) ?? 0
  }

  /** What the fills of a print are measured by: lots ahead of an order before it. */
  aheadAtPrint(orderId: number): number {
    return this.#aheadsAtPrint.get(orderId) ?? 0
  }

  /** Lots of the print being heard that nobody in the queue of its price has got yet. */
  get printLeft(): number {
    return this.#printLeft
  }

  effectiveAt(instrumentId: number, side: Side, price: number): number {
    const level = this.#side(instrumentId, side).get(price)
    return level === undefined ? 0 : effectiveOf(level)
  }

  /** The best price of a side that is displayed, or of which something is left. */
  bestOf(instrumentId: number, side: Side, isDisplayed: boolean): number | null {
    let best: number | null = null
    for (const [price, level] of this.#side(instrumentId, side)) {
      if ((isDisplayed ? level.displayed : effectiveOf(level)) === 0) continue
      if (best === null || (side === 'buy' ? price > best : price < best)) best = price
    }
    return best
  }

  /** Hears the feed; which users it met is known by the events that follow. */
  hear(input: MarketInput, events: readonly EngineEvent[], isMatchable: boolean): void {
    const { instrumentId } = input
    switch (input.kind) {
      case 'outside_book':
        this.#resync(instrumentId, 'buy', input.bids)
        this.#resync(instrumentId, 'sell', input.asks)
        break
      case 'outside_levels':
        for (const { side, price, size } of input.changes) this.#display(instrumentId, side, { price, size })
        break
      case 'outside_trade':
        this.#print(input, events)
        break
      case 'outside_order':
        if (isMatchable) this.#walk(input, events)
        break
      default:
    }
  }

  /** Takes what a fill took, and notes new places in queues; the ledger has applied the event. */
  apply(event: EngineEvent): void {
    switch (event.kind) {
      case 'traded':
        this.#trade(event)
        break
      case 'order_accepted':
      case 'order_rested':
      case 'order_resized':
        this.#join(event)
        break
      default:
    }
  }

  /** What is ahead of an order at the back of its level. */
  dueAhead({ accountId, instrumentId, side, limitPrice }: Joining): number {
    const isTouch = this.#ledger.accounts.get(accountId)?.settings.fillModel === 'touch'
    return isTouch ? 0 : this.effectiveAt(instrumentId, side, limitPrice ?? 0)
  }

  #join({ orderId, queueAhead }: { orderId: number; queueAhead: number | null }): void {
    const order = this.#ledger.orders.get(orderId)
    if (queueAhead !== null && order !== undefined) this.#aheads.set(orderId, this.dueAhead(order))
  }

  #side(instrumentId: number, side: Side): Levels {
    const name = `${instrumentId} ${side}`
    const found = this.#levels.get(name)
    if (found !== undefined) return found
    const made: Levels = new Map()
    this.#levels.set(name, made)
    return made
  }

  #set(instrumentId: number, side: Side, to: OutsideLevel & { price: number }): void {
    const { price, displayed, consumed } = to
    const levels = this.#side(instrumentId, side)
    if (displayed === 0) levels.delete(price)
    else levels.set(price, { displayed, consumed })
    for (const order of this.#restingAt(instrumentId, side, price)) {
      this.#aheads.set(order.orderId, Math.min(this.aheadOf(order.orderId), displayed - consumed))
    }
  }

  #restingAt(instrumentId: number, side: Side, price: number): LedgerOrder[] {
    return [...this.#ledger.open.values()].filter((order) => {
      const isThere = order.instrumentId === instrumentId && order.limitPrice === price
      return isThere && order.place === 'book' && order.side === side
    })
  }

  /** A decrease gives back what was consumed first; an increase is behind everybody. */
  #display(instrumentId: number, side: Side, { price, size }: { price: number; size: number }): void {
    const { displayed, consumed } = this.#side(instrumentId, side).get(price) ?? nothing
    const decrease = Math.max(0, displayed - size)
    this.#set(instrumentId, side, { price, displayed: size, consumed: Math.max(0, consumed - decrease) })
    if (size === 0) return
    const opposite = otherSide(side)
    for (const other of [...this.#side(instrumentId, opposite).keys()]) {
      if (!isWithinLimit(side, price, other)) continue
      this.#set(instrumentId, opposite, { price: other, displayed: 0, consumed: 0 })
    }
  }

  #resync(instrumentId: number, side: Side, levels: readonly { price: number; size: number }[]): void {
    const sizes = new Map(levels.map(({ price, size }) => [price, size]))
    const before = this.#side(instrumentId, side)
    for (const price of new Set([...before.keys(), ...sizes.keys()])) {
      const displayed = sizes.get(price) ?? 0
      const consumed = Math.min(before.get(price)?.consumed ?? 0, displayed)
      this.#set(instrumentId, side, { price, displayed, consumed })
    }
  }

  #print(input: OutsideTrade, events: readonly EngineEvent[]): void {
    const { instrumentId, price, quantity, newSize } = input
    const aggressor = input.aggressor ?? this.#aggressorOf(input)
    this.#aheadsAtPrint = new Map(this.#aheads)
    this.#printLeft = 0
    if (aggressor === null) return
    const side = otherSide(aggressor)
    const level = this.#side(instrumentId, side).get(price) ?? nothing
    const left = quantity - filledBy(events, 'through')
    const absorbed = Math.min(level.consumed, left)
    this.#printLeft = left - absorbed
    const front = this.#printLeft - filledBy(events, 'print')
    this.#shorten(this.#restingAt(instrumentId, side, price), front)
    const consumed = level.consumed - absorbed
    // What users took stood in front, so that the print met it first.
    this.#side(instrumentId, side).set(price, { displayed: level.displayed - absorbed, consumed })
    this.#display(instrumentId, side, { price, size: newSize ?? Math.max(0, level.displayed - quantity) })
  }

  #aggressorOf({ instrumentId, price }: OutsideTrade): Side | null {
    const ask = this.bestOf(instrumentId, 'sell', true)
    if (ask !== null && price >= ask) return 'buy'
    const bid = this.bestOf(instrumentId, 'buy', true)
    return bid !== null && price <= bid ? 'sell' : null
  }

  /** An order of the outside world takes, level by level, what it did not get from users. */
  #walk(input: OutsideOrder, events: readonly EngineEvent[]): void {
    for (const { price, quantity } of this.takenBy(input, events)) {
      this.#take(input.instrumentId, otherSide(input.side), { price, quantity })
    }
  }

  /** What an order of the outside world takes of outside levels, best first. */
  takenBy(
    { instrumentId, side, quantity, limitPrice }: OutsideOrder,
    events: readonly EngineEvent[],
  ): { price: number; quantity: number }[] {
    const filled = new Map<number, number>()
    for (const event of events) {
      if (event.kind !== 'traded' || event.evidence.source !== 'aggressor') continue
      filled.set(event.price, (filled.get(event.price) ?? 0) + event.quantity)
    }
    const levels = this.#side(instrumentId, otherSide(side))
    const prices = [...new Set([...levels.keys(), ...filled.keys()])]
    prices.sort((one, other) => (side === 'buy' ? one - other : other - one))
    const taken: { price: number; quantity: number }[] = []
    let leaves: number = quantity
    for (const price of prices) {
      if (!isWithinLimit(side, limitPrice, price)) break
      const ofUsers = filled.get(price) ?? 0
      const outside = Math.min(leaves - ofUsers, effectiveOf(levels.get(price) ?? nothing))
      if (outside > 0) taken.push({ price, quantity: outside })
      leaves -= ofUsers + outside
    }
    return taken
  }

  #trade({ instrumentId, quantity, maker, taker, evidence }: Traded): void {
    const { source, price } = evidence
    if (source === 'print') this.#printLeft -= quantity
    if (source === 'level' && taker !== null) {
      this.#take(instrumentId, otherSide(taker.side), { price, quantity })
    } else if (source === 'crossing' && maker !== null) {
      this.#take(instrumentId, otherSide(maker.side), { price, quantity })
    }
  }

  #take(instrumentId: number, side: Side, { price, quantity }: { price: number; quantity: number }): void {
    const level = this.#side(instrumentId, side).get(price)
    if (level === undefined) return
    level.consumed += quantity
    this.#shorten(this.#restingAt(instrumentId, side, price), quantity)
  }

  #shorten(orders: readonly LedgerOrder[], quantity: number): void {
    for (const { orderId } of orders) this.#aheads.set(orderId, Math.max(0, this.aheadOf(orderId) - quantity))
  }
}

/** Lots that users got in fills of a kind. */
function filledBy(events: readonly EngineEvent[], source: EvidenceSource): number {
  let filled = 0
  for (const event of events) {
    if (event.kind === 'traded' && event.evidence.source === source) filled += event.quantity
  }
  return filled
}
