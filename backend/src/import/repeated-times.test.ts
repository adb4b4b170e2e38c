import fc from 'fast-check'
import { allocateBars } from '@trading-pro/market'
import { describe, expect, it } from 'vitest'
import { createRepeatedTimes } from './repeated-times.ts'

describe('repeated times', () => {
  it('are found in any order, in pages that only the times in use take up', () => {
    const times = fc.array(fc.integer({ min: -200_000, max: 200_000 }), { maxLength: 200 })
    fc.assert(
      fc.property(times, (values) => {
        const finder = createRepeatedTimes({ isUnordered: true })
        const seen = new Set<number>()
        const bars = allocateBars(values.length)
        values.forEach((time, index) => {
          bars.time[index] = time
          expect(finder.check(bars, index)).toBe(seen.has(time) ? 'other' : 'new')
          seen.add(time)
        })
      }),
    )
  })
})
