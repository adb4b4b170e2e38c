import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { parseSettings, SETTINGS_KEY, type Settings } from './settings.ts'

/** The user's settings; a change is stored at once where the browser allows it. */
export const useSettingsStore = defineStore('settings', () => {
  const settings = shallowRef<Settings>(parseSettings(readStored()))
  const systemTheme = window.matchMedia('(prefers-color-scheme: light)')
  const isSystemLight = ref(systemTheme.matches)
  systemTheme.addEventListener('change', ({ matches }) => (isSystemLight.value = matches))

  const theme = computed<'dark' | 'light'>(() => {
    if (settings.value.theme !== 'system') return settings.value.theme
    return isSystemLight.value ? 'light' : 'dark'
  })

  function change(changes: Partial<Settings>): void {
    settings.value = { ...settings.value, ...changes }
    try {
      localStorage.setItem(SETTINGS_KEY, JSON.stringify(settings.value))
    } catch {
      // Storage is full or forbidden: the choice holds until the page is closed.
    }
  }

  return { settings, theme, change }
})

function readStored(): string | null {
  try {
    return localStorage.getItem(SETTINGS_KEY)
  } catch {
    return null
  }
}
