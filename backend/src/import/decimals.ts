import { parseDecimal, roundToTick, type TickSize } from '@trading-pro/engine/numbers'
import { MINUS, PLUS, POINT, ZERO } from './ascii.ts'
import type { Fields } from './byte-rows.ts'
import { NUMBER_LENGTH_MAX } from './limits.ts'

/**
 * A decimal number as integers, value = coefficient / 10^decimals, without trailing zeros in the fraction.
 * Rewritten for each row. `text` is null when that is exact; of a number with more than 15 significant digits
 * the integers are its nearest neighbour with 15, and `text` is what was written.
 */
export interface DecimalCell {
  coefficient: number
  decimals: number
  text: string | null
}

/** 10^0 to 10^22, the powers of ten that a double holds exactly. */
export const POWERS_OF_TEN: readonly number[] = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent)

/** Significant digits that a double holds both ways, and so the most that market data carries. */
const DIGITS_MAX = 15
const COEFFICIENT_END = 10 ** DIGITS_MAX
const DECIMALS_MAX = 15

export function allocateDecimal(): DecimalCell {
  return { coefficient: 0, decimals: 0, text: null }
}

export function decimalValue(cell: DecimalCell): number {
  return cell.coefficient / (POWERS_OF_TEN[cell.decimals] ?? Number.NaN)
}

/** Reads a field as a decimal number; answers false when it is none. */
export function readDecimal(fields: Fields, index: number, cell: DecimalCell): boolean {
  const { bytes } = fields
  const start = fields.starts[index] ?? 0
  const end = fields.ends[index] ?? 0
  const sign = bytes[start]
  let coefficient = 0
  let decimals = 0
  let zeros = 0
  let digits = 0
  let isFraction = false
  for (let position = sign === MINUS || sign === PLUS ? start + 1 : start; position < end; position += 1) {
    const byte = bytes[position] ?? 0
    const digit = byte - ZERO
    if (digit >= 0 && digit <= 9) {
      digits += 1
      if (!isFraction) coefficient = coefficient * 10 + digit
      else if (digit === 0) zeros += 1
      else {
        coefficient = coefficient * (POWERS_OF_TEN[zeros + 1] ?? Infinity) + digit
        decimals += zeros + 1
        zeros = 0
      }
    } else if (byte === POINT && !isFraction) isFraction = true
    else return readUnusual(fields, index, cell)
  }
  if (digits === 0) return false
  if (!(coefficient < COEFFICIENT_END) || decimals > DECIMALS_MAX) return readUnusual(fields, index, cell)
  cell.coefficient = sign === MINUS ? 0 - coefficient : coefficient
  cell.decimals = decimals
  cell.text = null
  return true
}

/** Exponents, and more digits than a double holds. */
function readUnusual(fields: Fields, index: number, cell: DecimalCell): boolean {
  const start = fields.starts[index] ?? 0
  const end = fields.ends[index] ?? 0
  if (end - start > NUMBER_LENGTH_MAX) return false
  const text = Buffer.from(fields.bytes.subarray(start, end)).toString('latin1')
  const decimal = parseDecimal(text)
  if (decimal === null) return false
  const { coefficient, scale } = decimal
  const digits = coefficient.toString().replace('-', '').length
  const excess = Math.max(digits - DIGITS_MAX, scale - DECIMALS_MAX, 0)
  const shortened = trimmed(divideHalfAwayFromZero(coefficient, 10n ** BigInt(excess)), scale - excess)
  if (shortened === null) return false
  cell.coefficient = shortened.coefficient
  cell.decimals = shortened.decimals
  cell.text = isSame({ coefficient, scale }, shortened) ? null : text
  return true
}

function trimmed(coefficient: bigint, scale: number): { coefficient: number; decimals: number } | null {
  let rest = coefficient
  let decimals = scale
  while (decimals > 0 && rest % 10n === 0n) {
    rest /= 10n
    decimals -= 1
  }
  const whole = decimals < 0 ? rest * 10n ** BigInt(-decimals) : rest
  const value = Number(whole)
  return Number.isSafeInteger(value) ? { coefficient: value, decimals: Math.max(decimals, 0) } : null
}

function isSame(
  written: { readonly coefficient: bigint; readonly scale: number },
  shortened: { readonly coefficient: number; readonly decimals: number },
): boolean {
  const left = written.coefficient * 10n ** BigInt(shortened.decimals)
  return left === BigInt(shortened.coefficient) * 10n ** BigInt(written.scale)
}

function divideHalfAwayFromZero(dividend: bigint, divisor: bigint): bigint {
  const magnitude = dividend < 0n ? -dividend : dividend
  const quotient = (2n * magnitude + divisor) / (2n * divisor)
  return dividend < 0n ? -quotient : quotient
}

/**
 * Turns decimals into whole steps, half a step away from zero: `roundToTick`, with numbers where they are
 * exact.
 */
export class StepRounder {
  /** How far the number rounded last was from its step, in steps. */
  difference = 0
  readonly #step: TickSize
  /** By number of decimals: steps = coefficient x multipliers / divisors, in lowest terms; NaN past 2^53. */
  readonly #multipliers: Float64Array
  readonly #divisors: Float64Array

  constructor(step: TickSize) {
    this.#step = step
    this.#multipliers = new Float64Array(DECIMALS_MAX + 1)
    this.#divisors = new Float64Array(DECIMALS_MAX + 1)
    for (let decimals = 0; decimals <= DECIMALS_MAX; decimals += 1) {
      const dividend = BigInt(step.priceScale)
      const divisor = 10n ** BigInt(decimals) * BigInt(step.minimumMovement)
      const divisorCommon = greatestCommonDivisor(dividend, divisor)
      this.#multipliers[decimals] = exactOrNaN(dividend / divisorCommon)
      this.#divisors[decimals] = exactOrNaN((divisor / divisorCommon) * 2n) / 2
    }
  }

  /** The nearest number of steps; NaN past 2^53. */
  round(cell: DecimalCell): number {
    const divisor = this.#divisors[cell.decimals] ?? Number.NaN
    const product = Math.abs(cell.coefficient) * (this.#multipliers[cell.decimals] ?? Number.NaN)
    if (cell.text !== null || !(product <= Number.MAX_SAFE_INTEGER) || Number.isNaN(divisor))
      return this.#roundText(cell)
    const remainder = product % divisor
    const isUp = 2 * remainder >= divisor
    const steps = (product - remainder) / divisor + (isUp ? 1 : 0)
    this.difference = (isUp ? divisor - remainder : remainder) / divisor
    return cell.coefficient < 0 ? 0 - steps : steps
  }

  #roundText(cell: DecimalCell): number {
    const rounded = roundToTick(cell.text ?? `${cell.coefficient}e-${cell.decimals}`, this.#step)
    this.difference = rounded?.differenceTicks ?? 0
    return rounded?.price ?? Number.NaN
  }
}

function exactOrNaN(value: bigint): number {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : Number.NaN
}

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  return right === 0n ? left : greatestCommonDivisor(right, left % right)
}
