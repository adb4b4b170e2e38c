import { crc32 } from 'node:zlib'
import { allocateBars, type Bars } from '@trading-pro/market'
import { UserError } from '../../platform/user-error.ts'

/**
 * Bars as bytes, column by column, each as narrow as its values allow: a column is read by one copy, where
 * integers of any length take five times as long for a twentieth less space.
 *
 * Layout, format 2, little-endian: format (1 byte), width of the six columns (1 byte each), 0 (1 byte),
 * CRC-32 of all the rest (4), number of bars (4), first time (double), unit of the steps in time (double),
 * first open (double); then the columns, each filled up to a multiple of eight bytes: steps in time, open -
 * previous close, close - open, high - max(open, close), min(open, close) - low, volume. A column of width 0
 * is all zeros, one of 8 holds doubles, others integers, with a sign where the value may be negative.
 */
const FORMAT = 2
const HEADER_BYTES = 40
const ALIGNMENT_BYTES = 8
const [WIDTHS_AT, CHECKSUM_AT, COUNT_AT, TIME_AT, UNIT_AT, OPEN_AT] = [1, 8, 12, 16, 24, 32]
const COLUMNS = [
  { name: 'time', isSigned: false },
  { name: 'open', isSigned: true },
  { name: 'close', isSigned: true },
  { name: 'high', isSigned: false },
  { name: 'low', isSigned: false },
  { name: 'volume', isSigned: false },
] as const

type Width = 0 | 1 | 2 | 4 | 8

/** The stored bytes are not what was written: something the user can put right, as far as there is a copy. */
export class DamagedBlockError extends UserError {
  constructor(what: string) {
    super(`A stored block of bars ${what}: put a copy of the database back, or move it away and import anew.`)
  }
}

/** Encodes valid bars: times ascending, low <= open, close <= high. */
export function encodeBlock(bars: Bars): Uint8Array {
  const length = bars.time.length
  const unit = unitOf(bars.time)
  const steps = stepsOf(bars, unit)
  const widths = COLUMNS.map(({ name, isSigned }) => widthOf(steps[name], isSigned))
  const bytes = new Uint8Array(
    HEADER_BYTES + widths.reduce<number>((sum, width) => sum + sizeOf(width, length), 0),
  )
  const view = new DataView(bytes.buffer)
  bytes[0] = FORMAT
  bytes.set(widths, WIDTHS_AT)
  view.setUint32(COUNT_AT, length, true)
  view.setFloat64(TIME_AT, bars.time[0] ?? 0, true)
  view.setFloat64(UNIT_AT, unit, true)
  view.setFloat64(OPEN_AT, bars.open[0] ?? 0, true)
  let at = HEADER_BYTES
  for (const [index, { name, isSigned }] of COLUMNS.entries()) {
    const width = widths[index] ?? 0
    columnAt(bytes, { at, width, isSigned, length })?.set(steps[name])
    at += sizeOf(width, length)
  }
  view.setUint32(CHECKSUM_AT, checksumOf(bytes), true)
  return bytes
}

/**
 * Decodes what `encodeBlock` wrote.
 *
 * @throws DamagedBlockError when format, checksum or length do not fit
 */
export function decodeBlock(stored: unknown, length: number): Bars {
  if (!(stored instanceof Uint8Array)) throw new DamagedBlockError('is no bytes')
  const bytes = stored.byteOffset % ALIGNMENT_BYTES === 0 ? stored : stored.slice()
  const view = checkBlock(bytes, length)
  const bars = allocateBars(length)
  let at = HEADER_BYTES
  for (const [index, { name, isSigned }] of COLUMNS.entries()) {
    const width = widthAt(bytes, WIDTHS_AT + index)
    const column = columnAt(bytes, { at, width, isSigned, length })
    if (column !== null) bars[name].set(column)
    at += sizeOf(width, length)
  }
  if (length > 0) addUpSteps(bars, view)
  return bars
}

/** The greatest common divisor of all steps in time, so that minutes and days alike become small numbers. */
function unitOf(time: Float64Array): number {
  let unit = 0
  for (let index = 1; index < time.length && unit !== 1; index += 1) {
    let [divisor, rest] = [(time[index] ?? 0) - (time[index - 1] ?? 0), unit]
    while (rest !== 0) [divisor, rest] = [rest, divisor % rest]
    unit = divisor
  }
  return Math.max(unit, 1)
}

function stepsOf(bars: Bars, unit: number): Bars {
  const steps = allocateBars(bars.time.length)
  let previousTime = bars.time[0] ?? 0
  let previousClose = bars.open[0] ?? 0
  for (let index = 0; index < bars.time.length; index += 1) {
    const time = bars.time[index] ?? 0
    const open = bars.open[index] ?? 0
    const close = bars.close[index] ?? 0
    steps.time[index] = (time - previousTime) / unit
    steps.open[index] = open - previousClose
    steps.close[index] = close - open
    steps.high[index] = (bars.high[index] ?? 0) - Math.max(open, close)
    steps.low[index] = Math.min(open, close) - (bars.low[index] ?? 0)
    steps.volume[index] = bars.volume[index] ?? 0
    previousTime = time
    previousClose = close
  }
  return steps
}

/** The inverse of `stepsOf`, in place. */
function addUpSteps({ time, open, high, low, close, volume }: Bars, view: DataView): void {
  const unit = view.getFloat64(UNIT_AT, true)
  let lastTime = view.getFloat64(TIME_AT, true)
  let lastClose = view.getFloat64(OPEN_AT, true)
  for (let index = 0; index < volume.length; index += 1) {
    const first = lastClose + (open[index] ?? 0)
    const last = first + (close[index] ?? 0)
    lastTime += (time[index] ?? 0) * unit
    time[index] = lastTime
    open[index] = first
    high[index] = Math.max(first, last) + (high[index] ?? 0)
    low[index] = Math.min(first, last) - (low[index] ?? 0)
    close[index] = last
    lastClose = last
  }
}

function widthOf(values: Float64Array, isSigned: boolean): Width {
  let least = 0
  let greatest = 0
  for (const value of values) {
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  if (least === 0 && greatest === 0) return 0
  const fits = (bits: number) =>
    isSigned ? least >= -(2 ** (bits - 1)) && greatest < 2 ** (bits - 1) : greatest < 2 ** bits
  return fits(8) ? 1 : fits(16) ? 2 : fits(32) ? 4 : 8
}

function sizeOf(width: Width, length: number): number {
  return Math.ceil((width * length) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES
}

interface ColumnPlace {
  readonly at: number
  readonly width: Width
  readonly isSigned: boolean
  readonly length: number
}

/** The bytes of a column as numbers; `null` when there are none because all are zero. */
function columnAt({ buffer, byteOffset }: Uint8Array, { at, width, isSigned, length }: ColumnPlace) {
  const start = byteOffset + at
  switch (width) {
    case 0:
      return null
    case 1:
      return isSigned ? new Int8Array(buffer, start, length) : new Uint8Array(buffer, start, length)
    case 2:
      return isSigned ? new Int16Array(buffer, start, length) : new Uint16Array(buffer, start, length)
    case 4:
      return isSigned ? new Int32Array(buffer, start, length) : new Uint32Array(buffer, start, length)
    case 8:
      return new Float64Array(buffer, start, length)
  }
}

function checkBlock(bytes: Uint8Array, length: number): DataView {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < HEADER_BYTES || bytes[0] !== FORMAT) {
    throw new DamagedBlockError('has an unknown format')
  }
  if (view.getUint32(CHECKSUM_AT, true) !== checksumOf(bytes)) {
    throw new DamagedBlockError('does not match its checksum')
  }
  const expected = COLUMNS.reduce(
    (sum, _column, index) => sum + sizeOf(widthAt(bytes, WIDTHS_AT + index), length),
    HEADER_BYTES,
  )
  if (view.getUint32(COUNT_AT, true) !== length || bytes.length !== expected) {
    throw new DamagedBlockError('has another length')
  }
  const starts = [TIME_AT, UNIT_AT, OPEN_AT].map((position) => view.getFloat64(position, true))
  if (!starts.every(Number.isFinite)) throw new DamagedBlockError('starts with no number')
  return view
}

function widthAt(bytes: Uint8Array, position: number): Width {
  const width = bytes[position]
  if (width === 0 || width === 1 || width === 2 || width === 4 || width === 8) return width
  throw new DamagedBlockError('has a column of unknown width')
}

function checksumOf(bytes: Uint8Array): number {
  return crc32(bytes.subarray(COUNT_AT), crc32(bytes.subarray(0, CHECKSUM_AT)))
}
