import { afterEach, describe, expect, it, vi } from 'vitest'
import { watchBrowserWakeUps } from './wake-ups.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('wake-ups', () => {
  it('are the network that is back and the page that is looked at again', () => {
    const window = new EventTarget()
    const document = Object.assign(new EventTarget(), { visibilityState: 'hidden' })
    vi.stubGlobal('window', window)
    vi.stubGlobal('document', document)
    const wake = vi.fn()
    const stop = watchBrowserWakeUps(wake)
    document.dispatchEvent(new Event('visibilitychange'))
    expect(wake).not.toHaveBeenCalled()
    document.visibilityState = 'visible'
    document.dispatchEvent(new Event('visibilitychange'))
    window.dispatchEvent(new Event('online'))
    expect(wake).toHaveBeenCalledTimes(2)
    stop()
    document.dispatchEvent(new Event('visibilitychange'))
    window.dispatchEvent(new Event('online'))
    expect(wake).toHaveBeenCalledTimes(2)
  })

  it('there are none without a browser', () => {
    const wake = vi.fn()
    watchBrowserWakeUps(wake)()
    expect(wake).not.toHaveBeenCalled()
  })
})
