import { formatResolution } from '@trading-pro/market'
import type { MarketStore } from '../adapters/storage/market-store.ts'
import type { CatalogEntry } from '../instruments/instruments.service.ts'
import { ProblemError } from '../platform/problem.ts'
import type { BarFormat } from './bar-json.ts'
import { jsonOf, PAGE_BYTES_PER_BAR, type BarPage } from './bar-page.ts'
import { createPlanner, readResolution, unsupported, type BarPlan } from './bar-plan.ts'
import { sliceKept, sliceLoaded, type BarWindow, type SourceSlice } from './bar-slice.ts'
import { openResampledSource, openStoredSource, SeriesChangedError, type BarSource } from './bar-source.ts'
import { createByteCache } from '../platform/byte-cache.ts'
import { whenReady } from '../platform/when-ready.ts'
import type { LiveMarket } from '../live-market/live-market.service.ts'
import { decimalFormat } from './decimal-writer.ts'
import type { LiveSeries } from './live-pages.ts'
import { sliceLive } from './live-slice.ts'

export { SIMULATED_HISTORY_START } from './live-pages.ts'

/** A writer may change a series while it is read; so many times in a row it does not. */
const ATTEMPTS_MAX = 10
/** What a source takes for each of its bars: of a stored one only heads, of another one all columns. */
const STORED_SOURCE_BYTES_PER_BAR = 1 / 16
const RESAMPLED_SOURCE_BYTES_PER_BAR = PAGE_BYTES_PER_BAR

const NOTHING: SourceSlice = { ranges: [], barCount: 0, isBeforeHistory: true }

/** The one question behind every face of the API. */
export interface BarQuery extends BarWindow {
  readonly entry: CatalogEntry
  readonly resolution: string
}

/** The answer, still in stored form. */
export interface BarSlice extends SourceSlice {
  readonly format: BarFormat
  /** Whether the question gets the same answer for as long as the catalog is the same. */
  readonly isLasting: boolean
}

export interface BarsService {
  /**
   * Every bar from `from` to before `to`, and older ones until there are `countBack`; at once when all that
   * it takes is in memory.
   *
   * @throws ProblemError for resolutions that are none or cannot be served, a reversed range, too many bars
   */
  query(query: BarQuery): BarSlice | Promise<BarSlice>
  /** The bars as JSON objects joined by commas, times in ms: pieces to be sent one after the other. */
  json(slice: BarSlice): Buffer[]
}

/** Keeps pages of bars, plans and sources between questions; pages and sources up to so many bytes each. */
export interface BarsServiceOptions {
  readonly cacheBytes: number
  /** Where the bars of what trades here come from. */
  readonly live?: LiveMarket
  /** The entry of the same symbol as it is now. */
  readonly renew: (entry: CatalogEntry) => Promise<CatalogEntry>
}

export function createBarsService(store: MarketStore, options: BarsServiceOptions): BarsService {
  const { renew, live } = options
  const pages = createByteCache<BarPage>(options.cacheBytes)
  const sources = createByteCache<BarSource | Promise<BarSource>>(options.cacheBytes)
  const planOf = createPlanner()

  function sourceOf(plan: BarPlan): BarSource | Promise<BarSource> {
    const kept = sources.get(plan.key)
    if (kept !== undefined) return kept
    const opening = openSource(plan)
    sources.set(plan.key, opening, 0)
    opening.then(
      (source) => {
        const bytesPerBar = plan.isStored ? STORED_SOURCE_BYTES_PER_BAR : RESAMPLED_SOURCE_BYTES_PER_BAR
        if (sources.get(plan.key) === opening) sources.set(plan.key, source, source.barCount * bytesPerBar)
      },
      () => {
        sources.deletePrefix(plan.key)
      },
    )
    return opening
  }

  async function openSource(plan: BarPlan): Promise<BarSource> {
    const { entry, series, resolution, key } = plan
    const parts = { key, cache: pages }
    const storedPlan = plan.isStored ? null : planOf(entry, series.stored.resolution)
    if (storedPlan === null) return openStoredSource(store, series.stored, parts)
    const target = { from: series.resolution, to: resolution, calendar: entry.calendar() }
    return openResampledSource(await sourceOf(storedPlan), target)
  }

  /** The entry of an old catalog may name a revision that is gone: then it is looked up anew. */
  async function load(query: BarQuery): Promise<BarSlice> {
    let { entry } = query
    for (let attempts = 1; ; attempts += 1) {
      const plan = planOf(entry, query.resolution)
      const format = formatOf(entry)
      if (plan === null) return { ...NOTHING, format, isLasting: true }
      try {
        return { ...(await sliceLoaded(await sourceOf(plan), query)), format, isLasting: true }
      } catch (error) {
        if (!(error instanceof SeriesChangedError) || attempts === ATTEMPTS_MAX) throw error
        sources.deletePrefix(`${plan.series.stored.seriesId}.`)
      }
      entry = await renew(entry)
    }
  }

  return {
    query(query) {
      const format = formatOf(query.entry)
      const series = liveSeriesOf(query, live)
      if (series !== null) {
        checkWindow(query)
        return whenReady(sliceLive(series, query, pages), (slice) => ({ ...slice, format }))
      }
      const plan = planOf(query.entry, query.resolution)
      checkWindow(query)
      if (plan === null) return { ...NOTHING, format, isLasting: true }
      const source = sourceOf(plan)
      const slice = source instanceof Promise ? null : sliceKept(source, query)
      return slice === null ? load(query) : { ...slice, format, isLasting: true }
    },
    json: piecesOf,
  }
}

/** What the bars of a symbol that trades here are made of; `null` for all others. */
function liveSeriesOf(
  { entry, resolution: asked }: BarQuery,
  live: LiveMarket | undefined,
): LiveSeries | null {
  const { isLive, instrument } = entry
  const [market, history] = [live?.market(instrument.symbol), live?.history ?? null]
  if (!isLive || live === undefined || market === undefined || history === null) return null
  const resolution = readResolution(asked)
  if (resolution.unit === 'second') throw unsupported(entry, resolution)
  return { market, history, resolution, text: formatResolution(resolution), at: live.at }
}

function piecesOf({ ranges, format }: BarSlice): Buffer[] {
  const pieces = ranges.map((range) => jsonOf(range, format))
  // There is no comma after the last bar.
  const last = pieces.pop()
  return last === undefined ? [] : [...pieces, last.subarray(0, -1)]
}

function checkWindow({ from, to }: BarWindow): void {
  if (from === undefined || to === undefined || from <= to) return
  throw new ProblemError('invalid_time_range', 'The range is reversed: it starts after it ends.', [
    { pointer: '/query/from_time', detail: 'must not be after to_time' },
  ])
}

function formatOf({ instrument }: CatalogEntry): BarFormat {
  return {
    price: decimalFormat(instrument.tickSize),
    volume: decimalFormat({ priceScale: 10 ** instrument.volumePrecision, minimumMovement: 1 }),
  }
}
