import { onMounted, onScopeDispose } from 'vue'

/** Keys that work anywhere but where text is typed. */
export function useShortcuts(actions: Readonly<Record<string, () => void>>): void {
  function onKeydown(event: KeyboardEvent): void {
    const isModified = event.ctrlKey || event.metaKey || event.altKey
    if (isModified || event.repeat || event.isComposing || isTyping(event.target)) return
    const action = actions[event.key]
    if (action === undefined) return
    event.preventDefault()
    action()
  }
  onMounted(() => window.addEventListener('keydown', onKeydown))
  onScopeDispose(() => window.removeEventListener('keydown', onKeydown))
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  )
}
