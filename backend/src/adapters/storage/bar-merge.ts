import { allocateBars, sliceBars, type Bars } from '@trading-pro/market'
import type { UpsertCounts } from './market-store.ts'

/** Prices and volumes stay below this, so that the differences in a block stay exact. */
export const BAR_VALUE_MAX = 2 ** 51

export interface MergedBars {
  readonly bars: Bars
  readonly counts: UpsertCounts
}

/** Puts `added` over `stored`, both ascending: bars of the same time are replaced, all others are kept. */
export function mergeBars(stored: Bars, added: Bars): MergedBars {
  const bars = allocateBars(stored.time.length + added.time.length)
  let storedIndex = 0
  let addedIndex = 0
  let length = 0
  let updated = 0
  let unchanged = 0
  while (storedIndex < stored.time.length || addedIndex < added.time.length) {
    const storedTime = stored.time[storedIndex] ?? Infinity
    const addedTime = added.time[addedIndex] ?? Infinity
    if (storedTime < addedTime) {
      copyBar({ from: stored, index: storedIndex++, to: bars, at: length++ })
      continue
    }
    if (storedTime === addedTime) {
      if (isSameBar(stored, storedIndex, { bars: added, index: addedIndex })) unchanged += 1
      else updated += 1
      storedIndex += 1
    }
    copyBar({ from: added, index: addedIndex++, to: bars, at: length++ })
  }
  const inserted = added.time.length - updated - unchanged
  return { bars: sliceBars(bars, 0, length), counts: { inserted, updated, unchanged } }
}

/** Says what is wrong with bars that are about to be stored; `null` when they are valid. */
export function defectOfBars(bars: Bars): string | null {
  let previousTime = -Infinity
  for (let index = 0; index < bars.time.length; index += 1) {
    const time = bars.time[index] ?? NaN
    const [open, high, low, close, volume] = valuesOf(bars, index)
    if (!Number.isSafeInteger(time) || time <= previousTime)
      return 'times of bars are whole seconds, ascending'
    previousTime = time
    if (![open, high, low, close, volume].every(isStorable)) return 'values of bars are integers below 2^51'
    if (low > Math.min(open, close) || high < Math.max(open, close)) return 'low <= open, close <= high'
    if (volume < 0) return 'volume is never negative'
  }
  return null
}

function isStorable(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < BAR_VALUE_MAX
}

function valuesOf(bars: Bars, index: number): [number, number, number, number, number] {
  return [
    bars.open[index] ?? NaN,
    bars.high[index] ?? NaN,
    bars.low[index] ?? NaN,
    bars.close[index] ?? NaN,
    bars.volume[index] ?? NaN,
  ]
}

function isSameBar(left: Bars, leftIndex: number, right: { bars: Bars; index: number }): boolean {
  return (
    left.open[leftIndex] === right.bars.open[right.index] &&
    left.high[leftIndex] === right.bars.high[right.index] &&
    left.low[leftIndex] === right.bars.low[right.index] &&
    left.close[leftIndex] === right.bars.close[right.index] &&
    left.volume[leftIndex] === right.bars.volume[right.index]
  )
}

function copyBar({ from, index, to, at }: { from: Bars; index: number; to: Bars; at: number }): void {
  to.time[at] = from.time[index] ?? 0
  to.open[at] = from.open[index] ?? 0
  to.high[at] = from.high[index] ?? 0
  to.low[at] = from.low[index] ?? 0
  to.close[at] = from.close[index] ?? 0
  to.volume[at] = from.volume[index] ?? 0
}
