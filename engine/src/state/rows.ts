import { assert } from '../assert.ts'

const RECORDS_PER_PAGE = 512

/** Where a record has its numbers; amounts are the same memory. */
interface Row {
  readonly numbers: Float64Array
  readonly amounts: BigInt64Array
  readonly at: number
}

/**
 * Numbers of many records of one kind, side by side: what is read together lies together, and a record that
 * changes leaves no garbage. Pages never move, so that growing never takes long.
 */
export class Rows {
  readonly #width: number
  #numbers = new Float64Array(0)
  #amounts = new BigInt64Array(0)
  #used = 0
  readonly #released: Row[] = []

  /** @param width - numbers of each record */
  constructor(width: number) {
    this.#width = width
  }

  /** Gives out a row of zeros. */
  take(): Row {
    const released = this.#released.pop()
    if (released !== undefined) return released
    if (this.#used === this.#numbers.length) {
      this.#numbers = new Float64Array(this.#width * RECORDS_PER_PAGE)
      this.#amounts = new BigInt64Array(this.#numbers.buffer)
      this.#used = 0
    }
    const at = this.#used
    this.#used += this.#width
    return { numbers: this.#numbers, amounts: this.#amounts, at }
  }

  /** Takes back the row of a record that is gone. */
  release({ numbers, amounts, at }: Row): void {
    numbers.fill(0, at, at + this.#width)
    this.#released.push({ numbers, amounts, at })
  }
}

/** Stands in a row for an amount that needs more than 64 bits. */
const WIDE = -9_223_372_036_854_775_808n

/** A record whose numbers and amounts are in a row; amounts that need more than 64 bits are beside it. */
export abstract class RowRecord implements Row {
  readonly numbers: Float64Array
  readonly amounts: BigInt64Array
  /** Where its row begins. */
  readonly at: number
  #wide: ReadonlyMap<number, bigint> | null = null

  constructor(rows: Rows) {
    const { numbers, amounts, at } = rows.take()
    this.numbers = numbers
    this.amounts = amounts
    this.at = at
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
