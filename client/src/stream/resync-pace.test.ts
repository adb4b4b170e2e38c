import { describe, expect, it } from 'vitest'
import { createResyncPace } from './resync-pace.ts'

const options = { resyncMinMs: 500, resyncMaxMs: 4_000, resyncCalmMs: 10_000 }

describe('the pace of resyncs', () => {
  it('lets the first one go at once and doubles the wait of those that follow closely', () => {
    const pace = createResyncPace(options)
    expect([0, 100, 700, 2_000, 4_000, 8_000].map((at) => pace.next(at))).toEqual([
      0, 500, 1_000, 2_000, 4_000, 4_000,
    ])
  })

  it('forgets them when all was well for long enough after the last one', () => {
    const pace = createResyncPace(options)
    pace.next(0)
    pace.next(100)
    expect(pace.next(10_599)).toBe(1_000)
    expect(pace.next(10_599 + 11_000)).toBe(0)
  })
})
