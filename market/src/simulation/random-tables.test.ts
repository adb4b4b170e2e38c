import { describe, expect, it } from 'vitest'
import {
  exponentialQuantiles,
  noiseQuantiles,
  normalEdges,
  normalQuantile,
  quickExp,
} from './random-tables.ts'

const average = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('the tables of quantiles', () => {
  it('knows the normal distribution', () => {
    expect(normalQuantile(0.5)).toBe(0)
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963985, 8)
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306, 8)
  })

  it('draws normal numbers of variance 1, and of normal kurtosis but for the far tail', () => {
    let square = 0
    let fourth = 0
    for (let cell = 0; cell < 1_024; cell += 1) {
      for (let fine = 0.5; fine < 64; fine += 1) {
        const edge = normalEdges[cell] ?? 0
        const value = edge + (fine / 64) * ((normalEdges[cell + 1] ?? 0) - edge)
        square += value * value
        fourth += value * value * value * value
      }
    }
    const draws = 1_024 * 64
    expect(square / draws).toBeCloseTo(1, 3)
    expect(fourth / draws).toBeCloseTo(3, 0)
    expect([...normalEdges]).toEqual([...normalEdges].sort((left, right) => left - right))
    expect(normalEdges[0]).toBeCloseTo(-(normalEdges[1_024] ?? 0), 12)
  })

  it('has exponential numbers and noise with mean 1', () => {
    expect(average(exponentialQuantiles)).toBeCloseTo(1, 3)
    expect(average(noiseQuantiles)).toBeCloseTo(1, 12)
  })

  it('raises e to 10 digits', () => {
    for (let power = -8; power <= 8; power += 0.0137)
      expect(quickExp(power) / Math.exp(power)).toBeCloseTo(1, 10)
  })
})
