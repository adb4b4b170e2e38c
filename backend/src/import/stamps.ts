import {
  COLON,
  COMMA,
  LETTER_A_LOWER,
  LETTER_M_LOWER,
  LETTER_P_LOWER,
  LETTER_T,
  LETTER_Z,
  LOWER_CASE_BIT,
  MINUS,
  NINE,
  PLUS,
  POINT,
  SLASH,
  SPACE,
  ZERO,
} from './ascii.ts'
import type { Fields } from './byte-rows.ts'

/** How the dates of a file are written when the separator does not tell: `1/2/1990`, `2-1-1990`. */
export type DateOrder = 'MDY' | 'DMY' | 'YMD'

/** How the times of a file are written. */
export type StampFormat =
  | { readonly kind: 'epoch'; readonly digitsBelowSecond: 0 | 3 | 6 | 9 }
  | { readonly kind: 'calendar'; readonly order: DateOrder }

/** The time of a row as it is written. Rewritten for each row. */
export interface Stamp {
  /**
   * Seconds of the wall clock since 1970-01-01 00:00 by that clock; Unix seconds when `offsetSeconds` is 0.
   */
  seconds: number
  hasTimeOfDay: boolean
  /** Seconds east of UTC when the text says so (epoch times do); NaN when it does not. */
  offsetSeconds: number
}

/** What the dates of a file prove about their order: how many first and second numbers are no month. */
export interface DateOrderEvidence {
  firstAbove12: number
  secondAbove12: number
  /** Dates whose order the text leaves open. */
  openOrder: number
}

export const SECONDS_PER_DAY = 86_400
/** Two-digit years from here on are of the 20th century. */
const CENTURY_PIVOT = 70

const DAYS_OF_MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

export function allocateStamp(): Stamp {
  return { seconds: 0, hasTimeOfDay: false, offsetSeconds: Number.NaN }
}

/** Reads the times of one file. Holds the place in the text, so that reading one makes no garbage. */
export class StampReader {
  readonly evidence: DateOrderEvidence = { firstAbove12: 0, secondAbove12: 0, openOrder: 0 }
  readonly #format: StampFormat
  #bytes: Uint8Array = new Uint8Array(0)
  #position = 0
  #end = 0
  /** Digits of the number read last. */
  #digits = 0
  #dateKey = -1
  #dateSeconds = 0

  constructor(format: StampFormat) {
    this.#format = format
  }

  /** Reads a field that holds date and time, or a date alone; answers false when it holds neither. */
  read(fields: Fields, index: number, stamp: Stamp): boolean {
    this.#enter(fields, index)
    if (this.#format.kind === 'epoch') return this.#readEpoch(this.#format.digitsBelowSecond, stamp)
    stamp.hasTimeOfDay = false
    stamp.offsetSeconds = Number.NaN
    if (!this.#readDate(this.#format.order)) return false
    stamp.seconds = this.#dateSeconds
    if (this.#position === this.#end) return true
    const separator = this.#bytes[this.#position]
    if (separator === SPACE || separator === LETTER_T || separator === COMMA) this.#position += 1
    return this.#readTimeOfDay(stamp)
  }

  /** Adds the time of day of a field of its own to a stamp that holds a date. */
  addTimeOfDay(fields: Fields, index: number, stamp: Stamp): boolean {
    this.#enter(fields, index)
    return this.#readTimeOfDay(stamp)
  }

  #enter(fields: Fields, index: number): void {
    this.#bytes = fields.bytes
    this.#position = fields.starts[index] ?? 0
    this.#end = fields.ends[index] ?? 0
  }

  #readEpoch(digitsBelowSecond: number, stamp: Stamp): boolean {
    const isNegative = this.#accept(MINUS)
    const integerEnd = this.#endOfDigits()
    const secondsEnd = integerEnd - digitsBelowSecond
    if (secondsEnd <= this.#position) return false
    const wholeEnd = this.#end
    this.#end = secondsEnd
    const seconds = this.#number()
    this.#end = wholeEnd
    if (seconds < 0 || !this.#skipZeros(integerEnd)) return false
    this.#position = integerEnd
    if (this.#accept(POINT) && !this.#skipZeros(this.#end)) return false
    if (this.#position !== this.#end) return false
    stamp.seconds = isNegative ? -seconds : seconds
    stamp.hasTimeOfDay = true
    stamp.offsetSeconds = 0
    return true
  }

  #endOfDigits(): number {
    let end = this.#position
    while (end < this.#end && isDigit(this.#bytes[end])) end += 1
    return end
  }

  #skipZeros(end: number): boolean {
    while (this.#position < end && this.#bytes[this.#position] === ZERO) this.#position += 1
    return this.#position === end
  }

  #readDate(order: DateOrder): boolean {
    const first = this.#number()
    if (first < 0) return false
    // Eight digits are a date, fourteen a date with its time of day right behind.
    if (this.#digits === 8)
      return this.#setDate(Math.floor(first / 10_000), Math.floor(first / 100) % 100, first % 100)
    if (this.#digits === 14) {
      this.#position -= 6
      const date = Math.floor(first / 1_000_000)
      return this.#setDate(Math.floor(date / 10_000), Math.floor(date / 100) % 100, date % 100)
    }
    const firstDigits = this.#digits
    const separator = this.#bytes[this.#position]
    if (separator !== MINUS && separator !== SLASH && separator !== POINT) return false
    this.#position += 1
    const second = this.#number()
    if (second < 0 || !this.#accept(separator)) return false
    const third = this.#number()
    if (third < 0) return false
    if (firstDigits === 4) return this.#setDate(first, second, third)
    if (separator === POINT && order !== 'YMD')
      return this.#setDate(fullYear(third, this.#digits), second, first)
    return this.#setOpenDate([first, second, third], order)
  }

  /** Notes what the numbers prove about the order before the order is applied. */
  #setOpenDate(numbers: readonly [number, number, number], order: DateOrder): boolean {
    const [first, second, third] = numbers
    if (order === 'YMD') return this.#setDate(fullYear(first, 2), second, third)
    this.evidence.openOrder += 1
    if (first > 12) this.evidence.firstAbove12 += 1
    if (second > 12) this.evidence.secondAbove12 += 1
    const year = fullYear(third, this.#digits)
    return order === 'MDY' ? this.#setDate(year, first, second) : this.#setDate(year, second, first)
  }

  #setDate(year: number, month: number, day: number): boolean {
    const key = (year * 100 + month) * 100 + day
    if (key === this.#dateKey) return true
    if (year < 1_000 || year > 9_999 || month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month))
      return false
    this.#dateKey = key
    this.#dateSeconds = epochDay(year, month, day) * SECONDS_PER_DAY
    return true
  }

  #readTimeOfDay(stamp: Stamp): boolean {
    const digits = this.#readClock()
    if (digits < 0) return false
    // Only whole seconds: a bar does not open within one.
    if (this.#accept(POINT) && !this.#skipFraction()) return false
    const hour = this.#applyHalfOfDay(Math.floor(digits / 10_000))
    const minute = Math.floor(digits / 100) % 100
    const second = digits % 100
    if (hour < 0 || hour > 23 || minute > 59 || second > 59) return false
    stamp.seconds += hour * 3_600 + minute * 60 + second
    stamp.hasTimeOfDay = true
    return this.#readOffset(stamp)
  }

  /** Hours, minutes and seconds as six digits, from `9:30`, `09:30:00`, `0930` or `093000`; -1 for others. */
  #readClock(): number {
    const first = this.#number()
    if (this.#digits === 6) return first
    if (this.#digits === 4) return first * 100
    if (first < 0 || this.#digits > 2 || !this.#accept(COLON)) return -1
    const minute = this.#twoDigits()
    const second = this.#accept(COLON) ? this.#twoDigits() : 0
    return minute < 0 || second < 0 ? -1 : (first * 100 + minute) * 100 + second
  }

  #twoDigits(): number {
    const value = this.#number()
    return this.#digits === 2 ? value : -1
  }

  #skipFraction(): boolean {
    const start = this.#position
    while (this.#bytes[this.#position] === ZERO && this.#position < this.#end) this.#position += 1
    return this.#position > start && !(this.#position < this.#end && isDigit(this.#bytes[this.#position]))
  }

  /** AM and PM; -1 when the hour does not go with them. */
  #applyHalfOfDay(hour: number): number {
    this.#accept(SPACE)
    const letter = (this.#bytes[this.#position] ?? 0) | LOWER_CASE_BIT
    const isMorning = letter === LETTER_A_LOWER
    if (this.#position + 1 >= this.#end || (!isMorning && letter !== LETTER_P_LOWER)) return hour
    if (((this.#bytes[this.#position + 1] ?? 0) | LOWER_CASE_BIT) !== LETTER_M_LOWER) return hour
    this.#position += 2
    this.#accept(SPACE)
    if (hour < 1 || hour > 12) return -1
    return (hour % 12) + (isMorning ? 0 : 12)
  }

  /** `Z`, `UTC`, `GMT`, `+05:30`, `GMT+0100`, or nothing. */
  #readOffset(stamp: Stamp): boolean {
    if (this.#position === this.#end) return true
    if (this.#accept(LETTER_Z) || this.#acceptName()) stamp.offsetSeconds = 0
    if (this.#position === this.#end) return true
    const isWest = this.#bytes[this.#position] === MINUS
    if (!isWest && this.#bytes[this.#position] !== PLUS) return false
    this.#position += 1
    const hours = this.#number()
    const isJoined = this.#digits === 4
    if (hours < 0 || (!isJoined && this.#digits !== 2)) return false
    const minutes = isJoined ? hours % 100 : this.#accept(COLON) ? this.#number() : 0
    if (minutes < 0 || minutes > 59 || this.#position !== this.#end) return false
    const magnitude = (isJoined ? Math.floor(hours / 100) : hours) * 3_600 + minutes * 60
    stamp.offsetSeconds = isWest ? -magnitude : magnitude
    return magnitude < SECONDS_PER_DAY
  }

  #acceptName(): boolean {
    const name = Buffer.from(this.#bytes.subarray(this.#position, this.#position + 3)).toString('latin1')
    if (this.#position + 3 > this.#end || (name !== 'UTC' && name !== 'GMT')) return false
    this.#position += 3
    return true
  }

  #accept(byte: number): boolean {
    if (this.#position >= this.#end || this.#bytes[this.#position] !== byte) return false
    this.#position += 1
    return true
  }

  /** The number at the place, -1 when there is none; `#digits` says how many digits it has. */
  #number(): number {
    const start = this.#position
    let value = 0
    while (this.#position < this.#end) {
      const digit = (this.#bytes[this.#position] ?? 0) - ZERO
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
      this.#position += 1
    }
    this.#digits = this.#position - start
    return this.#digits === 0 || this.#digits > 15 ? -1 : value
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE
}

function fullYear(year: number, digits: number): number {
  if (digits > 2) return year
  return year < CENTURY_PIVOT ? 2_000 + year : 1_900 + year
}

function daysOfMonth(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return month === 2 && isLeap ? 29 : (DAYS_OF_MONTHS[month - 1] ?? 0)
}

function epochDay(year: number, month: number, day: number): number {
  return Math.floor(Date.UTC(year, month - 1, day) / 86_400_000)
}
