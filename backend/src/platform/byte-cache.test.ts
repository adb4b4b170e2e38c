import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createByteCache } from './byte-cache.ts'

describe('a cache of so many bytes', () => {
  it('gives back what was put in, and nothing else', () => {
    const cache = createByteCache<string>(100)
    cache.set('a', 'one', 10)
    expect([cache.get('a'), cache.get('b'), cache.byteLength]).toEqual(['one', undefined, 10])
    cache.set('a', 'two', 30)
    expect([cache.get('a'), cache.byteLength]).toEqual(['two', 30])
  })

  it('forgets what was used longest ago', () => {
    const cache = createByteCache<string>(30)
    for (const key of ['a', 'b', 'c']) cache.set(key, key, 10)
    expect(cache.get('a')).toBe('a')
    cache.set('d', 'd', 10)
    expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key))).toEqual(['a', undefined, 'c', 'd'])
    expect(cache.byteLength).toBe(30)
  })

  it('keeps the newest even when that alone is too large', () => {
    const cache = createByteCache<string>(30)
    cache.set('a', 'a', 10)
    cache.set('b', 'b', 1_000)
    expect([cache.get('a'), cache.get('b'), cache.byteLength]).toEqual([undefined, 'b', 1_000])
    cache.set('c', 'c', 5)
    expect([cache.get('b'), cache.get('c'), cache.byteLength]).toEqual([undefined, 'c', 5])
  })

  it('forgets all that begins alike', () => {
    const cache = createByteCache<string>(100)
    for (const key of ['1.1/0', '1.1/60/0', '1.2/0', '11.1/0']) cache.set(key, key, 10)
    cache.deletePrefix('1.1/')
    expect(['1.1/0', '1.1/60/0', '1.2/0', '11.1/0'].map((key) => cache.get(key) !== undefined)).toEqual([
      ...[false, false, true, true],
    ])
    expect(cache.byteLength).toBe(20)
  })

  it('never counts wrong and never holds more than it may, but for one value', () => {
    const anyStep = fc.record({
      act: fc.constantFrom('set', 'get', 'deletePrefix'),
      key: fc.constantFrom('a', 'b', 'ab', 'c', 'd'),
      bytes: fc.nat(60),
    })
    fc.assert(
      fc.property(fc.array(anyStep), fc.integer({ min: 1, max: 150 }), (steps, bytesMax) => {
        const cache = createByteCache<{ bytes: number }>(bytesMax)
        const values = new Map<string, { bytes: number }>()
        for (const { act, key, bytes } of steps) {
          if (act === 'set') {
            values.set(key, { bytes })
            cache.set(key, values.get(key) ?? { bytes }, bytes)
          } else if (act === 'deletePrefix') cache.deletePrefix(key)
          else cache.get(key)
          const held = ['a', 'b', 'ab', 'c', 'd'].flatMap((name) => cache.get(name) ?? [])
          expect(cache.byteLength).toBe(held.reduce((sum, value) => sum + value.bytes, 0))
          expect(held.length <= 1 || cache.byteLength <= bytesMax).toBe(true)
        }
      }),
    )
  })
})
