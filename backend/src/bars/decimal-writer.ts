import { decimalsOf, type TickSize } from '@trading-pro/engine/numbers'

/** Turns stored integers into the decimal digits of a JSON number: value = integer x factor / 10^decimals. */
export interface DecimalFormat {
  readonly factor: number
  readonly decimals: number
  /** The same value = integer x numerator / denominator, for what the digits cannot hold. */
  readonly numerator: number
  readonly denominator: number
  /** 10^decimals. */
  readonly unit: number
  /** What a fraction in units is multiplied with to fill one or two groups of four digits. */
  readonly digitsPerUnit: number
}

/** The format of prices in ticks; units of 10^-n are ticks too. */
export function decimalFormat(tickSize: TickSize): DecimalFormat {
  const { minimumMovement: numerator, priceScale: denominator } = tickSize
  const decimals = decimalsOf(tickSize)
  const factor = (numerator * 10 ** decimals) / denominator
  const digitsPerUnit = 10 ** ((decimals <= GROUP_DIGITS ? GROUP_DIGITS : DECIMALS_MAX) - decimals)
  return { factor, decimals, numerator, denominator, unit: 10 ** decimals, digitsPerUnit }
}

/** What may be written past the last digit, because digits are written by fours, twice for a fraction. */
export const DECIMAL_SLACK_BYTES = 8

const DOT = 46
const MINUS = 45
const GROUP_DIGITS = 4
/** Numbers with more are rare enough for `String`. */
const DECIMALS_MAX = 8
/** What four digits count to. */
const GROUP = 10_000
const INT32_END = 2 ** 31

/** The four digits of 0 to 9,999 as one big-endian word, with leading zeros. */
const padded = new Uint32Array(GROUP)
/** The same without leading zeros: the digits stand first. */
const leading = new Uint32Array(GROUP)
/** How many digits those are. */
const lengths = new Uint8Array(GROUP)
/** How many of the four digits are left when zeros at the end are cut. */
const significant = new Uint8Array(GROUP)

for (let value = 0; value < GROUP; value += 1) {
  const [thousands, hundreds, tens] = [(value / 1000) | 0, (value / 100) | 0, (value / 10) | 0]
  const digits = (thousands << 24) | ((hundreds % 10) << 16) | ((tens % 10) << 8) | (value % 10) | 0x30303030
  const length = value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : 4
  padded[value] = digits
  leading[value] = digits << (8 * (4 - length))
  lengths[value] = length
  significant[value] = value % 10 !== 0 ? 4 : value % 100 !== 0 ? 3 : value % 1000 !== 0 ? 2 : 1
}

/**
 * Writes numbers as text, one after the other: by hand, because turning doubles into strings is all the cost
 * of an answer with bars. Each method is one function of few calls, since the compiler joins only so many.
 */
export class DigitWriter {
  view: DataView
  /** Where the next byte goes. */
  position = 0

  constructor(view: DataView) {
    this.view = view
  }

  /** A stored integer as a JSON number: without trailing zeros, as `JSON.stringify` writes it. */
  decimal(value: number, format: DecimalFormat): void {
    const scaled = value * format.factor
    if (!(scaled >= 0 && scaled < INT32_END && format.decimals <= DECIMALS_MAX)) {
      this.#unusual(value, format)
      return
    }
    const integer = scaled | 0
    // Half a unit of the value away from where the rounding of the division could matter.
    const whole = ((integer + 0.5) / format.unit) | 0
    this.#short(whole)
    const rest = integer - Math.imul(whole, format.unit)
    if (rest !== 0) this.#fraction(Math.imul(rest, format.digitsPerUnit), format)
  }

  /** A safe integer that is not negative. */
  integer(value: number): void {
    if (value < INT32_END) {
      this.#short(value | 0)
      return
    }
    const high = Math.floor(value / GROUP)
    this.integer(high)
    this.#padded(value - high * GROUP)
  }

  #unusual(value: number, format: DecimalFormat): void {
    const { factor, unit, decimals } = format
    const scaled = value * factor
    if (value < 0) {
      this.view.setUint8(this.position, MINUS)
      this.position += 1
      this.#unusual(-value, format)
    } else if (decimals > DECIMALS_MAX || !(scaled <= Number.MAX_SAFE_INTEGER)) {
      this.#text(String((value * format.numerator) / format.denominator))
    } else {
      const rounded = Math.floor(scaled / unit)
      const whole = rounded * unit > scaled ? rounded - 1 : rounded
      this.integer(whole)
      if (scaled !== whole * unit) this.#fraction((scaled - whole * unit) * format.digitsPerUnit, format)
    }
  }

  /** Dot and digits, in one or two groups of four, without the zeros at their end. */
  #fraction(digits: number, format: DecimalFormat): void {
    const { view, position } = this
    view.setUint8(position, DOT)
    if (format.decimals <= GROUP_DIGITS) {
      view.setUint32(position + 1, padded[digits] ?? 0)
      this.position = position + 1 + (significant[digits] ?? 0)
      return
    }
    const high = (digits / GROUP) | 0
    const low = digits - Math.imul(high, GROUP)
    view.setUint32(position + 1, padded[high] ?? 0)
    view.setUint32(position + 1 + GROUP_DIGITS, padded[low] ?? 0)
    this.position =
      position + 1 + (low === 0 ? (significant[high] ?? 0) : GROUP_DIGITS + (significant[low] ?? 0))
  }

  /** An integer of less than 32 bits that is not negative. */
  #short(value: number): void {
    const { view, position } = this
    if (value < GROUP) {
      view.setUint32(position, leading[value] ?? 0)
      this.position = position + (lengths[value] ?? 0)
      return
    }
    const high = (value / GROUP) | 0
    const low = value - Math.imul(high, GROUP)
    if (high < GROUP) {
      view.setUint32(position, leading[high] ?? 0)
      const middle = position + (lengths[high] ?? 0)
      view.setUint32(middle, padded[low] ?? 0)
      this.position = middle + GROUP_DIGITS
      return
    }
    const highest = (high / GROUP) | 0
    view.setUint32(position, leading[highest] ?? 0)
    const middle = position + (lengths[highest] ?? 0)
    view.setUint32(middle, padded[high - Math.imul(highest, GROUP)] ?? 0)
    view.setUint32(middle + GROUP_DIGITS, padded[low] ?? 0)
    this.position = middle + 2 * GROUP_DIGITS
  }

  #padded(value: number): void {
    this.view.setUint32(this.position, padded[value] ?? 0)
    this.position += GROUP_DIGITS
  }

  #text(text: string): void {
    for (let index = 0; index < text.length; index += 1) {
      this.view.setUint8(this.position + index, text.charCodeAt(index))
    }
    this.position += text.length
  }
}
