import { onScopeDispose, readonly, ref } from 'vue'

/** The time of this machine, renewed every second: for ages and countdowns. */
export function useNow() {
  const now = ref(Date.now())
  const timer = setInterval(() => (now.value = Date.now()), 1_000)
  onScopeDispose(() => clearInterval(timer))
  return readonly(now)
}
