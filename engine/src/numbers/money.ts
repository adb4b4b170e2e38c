import { divideCeiling, divideHalfEven, ppmCeiling } from './rounding.ts'
import { bigintOf, numberOf } from './bigints.ts'

/** An exact fraction; the denominator is positive. */
export interface Ratio {
  readonly numerator: bigint
  readonly denominator: bigint
}

const million = 1_000_000n

/**
 * Price (ticks) x quantity (lots) x value of a tick and lot, in minor units; both sides of a trade book this
 * one number. Half-even: nobody gains on average. Signed as the product is.
 */
export function notionalOf(price: number, quantity: number, tickValue: Ratio): bigint {
  const product = tickLotsOf(price, quantity)
  if (tickValue.denominator === 1n)
    return tickValue.numerator === 1n ? product : product * tickValue.numerator
  return divideHalfEven(product * tickValue.numerator, tickValue.denominator)
}

/** As `notionalOf`, rounded up: what must be reserved so that the purchase can be paid. */
export function notionalCeilingOf(price: number, quantity: number, tickValue: Ratio): bigint {
  const product = tickLotsOf(price, quantity) * tickValue.numerator
  return tickValue.denominator === 1n ? product : divideCeiling(product, tickValue.denominator)
}

/** Price x quantity in ticks x lots, exact past 2^53. */
export function tickLotsOf(price: number, quantity: number): bigint {
  const product = price * quantity
  return Number.isSafeInteger(product) ? bigintOf(product) : BigInt(price) * BigInt(quantity)
}

/** Millionths of an amount, rounded up: who charges or demands it gains. */
export function ppmCeilingOf(amount: bigint, ppm: number): bigint {
  const value = numberOf(amount)
  if (value >= 0 && value * ppm <= Number.MAX_SAFE_INTEGER) return bigintOf(ppmCeiling(value, ppm))
  return divideCeiling(amount * BigInt(ppm), million)
}

/**
 * A fee (FIX 12 Commission): millionths of the notional plus a charge per lot, rounded up once, in favour of
 * who charges. Negative for rebates.
 *
 * @param perLotMicros - millionths of a minor unit per lot
 */
export function feeOf(
  fill: { notional: bigint; quantity: number },
  ppm: number,
  perLotMicros: number,
): bigint {
  if (ppm === 0 && perLotMicros === 0) return 0n
  if (perLotMicros === 0) return ppmCeilingOf(fill.notional, ppm)
  return divideCeiling(fill.notional * BigInt(ppm) + BigInt(fill.quantity) * BigInt(perLotMicros), million)
}
