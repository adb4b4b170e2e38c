import type { Bars } from '@trading-pro/market'
import { DECIMAL_SLACK_BYTES, DigitWriter, type DecimalFormat } from './decimal-writer.ts'

/** How the stored integers of a series become JSON numbers. */
export interface BarFormat {
  readonly price: DecimalFormat
  readonly volume: DecimalFormat
}

/** Rows as JSON, each followed by a comma; row i starts at `offsets[i]`. */
export interface RenderedBars {
  readonly bytes: Buffer
  /** One more than there are rows: the last is where the next row would start. */
  readonly offsets: Uint32Array
}

/** Up to eight letters are written fastest as one number: a double, since no text of ASCII is a NaN. */
const TIME = lettersOf('{"time":')
const MILLISECONDS = lettersOf('000,"ope')
const OPEN = lettersOf(',"open":')
const OPEN_END = lettersOf('n":')
const HIGH = lettersOf(',"high":')
const LOW = lettersOf(',"low":')
const CLOSE = lettersOf(',"close"')
const COLON = lettersOf(':')
const VOLUME = lettersOf(',"volume')
const QUOTE_COLON = lettersOf('":')
const END = lettersOf('},')
const MINUS = lettersOf('-')

/** Names and punctuation are 60 bytes; six numbers of at most 25 characters each. */
const ROW_BYTES_MAX = 60 + 6 * 25
const SLACK_BYTES = Math.max(DECIMAL_SLACK_BYTES, 8)

/** Into memory that grows with the largest page. */
const writer = new DigitWriter(new DataView(new ArrayBuffer(0)))

/** Renders all bars. */
export function renderBars(bars: Bars, format: BarFormat): RenderedBars {
  const count = bars.time.length
  const bytesMax = count * ROW_BYTES_MAX + SLACK_BYTES
  if (writer.view.byteLength < bytesMax) writer.view = new DataView(new ArrayBuffer(bytesMax))
  writer.position = 0
  const offsets = new Uint32Array(count + 1)
  for (let index = 0; index < count; index += 1) {
    offsets[index] = writer.position
    writeBar(bars, index, format)
  }
  offsets[count] = writer.position
  return { bytes: Buffer.from(writer.view.buffer.slice(0, writer.position)), offsets }
}

function writeBar(bars: Bars, index: number, { price, volume }: BarFormat): void {
  writeLetters(TIME, 8)
  writeTime(bars.time[index] ?? 0)
  writer.decimal(bars.open[index] ?? 0, price)
  writeLetters(HIGH, 8)
  writer.decimal(bars.high[index] ?? 0, price)
  writeLetters(LOW, 7)
  writer.decimal(bars.low[index] ?? 0, price)
  writeLetters(CLOSE, 8)
  writeLetters(COLON, 1)
  writer.decimal(bars.close[index] ?? 0, price)
  writeLetters(VOLUME, 8)
  writeLetters(QUOTE_COLON, 2)
  writer.decimal(bars.volume[index] ?? 0, volume)
  writeLetters(END, 2)
}

/**
 * Seconds are stored and milliseconds sent: the digits of the seconds and three zeros, but for zero itself;
 * then the name of the next member.
 */
function writeTime(seconds: number): void {
  if (seconds < 0) writeLetters(MINUS, 1)
  writer.integer(Math.abs(seconds))
  if (seconds === 0) {
    writeLetters(OPEN, 8)
  } else {
    writeLetters(MILLISECONDS, 8)
    writeLetters(OPEN_END, 3)
  }
}

/** What is written past the letters is written over by what follows. */
function writeLetters(letters: number, count: number): void {
  writer.view.setFloat64(writer.position, letters)
  writer.position += count
}

/** Filled up with zeros, big-endian. */
function lettersOf(text: string): number {
  return Buffer.from(text.padEnd(8, '\0'), 'latin1').readDoubleBE()
}
