import { expect, it } from 'vitest'
import { LatencyHistogram } from './latency-histogram.ts'

it('knows the median, the slowest hundredth and the slowest to a sixteenth', () => {
  const histogram = new LatencyHistogram()
  for (let index = 1; index <= 100_000; index += 1) histogram.add(index)
  const { count, p50, p99, max, buckets } = histogram.report()
  expect([count, max]).toEqual([100_000, 100_000])
  expect(p50).toBeGreaterThanOrEqual(50_000)
  expect(p50).toBeLessThan(50_000 * (17 / 16))
  expect(p99).toBeGreaterThanOrEqual(99_000)
  expect(p99).toBeLessThanOrEqual(100_000)
  expect(buckets.reduce((sum, [, each]) => sum + each, 0)).toBe(100_000)
})

it('counts every value in a bucket that ends at or after it, and within a sixteenth', () => {
  for (const value of [0, 1, 15, 16, 17, 31, 32, 33, 1_000, 65_535, 65_536, 2_147_483_647]) {
    const histogram = new LatencyHistogram()
    histogram.add(value)
    const [[highest] = [-1]] = histogram.report().buckets
    expect(highest).toBeGreaterThanOrEqual(value)
    expect(highest).toBeLessThanOrEqual(value + value / 16)
  }
})

it('takes a clock that is behind for no time, and begins anew', () => {
  const histogram = new LatencyHistogram()
  histogram.add(-5)
  histogram.add(1e15)
  expect(histogram.report()).toMatchObject({ count: 2, p50: 0, max: 2_147_483_647 })
  histogram.reset()
  expect(histogram.report()).toEqual({ count: 0, p50: 0, p99: 0, max: 0, buckets: [] })
})
