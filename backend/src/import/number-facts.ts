import { decimalValue, POWERS_OF_TEN, type DecimalCell } from './decimals.ts'
import { STEPS_END } from './limits.ts'

/** Market data carries 15 significant digits, exact as a double both ways. */
const SIGNIFICANT_END = 1e15
/** Prices of a binary float of 32 bits are looked for up to this number of decimals. */
const FLOAT_DECIMALS_MAX = 6
/** A float that was meant to have two decimals shows four at least. */
const FLOAT_EXCESS_MIN = 2

/** What the prices of a file need: how many decimals, and whether these are real. */
export class PriceFacts {
  /** Most decimals of any price, without trailing zeros. */
  decimals = 0
  magnitudeMax = 0
  /** Of prices other than zero. */
  magnitudeMin = Infinity
  /** Bit n is set as long as every price is a 32-bit float of a price with n decimals. */
  #floatCandidates = (1 << (FLOAT_DECIMALS_MAX + 1)) - 1

  add(cell: DecimalCell): void {
    const { decimals } = cell
    if (decimals > this.decimals) this.decimals = decimals
    const magnitude = Math.abs(decimalValue(cell))
    if (magnitude > this.magnitudeMax) this.magnitudeMax = magnitude
    if (magnitude > 0 && magnitude < this.magnitudeMin) this.magnitudeMin = magnitude
    // Only the candidates with fewer decimals than the price are in doubt.
    const doubtful = this.#floatCandidates & ((1 << Math.min(decimals, FLOAT_DECIMALS_MAX + 1)) - 1)
    if (doubtful !== 0) this.#floatCandidates &= ~failingFloats(cell, doubtful)
  }

  merge(other: PriceFacts): void {
    this.decimals = Math.max(this.decimals, other.decimals)
    this.magnitudeMax = Math.max(this.magnitudeMax, other.magnitudeMax)
    this.magnitudeMin = Math.min(this.magnitudeMin, other.magnitudeMin)
    this.#floatCandidates &= other.#floatCandidates
  }

  /**
   * The decimals that the prices were meant to have, when all others are noise of 32-bit floats; else null.
   */
  get floatDecimals(): number | null {
    for (let decimals = 0; decimals + FLOAT_EXCESS_MIN <= this.decimals; decimals += 1) {
      if ((this.#floatCandidates & (1 << decimals)) !== 0) return decimals
    }
    return null
  }

  /** The decimals that all prices can have together within 15 significant digits. */
  get decimalsWithinDigits(): number {
    let decimals = this.decimals
    while (decimals > 0 && this.magnitudeMax * powerOfTen(decimals) >= SIGNIFICANT_END) decimals -= 1
    return decimals
  }
}

/** Those of the candidate bits for which the price is not the printed float of a shorter one. */
function failingFloats(cell: DecimalCell, candidates: number): number {
  const value = decimalValue(cell)
  let failing = 0
  for (let decimals = 0; decimals <= FLOAT_DECIMALS_MAX; decimals += 1) {
    const bit = 1 << decimals
    if ((candidates & bit) === 0) continue
    const meant = Math.round(value * powerOfTen(decimals)) / powerOfTen(decimals)
    const printed = Math.round(Math.fround(meant) * powerOfTen(cell.decimals))
    if (printed !== cell.coefficient) failing |= bit
  }
  return failing
}

/** What the volumes of a file need. */
export class VolumeFacts {
  decimals = 0
  max = 0

  add(cell: DecimalCell): void {
    if (cell.coefficient === 0) return
    const value = decimalValue(cell)
    // Its row is refused whatever the unit, so it has no say in the unit of all others.
    if (value >= STEPS_END) return
    if (cell.decimals > this.decimals) this.decimals = cell.decimals
    if (value > this.max) this.max = value
  }

  merge(other: VolumeFacts): void {
    this.decimals = Math.max(this.decimals, other.decimals)
    this.max = Math.max(this.max, other.max)
  }

  /** The decimals with which the largest volume stays below a number of units. */
  decimalsWithin(unitsEnd: number): number {
    let decimals = this.decimals
    while (decimals > 0 && this.max * powerOfTen(decimals) >= unitsEnd) decimals -= 1
    return decimals
  }
}

function powerOfTen(exponent: number): number {
  return POWERS_OF_TEN[exponent] ?? Number.NaN
}
