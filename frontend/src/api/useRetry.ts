import { onScopeDispose, shallowReadonly, shallowRef } from 'vue'
import { doubledDelayMs } from './doubled-delay.ts'
import { mayPass } from './failure.ts'

/** What happens by itself after a failure. */
export type NextAttempt =
  | { readonly kind: 'none' }
  | { readonly kind: 'waiting'; readonly atMs: number }
  | { readonly kind: 'underway' }

export interface UseRetryOptions {
  /** Asks once more; its outcome is told by `plan` or `reset`. */
  readonly attempt: () => void
  /** The longest wait between two attempts. @default half a minute */
  readonly lastMs?: number
}

const FIRST_MS = 1_000
const LAST_MS = 30_000
const NONE: NextAttempt = { kind: 'none' }

/** Asks again by itself after failures that may pass: after a second, then after twice the wait before. */
export function useRetry({ attempt, lastMs = LAST_MS }: UseRetryOptions) {
  const next = shallowRef<NextAttempt>(NONE)
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOver = false

  /** Nothing failed, or nobody waits for it any more: the next failure is again the first. */
  function reset(): void {
    clearTimeout(timer)
    failures = 0
    next.value = NONE
  }

  function plan(error: unknown): void {
    if (isOver || !mayPass(error)) {
      reset()
      return
    }
    clearTimeout(timer)
    failures += 1
    const delayMs = doubledDelayMs(failures, { firstMs: FIRST_MS, lastMs })
    next.value = { kind: 'waiting', atMs: Date.now() + delayMs }
    timer = setTimeout(() => {
      next.value = { kind: 'underway' }
      attempt()
    }, delayMs)
  }

  onScopeDispose(() => {
    isOver = true
    reset()
  })
  return { next: shallowReadonly(next), plan, reset }
}
