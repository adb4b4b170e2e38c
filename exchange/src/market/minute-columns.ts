import { allocateBars, type Bars } from '@trading-pro/market'
import type { FormingBar } from './forming-bars.ts'

/** Bars as columns; they ascend in time. */
export function columnsOf(bars: readonly FormingBar[]): Bars {
  const columns = allocateBars(bars.length)
  for (const [index, bar] of bars.entries()) setBar(columns, index, bar)
  return columns
}

/** Writes a bar into columns that have a place for it. */
export function setBar(columns: Bars, index: number, bar: FormingBar): void {
  columns.time[index] = bar.time
  columns.open[index] = bar.open
  columns.high[index] = bar.high
  columns.low[index] = bar.low
  columns.close[index] = bar.close
  columns.volume[index] = bar.volume
}
