import type { Bars } from '@trading-pro/market'
import {
  DECIMAL_SLACK_BYTES,
  writeDecimal,
  writeInteger,
  type Cursor,
  type DecimalFormat,
} from './decimal-writer.ts'

/** How the stored integers of a series become JSON numbers. */
export interface BarFormat {
  readonly price: DecimalFormat
  readonly volume: DecimalFormat
}

/**
 * Rows as JSON, separated by commas, without brackets; row i starts at `offsets[i]`, the last comma is not
 * there.
 */
export interface RenderedBars {
  readonly bytes: Buffer
  /** One more than there are rows: the last is where the next row would start. */
  readonly offsets: Uint32Array
}

/** Up to twelve bytes as three big-endian words: a short text is written fastest so. */
interface Words {
  readonly first: number
  readonly second: number
  readonly third: number
  readonly length: number
}

const WORDS_BYTES = 12
const TIME = wordsOf('{"time":')
const OPEN = wordsOf('000,"open":')
const OPEN_AT_ZERO = wordsOf(',"open":')
const HIGH = wordsOf(',"high":')
const LOW = wordsOf(',"low":')
const CLOSE = wordsOf(',"close":')
const VOLUME = wordsOf(',"volume":')
const END = wordsOf('},')
const MINUS = 45

/** Names and punctuation are 60 bytes; six numbers of at most 25 characters each. */
const ROW_BYTES_MAX = 60 + 6 * 25
const SLACK_BYTES = Math.max(DECIMAL_SLACK_BYTES, WORDS_BYTES)

let scratch = allocateScratch(128)

/** Renders the bars from `start` to before `end`. */
export function renderBars(
  bars: Bars,
  format: BarFormat,
  { start, end }: { start: number; end: number },
): RenderedBars {
  const count = end - start
  if (scratch.byteLength < count * ROW_BYTES_MAX + SLACK_BYTES) scratch = allocateScratch(count)
  const offsets = new Uint32Array(count + 1)
  const cursor: Cursor = { view: new DataView(scratch), at: 0 }
  for (let row = 0; row < count; row += 1) {
    offsets[row] = cursor.at
    renderRow(cursor, bars, { index: start + row, format })
  }
  offsets[count] = cursor.at
  return { bytes: Buffer.from(scratch.slice(0, cursor.at)), offsets }
}

function allocateScratch(rows: number): ArrayBuffer {
  return new ArrayBuffer(rows * ROW_BYTES_MAX + SLACK_BYTES)
}

function renderRow(
  cursor: Cursor,
  bars: Bars,
  { index, format }: { index: number; format: BarFormat },
): void {
  const { price, volume } = format
  writeWords(cursor, TIME)
  writeTime(cursor, bars.time[index] ?? 0)
  writeDecimal(cursor, bars.open[index] ?? 0, price)
  writeWords(cursor, HIGH)
  writeDecimal(cursor, bars.high[index] ?? 0, price)
  writeWords(cursor, LOW)
  writeDecimal(cursor, bars.low[index] ?? 0, price)
  writeWords(cursor, CLOSE)
  writeDecimal(cursor, bars.close[index] ?? 0, price)
  writeWords(cursor, VOLUME)
  writeDecimal(cursor, bars.volume[index] ?? 0, volume)
  writeWords(cursor, END)
}

/**
 * Seconds are stored and milliseconds sent: the digits of the seconds and three zeros, but for zero itself.
 */
function writeTime(cursor: Cursor, seconds: number): void {
  if (seconds < 0) {
    cursor.view.setUint8(cursor.at, MINUS)
    cursor.at += 1
  }
  writeInteger(cursor, Math.abs(seconds))
  writeWords(cursor, seconds === 0 ? OPEN_AT_ZERO : OPEN)
}

/** The words past the text's own length are written over by what follows. */
function writeWords(cursor: Cursor, { first, second, third, length }: Words): void {
  const { view, at } = cursor
  view.setUint32(at, first)
  view.setUint32(at + 4, second)
  view.setUint32(at + 8, third)
  cursor.at = at + length
}

function wordsOf(text: string): Words {
  const bytes = new DataView(new ArrayBuffer(WORDS_BYTES))
  for (let index = 0; index < text.length; index += 1) bytes.setUint8(index, text.charCodeAt(index))
  const [first, second, third] = [bytes.getUint32(0), bytes.getUint32(4), bytes.getUint32(8)]
  return { first, second, third, length: text.length }
}
