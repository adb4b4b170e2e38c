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

/** Where the next byte is written. */
export interface Cursor {
  readonly view: DataView
  at: number
}

/** What the functions below may write past their last digit, because they write digits by fours. */
export const DECIMAL_SLACK_BYTES = 4

const DOT = 46
const MINUS = 45
/** A number of so many decimals has them in two groups of four digits. */
const DECIMALS_MAX = 8
const POWERS = Array.from({ length: DECIMALS_MAX + 1 }, (_, power) => 10 ** power)
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

/**
 * Writes a stored integer as a JSON number without trailing zeros, as `JSON.stringify` would. By hand,
 * because
 * turning doubles into strings is the whole cost of an answer with bars.
 */
export function writeDecimal(cursor: Cursor, value: number, { factor, decimals }: DecimalFormat): void {
  let scaled = value * factor
  if (scaled < 0) {
    cursor.view.setUint8(cursor.at, MINUS)
    cursor.at += 1
    scaled = -scaled
  }
  if (!(scaled <= Number.MAX_SAFE_INTEGER) || decimals > DECIMALS_MAX) {
    writeText(cursor, String(scaled / 10 ** decimals))
    return
  }
  const unit = POWERS[decimals] ?? 1
  const whole = quotient(scaled, unit)
  writeInteger(cursor, whole)
  const rest = scaled - whole * unit
  if (rest === 0) return
  if (decimals <= 4) writeFourDecimals(cursor, rest * (POWERS[4 - decimals] ?? 1))
  else writeEightDecimals(cursor, rest * (POWERS[8 - decimals] ?? 1))
}

/** How often `unit` is in a safe integer; small numbers never leave 32 bits. */
function quotient(value: number, unit: number): number {
  // Half a unit of the value away from where the rounding of the division could matter.
  if (value < INT32_END) return ((value + 0.5) / unit) | 0
  const rounded = Math.floor(value / unit)
  return rounded * unit > value ? rounded - 1 : rounded
}

/** Dot and digits of a fraction, without the zeros at its end. */
function writeFourDecimals(cursor: Cursor, digits: number): void {
  const { view, at } = cursor
  view.setUint8(at, DOT)
  view.setUint32(at + 1, padded[digits] ?? 0)
  cursor.at = at + 1 + (significant[digits] ?? 0)
}

function writeEightDecimals(cursor: Cursor, digits: number): void {
  const high = (digits / FOUR_DIGITS) | 0
  const low = digits - high * FOUR_DIGITS
  writeFourDecimals(cursor, high)
  if (low === 0) return
  // The zeros at the end of the first four are digits like others now.
  cursor.at += 4 - (significant[high] ?? 0)
  cursor.view.setUint32(cursor.at, padded[low] ?? 0)
  cursor.at += significant[low] ?? 0
}

/** Writes a safe integer that is not negative. */
export function writeInteger(cursor: Cursor, value: number): void {
  if (value < FOUR_DIGITS) {
    cursor.view.setUint32(cursor.at, leading[value] ?? 0)
    cursor.at += lengthOf(value)
    return
  }
  const high = value < INT32_END ? ((value | 0) / FOUR_DIGITS) | 0 : Math.floor(value / FOUR_DIGITS)
  writeInteger(cursor, high)
  cursor.view.setUint32(cursor.at, padded[value - high * FOUR_DIGITS] ?? 0)
  cursor.at += 4
}

function lengthOf(value: number): number {
  return value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : 4
}

function writeText(cursor: Cursor, text: string): void {
  const { view, at } = cursor
  for (let index = 0; index < text.length; index += 1) view.setUint8(at + index, text.charCodeAt(index))
  cursor.at = at + text.length
}
