import { onScopeDispose, readonly, ref, watch, type Ref } from 'vue'

/** Whether any of an element is in sight; `true` where a browser cannot tell. */
export function useIsOnScreen(element: Readonly<Ref<HTMLElement | null>>) {
  const { IntersectionObserver: Observer } = globalThis as Partial<typeof globalThis>
  const isOnScreen = ref(!Observer)
  const observer = Observer
    ? new Observer((entries) => (isOnScreen.value = entries.at(-1)?.isIntersecting ?? false))
    : null
  watch(
    element,
    (now, before) => {
      if (before) observer?.unobserve(before)
      if (now !== null) observer?.observe(now)
    },
    { immediate: true },
  )
  onScopeDispose(() => observer?.disconnect())
  return readonly(isOnScreen)
}
