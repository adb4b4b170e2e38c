import { vi } from 'vitest'

/** What jsdom leaves out of a browser and the app needs. */
export function completeBrowser({ isLight = false, isWide = true } = {}): {
  setSystemLight: (isLight: boolean) => void
} {
  const listeners = new Set<(event: { matches: boolean }) => void>()
  vi.stubGlobal('matchMedia', (query: string) => ({
    matches: query.includes('color-scheme') ? isLight : isWide,
    addEventListener: (_: string, listener: (event: { matches: boolean }) => void) => {
      if (query.includes('color-scheme')) listeners.add(listener)
    },
    removeEventListener: () => undefined,
  }))
  Element.prototype.scrollIntoView = () => undefined
  return {
    setSystemLight: (matches) => {
      for (const listener of listeners) listener({ matches })
    },
  }
}
