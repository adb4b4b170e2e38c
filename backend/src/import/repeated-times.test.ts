import fc from 'fast-check'
import { allocateBars } from '@trading-pro/market'
import { describe, expect, it } from 'vitest'
import { createRepeatedTimes } from './repeated-times.ts'

describe('repeated times', () => {
  it('are found in any order, and told from repetitions of the same bar', () => {
    const times = fc.array(
      fc.record({ time: fc.integer({ min: -50, max: 50 }), close: fc.integer({ min: 1, max: 3 }) }),
      { maxLength: 200 },
    )
    fc.assert(
      fc.property(times, (rows) => {
        const finder = createRepeatedTimes({ isUnordered: true, isDated: false })
        const closes = new Map<number, number>()
        const bars = allocateBars(rows.length)
        rows.forEach(({ time, close }, index) => {
          bars.time[index] = time
          bars.close[index] = close
          const first = closes.get(time)
          expect(finder.check(bars, index, time)).toBe(
            first === undefined ? 'new' : first === close ? 'same' : 'other',
          )
          if (first === undefined) closes.set(time, close)
        })
      }),
    )
  })

  it('are found past those whose values are remembered', () => {
    const count = 260_000
    const finder = createRepeatedTimes({ isUnordered: true, isDated: false })
    const bars = allocateBars(count)
    let newCount = 0
    for (let index = 0; index < count; index += 1) {
      bars.time[index] = index * 60
      if (finder.check(bars, index, index * 60) === 'new') newCount += 1
    }
    expect(newCount).toBe(count)
    expect(finder.check(bars, 0, 0)).toBe('same')
    expect(finder.check(bars, count - 1, (count - 1) * 60)).toBe('other')
  })

  it.each([false, true])('of days and longer are told from finer rows (out of order: %s)', (isUnordered) => {
    const finder = createRepeatedTimes({ isUnordered, isDated: true })
    const bars = allocateBars(4)
    bars.close.set([1, 1, 1, 2])
    expect([0, 86_400, 0, 0].map((stamp, index) => finder.check(bars, index, stamp))).toEqual([
      'new',
      'finer',
      'same',
      'other',
    ])
  })
})
