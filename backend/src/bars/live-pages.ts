import { continuedBar, type FormingBar, type Market, type SimulatedHistory } from '@trading-pro/exchange'
import {
  allocateBars,
  barOpenTime,
  indexAtOrAfter,
  isIntraday,
  nominalSeconds,
  resampleBars,
  sliceBars,
  type Bars,
  type Resolution,
} from '@trading-pro/market'
import type { ByteCache } from '../platform/byte-cache.ts'
import { createBarPage, PAGE_BYTES_PER_BAR, type BarPage, type PageRange } from './bar-page.ts'

/** What is simulated begins here: Unix seconds. */
export const SIMULATED_HISTORY_START = Date.UTC(2000, 0, 1) / 1000

const DAY: Resolution = { unit: 'day', count: 1 }
const SECONDS_PER_DAY = 86_400
const MINUTE_MS = 60_000
/** Bars of minutes in a page at least, where a day has so many. */
const INTRADAY_PAGE_BARS = 360
/** Days whose bars are made in one go. */
const PAGE_DAYS = 32
/** What a page takes besides its bars. */
const PAGE_BYTES = 500
/** The last bar of a page goes on past its end for no longer than its length and this. */
const LENGTH_SLACK_SECONDS = 40 * SECONDS_PER_DAY

/** Bars of a market in a resolution, as they are at one moment. */
export interface LiveSeries {
  readonly market: Market
  readonly history: SimulatedHistory
  readonly text: string
  readonly resolution: Resolution
  /** Unix ms. */
  readonly at: number
}

/**
 * Bars of a live market in pages of equal spans of time, the newest of which is made anew as time goes on. A
 * page whose bars are all over never changes, and is kept.
 */
export class LivePages {
  /** Open time of the bar that forms, or of the next one, Unix seconds. */
  readonly formingTime: number
  readonly #series: LiveSeries
  readonly #cache: ByteCache<BarPage>
  readonly #span: number
  /** Nothing that opens from here on has closed, Unix seconds. */
  readonly #until: number
  readonly #forming: FormingBar | null

  constructor(series: LiveSeries, cache: ByteCache<BarPage>) {
    const { market, resolution, at } = series
    const { calendar } = market.definition
    const { forming } = market.minutes
    const openAt = (time: number) => barOpenTime(time, resolution, calendar)
    this.#series = series
    this.#cache = cache
    this.#span = spanOf(resolution)
    this.#until = forming?.time ?? Math.floor(at / MINUTE_MS) * 60
    const phase = calendar.phaseAt(this.#until)
    this.formingTime = openAt(phase.kind === 'open' ? this.#until : phase.until) ?? Infinity
    this.#forming = forming === null ? null : { ...forming, time: openAt(forming.time) ?? forming.time }
  }

  /** Which page has the bars that open at a time (Unix seconds). */
  indexOf(time: number): number {
    return Math.floor(time / this.#span)
  }

  startOf(index: number): number {
    return index * this.#span
  }

  /** All bars of a page, oldest first, the one that forms included. */
  *rangesOf(index: number): Generator<undefined, readonly PageRange[]> {
    const page = yield* this.#closedPage(index)
    const { length } = page.bars.time
    const forming = this.#forming
    if (forming === null || this.indexOf(forming.time) !== index) return [{ page, start: 0, end: length }]
    const isBegun = page.bars.time[length - 1] === forming.time
    const bar = isBegun ? continuedBar(forming.time, barAt(page.bars, length - 1), forming) : forming
    return [
      { page, start: 0, end: isBegun ? length - 1 : length },
      { page: createBarPage(columnsOf(bar)), start: 0, end: 1 },
    ]
  }

  /** The bars of a page of what has closed; the last may be the part of one that forms. */
  *#closedPage(index: number): Generator<undefined, BarPage> {
    const { market, text } = this.#series
    const isOver = this.startOf(index + 1) <= this.formingTime
    const key = `${market.definition.symbol} ${text} ${index}${isOver ? '' : ` until ${this.#until}`}`
    const kept = this.#cache.get(key)
    if (kept !== undefined) return kept
    const from = Math.max(SIMULATED_HISTORY_START, this.startOf(index))
    const bars = yield* this.#make(from, this.startOf(index + 1))
    const page = createBarPage(bars)
    this.#cache.set(key, page, PAGE_BYTES + bars.time.length * PAGE_BYTES_PER_BAR)
    yield
    return page
  }

  *#make(from: number, to: number): Generator<undefined, Bars> {
    const { market, history, resolution } = this.#series
    const { symbol, calendar } = market.definition
    if (isIntraday(resolution) || isDay(resolution))
      return history.bars(symbol, resolution, { from, to, until: this.#until })
    const days = yield* this.#days(from, to + nominalSeconds(resolution) + LENGTH_SLACK_SECONDS)
    const { bars } = resampleBars(days, { from: DAY, to: resolution, calendar })
    return sliceBars(bars, indexAtOrAfter(bars, from), indexAtOrAfter(bars, to))
  }

  /** Longer bars are made of those of days, which are kept in pages of their own. */
  *#days(from: number, to: number): Generator<undefined, Bars> {
    const days = new LivePages({ ...this.#series, text: '1D', resolution: DAY }, this.#cache)
    const last = days.indexOf(Math.min(to, days.formingTime))
    const pages: Bars[] = []
    for (let index = days.indexOf(from); index <= last; index += 1) {
      const { bars } = yield* days.#closedPage(index)
      pages.push(sliceBars(bars, indexAtOrAfter(bars, from), bars.time.length))
    }
    return joined(pages)
  }
}

function spanOf(resolution: Resolution): number {
  const seconds = nominalSeconds(resolution)
  if (!isIntraday(resolution)) return Math.max(PAGE_DAYS * SECONDS_PER_DAY, seconds)
  return Math.ceil((seconds * INTRADAY_PAGE_BARS) / SECONDS_PER_DAY) * SECONDS_PER_DAY
}

function isDay({ unit, count }: Resolution): boolean {
  return unit === 'day' && count === 1
}

const COLUMNS = ['time', 'open', 'high', 'low', 'close', 'volume'] as const

function joined(pages: readonly Bars[]): Bars {
  const all = allocateBars(pages.reduce((sum, { time }) => sum + time.length, 0))
  let offset = 0
  for (const page of pages) {
    for (const column of COLUMNS) all[column].set(page[column], offset)
    offset += page.time.length
  }
  return all
}

function barAt(bars: Bars, index: number): FormingBar | null {
  const time = bars.time[index]
  if (time === undefined) return null
  const value = (column: Float64Array) => column[index] ?? 0
  const { open, high, low, close, volume } = bars
  return {
    time,
    ...{ open: value(open), high: value(high), low: value(low), close: value(close), volume: value(volume) },
  }
}

function columnsOf(bar: FormingBar): Bars {
  const bars = allocateBars(1)
  for (const column of COLUMNS) bars[column][0] = bar[column]
  return bars
}
