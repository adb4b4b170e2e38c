import { describe, expect, it } from 'vitest'
import { createTokenBucket } from './token-bucket.ts'

describe('a token bucket', () => {
  it('lets the burst through, then one at a time', () => {
    const bucket = createTokenBucket({ perSecond: 20, burst: 3 }, 0)
    expect([1, 2, 3, 4].map(() => bucket.take(0))).toEqual([true, true, true, false])
    expect(bucket.waitMs(0)).toBe(50)
    expect(bucket.take(49)).toBe(false)
    expect(bucket.take(50)).toBe(true)
    expect(bucket.waitMs(60)).toBe(40)
  })

  it('never holds more than the burst', () => {
    const bucket = createTokenBucket({ perSecond: 20, burst: 2 }, 0)
    expect([1, 2, 3].map(() => bucket.take(60_000))).toEqual([true, true, false])
  })

  it('is empty after it was drained', () => {
    const bucket = createTokenBucket({ perSecond: 10, burst: 5 }, 0)
    bucket.drain(0)
    expect(bucket.waitMs(0)).toBe(100)
    expect(bucket.waitMs(100)).toBe(0)
  })
})
