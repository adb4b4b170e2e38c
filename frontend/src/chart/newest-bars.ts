import type { Bar } from '@trading-pro/contracts'

/** Bars after others were laid over their end. */
export interface OverlaidBars {
  readonly bars: readonly Bar[]
  /** The first bar that is another than before; the number of bars where none is. */
  readonly changedFrom: number
  /** Bars came in between: what followed has moved. */
  readonly isMoved: boolean
}

/**
 * Lays newer bars over loaded ones. A bar of a time that is there takes its place, which is how a bar forms,
 * closes and is corrected; any other comes in where its time belongs. Both are in the order of time.
 */
export function overlayBars(loaded: readonly Bar[], newer: readonly Bar[]): OverlaidBars {
  const bars = [...loaded]
  let changedFrom = bars.length
  let isMoved = false
  for (const { time, open, high, low, close, volume } of newer) {
    const at = indexFor(bars, time)
    const isThere = bars[at]?.time === time
    isMoved ||= !isThere && at < bars.length
    changedFrom = Math.min(changedFrom, at)
    bars.splice(at, isThere ? 1 : 0, { time, open, high, low, close, volume })
  }
  return { bars, changedFrom, isMoved }
}

/** Where the bar of a time is, or belongs; most are at the end. */
function indexFor(bars: readonly Bar[], time: number): number {
  let at = bars.length
  while (at > 0 && (bars[at - 1]?.time ?? -Infinity) >= time) at -= 1
  return at
}
