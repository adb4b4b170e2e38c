export type ThemeChoice = 'system' | 'dark' | 'light'

/** What a user chose and finds again; kept in the browser. */
export interface Settings {
  readonly theme: ThemeChoice
  /** `exchange`, `local`, or the name of a time zone. */
  readonly zone: string
  /** `null`: the symbols that have data, as long as the user did not choose. */
  readonly watchlist: readonly string[] | null
  readonly lastSymbol: string | null
  readonly lastResolution: string
  readonly isLogScale: boolean
}

export const SETTINGS_KEY = 'trading-pro.settings'
const WATCHLIST_MAX = 50
const SYMBOL_LENGTH_MAX = 64

export const defaultSettings: Settings = {
  theme: 'system',
  zone: 'exchange',
  watchlist: null,
  lastSymbol: null,
  lastResolution: '1D',
  isLogScale: false,
}

/** Reads stored settings; each value that is missing or broken falls back alone. */
export function parseSettings(text: string | null): Settings {
  const stored = parseObject(text)
  return {
    theme:
      stored['theme'] === 'dark' || stored['theme'] === 'light' ? stored['theme'] : defaultSettings.theme,
    zone: parseZone(stored['zone']),
    watchlist: parseWatchlist(stored['watchlist']),
    lastSymbol: isSymbol(stored['lastSymbol']) ? stored['lastSymbol'] : null,
    lastResolution: parseResolutionText(stored['lastResolution']),
    isLogScale: stored['isLogScale'] === true,
  }
}

function parseObject(text: string | null): Readonly<Record<string, unknown>> {
  if (text === null) return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

function parseZone(value: unknown): string {
  if (value === 'exchange' || value === 'local') return value
  return typeof value === 'string' && isTimeZone(value) ? value : defaultSettings.zone
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

function parseWatchlist(value: unknown): readonly string[] | null {
  if (!Array.isArray(value)) return null
  return [...new Set(value.filter(isSymbol))].slice(0, WATCHLIST_MAX)
}

function isSymbol(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= SYMBOL_LENGTH_MAX
}

function parseResolutionText(value: unknown): string {
  return typeof value === 'string' && /^[1-9]\d{0,3}[SDWM]?$/.test(value)
    ? value
    : defaultSettings.lastResolution
}
