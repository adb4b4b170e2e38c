import { ref } from 'vue'
import type { ChartAdapter } from './chart-adapter.ts'

export interface UseBarWalkOptions {
  readonly adapter: () => ChartAdapter | null
  readonly barCount: () => number
  /** The bar that is read out; `null`: none was chosen. */
  readonly index: () => number | null
  /** A bar was chosen by keyboard. */
  readonly onWalk: (index: number | null) => void
}

const PAGE = 20
const ZOOM = 1.25

/** Keys on the chart: arrows walk the bars, plus and minus zoom, Home and End go to the ends. */
export function useBarWalk({ adapter, barCount, index, onWalk }: UseBarWalkOptions) {
  const isWalking = ref(false)

  function walkTo(target: number): void {
    const last = barCount() - 1
    if (last < 0) return
    const next = Math.min(last, Math.max(0, target))
    isWalking.value = true
    adapter()?.pointAt(next)
    onWalk(next)
  }

  function leave(): void {
    isWalking.value = false
    adapter()?.pointAt(null)
    onWalk(null)
  }

  function actionOf(event: KeyboardEvent): (() => void) | null {
    const last = barCount() - 1
    const step = event.shiftKey ? PAGE : 1
    switch (event.key) {
      case 'ArrowLeft':
        return () => walkTo((index() ?? last + 1) - step)
      case 'ArrowRight':
        return () => walkTo((index() ?? last) + step)
      case 'PageUp':
        return () => walkTo((index() ?? last) - PAGE)
      case 'PageDown':
        return () => walkTo((index() ?? last) + PAGE)
      case 'Home':
        return () => walkTo(0)
      case 'End':
        return () => walkTo(last)
      case 'Escape':
        return leave
      case '+':
      case '=':
        return () => adapter()?.zoom(ZOOM)
      case '-':
        return () => adapter()?.zoom(1 / ZOOM)
      default:
        return null
    }
  }

  function onKeydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const action = actionOf(event)
    if (action === null) return
    event.preventDefault()
    action()
  }

  return { isWalking, onKeydown, leave }
}
