import { describe, expect, it } from 'vitest'
import { bisect } from './bisection.ts'
import { wordsAt } from './keyed-random.ts'
import { allocateWalk, divisionOf, fillWalk, noiseByDepth } from './walk.ts'

const UNITS = 45
const tree = bisect(UNITS, 12)

function walkOf(seed: number, options: { weights: Float64Array; noise: number; variance?: number }) {
  const walk = allocateWalk(options.weights.length)
  const division = divisionOf({
    tree,
    weights: options.weights,
    noise: noiseByDepth(tree, { coarse: options.noise, fine: options.noise, fineDepths: 1 }),
  })
  fillWalk(
    walk,
    { start: 2, end: 3, variance: options.variance ?? 9 },
    { division, words: wordsAt(new Uint32Array(8), { level: 0, index: seed }, tree.wordCount) },
  )
  return walk
}

describe('a bisection', () => {
  it('places every inner edge once, after those around it', () => {
    const placed = new Set([0, UNITS])
    for (const [node, middle] of tree.middle.entries()) {
      expect(placed.has(tree.low[node] ?? -1) && placed.has(tree.high[node] ?? -1)).toBe(true)
      expect(placed.has(middle)).toBe(false)
      placed.add(middle)
    }
    expect(placed.size).toBe(UNITS + 1)
  })

  it('gives wide nodes a word of their own, and each group two that no other node has', () => {
    const users = Map.groupBy(tree.place.entries(), ([, place]) => place)
    const taken = [...users].flatMap(([place, nodes]) => {
      const isKeyed = nodes.every(([node]) => tree.isKeyed[node] === 1)
      const units = nodes.map(([node]) => [tree.low[node] ?? 0, tree.high[node] ?? 0]).flat()
      const width = Math.max(...units) - Math.min(...units)
      expect(isKeyed ? width <= 12 : width > 12 && nodes.length === 1).toBe(true)
      return isKeyed ? [place, place + 1] : [place]
    })
    expect(taken.toSorted((left, right) => left - right)).toEqual(
      Array.from({ length: tree.wordCount }, (_, index) => index),
    )
  })
})

describe('a walk', () => {
  const even = new Float64Array(UNITS).fill(1)

  it('begins and ends where it must, and uses up just its variance, never going back in time', () => {
    const { position, clock } = walkOf(1, { weights: even, noise: 0.9 })
    expect([position[0], position[UNITS], clock[0], clock[UNITS]]).toEqual([2, 3, 0, 9])
    for (let unit = 0; unit < UNITS; unit += 1) expect(clock[unit + 1]).toBeGreaterThan(clock[unit] ?? 0)
  })

  it('is a Brownian bridge: without noise each step has its part of the variance', () => {
    const squares = new Float64Array(UNITS)
    const walks = 4_000
    for (let seed = 0; seed < walks; seed += 1) {
      const { position } = walkOf(seed, { weights: even, noise: 0 })
      for (let unit = 0; unit < UNITS; unit += 1) {
        const step = (position[unit + 1] ?? 0) - (position[unit] ?? 0) - 1 / UNITS
        squares[unit] = (squares[unit] ?? 0) + step * step
      }
    }
    const expected = (9 / UNITS) * (1 - 1 / UNITS)
    for (const sum of squares) expect(sum / walks / expected).toBeCloseTo(1, 0.7)
    expect(squares.reduce((sum, square) => sum + square, 0) / walks / UNITS / expected).toBeCloseTo(1, 1.7)
  })

  it('divides its variance as expected on average, also where halves are unequal', () => {
    const weights = even.map((_, unit) => 1 + (unit % 4))
    const whole = weights.reduce((sum, weight) => sum + weight, 0)
    const parts = new Float64Array(UNITS)
    const walks = 20_000
    for (let seed = 0; seed < walks; seed += 1) {
      const { clock } = walkOf(seed, { weights, noise: 0.6 })
      for (let unit = 0; unit < UNITS; unit += 1)
        parts[unit] = (parts[unit] ?? 0) + (clock[unit + 1] ?? 0) - (clock[unit] ?? 0)
    }
    for (const [unit, part] of parts.entries()) {
      const expected = (9 * (weights[unit] ?? 0)) / whole
      expect(Math.abs(part / walks / expected - 1)).toBeLessThan(0.04)
    }
  })

  it('stands still where nothing is expected', () => {
    const weights = even.map((weight, unit) => (unit >= 10 && unit < 30 ? 0 : weight))
    const { position, clock } = walkOf(3, { weights, noise: 0.7 })
    for (let unit = 10; unit <= 30; unit += 1) {
      expect(position[unit]).toBeCloseTo(position[10] ?? 0, 12)
      expect(clock[unit]).toBeCloseTo(clock[10] ?? 0, 12)
    }
  })

  it('goes straight when it has no variance', () => {
    const { position } = walkOf(4, { weights: even, noise: 0.7, variance: 0 })
    for (const at of position) expect(at >= 2 && at <= 3).toBe(true)
  })
})
