import { assert } from '../assert.ts'
import { lots, type Lots } from '../numbers/lots.ts'
import { ticks, type Ticks } from '../numbers/ticks.ts'
import type { UndoLog } from '../state/undo-log.ts'
import { LevelTable } from './level-table.ts'
import { IGNORES_OUTSIDE, OrderTable, type BookOwner } from './order-table.ts'
import { NONE, PriceIndex } from './price-index.ts'
import type { Side } from '../order/order-types.ts'

/** What a user's order is to the book. */
export interface RestingOrder<Owner> {
  readonly side: Side
  /** At least one tick. */
  readonly price: Ticks
  /** Above 0 (FIX 151 LeavesQty). */
  readonly leaves: Lots
  /** Whose order it is, or which: the book only keeps it. */
  readonly owner: Owner
  /** The account's `touch` dial: outside size ahead of the order does not count for it. */
  readonly ignoresOutside: boolean
}

/** One level of a venue's book. */
export interface VenueLevel {
  readonly price: Ticks
  /** What the venue displays there; 0 is no level. */
  readonly size: Lots
}

/**
 * Most lots that a venue's level or print may have: then sums of a few of them are exact. Adapters refuse
 * more.
 */
export const OUTSIDE_SIZE_MAX = 2_251_799_813_685_248

/**
 * The price-time book of one instrument: users' orders, and between them what outside venues display.
 *
 * Orders and levels are named by small integers that are used again once they are gone; `NONE` is no order or
 * no level. Of outside liquidity a level keeps what the venue displays (`venueSize`), what our takers took of
 * it (`consumed`) and a counter of what left from the front of the queue (`passed`). An order keeps a mark:
 * the counter as it will be when nothing outside is ahead of it. So taking from the front touches no order,
 * and the outside quantity ahead of an order is mark - passed, not below 0. Marks never fall along the queue,
 * and never exceed passed + venueSize - consumed.
 *
 * A level exists while it has an order or a venue size; nothing here keeps the two sides from crossing.
 */
export class Book<Owner extends BookOwner> {
  /** Where changes are recorded; `null` while nobody will take them back. */
  undo: UndoLog | null = null
  readonly #orders = new OrderTable<Owner>()
  readonly #levels = new LevelTable()
  readonly #bids = new PriceIndex('highest')
  readonly #asks = new PriceIndex('lowest')
  /** The level whose venue message is being applied: it stays even if it has nothing left. */
  #updating = NONE

  /** Users' orders in the book. */
  get orderCount(): number {
    return this.#orders.count
  }

  /** Price levels of both sides. */
  get levelCount(): number {
    return this.#levels.count
  }

  /** The level between `absorbTrade` and `setDisplayed`; `NONE` otherwise. */
  get updatingLevel(): number {
    return this.#updating
  }

  /** The level of the best price of a side, even if all of it is consumed; or `NONE`. */
  bestLevel(side: Side): number {
    return side === 'buy' ? this.#bids.best() : this.#asks.best()
  }

  /** The next worse level of the same side; or `NONE`. */
  nextLevel(level: number): number {
    return this.#indexOf(this.#levels.side(level)).next(this.#levels.price(level))
  }

  /** The level at exactly this price; or `NONE`. */
  findLevel(side: Side, price: Ticks): number {
    return this.#indexOf(side).find(price)
  }

  levelPrice(level: number): Ticks {
    return ticks(this.#levels.price(level))
  }

  levelSide(level: number): Side {
    return this.#levels.side(level)
  }

  /** The user's order that is first in the queue; or `NONE`. */
  firstOrder(level: number): number {
    return this.#levels.firstOrder(level)
  }

  /** The user's order that is last in the queue; or `NONE`. */
  lastOrder(level: number): number {
    return this.#levels.lastOrder(level)
  }

  /** Users' orders at the level. */
  ordersAt(level: number): number {
    return this.#levels.orderCount(level)
  }

  /** Sum of the leaves of the users' orders at the level. */
  userQuantity(level: number): bigint {
    return this.#levels.userQuantity(level)
  }

  /** What the venue displays at the level. */
  venueSize(level: number): Lots {
    return lots(this.#levels.venueSize(level))
  }

  /** How much of the venue's size our takers have taken; it is the front of the venue's queue. */
  consumed(level: number): Lots {
    return lots(this.#levels.consumed(level))
  }

  /** What a taker can still get from outside at the level: venue size less consumed. */
  outsideSize(level: number): Lots {
    return lots(this.#levels.outsideSize(level))
  }

  owner(slot: number): Owner {
    return this.#orders.owner(slot)
  }

  leaves(slot: number): Lots {
    return lots(this.#orders.leaves(slot))
  }

  levelOf(slot: number): number {
    return this.#orders.level(slot)
  }

  price(slot: number): Ticks {
    return ticks(this.#levels.price(this.#orders.level(slot)))
  }

  side(slot: number): Side {
    return this.#levels.side(this.#orders.level(slot))
  }

  /** The user's order behind this one at its level; or `NONE`. */
  nextOrder(slot: number): number {
    return this.#orders.next(slot)
  }

  /** The user's order before this one at its level; or `NONE`. */
  previousOrder(slot: number): number {
    return this.#orders.previous(slot)
  }

  ignoresOutside(slot: number): boolean {
    return this.#orders.mark(slot) === IGNORES_OUTSIDE
  }

  /** Outside quantity that must go before the order's turn comes; 0 for an order that ignores it. */
  queueAhead(slot: number): Lots {
    const ahead = this.#orders.mark(slot) - this.#levels.passed(this.#orders.level(slot))
    return lots(ahead > 0 ? ahead : 0)
  }

  /**
   * Puts an order at the back of the queue of its price.
   *
   * @returns the slot that names it until it is removed
   */
  add(order: RestingOrder<Owner>): number {
    assert(order.leaves > 0, 'an order that rests has something left')
    let level = this.findLevel(order.side, order.price)
    if (level === NONE) level = this.#createLevel(order.side, order.price)
    const slot = this.#orders.allocate(order.owner)
    const mark = this.#levels.passed(level) + this.#levels.outsideSize(level)
    this.#orders.setLeaves(slot, order.leaves)
    this.#orders.setMark(slot, order.ignoresOutside ? IGNORES_OUTSIDE : mark)
    this.#orders.setLevel(slot, level)
    this.#orders.setPrevious(slot, this.#levels.lastOrder(level))
    this.#orders.setNext(slot, NONE)
    this.#link(slot)
    if (this.undo !== null) this.#recordAdd(this.undo, slot)
    return slot
  }

  /** Takes an order out, whatever is left of it, and its level with it if that was all. */
  remove(slot: number): void {
    if (this.undo !== null) this.#recordRemove(this.undo, slot)
    const level = this.#orders.level(slot)
    this.#unlink(slot)
    this.#orders.release(slot)
    this.#dropIfEmpty(level)
  }

  /** Takes a part of an order away, by a fill or by its owner's wish; it keeps its place. */
  reduce(slot: number, quantity: Lots): void {
    const leaves = this.#orders.leaves(slot)
    assert(quantity > 0 && quantity < leaves, 'an order that stays keeps something and gives something')
    this.#changeLeaves(slot, 0 - quantity)
    if (this.undo !== null) this.#recordReduce(this.undo, slot, quantity)
  }

  /** A taker of ours takes from the front of the outside quantity of a level, at most all of it. */
  consume(level: number, quantity: Lots): void {
    assert(quantity > 0, 'a taker that takes takes something')
    assert(quantity <= this.#levels.outsideSize(level), 'nobody takes more from outside than there is')
    this.#keepMarksExact(level)
    if (this.undo !== null) this.#recordOutside(this.undo, level)
    this.#levels.setOutside(level, this.#levels.venueSize(level), this.#levels.consumed(level) + quantity)
    this.#levels.setPassed(level, this.#levels.passed(level) + quantity)
  }

  /**
   * Says what was ahead of an order before a recovery: at most what is displayed now, and never less than
   * what is ahead of the order before it. Walk a level from its first order on.
   */
  restoreAhead(slot: number, journaled: Lots): void {
    if (this.ignoresOutside(slot)) return
    const level = this.#orders.level(slot)
    const previous = this.#orders.previous(slot)
    const least = previous === NONE ? 0 : this.queueAhead(previous)
    const ahead = Math.max(least, Math.min(journaled, this.#levels.outsideSize(level)))
    if (this.undo !== null) this.#recordMark(this.undo, slot, this.#orders.mark(slot))
    this.#orders.setMark(slot, this.#levels.passed(level) + ahead)
  }

  /**
   * First step of a venue's message {level, new size, traded}: what our takers consumed was at the front, so
   * a trade at the venue took that first. Until `setDisplayed` the level stays and its venue size means
   * nothing.
   *
   * @returns the rest of the traded quantity, which meets the users' orders and the outside size ahead of
   * them
   */
  absorbTrade(level: number, traded: Lots): Lots {
    assert(this.#updating === NONE, 'one message of a venue is applied at a time')
    assert(traded >= 0 && traded <= OUTSIDE_SIZE_MAX, 'a print has a size within bounds')
    if (this.undo !== null) this.#recordOutside(this.undo, level)
    const absorbed = Math.min(this.#levels.consumed(level), traded)
    const consumed = this.#levels.consumed(level) - absorbed
    this.#levels.setOutside(level, Math.max(this.#levels.venueSize(level) - traded, consumed), consumed)
    this.#updating = level
    return lots(traded - absorbed)
  }

  /**
   * How much of a traded quantity an order gets, of which `left` was not given to the orders before it. Walk
   * from the first order on and stop at the first one that is not filled completely.
   */
  shareOfTrade(slot: number, left: Lots): Lots {
    const available = left - this.queueAhead(slot)
    if (available <= 0) return lots(0)
    return lots(Math.min(available, this.#orders.leaves(slot)))
  }

  /**
   * Second step of a venue's message: what of the trade users did not get went from the front of the queue.
   */
  passFront(level: number, quantity: Lots): void {
    assert(level === this.#updating, 'a trade passes a level while its message is applied')
    assert(quantity >= 0 && quantity <= OUTSIDE_SIZE_MAX, 'a print has a size within bounds')
    this.#keepMarksExact(level)
    if (this.undo !== null) this.#recordOutside(this.undo, level)
    this.#levels.setPassed(level, this.#levels.passed(level) + quantity)
  }

  /**
   * Last step of a venue's message, and the only one of a message without a trade: what the venue displays
   * now. A decrease frees the consumed front first and then goes from the back of the queue; an increase is
   * fresh size behind everything.
   */
  setDisplayed(side: Side, price: Ticks, size: Lots): void {
    const level = this.findLevel(side, price)
    assert(this.#updating === NONE || this.#updating === level, 'one message of a venue is applied at a time')
    if (level === NONE) {
      if (size > 0) this.#displayAt(this.#createLevel(side, price), size, 0)
      return
    }
    const decrease = Math.max(0, this.#levels.venueSize(level) - size)
    this.#displayAt(level, size, Math.max(0, this.#levels.consumed(level) - decrease))
  }

  /**
   * A full snapshot of what a venue displays on one side, in any order; levels that are not in it are gone.
   * What was consumed stays so, up to the new size.
   */
  resync(side: Side, venueLevels: readonly VenueLevel[]): void {
    assert(this.#updating === NONE, 'one message of a venue is applied at a time')
    const sizes = new Map(venueLevels.map(({ price, size }) => [price, size]))
    assert(sizes.size === venueLevels.length, 'a snapshot has each price once')
    let next = this.bestLevel(side)
    while (next !== NONE) {
      const level = next
      next = this.nextLevel(level)
      const price = this.levelPrice(level)
      const size = sizes.get(price) ?? 0
      sizes.delete(price)
      this.#displayAt(level, size, Math.min(this.#levels.consumed(level), size))
    }
    for (const [price, size] of sizes) {
      if (size > 0) this.#displayAt(this.#createLevel(side, price), size, 0)
    }
  }

  #indexOf(side: Side): PriceIndex {
    return side === 'buy' ? this.#bids : this.#asks
  }

  /** Ends a change of what the venue displays: no order waits behind more than there is. */
  #displayAt(level: number, size: number, consumed: number): void {
    assert(size >= 0 && size <= OUTSIDE_SIZE_MAX, 'a level of a venue has a size within bounds')
    this.#keepMarksExact(level)
    if (this.undo !== null) this.#recordOutside(this.undo, level)
    this.#levels.setOutside(level, size, consumed)
    this.#updating = NONE
    this.#clampMarks(level)
    this.#dropIfEmpty(level)
  }

  #clampMarks(level: number): void {
    const most = this.#levels.passed(level) + this.#levels.outsideSize(level)
    let slot = this.#levels.lastOrder(level)
    while (slot !== NONE) {
      const mark = this.#orders.mark(slot)
      if (mark > most) {
        this.#orders.setMark(slot, most)
        if (this.undo !== null) this.#recordMark(this.undo, slot, mark)
      } else if (mark !== IGNORES_OUTSIDE) return
      slot = this.#orders.previous(slot)
    }
  }

  /** Sets the counter of a level back in time, so that it and the marks stay exact numbers for ever. */
  #keepMarksExact(level: number): void {
    const passed = this.#levels.passed(level)
    if (passed <= OUTSIDE_SIZE_MAX) return
    this.#shiftMarks(level, -passed)
    if (this.undo !== null) this.#recordShift(this.undo, level, passed)
  }

  #shiftMarks(level: number, difference: number): void {
    this.#levels.setPassed(level, this.#levels.passed(level) + difference)
    for (let slot = this.#levels.firstOrder(level); slot !== NONE; slot = this.#orders.next(slot)) {
      const mark = this.#orders.mark(slot)
      if (mark !== IGNORES_OUTSIDE) this.#orders.setMark(slot, mark + difference)
    }
  }

  #changeLeaves(slot: number, difference: number): void {
    this.#orders.setLeaves(slot, this.#orders.leaves(slot) + difference)
    this.#levels.addUp(this.#orders.level(slot), difference, 0)
  }

  /** Puts an order between the two that it names as its neighbours. */
  #link(slot: number): void {
    const level = this.#orders.level(slot)
    const previous = this.#orders.previous(slot)
    const next = this.#orders.next(slot)
    if (previous === NONE) this.#levels.setFirstOrder(level, slot)
    else this.#orders.setNext(previous, slot)
    if (next === NONE) this.#levels.setLastOrder(level, slot)
    else this.#orders.setPrevious(next, slot)
    this.#levels.addUp(level, this.#orders.leaves(slot), 1)
  }

  #unlink(slot: number): void {
    const level = this.#orders.level(slot)
    const previous = this.#orders.previous(slot)
    const next = this.#orders.next(slot)
    if (previous === NONE) this.#levels.setFirstOrder(level, next)
    else this.#orders.setNext(previous, next)
    if (next === NONE) this.#levels.setLastOrder(level, previous)
    else this.#orders.setPrevious(next, previous)
    this.#levels.addUp(level, -this.#orders.leaves(slot), -1)
  }

  #createLevel(side: Side, price: Ticks): number {
    assert(price >= 1, 'a price in a book is at least one tick')
    const level = this.#levels.allocate(side, price)
    this.#indexOf(side).insert(price, level)
    if (this.undo !== null) this.#recordCreate(this.undo, level)
    return level
  }

  #destroyLevel(level: number): void {
    this.#indexOf(this.#levels.side(level)).remove(this.#levels.price(level))
    this.#levels.release(level)
  }

  #dropIfEmpty(level: number): void {
    if (this.#levels.firstOrder(level) !== NONE || this.#levels.venueSize(level) > 0) return
    if (level === this.#updating) return
    if (this.undo !== null) this.#recordDrop(this.undo, level)
    this.#destroyLevel(level)
  }

  // Recording stands apart from changing: a function that makes a closure is slower even when it does not.

  #recordAdd(undo: UndoLog, slot: number): void {
    undo.record(() => {
      this.#unlink(slot)
      this.#orders.release(slot)
    })
  }

  #recordRemove(undo: UndoLog, slot: number): void {
    const orders = this.#orders
    const [owner, leaves, mark] = [orders.owner(slot), orders.leaves(slot), orders.mark(slot)]
    const [level, previous, next] = [orders.level(slot), orders.previous(slot), orders.next(slot)]
    undo.record(() => {
      assert(orders.allocate(owner) === slot, 'an order that comes back has its slot again')
      orders.setLeaves(slot, leaves)
      orders.setMark(slot, mark)
      orders.setLevel(slot, level)
      orders.setPrevious(slot, previous)
      orders.setNext(slot, next)
      this.#link(slot)
    })
  }

  #recordReduce(undo: UndoLog, slot: number, quantity: number): void {
    undo.record(() => this.#changeLeaves(slot, quantity))
  }

  #recordMark(undo: UndoLog, slot: number, mark: number): void {
    undo.record(() => this.#orders.setMark(slot, mark))
  }

  #recordOutside(undo: UndoLog, level: number): void {
    const levels = this.#levels
    const [venueSize, consumed] = [levels.venueSize(level), levels.consumed(level)]
    const [passed, updating] = [levels.passed(level), this.#updating]
    undo.record(() => {
      levels.setOutside(level, venueSize, consumed)
      levels.setPassed(level, passed)
      this.#updating = updating
    })
  }

  #recordShift(undo: UndoLog, level: number, difference: number): void {
    undo.record(() => this.#shiftMarks(level, difference))
  }

  #recordCreate(undo: UndoLog, level: number): void {
    undo.record(() => this.#destroyLevel(level))
  }

  #recordDrop(undo: UndoLog, level: number): void {
    const [side, price] = [this.#levels.side(level), this.#levels.price(level)]
    const passed = this.#levels.passed(level)
    undo.record(() => {
      assert(this.#levels.allocate(side, price) === level, 'a level that comes back has its number again')
      this.#levels.setPassed(level, passed)
      this.#indexOf(side).insert(price, level)
    })
  }
}
