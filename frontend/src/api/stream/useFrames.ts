import { onScopeDispose } from 'vue'

/**
 * Draws at most once a frame, however often it is asked to; and in a tab that nobody sees, not at all until
 * it is seen again.
 *
 * @param everyMs - the least time from one drawing to the next
 * @returns asks for a drawing
 */
export function useFrames(draw: () => void, everyMs = 0): () => void {
  let frame: number | null = null
  let drawnAt = -Infinity

  function onFrame(at: number): void {
    if (at - drawnAt < everyMs) {
      frame = requestAnimationFrame(onFrame)
      return
    }
    frame = null
    drawnAt = at
    draw()
  }

  onScopeDispose(() => {
    if (frame !== null) cancelAnimationFrame(frame)
  })
  return () => {
    frame ??= requestAnimationFrame(onFrame)
  }
}
