import type { Bars } from '@trading-pro/market'
import { renderBars, type BarFormat, type RenderedBars } from './bar-json.ts'

/** Rows that are rendered together: an answer of 300 bars touches three or four such strips. */
const STRIP_ROWS = 128
const OFFSET_BYTES = 8

/** Bars of a bounded stretch of a series, and their JSON once somebody has asked for it. */
export interface BarPage {
  /** Its key in the cache. */
  readonly key: string
  readonly bars: Bars
  readonly strips: (RenderedBars | undefined)[]
}

/** A part of a page: bars from `start` to before `end`. */
export interface PageRange {
  readonly page: BarPage
  readonly start: number
  readonly end: number
}

export function createBarPage(key: string, bars: Bars): BarPage {
  return { key, bars, strips: new Array<RenderedBars | undefined>(Math.ceil(bars.time.length / STRIP_ROWS)) }
}

/** Memory of the columns, in bytes. */
export function pageBytes({ bars }: BarPage): number {
  return bars.time.length * 6 * Float64Array.BYTES_PER_ELEMENT
}

/**
 * Adds the JSON of a part of a page to `pieces`; every bar is followed by a comma.
 *
 * @returns the bytes of JSON that the page has kept on top of what it had before
 */
export function pushJson(pieces: Buffer[], { page, start, end }: PageRange, format: BarFormat): number {
  let grown = 0
  for (let index = Math.floor(start / STRIP_ROWS); index * STRIP_ROWS < end; index += 1) {
    const first = index * STRIP_ROWS
    let strip = page.strips[index]
    if (strip === undefined) {
      const last = Math.min(first + STRIP_ROWS, page.bars.time.length)
      strip = renderBars(page.bars, format, { start: first, end: last })
      page.strips[index] = strip
      grown += strip.bytes.byteLength + strip.offsets.length * OFFSET_BYTES
    }
    const rows = strip.offsets.length - 1
    const isWhole = start <= first && end >= first + rows
    pieces.push(
      isWhole
        ? strip.bytes
        : strip.bytes.subarray(
            strip.offsets[Math.max(start - first, 0)],
            strip.offsets[Math.min(end - first, rows)],
          ),
    )
  }
  return grown
}
