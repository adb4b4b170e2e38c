import { describe, expect, it } from 'vitest'
import { InvariantError } from '../assert.ts'
import { ticks } from './ticks.ts'

describe('ticks', () => {
  it('brands whole numbers, also negative ones, up to the last safe integer', () => {
    for (const value of [0, 1, -1, 10_125, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
      expect(ticks(value)).toBe(value)
    }
  })

  it('stops at what is no whole number of ticks', () => {
    for (const value of [0.5, Number.NaN, Infinity, -Infinity, Number.MAX_SAFE_INTEGER + 1]) {
      expect(() => ticks(value)).toThrow(InvariantError)
    }
  })
})
