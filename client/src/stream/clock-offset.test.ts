import { describe, expect, it } from 'vitest'
import { createClockOffset } from './clock-offset.ts'

describe('the offset of the clock of the server', () => {
  it('is not known before it has said its time', () => {
    const offset = createClockOffset()
    expect(offset.ms).toBeNull()
    offset.observe(1_000, 400)
    offset.reset()
    expect(offset.ms).toBeNull()
  })

  it('is that of the message that was fastest', () => {
    const offset = createClockOffset()
    offset.observe(10_000, 9_650)
    offset.observe(20_000, 19_510)
    offset.observe(30_000, 29_900)
    expect(offset.ms).toBe(490)
  })

  it('forgets old messages, because clocks drift', () => {
    const offset = createClockOffset()
    offset.observe(1_000, 0)
    for (let count = 1; count <= 8; count += 1) offset.observe(count * 5_000 + 200, count * 5_000)
    expect(offset.ms).toBe(200)
  })
})
