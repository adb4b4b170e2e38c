import { describe, expect, it } from 'vitest'
import { createBackOff } from './back-off.ts'

const range = { minMs: 500, maxMs: 30_000 }

describe('the waits before another try', () => {
  it.each([
    { chance: 0, waits: [500, 500, 500, 500, 500, 500, 500, 500] },
    { chance: 0.5, waits: [750, 1_250, 2_250, 4_250, 8_250, 15_250, 15_250, 15_250] },
    { chance: 1, waits: [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000] },
  ])('are anywhere between half a second and a ceiling that doubles: chance $chance', ({ chance, waits }) => {
    const backOff = createBackOff({ ...range, random: () => chance })
    expect(waits.map(() => backOff.next())).toEqual(waits)
  })

  it('are short again after a success', () => {
    const backOff = createBackOff({ ...range, random: () => 1 })
    for (let count = 0; count < 10; count += 1) backOff.next()
    backOff.reset()
    expect(backOff.next()).toBe(1_000)
  })
})
