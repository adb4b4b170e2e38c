import { TIME_SECONDS_MAX, TIME_SECONDS_MIN } from '@trading-pro/contracts/limits'
import type { BarClock } from './bar-times.ts'
import { splitFields, fieldText, type Fields } from './byte-rows.ts'
import { allocateDecimal, decimalValue, readDecimal, type DecimalCell } from './decimals.ts'
import type { Layout } from './layout.ts'
import { allocateStamp, SECONDS_PER_DAY, StampReader, type DateOrderEvidence } from './stamps.ts'

/** The bar of one row, as it is written. Rewritten for each row. */
export interface BarRow {
  /** Open time, Unix seconds. */
  time: number
  /** The time that is written, by its own clock, in seconds. */
  stampSeconds: number
  readonly open: DecimalCell
  readonly high: DecimalCell
  readonly low: DecimalCell
  readonly close: DecimalCell
  readonly volume: DecimalCell
}

/** Reads and checks the rows of one file. */
export class BarRowReader {
  readonly row: BarRow = {
    time: 0,
    stampSeconds: 0,
    open: allocateDecimal(),
    high: allocateDecimal(),
    low: allocateDecimal(),
    close: allocateDecimal(),
    volume: allocateDecimal(),
  }
  readonly #layout: Layout
  readonly #clock: BarClock
  readonly #stamps: StampReader
  readonly #stamp = allocateStamp()

  constructor(layout: Layout, clock: BarClock) {
    this.#layout = layout
    this.#clock = clock
    this.#stamps = new StampReader(layout.stampFormat)
  }

  get dateOrderEvidence(): DateOrderEvidence {
    return this.#stamps.evidence
  }

  /** Reads a line into `row`; answers why it is no bar, null when it is one. */
  read(fields: Fields): string | null {
    splitFields(fields, this.#layout.separator)
    if (fields.defect !== null) return fields.defect
    if (fields.count !== this.#layout.fieldCount) {
      return `${fields.count} fields instead of ${this.#layout.fieldCount}`
    }
    return this.#readTime(fields) ?? this.#readPrices(fields) ?? this.#readVolume(fields)
  }

  #readTime(fields: Fields): string | null {
    const { time, timeOfDay } = this.#layout.columns
    const isRead =
      this.#stamps.read(fields, time, this.#stamp) &&
      (timeOfDay === null || this.#stamps.addTimeOfDay(fields, timeOfDay, this.#stamp))
    if (!isRead) return unreadable('time', fieldText(fields, time))
    const { seconds } = this.#stamp
    // Calendars and clocks are not asked about millions of years.
    if (!isServed(seconds, { leeway: SECONDS_PER_DAY })) return notServed(fieldText(fields, time))
    this.row.stampSeconds = seconds
    this.row.time = this.#clock(this.#stamp)
    if (Number.isNaN(this.row.time)) return `the clock skips the time "${shown(fieldText(fields, time))}"`
    return isServed(this.row.time, { leeway: 0 }) ? null : notServed(fieldText(fields, time))
  }

  #readPrices(fields: Fields): string | null {
    const { range, close } = this.#layout.columns
    const { row } = this
    if (!readDecimal(fields, close, row.close)) return unreadable('close', fieldText(fields, close))
    if (range === null) {
      Object.assign(row.open, row.close)
      Object.assign(row.high, row.close)
      Object.assign(row.low, row.close)
    } else {
      if (!readDecimal(fields, range.open, row.open)) return unreadable('open', fieldText(fields, range.open))
      if (!readDecimal(fields, range.high, row.high)) return unreadable('high', fieldText(fields, range.high))
      if (!readDecimal(fields, range.low, row.low)) return unreadable('low', fieldText(fields, range.low))
    }
    return defectOfPrices(row)
  }

  #readVolume(fields: Fields): string | null {
    const { volume } = this.#layout.columns
    const cell = this.row.volume
    if (volume === null || fields.starts[volume] === fields.ends[volume]) {
      cell.coefficient = 0
      cell.decimals = 0
      cell.text = null
      return null
    }
    if (!readDecimal(fields, volume, cell)) return unreadable('volume', fieldText(fields, volume))
    return cell.coefficient < 0 ? 'the volume is negative' : null
  }
}

function defectOfPrices(row: BarRow): string | null {
  const open = decimalValue(row.open)
  const high = decimalValue(row.high)
  const low = decimalValue(row.low)
  const close = decimalValue(row.close)
  if (high < low) return 'high is below low'
  if (high < open) return 'high is below open'
  if (high < close) return 'high is below close'
  if (low > open) return 'low is above open'
  if (low > close) return 'low is above close'
  // Prices below zero exist (crude oil in April 2020); a bar that comes down to exactly zero lacks its
  // prices.
  return low === 0 ? 'a price is zero' : null
}

const [FIRST_YEAR, LAST_YEAR] = [TIME_SECONDS_MIN, TIME_SECONDS_MAX].map((seconds) =>
  new Date(seconds * 1_000).getUTCFullYear(),
)

/** Whether the API can answer the time: what it cannot ask for must not be stored. */
function isServed(seconds: number, { leeway }: { readonly leeway: number }): boolean {
  return seconds >= TIME_SECONDS_MIN - leeway && seconds <= TIME_SECONDS_MAX + leeway
}

function notServed(text: string): string {
  return `the time "${shown(text)}" is not of the years ${FIRST_YEAR} to ${LAST_YEAR}`
}

const TEXT_SHOWN_MAX = 40

function unreadable(column: string, text: string): string {
  return text === '' ? `no ${column}` : `unreadable ${column} "${shown(text)}"`
}

function shown(text: string): string {
  return text.length > TEXT_SHOWN_MAX ? `${text.slice(0, TEXT_SHOWN_MAX)}...` : text
}
