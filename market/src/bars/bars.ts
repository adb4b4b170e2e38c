/**
 * Bars of one series as columns, oldest first, times strictly ascending. One bar is the same index in each
 * column. Columns, because a million bars as objects cost 30 times the memory and a garbage collection each
 * read.
 */
export interface Bars {
  /** Open time: Unix seconds UTC; for days, weeks and months 00:00 UTC of the first trading day. */
  readonly time: Float64Array
  /** Prices in ticks of the instrument (safe integers). */
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  /** Traded quantity in units of 10^-volumePrecision of the instrument (safe integers, never negative). */
  readonly volume: Float64Array
}

/** Zero-filled columns for `length` bars, in one piece of memory: each costs time to get and to free. */
export function allocateBars(length: number): Bars {
  const columnBytes = length * Float64Array.BYTES_PER_ELEMENT
  const memory = new ArrayBuffer(6 * columnBytes)
  const column = (index: number) => new Float64Array(memory, index * columnBytes, length)
  return {
    time: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
  }
}

/** A view of the bars from index `start` to before `end`: shares memory, copies nothing. */
export function sliceBars(bars: Bars, start: number, end: number): Bars {
  return {
    time: bars.time.subarray(start, end),
    open: bars.open.subarray(start, end),
    high: bars.high.subarray(start, end),
    low: bars.low.subarray(start, end),
    close: bars.close.subarray(start, end),
    volume: bars.volume.subarray(start, end),
  }
}

/** The first index whose time is not before `time` (Unix seconds); the length when all are before. */
export function indexAtOrAfter(bars: Bars, time: number): number {
  let low = 0
  let high = bars.time.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const at = bars.time[middle]
    if (at !== undefined && at < time) low = middle + 1
    else high = middle
  }
  return low
}
