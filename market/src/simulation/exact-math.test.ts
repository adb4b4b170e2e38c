import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactExp, exactLog } from './exact-math.ts'

const EXAMPLES = [
  1e-300,
  5e-324,
  1e-12,
  0.001,
  0.5,
  0.7071067811865476,
  0.99999,
  1,
  1.00001,
  2,
  Math.E,
  1e5,
  1e300,
]

describe('the exact logarithm', () => {
  it.each(EXAMPLES)('of %s is that of the platform to 12 digits', (value) => {
    const expected = Math.log(value)
    expect(Math.abs(exactLog(value) - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)))
  })

  it('is that of the platform to 12 digits for any number', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (value) => {
        const expected = Math.log(value)
        return Math.abs(exactLog(value) - expected) <= 1e-12 * Math.abs(expected) + 1e-15
      }),
    )
  })

  it.each([0, -1, Infinity, Number.NaN])('refuses %s', (value) => {
    expect(() => exactLog(value)).toThrow('a positive finite number')
  })
})

describe('the exact exponential', () => {
  it('is that of the platform to 12 digits for any number', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (value) => {
        const expected = Math.exp(value)
        return Math.abs(exactExp(value) - expected) <= 1e-12 * expected
      }),
    )
  })

  it('undoes the logarithm', () => {
    for (const value of [0.001, 0.3, 1, 7, 12_345])
      expect(exactExp(exactLog(value)) / value).toBeCloseTo(1, 13)
  })

  it.each([-701, 701, Number.NaN])('refuses %s', (value) => {
    expect(() => exactExp(value)).toThrow('between -700 and 700')
  })
})
