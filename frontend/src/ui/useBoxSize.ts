import { onScopeDispose, shallowReadonly, shallowRef, watch, type Ref } from 'vue'

/** The inner size of an element, CSS pixels; `null` until it is known. */
export function useBoxSize(element: Readonly<Ref<HTMLElement | null>>) {
  const size = shallowRef<{ readonly width: number; readonly height: number } | null>(null)
  const { ResizeObserver: Observer } = globalThis as Partial<typeof globalThis>
  // Where there is no layout, there is no observer either.
  const observer = Observer
    ? new Observer(([entry]) => {
        if (entry !== undefined) size.value = entry.contentRect
      })
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
  return shallowReadonly(size)
}
