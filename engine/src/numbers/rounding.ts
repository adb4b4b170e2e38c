import { assert } from '../assert.ts'

/**
 * Rounds half to the even neighbour: over many roundings nobody gains.
 *
 * @throws InvariantError when the divisor is not positive
 */
export function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const floor = divideFloor(dividend, divisor)
  const twice = (dividend - floor * divisor) * 2n
  if (twice < divisor) return floor
  if (twice > divisor) return floor + 1n
  return floor % 2n === 0n ? floor : floor + 1n
}

/**
 * Rounds toward plus infinity: who receives the result gains.
 *
 * @throws InvariantError when the divisor is not positive
 */
export function divideCeiling(dividend: bigint, divisor: bigint): bigint {
  assert(divisor > 0n, 'a divisor is positive')
  // A division rounds toward 0.
  return dividend > 0n ? (dividend + divisor - 1n) / divisor : dividend / divisor
}

/** Millionths of a safe integer, rounded down; exact, also where the product is not. Neither is negative. */
export function ppmFloor(value: number, ppm: number): number {
  const product = value * ppm
  if (product > Number.MAX_SAFE_INTEGER) return Number((BigInt(value) * BigInt(ppm)) / 1_000_000n)
  const quotient = Math.floor(product / 1_000_000)
  // The division was rounded, perhaps up to the next whole number.
  return quotient * 1_000_000 > product ? quotient - 1 : quotient
}

/** As `ppmFloor`, rounded up. */
export function ppmCeiling(value: number, ppm: number): number {
  const product = value * ppm
  if (product > Number.MAX_SAFE_INTEGER) {
    return Number((BigInt(value) * BigInt(ppm) + 999_999n) / 1_000_000n)
  }
  const quotient = Math.ceil(product / 1_000_000)
  return quotient * 1_000_000 < product ? quotient + 1 : quotient
}

/**
 * Rounds toward minus infinity: who pays the result gains.
 *
 * @throws InvariantError when the divisor is not positive
 */
export function divideFloor(dividend: bigint, divisor: bigint): bigint {
  assert(divisor > 0n, 'a divisor is positive')
  return dividend < 0n ? (dividend - divisor + 1n) / divisor : dividend / divisor
}
