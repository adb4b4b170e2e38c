import type { Bar } from '@trading-pro/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { overlayBars } from './newest-bars.ts'

const bar = (time: number, close = 1): Bar => ({ time, open: 1, high: 9, low: 0, close, volume: 5 })

describe('newer bars over loaded ones', () => {
  it('form, close and follow at the end', () => {
    const { bars, changedFrom, isMoved } = overlayBars([bar(1), bar(2)], [bar(2, 3), bar(3, 4)])
    expect(bars).toEqual([bar(1), bar(2, 3), bar(3, 4)])
    expect([changedFrom, isMoved]).toEqual([1, false])
  })

  it('correct an earlier one, and come in where one is missing', () => {
    const corrected = overlayBars([bar(1), bar(2), bar(3)], [bar(1, 7)])
    expect([corrected.bars[0], corrected.changedFrom, corrected.isMoved]).toEqual([bar(1, 7), 0, false])
    const filled = overlayBars([bar(1), bar(3)], [bar(2)])
    expect(filled.bars.map(({ time }) => time)).toEqual([1, 2, 3])
    expect([filled.changedFrom, filled.isMoved]).toEqual([1, true])
  })

  it('leave what only the stream knows of a bar', () => {
    const streamed = { ...bar(2), closed: true, revision: 1 }
    expect(overlayBars([], [streamed]).bars).toEqual([bar(2)])
  })

  it('are each there once, in the order of time, the newest of each time', () => {
    const times = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 20 })
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 30 })), times, (old, now) => {
        const loaded = [...old].sort((one, other) => one - other).map((time) => bar(time))
        const newer = now.map((time, index) => bar(time, index + 2))
        const byTime = new Map([...loaded, ...newer].map((each) => [each.time, each]))
        const expected = [...byTime.values()].sort((one, other) => one.time - other.time)
        const { bars, changedFrom } = overlayBars(loaded, newer)
        expect(bars).toEqual(expected)
        expect(bars.slice(0, changedFrom)).toEqual(loaded.slice(0, changedFrom))
      }),
    )
  })
})
