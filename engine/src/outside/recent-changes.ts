import { assert } from '../assert.ts'
import type { Ticks } from '../numbers/ticks.ts'
import type { Side } from '../order/order-types.ts'

/**
 * What a change was: a decrease that waits for its print (`held`), one that the engine knows (`passed`), one
 * of size that the engine was never shown (`unshown`), or what a print took before depth said so (`credit`).
 */
export type RecentKind = 'held' | 'passed' | 'unshown' | 'credit'

/** One half of a print and its depth, which has come alone. */
export interface RecentChange {
  readonly kind: RecentKind
  readonly side: Side
  readonly price: Ticks
  /** Lots, above 0. */
  readonly quantity: number
  /** Unix milliseconds from which it is not remembered any more; never before that of the change before. */
  readonly dueAt: number
}

/** A level with something remembered. */
export interface RecentLevel {
  readonly side: Side
  readonly price: Ticks
  /** Lots that wait for their print; 0 where there is credit. */
  readonly held: number
  /** Lots that prints took and the depth has yet to confirm; 0 where a decrease is remembered. */
  readonly credit: number
}

/** Lots of decreases that a print explains. */
export interface TakenDecreases {
  readonly held: number
  readonly passed: number
  readonly unshown: number
}

/** What is left of a change. */
interface Rest {
  readonly kind: RecentKind
  readonly level: Level
  quantity: number
  readonly dueAt: number
}

interface Level {
  readonly side: Side
  readonly price: Ticks
  held: number
  credit: number
  /** Oldest first; either all credit, or none of it. */
  readonly rests: Rest[]
}

/** So many changes that are gone may stay in the list. */
const GONE_MAX = 256

/**
 * The depth and the prints of the last moments that have not found each other. A print takes the oldest
 * decreases of its level and a decrease the oldest credit, so a level never has both left.
 */
export class RecentChanges {
  readonly #levels = { buy: new Map<number, Level>(), sell: new Map<number, Level>() }
  readonly #held = new Set<Level>()
  /** All changes in the order in which they came and fall due; before `#gone` they have. */
  #rests: Rest[] = []
  #gone = 0

  /** The levels at which something waits for its print. */
  get heldLevels(): Iterable<RecentLevel> {
    return this.#held
  }

  /** When the oldest change falls due; `null` without any. */
  get dueAt(): number | null {
    for (let rest = this.#rests[this.#gone]; rest !== undefined; rest = this.#rests[this.#gone]) {
      if (rest.quantity > 0) return rest.dueAt
      this.#gone += 1
    }
    return null
  }

  clear(): void {
    this.#levels.buy.clear()
    this.#levels.sell.clear()
    this.#held.clear()
    this.#rests = []
    this.#gone = 0
  }

  findLevel(side: Side, price: Ticks): RecentLevel | undefined {
    return this.#levels[side].get(price)
  }

  /** Whether something is left of a decrease at the level. */
  hasDecrease(side: Side, price: Ticks): boolean {
    const level = this.#levels[side].get(price)
    return level?.credit === 0
  }

  /** Remembers a decrease, where no credit is left, or credit, where no decrease is. */
  remember({ kind, side, price, quantity, dueAt }: RecentChange): void {
    assert(quantity > 0, 'what is remembered is something')
    const level = this.#levels[side].get(price) ?? { side, price, held: 0, credit: 0, rests: [] }
    assert(
      kind === 'credit' ? !hasDecreases(level) : level.credit === 0,
      'print and depth take each other first',
    )
    if (level.rests.length === 0) this.#levels[side].set(price, level)
    const rest = { kind, level, quantity, dueAt }
    level.rests.push(rest)
    this.#add(level, kind, quantity)
    if (this.#gone > GONE_MAX && this.#gone * 2 > this.#rests.length) {
      this.#rests = this.#rests.slice(this.#gone)
      this.#gone = 0
    }
    this.#rests.push(rest)
  }

  /**
   * A print takes decreases that came before it.
   *
   * @returns how many of its lots they explain, at most `quantity`
   */
  takeDecreases(side: Side, price: Ticks, quantity: number): TakenDecreases {
    const taken = { held: 0, passed: 0, unshown: 0, credit: 0 }
    const level = this.#levels[side].get(price)
    if (level?.credit === 0) this.#take(level, quantity, taken)
    return taken
  }

  /**
   * A decrease takes the credit of prints that came before it.
   *
   * @returns how many of its lots they explain, at most `quantity`
   */
  takeCredit(side: Side, price: Ticks, quantity: number): number {
    const level = this.#levels[side].get(price)
    if (level === undefined || level.credit === 0) return 0
    const taken = { held: 0, passed: 0, unshown: 0, credit: 0 }
    this.#take(level, quantity, taken)
    return taken.credit
  }

  /** Forgets the oldest change that is due at a time, and names it; `null`: none is. */
  takeDue(at: number): { readonly kind: RecentKind; readonly level: RecentLevel } | null {
    const dueAt = this.dueAt
    const rest = this.#rests[this.#gone]
    if (rest === undefined || dueAt === null || dueAt > at) return null
    const { kind, level, quantity } = rest
    assert(level.rests[0] === rest, 'the oldest change of all is the oldest of its level')
    this.#take(level, quantity, { held: 0, passed: 0, unshown: 0, credit: 0 })
    return { kind, level }
  }

  /** Takes from the oldest changes of a level, and adds up by their kind what it took. */
  #take(level: Level, quantity: number, sums: Record<RecentKind, number>): void {
    let left = quantity
    for (let rest = level.rests[0]; rest !== undefined && left > 0; rest = level.rests[0]) {
      const taken = Math.min(left, rest.quantity)
      rest.quantity -= taken
      left -= taken
      sums[rest.kind] += taken
      this.#add(level, rest.kind, -taken)
      if (rest.quantity === 0) level.rests.shift()
    }
    if (level.rests.length === 0) this.#levels[level.side].delete(level.price)
  }

  #add(level: Level, kind: RecentKind, quantity: number): void {
    if (kind === 'credit') level.credit += quantity
    if (kind !== 'held') return
    level.held += quantity
    if (level.held > 0) this.#held.add(level)
    else this.#held.delete(level)
  }
}

function hasDecreases(level: Level): boolean {
  return level.rests.length > 0 && level.credit === 0
}
