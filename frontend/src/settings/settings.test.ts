import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { completeBrowser } from '../testing/browser.ts'
import { defaultSettings, parseSettings, SETTINGS_KEY } from './settings.ts'
import { useSettingsStore } from './settings.store.ts'

describe('stored settings', () => {
  it('are read as they were written', () => {
    const settings = {
      theme: 'light',
      zone: 'Asia/Tokyo',
      watchlist: ['INDEX:SPX', 'NYSE:IBM'],
      lastSymbol: 'INDEX:SPX',
      lastResolution: '1W',
      isLogScale: true,
    } as const
    expect(parseSettings(JSON.stringify(settings))).toEqual(settings)
  })

  it.each([null, '', '{', 'null', '7', '"dark"', '[]', '{"theme":{}}'])(
    'that are %j fall back to the defaults',
    (text) => {
      expect(parseSettings(text)).toEqual(defaultSettings)
    },
  )

  it('keep each good value beside broken ones', () => {
    const stored = {
      theme: 'pink',
      zone: 'Mars/Olympus',
      watchlist: ['A', 7, '', 'A', 'B', 'x'.repeat(65)],
      lastSymbol: 7,
      lastResolution: '1H',
      isLogScale: 'yes',
    }
    expect(parseSettings(JSON.stringify(stored))).toEqual({ ...defaultSettings, watchlist: ['A', 'B'] })
  })

  it('hold a watch list of fifty symbols at most', () => {
    const watchlist = Array.from({ length: 60 }, (_, index) => `S${index}`)
    expect(parseSettings(JSON.stringify({ watchlist })).watchlist).toHaveLength(50)
  })
})

describe('the settings store', () => {
  beforeEach(() => {
    localStorage.clear()
    vi.unstubAllGlobals()
    setActivePinia(createPinia())
  })

  it('stores a change at once', () => {
    completeBrowser()
    useSettingsStore().change({ zone: 'UTC' })
    expect(parseSettings(localStorage.getItem(SETTINGS_KEY)).zone).toBe('UTC')
  })

  it('follows the system until a theme is chosen', () => {
    const browser = completeBrowser({ isLight: true })
    const store = useSettingsStore()
    expect(store.theme).toBe('light')
    browser.setSystemLight(false)
    expect(store.theme).toBe('dark')
    store.change({ theme: 'light' })
    expect(store.theme).toBe('light')
  })

  it('works where nothing can be stored', () => {
    completeBrowser()
    vi.stubGlobal('localStorage', {
      getItem: () => {
        throw new Error('denied')
      },
      setItem: () => {
        throw new Error('denied')
      },
    })
    const store = useSettingsStore()
    store.change({ theme: 'dark' })
    expect(store.theme).toBe('dark')
  })
})
