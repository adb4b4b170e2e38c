import { BARS_PER_ANSWER_MAX } from '@trading-pro/contracts'
import {
  canResample,
  formatResolution,
  indexAtOrAfter,
  parseResolution,
  type Resolution,
} from '@trading-pro/market'
import type { MarketStore } from '../adapters/storage/market-store.ts'
import type { CatalogEntry, SeriesEntry } from '../instruments/instruments.service.ts'
import { ProblemError } from '../platform/problem.ts'
import type { BarFormat } from './bar-json.ts'
import { jsonOfRange, type BarPage, type PageRange } from './bar-page.ts'
import {
  openResampledSource,
  openStoredSource,
  pageKey,
  SeriesChangedError,
  type BarSource,
} from './bar-source.ts'
import { createByteCache } from './byte-cache.ts'
import { priceFormat } from './decimal-writer.ts'

/** Bars that a question without range and count gets. */
const COUNT_BACK_DEFAULT = 300
/** A writer may replace a series while it is read; twice in a row it does not. */
const ATTEMPTS_MAX = 3

/** The one question behind every face of the API. Times are Unix seconds. */
export interface BarQuery {
  readonly entry: CatalogEntry
  readonly resolution: string
  /** Inclusive. */
  readonly from?: number | undefined
  /** Exclusive; left out: no end. */
  readonly to?: number | undefined
  /** Older bars are added until there are so many, if they exist. */
  readonly countBack?: number | undefined
}

/** The answer, still in stored form. */
export interface BarSlice {
  readonly ranges: readonly (PageRange & { readonly key: string })[]
  readonly barCount: number
  /** Whether nothing is older than the end of the range. */
  readonly isBeforeHistory: boolean
  readonly format: BarFormat
}

export interface BarsService {
  /**
   * Every bar from `from` to before `to`, and older ones until there are `countBack`.
   *
   * @throws ProblemError for resolutions that are none or cannot be served, a reversed range, too many bars
   */
  query(query: BarQuery): Promise<BarSlice>
  /** The bars as JSON objects joined by commas, times in ms: pieces to be sent one after the other. */
  json(slice: BarSlice): Uint8Array[]
}

export function createBarsService(store: MarketStore, options: { cacheBytes: number }): BarsService {
  const pages = createByteCache<BarPage>(options.cacheBytes)
  const sources = createByteCache<Promise<BarSource>>(options.cacheBytes)

  /** A source is found by series and revision, so a changed series is another one and the old one ages out. */
  function source(series: SeriesEntry, resolution: Resolution, entry: CatalogEntry): Promise<BarSource> {
    const { seriesId, revision, barCount } = series.stored
    const storedKey = `${seriesId}.${revision}`
    const target = formatResolution(resolution)
    const isStored = target === series.stored.resolution
    const key = isStored ? storedKey : `${storedKey}/${target}/${calendarKey(entry)}`
    const kept = sources.get(key)
    if (kept !== undefined) return kept
    const opened = isStored
      ? openStoredSource(store, seriesId, { key, cache: pages })
      : source(series, series.resolution, entry).then((finer) =>
          openResampledSource(
            finer,
            { from: series.resolution, to: resolution, calendar: entry.calendar() },
            { key, cache: pages },
          ),
        )
    sources.set(key, opened, isStored ? barCount / 16 : 0)
    opened.then(
      ({ barCount: bars }) => {
        sources.grow(key, isStored ? 0 : bars * 48)
      },
      () => {
        sources.deletePrefix(key)
      },
    )
    return opened
  }

  async function attempt(query: BarQuery, resolution: Resolution): Promise<BarSlice> {
    if (query.entry.series.length === 0) {
      return { ranges: [], barCount: 0, isBeforeHistory: true, format: formatOf(query.entry) }
    }
    const series = seriesFor(query.entry, resolution)
    const opened = await source(series, resolution, query.entry)
    const { start, end } = await rangeOf(opened, query)
    if (end - start > BARS_PER_ANSWER_MAX) {
      throw new ProblemError(
        'range_too_large',
        `The range holds ${end - start} bars; one answer has at most ${BARS_PER_ANSWER_MAX}.`,
        [{ pointer: '/query/from_time', detail: 'must be later, or to_time earlier' }],
      )
    }
    return {
      ranges: await rangesOf(opened, { start, end }),
      barCount: end - start,
      isBeforeHistory: end === 0,
      format: formatOf(query.entry),
    }
  }

  return {
    async query(query) {
      const resolution = readResolution(query.resolution)
      if (query.from !== undefined && query.to !== undefined && query.from > query.to) {
        throw new ProblemError('invalid_time_range', 'The range is reversed: it starts after it ends.', [
          { pointer: '/query/from_time', detail: 'must not be after to_time' },
        ])
      }
      for (let attempts = 1; ; attempts += 1) {
        try {
          return await attempt(query, resolution)
        } catch (error) {
          if (!(error instanceof SeriesChangedError) || attempts === ATTEMPTS_MAX) throw error
          sources.deletePrefix(`${seriesFor(query.entry, resolution).stored.seriesId}.`)
        }
      }
    },
    json({ ranges, format }) {
      return ranges.flatMap((range) =>
        jsonOfRange(range, format, (bytes) => {
          pages.grow(range.key, bytes)
        }),
      )
    },
  }
}

function readResolution(text: string): Resolution {
  const resolution = parseResolution(text)
  if (resolution !== null) return resolution
  throw new ProblemError('unknown_resolution', `"${text}" is no resolution; 1, 60, 1D, 1W and 1M are.`, [
    { pointer: '/query/resolution', detail: 'must be a number of minutes, or a number with S, D, W or M' },
  ])
}

/** The coarsest stored series that the resolution can be made of: least work, and exact when it is the same. */
function seriesFor(entry: CatalogEntry, resolution: Resolution): SeriesEntry {
  const series = entry.series.findLast(({ resolution: from }) => canResample({ from, to: resolution }))
  if (series !== undefined) return series
  const served = `served: ${entry.resolutions.join(', ')}`
  throw new ProblemError(
    'unsupported_resolution',
    `${entry.instrument.symbol} has no bars of resolution ${formatResolution(resolution)}; ${served}.`,
    [{ pointer: '/query/resolution', detail: served }],
  )
}

function calendarKey({ instrument }: CatalogEntry): string {
  return [instrument.timezone, instrument.session, instrument.holidays, instrument.corrections].join('|')
}

function formatOf({ instrument }: CatalogEntry): BarFormat {
  return {
    price: priceFormat(instrument.tickSize),
    volume: { factor: 1, decimals: instrument.volumePrecision },
  }
}

/** Indices of the first bar of the answer and of the first after it. */
async function rangeOf(source: BarSource, query: BarQuery): Promise<{ start: number; end: number }> {
  const end = query.to === undefined ? source.barCount : await indexOfTime(source, query.to)
  const hasRange = query.from !== undefined || query.countBack !== undefined
  const countBack = hasRange ? (query.countBack ?? 0) : COUNT_BACK_DEFAULT
  const start = query.from === undefined ? end : Math.min(await indexOfTime(source, query.from), end)
  if (query.countBack === undefined && query.from !== undefined) return { start, end }
  return { start: Math.max(0, Math.min(start, end - countBack)), end }
}

/** How many bars open before `time`. */
async function indexOfTime(source: BarSource, time: number): Promise<number> {
  let low = 0
  let high = source.heads.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((source.heads[middle]?.lastTime ?? Infinity) < time) low = middle + 1
    else high = middle
  }
  const head = source.heads[low]
  if (head === undefined) return source.barCount
  if (time <= head.firstTime) return head.offset
  const kept = source.page(low)
  const page = kept instanceof Promise ? await kept : kept
  return head.offset + indexAtOrAfter(page.bars, time)
}

/** The parts of pages that hold the bars from index `start` to before `end`. */
async function rangesOf(
  source: BarSource,
  { start, end }: { start: number; end: number },
): Promise<BarSlice['ranges']> {
  const ranges: (PageRange & { key: string })[] = []
  for (let index = pageOfBar(source, start); index < source.heads.length; index += 1) {
    const offset = source.heads[index]?.offset ?? Infinity
    if (offset >= end) break
    const kept = source.page(index)
    const page = kept instanceof Promise ? await kept : kept
    ranges.push({
      page,
      start: Math.max(0, start - offset),
      end: Math.min(page.bars.time.length, end - offset),
      key: pageKey(source.key, index),
    })
  }
  return ranges
}

/** The page that holds the bar of an index. */
function pageOfBar({ heads }: BarSource, index: number): number {
  let low = 0
  let high = heads.length
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if ((heads[middle]?.offset ?? Infinity) <= index) low = middle
    else high = middle
  }
  return low
}
