import { allocateBars, type Bars } from '@trading-pro/market'
import type { FormingBar } from './forming-bars.ts'

/** Minutes as columns; they ascend in time. */
export function barsOfMinutes(minutes: readonly FormingBar[]): Bars {
  const bars = allocateBars(minutes.length)
  for (const [index, { time, open, high, low, close, volume }] of minutes.entries()) {
    bars.time[index] = time
    bars.open[index] = open
    bars.high[index] = high
    bars.low[index] = low
    bars.close[index] = close
    bars.volume[index] = volume
  }
  return bars
}
