import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { whenIdle } from './when-idle.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('what nobody waits for', () => {
  it('waits for the first view, and then for the browser to be idle', () => {
    const idle: (() => void)[] = []
    vi.stubGlobal('requestIdleCallback', (task: () => void) => idle.push(task))
    const task = vi.fn()
    whenIdle(task)
    expect(idle).toHaveLength(0)
    vi.advanceTimersByTime(3_000)
    expect(task).not.toHaveBeenCalled()
    idle[0]?.()
    expect(task).toHaveBeenCalledOnce()
  })

  it('only waits for the first view where a browser cannot tell that it is idle', () => {
    vi.stubGlobal('requestIdleCallback', undefined)
    const task = vi.fn()
    whenIdle(task)
    vi.advanceTimersByTime(3_000)
    expect(task).toHaveBeenCalledOnce()
  })
})
