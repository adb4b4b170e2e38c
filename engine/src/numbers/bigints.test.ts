import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bigintOf, numberOf } from './bigints.ts'

describe('bigintOf', () => {
  it('gives what BigInt gives, for every safe integer', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(bigintOf(value)).toBe(BigInt(value))
      }),
    )
  })

  it.each([
    0,
    -0,
    1,
    -1,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32,
    -(2 ** 32),
    -(2 ** 32) - 1,
    2 ** 53 - 1,
    -(2 ** 53) + 1,
  ])('gives %d exactly', (value) => {
    expect(bigintOf(value)).toBe(BigInt(value))
  })
})

describe('numberOf', () => {
  it('gives back what bigintOf was given', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(numberOf(bigintOf(value))).toBe(value === 0 ? 0 : value)
      }),
    )
  })

  it.each([2n ** 53n, -(2n ** 53n), 2n ** 64n, 2n ** 100n, -(2n ** 100n)])('does not round %s', (value) => {
    expect(numberOf(value)).toBeNaN()
  })
})
