import { vi } from 'vitest'

/** What jsdom leaves out of a browser and the app needs. */
export function completeBrowser({ isLight = false } = {}): { setSystemLight: (isLight: boolean) => void } {
  const listeners = new Set<(event: { matches: boolean }) => void>()
  vi.stubGlobal('matchMedia', () => ({
    matches: isLight,
    addEventListener: (_: string, listener: (event: { matches: boolean }) => void) => listeners.add(listener),
  }))
  Element.prototype.scrollIntoView = () => undefined
  return {
    setSystemLight: (matches) => {
      for (const listener of listeners) listener({ matches })
    },
  }
}
