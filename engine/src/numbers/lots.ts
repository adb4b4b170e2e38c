import { assert } from '../assert.ts'

declare const brand: unique symbol

/**
 * A quantity as a whole number of the least lots of its instrument (FIX 561 RoundLot); a safe integer,
 * signed.
 */
export type Lots = number & { readonly [brand]: 'Lots' }

/**
 * Makes the brand, after checking that the number is a safe integer.
 *
 * @throws InvariantError when it is not: quantities are exact or nothing
 */
export function lots(value: number): Lots {
  assert(Number.isSafeInteger(value), 'a quantity is a whole number of lots below 2^53')
  return value as Lots
}
