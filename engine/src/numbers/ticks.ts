import { assert } from '../assert.ts'

declare const brand: unique symbol

/** A price as a whole number of ticks of its instrument (a safe integer, may be negative). */
export type Ticks = number & { readonly [brand]: 'Ticks' }

/**
 * Makes the brand, after checking that the number is a safe integer.
 *
 * @throws InvariantError when it is not: prices are exact or nothing
 */
export function ticks(value: number): Ticks {
  assert(Number.isSafeInteger(value), 'a price is a whole number of ticks below 2^53')
  return value as Ticks
}
