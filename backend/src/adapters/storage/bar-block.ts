import { crc32 } from 'node:zlib'
import { allocateBars, type Bars } from '@trading-pro/market'

/**
 * Bars as bytes. Layout, format 1: one byte format, four bytes CRC-32 of the rest (big-endian), then for each
 * bar six
 * variable-length integers: time since the bar before (s), open - previous close, close - open, high -
 * max(open, close),
 * min(open, close) - low, volume. Differences that may be negative are zigzag-coded. A typical minute takes
 * 10 bytes.
 */
const FORMAT = 1
const HEADER_BYTES = 5
/** Six integers below 2^54 take at most eight bytes each. */
const BAR_BYTES_MAX = 48
const BAR_INTEGERS = 6
/** Bit operators see 32 bits only. */
const INT32_END = 2 ** 31

/** The stored bytes are not what was written. */
export class DamagedBlockError extends Error {
  override readonly name = 'DamagedBlockError'
}

interface Cursor {
  readonly bytes: Uint8Array
  position: number
}

/** Encodes valid bars: times ascending, low <= open, close <= high. */
export function encodeBlock(bars: Bars): Uint8Array {
  const length = bars.time.length
  const cursor: Cursor = {
    bytes: new Uint8Array(HEADER_BYTES + length * BAR_BYTES_MAX),
    position: HEADER_BYTES,
  }
  let previousTime = 0
  let previousClose = 0
  for (let index = 0; index < length; index += 1) {
    const time = bars.time[index] ?? 0
    const open = bars.open[index] ?? 0
    const close = bars.close[index] ?? 0
    // The first time may lie before 1970.
    if (index === 0) writeInteger(cursor, zigzag(time))
    else writeInteger(cursor, time - previousTime)
    writeInteger(cursor, zigzag(open - previousClose))
    writeInteger(cursor, zigzag(close - open))
    writeInteger(cursor, (bars.high[index] ?? 0) - Math.max(open, close))
    writeInteger(cursor, Math.min(open, close) - (bars.low[index] ?? 0))
    writeInteger(cursor, bars.volume[index] ?? 0)
    previousTime = time
    previousClose = close
  }
  const bytes = cursor.bytes.slice(0, cursor.position)
  bytes[0] = FORMAT
  new DataView(bytes.buffer).setUint32(1, crc32(bytes.subarray(HEADER_BYTES)))
  return bytes
}

/**
 * Decodes what `encodeBlock` wrote.
 *
 * @throws DamagedBlockError when format, checksum or length do not fit
 */
export function decodeBlock(bytes: Uint8Array, length: number): Bars {
  checkBlock(bytes)
  const values = readIntegers(bytes, length * BAR_INTEGERS)
  const bars = allocateBars(length)
  let time = 0
  let close = 0
  for (let index = 0, at = 0; index < length; index += 1, at += BAR_INTEGERS) {
    const step = values[at] ?? 0
    time = index === 0 ? unzigzag(step) : time + step
    const open = close + unzigzag(values[at + 1] ?? 0)
    close = open + unzigzag(values[at + 2] ?? 0)
    bars.time[index] = time
    bars.open[index] = open
    bars.high[index] = Math.max(open, close) + (values[at + 3] ?? 0)
    bars.low[index] = Math.min(open, close) - (values[at + 4] ?? 0)
    bars.close[index] = close
    bars.volume[index] = values[at + 5] ?? 0
  }
  return bars
}

function checkBlock(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < HEADER_BYTES || bytes[0] !== FORMAT) {
    throw new DamagedBlockError('a block of bars has an unknown format')
  }
  if (view.getUint32(1) !== crc32(bytes.subarray(HEADER_BYTES))) {
    throw new DamagedBlockError('a block of bars does not match its checksum')
  }
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value
}

function unzigzag(value: number): number {
  if (value < INT32_END) return (value >>> 1) ^ -(value & 1)
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}

/** Seven bits a byte, low ones first. Bit operators see 32 bits only, so large values are divided. */
function writeInteger(cursor: Cursor, value: number): void {
  let rest = value
  while (rest >= 0x10000000) {
    cursor.bytes[cursor.position++] = (rest % 128) | 0x80
    rest = Math.floor(rest / 128)
  }
  while (rest >= 0x80) {
    cursor.bytes[cursor.position++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  cursor.bytes[cursor.position++] = rest
}

let integers = new Float64Array(0)

/** Reads all integers of a block at once; the next call overwrites them. */
function readIntegers(bytes: Uint8Array, count: number): Float64Array {
  if (integers.length < count) integers = new Float64Array(count)
  let at = HEADER_BYTES
  for (let index = 0; index < count; index += 1) {
    let byte = bytes[at++] ?? 0
    let value = byte & 0x7f
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = bytes[at++] ?? 0
      if (shift < 28) value |= (byte & 0x7f) << shift
      else value += (byte & 0x7f) * 2 ** shift
    }
    integers[index] = value
  }
  if (at !== bytes.length) throw new DamagedBlockError('a block of bars has another length')
  return integers
}
