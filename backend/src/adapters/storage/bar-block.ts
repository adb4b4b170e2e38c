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
  const bars = allocateBars(length)
  const cursor: Cursor = { bytes, position: HEADER_BYTES }
  let time = 0
  let close = 0
  for (let index = 0; index < length; index += 1) {
    const step = readInteger(cursor)
    time = index === 0 ? unzigzag(step) : time + step
    const open = close + unzigzag(readInteger(cursor))
    close = open + unzigzag(readInteger(cursor))
    bars.time[index] = time
    bars.open[index] = open
    bars.high[index] = Math.max(open, close) + readInteger(cursor)
    bars.low[index] = Math.min(open, close) - readInteger(cursor)
    bars.close[index] = close
    bars.volume[index] = readInteger(cursor)
  }
  if (cursor.position !== bytes.length) throw new DamagedBlockError('a block of bars has another length')
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

function readInteger(cursor: Cursor): number {
  const { bytes } = cursor
  let byte = bytes[cursor.position++] ?? 0
  if (byte < 0x80) return byte
  let value = byte & 0x7f
  let scale = 128
  do {
    byte = bytes[cursor.position++] ?? 0
    value += (byte & 0x7f) * scale
    scale *= 128
  } while (byte >= 0x80)
  return value
}
