import { assert } from '../assert.ts'

const RECORDS_PER_PAGE = 512

/**
 * Numbers of many records of one kind, side by side: what is read together lies together, and a record that
 * changes leaves no garbage. Pages never move, so that growing never takes long.
 */
export class Rows {
  readonly #width: number
  #page = new Float64Array(0)
  #used = 0

  /** @param width - numbers of each record */
  constructor(width: number) {
    this.#width = width
  }

  /** The amounts of the open page: the same memory. */
  amounts = new BigInt64Array(0)

  /** The page on which the next record has its numbers. */
  openPage(): Float64Array {
    if (this.#used === this.#page.length) {
      this.#page = new Float64Array(this.#width * RECORDS_PER_PAGE)
      this.amounts = new BigInt64Array(this.#page.buffer)
      this.#used = 0
    }
    return this.#page
  }

  /** Gives out the next place of the open page. */
  take(): number {
    const at = this.#used
    this.#used += this.#width
    return at
  }

  /** Takes back the place that was given out last. */
  takeBack(): void {
    assert(this.#used > 0, 'only a place of the open page is taken back')
    this.#used -= this.#width
    this.#page.fill(0, this.#used, this.#used + this.#width)
  }
}

/** Stands in a row for an amount that needs more than 64 bits. */
const WIDE = -9_223_372_036_854_775_808n

/** A record whose numbers and amounts are in a row; amounts that need more than 64 bits are beside it. */
export abstract class RowRecord {
  readonly numbers: Float64Array
  readonly amounts: BigInt64Array
  /** Where its row begins. */
  readonly at: number
  #wide: ReadonlyMap<number, bigint> | null = null

  constructor(rows: Rows) {
    this.numbers = rows.openPage()
    this.amounts = rows.amounts
    this.at = rows.take()
  }

  /** How many numbers its row has. */
  abstract get width(): number

  /** All that it has in its row as it is now; gives back how to write that again. */
  keepRow(): () => void {
    const kept = this.amounts.slice(this.at, this.at + this.width)
    const wide = this.#wide
    return () => {
      this.amounts.set(kept, this.at)
      this.#wide = wide
    }
  }

  protected number(field: number): number {
    return this.numbers[this.at + field] ?? 0
  }

  protected setNumber(field: number, value: number): void {
    this.numbers[this.at + field] = value
  }

  protected amount(field: number): bigint {
    const amount = this.amounts[this.at + field] ?? 0n
    return amount === WIDE ? this.#wideAmount(field) : amount
  }

  protected setAmount(field: number, amount: bigint): void {
    if (amount > WIDE && amount < -WIDE) this.amounts[this.at + field] = amount
    else this.#setWideAmount(field, amount)
  }

  #wideAmount(field: number): bigint {
    const amount = this.#wide?.get(field)
    assert(amount !== undefined, 'an amount that is not in the row is beside it')
    return amount
  }

  #setWideAmount(field: number, amount: bigint): void {
    this.amounts[this.at + field] = WIDE
    // A new one each time: what was kept of the old one stays as it was.
    this.#wide = new Map(this.#wide ?? []).set(field, amount)
  }
}
