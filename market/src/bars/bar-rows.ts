import { allocateBars, sliceBars, type Bars } from './bars.ts'

const CAPACITY_MIN = 1_024

/** Bars under construction, in columns that grow: adding never copies more than twice the final length. */
export interface BarRows {
  /**
   * Adds the bars from index `start` to before `end` to the last row if it has this open time, else as a new
   * row. Volumes add up exactly as far as integers of a double go (2^53), and to 16 digits beyond.
   */
  add(openTime: number, bars: Bars, range: { readonly start: number; readonly end: number }): void
  /** A copy of the rows so far. */
  toBars(): Bars
}

export function createBarRows(): BarRows {
  let rows = allocateBars(CAPACITY_MIN)
  let length = 0

  function startRow(openTime: number, bars: Bars, index: number): void {
    if (length === rows.time.length) rows = copyBars(rows, allocateBars(length * 2))
    rows.time[length] = openTime
    rows.open[length] = at(bars.open, index)
    rows.high[length] = -Infinity
    rows.low[length] = Infinity
    length += 1
  }

  return {
    add(openTime, bars, { start, end }) {
      if (length === 0 || rows.time[length - 1] !== openTime) startRow(openTime, bars, start)
      const row = length - 1
      let high = at(rows.high, row)
      let low = at(rows.low, row)
      let volume = at(rows.volume, row)
      for (let index = start; index < end; index += 1) {
        high = Math.max(high, at(bars.high, index))
        low = Math.min(low, at(bars.low, index))
        volume += at(bars.volume, index)
      }
      rows.high[row] = high
      rows.low[row] = low
      rows.close[row] = at(bars.close, end - 1)
      rows.volume[row] = volume
    },
    toBars: () => copyBars(sliceBars(rows, 0, length), allocateBars(length)),
  }
}

function copyBars(source: Bars, target: Bars): Bars {
  target.time.set(source.time)
  target.open.set(source.open)
  target.high.set(source.high)
  target.low.set(source.low)
  target.close.set(source.close)
  target.volume.set(source.volume)
  return target
}

function at(column: Float64Array, index: number): number {
  return column[index] ?? Number.NaN
}
