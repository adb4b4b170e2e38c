/** The first view is there by then, also on a slow machine. */
const FIRST_VIEW_MS = 3_000
const IDLE_TIMEOUT_MS = 5_000

/** Runs a task that nobody waits for, after the first view and when the page has nothing else to do. */
export function whenIdle(task: () => void): void {
  setTimeout(() => {
    // Not every browser has it.
    const { requestIdleCallback } = globalThis as Partial<typeof globalThis>
    if (requestIdleCallback === undefined) task()
    else requestIdleCallback(task, { timeout: IDLE_TIMEOUT_MS })
  }, FIRST_VIEW_MS)
}
