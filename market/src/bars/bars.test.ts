import { describe, expect, it } from 'vitest'
import { allocateBars, indexAtOrAfter, sliceBars } from './bars.ts'

function barsAt(times: readonly number[]) {
  const bars = allocateBars(times.length)
  bars.time.set(times)
  bars.close.set(times.map((time) => time + 1))
  return bars
}

describe('bars', () => {
  it('are found by the first time that is not before the asked one', () => {
    const bars = barsAt([60, 120, 240])
    expect([0, 60, 61, 120, 121, 240, 241].map((time) => indexAtOrAfter(bars, time))).toEqual([
      0, 0, 1, 1, 2, 2, 3,
    ])
    expect(indexAtOrAfter(barsAt([]), 60)).toBe(0)
  })

  it('share their memory with a slice', () => {
    const bars = barsAt([60, 120, 240, 300])
    const slice = sliceBars(bars, 1, 3)
    expect([...slice.time]).toEqual([120, 240])
    expect([...slice.close]).toEqual([121, 241])
    slice.volume[0] = 7
    expect(bars.volume[1]).toBe(7)
    for (const column of [slice.open, slice.high, slice.low, slice.volume]) expect(column).toHaveLength(2)
  })
})
