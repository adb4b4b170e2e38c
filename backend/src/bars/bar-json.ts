import type { Bars } from '@trading-pro/market'
import { DECIMAL_SLACK_BYTES, decimalWriter, writeInteger, type DecimalFormat } from './decimal-writer.ts'

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
  readonly offsets: readonly number[]
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
  const offsets: number[] = []
  const renderRow = rowRenderer(bars, format)
  const view = new DataView(scratch)
  let at = 0
  for (let row = 0; row < count; row += 1) {
    offsets.push(at)
    at = renderRow(view, at, start + row)
  }
  offsets.push(at)
  return { bytes: Buffer.from(scratch.slice(0, at)), offsets }
}

function allocateScratch(rows: number): ArrayBuffer {
  return new ArrayBuffer(rows * ROW_BYTES_MAX + SLACK_BYTES)
}

/** Makes a function that writes the bar of an index at a position, and answers the position after it. */
function rowRenderer(
  bars: Bars,
  format: BarFormat,
): (view: DataView, position: number, index: number) => number {
  const { time, open, high, low, close, volume } = bars
  const writePrice = decimalWriter(format.price)
  const writeVolume = decimalWriter(format.volume)
  return (view, position, index) => {
    let at = writeTime(view, writeWords(view, position, TIME), time[index] ?? 0)
    at = writePrice(view, at, open[index] ?? 0)
    at = writePrice(view, writeWords(view, at, HIGH), high[index] ?? 0)
    at = writePrice(view, writeWords(view, at, LOW), low[index] ?? 0)
    at = writePrice(view, writeWords(view, at, CLOSE), close[index] ?? 0)
    at = writeVolume(view, writeWords(view, at, VOLUME), volume[index] ?? 0)
    return writeWords(view, at, END)
  }
}

/**
 * Seconds are stored and milliseconds sent: the digits of the seconds and three zeros, but for zero itself.
 */
function writeTime(view: DataView, position: number, seconds: number): number {
  if (seconds < 0) {
    view.setUint8(position, MINUS)
    return writeWords(view, writeInteger(view, position + 1, -seconds), OPEN)
  }
  return writeWords(view, writeInteger(view, position, seconds), seconds === 0 ? OPEN_AT_ZERO : OPEN)
}

/** The words past the text's own length are written over by what follows. */
function writeWords(view: DataView, position: number, { first, second, third, length }: Words): number {
  view.setUint32(position, first)
  view.setUint32(position + 4, second)
  if (length > 8) view.setUint32(position + 8, third)
  return position + length
}

function wordsOf(text: string): Words {
  const bytes = new DataView(new ArrayBuffer(WORDS_BYTES))
  for (let index = 0; index < text.length; index += 1) bytes.setUint8(index, text.charCodeAt(index))
  const [first, second, third] = [bytes.getUint32(0), bytes.getUint32(4), bytes.getUint32(8)]
  return { first, second, third, length: text.length }
}
