/** Tells when a try to connect has become more likely to succeed. @returns what ends it */
export type WatchWakeUps = (wake: () => void) => () => void

/** In a browser: the network is back, or somebody looks at the page again. Elsewhere nothing. */
export const watchBrowserWakeUps: WatchWakeUps = (wake) => {
  const { window, document } = globalThis as Partial<typeof globalThis>
  const wakeIfVisible = (): void => {
    if (document?.visibilityState === 'visible') wake()
  }
  window?.addEventListener('online', wake)
  document?.addEventListener('visibilitychange', wakeIfVisible)
  return () => {
    window?.removeEventListener('online', wake)
    document?.removeEventListener('visibilitychange', wakeIfVisible)
  }
}
