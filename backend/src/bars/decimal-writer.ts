import { decimalsOf, type TickSize } from '@trading-pro/engine/numbers'

/** Turns stored integers into the decimal digits of a JSON number: value = integer x factor / 10^decimals. */
export interface DecimalFormat {
  readonly factor: number
  readonly decimals: number
}

/** A price in ticks. */
export function priceFormat(tickSize: TickSize): DecimalFormat {
  const decimals = decimalsOf(tickSize)
  return { factor: (tickSize.minimumMovement * 10 ** decimals) / tickSize.priceScale, decimals }
}

/** Writes a stored integer as a JSON number at a position, and answers the position after it. */
export type DecimalWriter = (view: DataView, position: number, value: number) => number

/** What the functions below may write past their last digit, because they write digits by fours. */
export const DECIMAL_SLACK_BYTES = 4

const DOT = 46
const MINUS = 45
/** A number of so many decimals has them in two groups of four digits. */
const DECIMALS_MAX = 8
const FOUR_DIGITS = 10_000
const INT32_END = 2 ** 31

/** The four digits of 0 to 9,999 as one big-endian word, with leading zeros. */
const padded = new Uint32Array(FOUR_DIGITS)
/** The same without leading zeros: the digits stand first. */
const leading = new Uint32Array(FOUR_DIGITS)
/** How many of the four digits are left when zeros at the end are cut. */
const significant = new Uint8Array(FOUR_DIGITS)

for (let value = 0; value < FOUR_DIGITS; value += 1) {
  const [thousands, hundreds, tens] = [(value / 1000) | 0, (value / 100) | 0, (value / 10) | 0]
  const digits = (thousands << 24) | ((hundreds % 10) << 16) | ((tens % 10) << 8) | (value % 10) | 0x30303030
  padded[value] = digits
  leading[value] = digits << (8 * (4 - lengthOf(value)))
  significant[value] = value % 10 !== 0 ? 4 : value % 100 !== 0 ? 3 : value % 1000 !== 0 ? 2 : 1
}

/** One for each format: code that is made for one function is faster than for many that are alike. */
const writers = new Map<string, DecimalWriter>()

/**
 * The writer of a format: numbers without trailing zeros, as `JSON.stringify` writes them. By hand, because
 * turning doubles into strings is the whole cost of an answer with bars.
 */
export function decimalWriter(format: DecimalFormat): DecimalWriter {
  const key = `${format.factor}/${format.decimals}`
  const writer = writers.get(key) ?? createDecimalWriter(format)
  writers.set(key, writer)
  return writer
}

function createDecimalWriter({ factor, decimals }: DecimalFormat): DecimalWriter {
  const unit = 10 ** decimals
  if (decimals > DECIMALS_MAX)
    return (view, position, value) => writeText(view, position, (value * factor) / unit)
  const hasFourDecimals = decimals <= 4
  const digitsPerUnit = 10 ** ((hasFourDecimals ? 4 : 8) - decimals)
  const writeDecimals = hasFourDecimals ? writeFourDecimals : writeEightDecimals

  function writeLarge(view: DataView, position: number, scaled: number): number {
    if (scaled < 0) {
      view.setUint8(position, MINUS)
      return write(view, position + 1, -scaled)
    }
    if (!(scaled <= Number.MAX_SAFE_INTEGER)) return writeText(view, position, scaled / unit)
    const rounded = Math.floor(scaled / unit)
    const whole = rounded * unit > scaled ? rounded - 1 : rounded
    const at = writeInteger(view, position, whole)
    const rest = scaled - whole * unit
    return rest === 0 ? at : writeDecimals(view, at, rest * digitsPerUnit)
  }

  function write(view: DataView, position: number, scaled: number): number {
    if (!(scaled >= 0 && scaled < INT32_END)) return writeLarge(view, position, scaled)
    // Half a unit of the value away from where the rounding of the division could matter.
    const whole = ((scaled + 0.5) / unit) | 0
    const at = writeInteger(view, position, whole)
    const rest = scaled - whole * unit
    return rest === 0 ? at : writeDecimals(view, at, rest * digitsPerUnit)
  }

  return (view, position, value) => write(view, position, value * factor)
}

/** Dot and digits of a fraction, without the zeros at its end. */
function writeFourDecimals(view: DataView, position: number, digits: number): number {
  view.setUint8(position, DOT)
  view.setUint32(position + 1, padded[digits] ?? 0)
  return position + 1 + (significant[digits] ?? 0)
}

function writeEightDecimals(view: DataView, position: number, digits: number): number {
  const high = (digits / FOUR_DIGITS) | 0
  const low = digits - high * FOUR_DIGITS
  const end = writeFourDecimals(view, position, high)
  if (low === 0) return end
  // The zeros at the end of the first four are digits like others now.
  view.setUint32(position + 5, padded[low] ?? 0)
  return position + 5 + (significant[low] ?? 0)
}

/** Writes a safe integer that is not negative, and answers the position after it. */
export function writeInteger(view: DataView, position: number, value: number): number {
  if (value < FOUR_DIGITS) return writeLeading(view, position, value)
  if (value >= INT32_END) {
    const high = Math.floor(value / FOUR_DIGITS)
    return writePadded(view, writeInteger(view, position, high), value - high * FOUR_DIGITS)
  }
  const high = (value / FOUR_DIGITS) | 0
  if (high < FOUR_DIGITS) {
    return writePadded(view, writeLeading(view, position, high), value - high * FOUR_DIGITS)
  }
  const highest = (high / FOUR_DIGITS) | 0
  const middle = writePadded(view, writeLeading(view, position, highest), high - highest * FOUR_DIGITS)
  return writePadded(view, middle, value - high * FOUR_DIGITS)
}

function writeLeading(view: DataView, position: number, value: number): number {
  view.setUint32(position, leading[value] ?? 0)
  return position + lengthOf(value)
}

function writePadded(view: DataView, position: number, value: number): number {
  view.setUint32(position, padded[value] ?? 0)
  return position + 4
}

function lengthOf(value: number): number {
  return value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : 4
}

function writeText(view: DataView, position: number, value: number): number {
  const text = String(value)
  for (let index = 0; index < text.length; index += 1) view.setUint8(position + index, text.charCodeAt(index))
  return position + text.length
}
