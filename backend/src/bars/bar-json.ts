import type { Bars } from '@trading-pro/market'
import { writeDecimal, writeInteger, type DecimalFormat } from './decimal-writer.ts'

/** How the stored integers of a series become JSON numbers. */
export interface BarFormat {
  readonly price: DecimalFormat
  readonly volume: DecimalFormat
}

/** Rows as JSON, separated by commas, without brackets; row i starts at `offsets[i]`, the last comma is not there. */
export interface RenderedBars {
  readonly bytes: Uint8Array
  /** One more than there are rows: the last is where the next row would start. */
  readonly offsets: Uint32Array
}

const encoder = new TextEncoder()
const TIME = encoder.encode('{"time":')
const OPEN = encoder.encode('000,"open":')
const OPEN_AT_ZERO = encoder.encode(',"open":')
const HIGH = encoder.encode(',"high":')
const LOW = encoder.encode(',"low":')
const CLOSE = encoder.encode(',"close":')
const VOLUME = encoder.encode(',"volume":')
const END = encoder.encode('},')
const MINUS = 45

/** Names and punctuation are 60 bytes; six numbers of at most 25 characters each. */
const ROW_BYTES_MAX = 60 + 6 * 25

let scratch = new Uint8Array(128 * ROW_BYTES_MAX)

/** Renders the bars from `start` to before `end`. */
export function renderBars(
  bars: Bars,
  format: BarFormat,
  { start, end }: { start: number; end: number },
): RenderedBars {
  const count = end - start
  if (scratch.length < count * ROW_BYTES_MAX) scratch = new Uint8Array(count * ROW_BYTES_MAX)
  const offsets = new Uint32Array(count + 1)
  let at = 0
  for (let row = 0; row < count; row += 1) {
    offsets[row] = at
    at = renderRow(bars, start + row, { bytes: scratch, position: at, format })
  }
  offsets[count] = at
  return { bytes: scratch.slice(0, at), offsets }
}

function renderRow(
  bars: Bars,
  index: number,
  { bytes, position, format }: { bytes: Uint8Array; position: number; format: BarFormat },
): number {
  const { price, volume } = format
  let at = copyBytes(bytes, position, TIME)
  at = writeTime(bytes, at, bars.time[index] ?? 0)
  at = writeDecimal(bytes, at, { value: bars.open[index] ?? 0, format: price })
  at = copyBytes(bytes, at, HIGH)
  at = writeDecimal(bytes, at, { value: bars.high[index] ?? 0, format: price })
  at = copyBytes(bytes, at, LOW)
  at = writeDecimal(bytes, at, { value: bars.low[index] ?? 0, format: price })
  at = copyBytes(bytes, at, CLOSE)
  at = writeDecimal(bytes, at, { value: bars.close[index] ?? 0, format: price })
  at = copyBytes(bytes, at, VOLUME)
  at = writeDecimal(bytes, at, { value: bars.volume[index] ?? 0, format: volume })
  return copyBytes(bytes, at, END)
}

/** Seconds are stored and milliseconds sent: the digits of the seconds and three zeros, but for zero itself. */
function writeTime(bytes: Uint8Array, position: number, seconds: number): number {
  let at = position
  if (seconds < 0) bytes[at++] = MINUS
  at = writeInteger(bytes, at, Math.abs(seconds))
  return copyBytes(bytes, at, seconds === 0 ? OPEN_AT_ZERO : OPEN)
}

/** Short runs are copied faster by hand than by `set`. */
function copyBytes(bytes: Uint8Array, position: number, source: Uint8Array): number {
  for (let index = 0; index < source.length; index += 1) bytes[position + index] = source[index] ?? 0
  return position + source.length
}
