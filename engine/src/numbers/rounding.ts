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
  return -divideFloor(-dividend, divisor)
}

/**
 * Rounds toward minus infinity: who pays the result gains.
 *
 * @throws InvariantError when the divisor is not positive
 */
export function divideFloor(dividend: bigint, divisor: bigint): bigint {
  assert(divisor > 0n, 'a divisor is positive')
  const quotient = dividend / divisor
  return dividend < 0n && quotient * divisor !== dividend ? quotient - 1n : quotient
}
