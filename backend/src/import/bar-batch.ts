import { allocateBars, sliceBars, type Bars } from '@trading-pro/market'
import { BATCH_BARS, CHUNK_BYTES, LINE_BYTES_MAX } from './limits.ts'

/** The shortest row is `1,1` with its line feed. */
const ROW_BYTES_MIN = 4
/** One piece of a file may bring so many rows before the batch can be emptied. */
const CAPACITY = BATCH_BARS + Math.ceil((CHUNK_BYTES + LINE_BYTES_MAX) / ROW_BYTES_MIN)

/** Bars on their way to the store, in the order of the file. Its memory is used again and again. */
export class BarBatch {
  /** Columns with room for one more bar at `length`. */
  readonly bars: Bars = allocateBars(CAPACITY)
  length = 0

  get isFull(): boolean {
    return this.length >= BATCH_BARS
  }

  /**
   * Empties the batch: its bars in order of time, valid until the next bar is put in. No two have the same
   * time.
   */
  take(): Bars {
    const bars = sliceBars(this.bars, 0, this.length)
    this.length = 0
    const { time } = bars
    if (isEach(time, (previous, next) => previous < next)) return bars
    if (isEach(time, (previous, next) => previous > next)) {
      for (const column of Object.values<Float64Array>({ ...bars })) column.reverse()
      return bars
    }
    const order = Array.from(time, (_, index) => index)
    order.sort((left, right) => (time[left] ?? 0) - (time[right] ?? 0))
    return {
      time: Float64Array.from(order, (index) => bars.time[index] ?? 0),
      open: Float64Array.from(order, (index) => bars.open[index] ?? 0),
      high: Float64Array.from(order, (index) => bars.high[index] ?? 0),
      low: Float64Array.from(order, (index) => bars.low[index] ?? 0),
      close: Float64Array.from(order, (index) => bars.close[index] ?? 0),
      volume: Float64Array.from(order, (index) => bars.volume[index] ?? 0),
    }
  }
}

function isEach(times: Float64Array, isOrdered: (previous: number, next: number) => boolean): boolean {
  for (let index = 1; index < times.length; index += 1) {
    if (!isOrdered(times[index - 1] ?? 0, times[index] ?? 0)) return false
  }
  return true
}
