import type { Bars } from '@trading-pro/market'
import type { FormingBar } from './forming-bars.ts'

/** All bars as one with another time; `null` when there are none. */
export function mergedBar(time: number, bars: Bars): FormingBar | null {
  const count = bars.time.length
  if (count === 0) return null
  const merged = {
    time,
    open: bars.open[0] ?? 0,
    high: -Infinity,
    low: Infinity,
    close: bars.close[count - 1] ?? 0,
    volume: 0,
  }
  for (let index = 0; index < count; index += 1) {
    merged.high = Math.max(merged.high, bars.high[index] ?? merged.high)
    merged.low = Math.min(merged.low, bars.low[index] ?? merged.low)
    merged.volume += bars.volume[index] ?? 0
  }
  return merged
}

/** A bar with what came after its part that is known; without such a part it begins with that. */
export function continuedBar(
  time: number,
  before: Readonly<FormingBar> | null,
  after: Readonly<FormingBar>,
): FormingBar {
  if (before === null) return { ...after, time }
  return {
    time,
    open: before.open,
    high: Math.max(before.high, after.high),
    low: Math.min(before.low, after.low),
    close: after.close,
    volume: before.volume + after.volume,
  }
}
