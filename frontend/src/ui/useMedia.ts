import { onScopeDispose, readonly, ref } from 'vue'

/** Whether a media query holds. */
export function useMedia(query: string) {
  const list = window.matchMedia(query)
  const holds = ref(list.matches)
  const onChange = ({ matches }: { matches: boolean }) => (holds.value = matches)
  list.addEventListener('change', onChange)
  onScopeDispose(() => list.removeEventListener('change', onChange))
  return readonly(holds)
}
