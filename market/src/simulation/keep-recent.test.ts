import { describe, expect, it } from 'vitest'
import { keepRecent } from './keep-recent.ts'

interface Answer {
  key: number
}

describe('recent answers', () => {
  it('are remembered until so many others were asked for since', () => {
    const recent = keepRecent<number, Answer>(2)
    const computed: number[] = []
    const ask = (key: number) =>
      recent(key, () => {
        computed.push(key)
        return { key }
      })
    for (const key of [1, 2, 1, 3, 1, 2]) expect(ask(key)).toEqual({ key })
    expect(computed).toEqual([1, 2, 3, 2])
  })

  it('leave their memory to the one that takes their place', () => {
    const recent = keepRecent<number, Answer>(2)
    const forgotten: (number | null)[] = []
    for (const key of [1, 2, 3, 4])
      recent(key, (old) => {
        forgotten.push(old?.key ?? null)
        return { key }
      })
    expect(forgotten).toEqual([null, null, 1, 2])
  })
})
