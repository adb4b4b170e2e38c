import { assert } from '@trading-pro/engine/assert'

/**
 * Logarithm and exponential from + - * / alone. Those of the platform are approximations that differ in the
 * last digits from engine to engine, and history must be the same in all of them.
 */

/** ln 2 in two parts, the first short enough that its products with small whole numbers are exact. */
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
const SQRT_HALF = 0.7071067811865476
const HALVINGS_MAX = 1_100
const EXPONENT_MAX = 700

/** The natural logarithm of a positive finite number, to about 15 digits. */
export function exactLog(value: number): number {
  assert(value > 0 && value < Infinity, 'a logarithm is of a positive finite number')
  let mantissa = value
  let power = 0
  while (mantissa < SQRT_HALF && power > -HALVINGS_MAX) {
    mantissa *= 2
    power -= 1
  }
  while (mantissa >= 2 * SQRT_HALF) {
    mantissa /= 2
    power += 1
  }
  // ln m = 2 artanh((m - 1) / (m + 1)); the ratio is below 0.172, so that 11 terms suffice.
  const ratio = (mantissa - 1) / (mantissa + 1)
  const square = ratio * ratio
  let sum = 0
  for (let denominator = 21; denominator >= 1; denominator -= 2) sum = sum * square + 1 / denominator
  return power * LN2_HIGH + (2 * ratio * sum + power * LN2_LOW)
}

/** e to the power of a number between -700 and 700, to about 15 digits. */
export function exactExp(value: number): number {
  assert(value >= -EXPONENT_MAX && value <= EXPONENT_MAX, 'an exponent is between -700 and 700')
  const power = Math.floor(value / (LN2_HIGH + LN2_LOW) + 0.5)
  const rest = value - power * LN2_HIGH - power * LN2_LOW
  let sum = 1
  for (let term = 16; term >= 1; term -= 1) sum = 1 + (sum * rest) / term
  const factor = power < 0 ? 0.5 : 2
  let result = sum
  for (let left = Math.abs(power); left > 0; left -= 1) result *= factor
  return result
}
