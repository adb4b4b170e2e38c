import type { Bar } from '@trading-pro/contracts'

/** Older bars are fetched until a chart holds this many: beyond, drawing and memory suffer. */
export const CHART_BARS_MAX = 20_000

/** Puts a page of older bars in front of the loaded ones; what the page repeats is dropped. */
export function mergeOlder(
  loaded: readonly Bar[],
  older: readonly Bar[],
): { readonly bars: readonly Bar[]; readonly added: number } {
  const firstTime = loaded[0]?.time ?? Infinity
  const fresh = older.filter(({ time }) => time < firstTime)
  return { bars: [...fresh, ...loaded], added: fresh.length }
}

/** A stretch of the time scale in bar indices; it may reach past both ends, and between bars. */
export interface IndexRange {
  readonly from: number
  readonly to: number
}

/** The range that shows the same bars after `added` bars were put in front of them. */
export function shiftRange({ from, to }: IndexRange, added: number): IndexRange {
  return { from: from + added, to: to + added }
}

/** The range about as wide that holds the bar, moved no further than needed. */
export function rangeHolding(range: IndexRange, index: number): IndexRange {
  if (index < range.from) return shiftRange(range, index - range.from - 1)
  if (index > range.to) return shiftRange(range, index - range.to + 1)
  return range
}

/** The first and the last bar inside a range; `null` when no bar is. */
export function barsWithin(bars: readonly Bar[], range: IndexRange): { first: Bar; last: Bar } | null {
  const first = bars[Math.max(0, Math.ceil(range.from))]
  const last = bars[Math.min(bars.length - 1, Math.floor(range.to))]
  return first === undefined || last === undefined || first.time > last.time ? null : { first, last }
}
