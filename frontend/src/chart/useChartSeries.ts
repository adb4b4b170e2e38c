import type { Bar, SymbolDetails } from '@trading-pro/contracts'
import { computed, readonly, shallowReadonly, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { describeFailure, type Failure } from '../api/failure.ts'
import type { MarketSource } from '../api/market-source.ts'
import { CHART_BARS_MAX, mergeOlder } from './bar-series.ts'
import { pickResolution } from './resolutions.ts'

const FIRST_PAGE_BARS = 500
const OLDER_PAGE_BARS = 1_000

/** The bars of a symbol in a resolution, as far as they are loaded. */
export interface LoadedSeries {
  readonly details: SymbolDetails
  readonly resolution: string
  readonly bars: readonly Bar[]
  readonly sourceKind: MarketSource['kind']
  /** How many of the bars came in front since the series was drawn last; `null`: it is another series. */
  readonly added: number | null
}

export type SeriesStatus =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'empty'; readonly details: SymbolDetails }
  | { readonly kind: 'failed'; readonly failure: Failure }

export type OlderStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading' }
  /** There is nothing older. */
  | { readonly kind: 'exhausted' }
  /** The chart holds as many bars as it can. */
  | { readonly kind: 'full' }
  | { readonly kind: 'failed'; readonly failure: Failure }

export interface UseChartSeriesOptions {
  /** `null` as long as it is not decided where data comes from. */
  readonly source: MaybeRefOrGetter<MarketSource | null>
  readonly symbol: MaybeRefOrGetter<string>
  /** The wanted one; a symbol without it shows another. */
  readonly resolution: MaybeRefOrGetter<string>
}

/** Loads the newest bars of a symbol, then older ones on demand. Data of two sources never mix. */
export function useChartSeries(options: UseChartSeriesOptions) {
  const series = shallowRef<LoadedSeries | null>(null)
  const status = shallowRef<SeriesStatus>({ kind: 'loading' })
  const older = shallowRef<OlderStatus>({ kind: 'idle' })
  let seriesSource: MarketSource | null = null
  let request = 0

  const isShown = (symbol: string, resolution: string) =>
    series.value?.details.ticker === symbol && series.value.resolution === resolution

  async function load(source: MarketSource): Promise<void> {
    const id = (request += 1)
    const [symbol, wanted] = [toValue(options.symbol), toValue(options.resolution)]
    const kept = isShown(symbol, wanted) && series.value?.sourceKind === source.kind ? series.value : null
    if (kept === null) {
      series.value = null
      status.value = { kind: 'loading' }
    }
    try {
      const loaded = await fetchNewest(source, { symbol, wanted, countBack: kept?.bars.length ?? 0 })
      if (id !== request) return
      seriesSource = source
      older.value = { kind: 'idle' }
      if (loaded.series === null) status.value = { kind: 'empty', details: loaded.details }
      else status.value = { kind: 'ready' }
      series.value = loaded.series === null ? null : { ...loaded.series, added: kept === null ? null : 0 }
    } catch (error) {
      if (id === request) status.value = { kind: 'failed', failure: describeFailure(error) }
    }
  }

  async function loadOlder(): Promise<void> {
    const [shown, source] = [series.value, seriesSource]
    const first = shown?.bars[0]
    if (shown === null || source === null || first === undefined || older.value.kind !== 'idle') return
    older.value = { kind: 'loading' }
    const id = request
    try {
      const page = await source.getBars({
        symbol: shown.details.ticker,
        resolution: shown.resolution,
        toTime: first.time / 1_000,
        countBack: Math.min(OLDER_PAGE_BARS, CHART_BARS_MAX - shown.bars.length),
      })
      if (id !== request) return
      const { bars, added } = mergeOlder(shown.bars, page.bars)
      if (added > 0) series.value = { ...shown, bars, added }
      if (page.no_data || added === 0) older.value = { kind: 'exhausted' }
      else older.value = { kind: bars.length >= CHART_BARS_MAX ? 'full' : 'idle' }
    } catch (error) {
      if (id === request) older.value = { kind: 'failed', failure: describeFailure(error) }
    }
  }

  function retryOlder(): void {
    older.value = { kind: 'idle' }
    void loadOlder()
  }

  function reload(): void {
    const source = toValue(options.source)
    if (source !== null) void load(source)
  }

  watch(
    [() => toValue(options.source), () => toValue(options.symbol), () => toValue(options.resolution)] as const,
    ([source, symbol, resolution], [sourceBefore]) => {
      if (source === null) return
      if (isShown(symbol, resolution)) {
        // Nothing new is asked for, or the API went away: its bars, grown stale, are better than samples.
        const isKept = source === sourceBefore || (source.kind === 'samples' && series.value?.sourceKind === 'api')
        if (isKept) return
      }
      void load(source)
    },
    { immediate: true },
  )

  /** The API that gave the bars does not answer any more. */
  const isStale = computed(
    () => series.value?.sourceKind === 'api' && toValue(options.source)?.kind !== 'api',
  )

  return {
    series: shallowReadonly(series),
    status: shallowReadonly(status),
    older: shallowReadonly(older),
    isStale: readonly(isStale),
    loadOlder,
    retryOlder,
    reload,
  }
}

async function fetchNewest(
  source: MarketSource,
  { symbol, wanted, countBack }: { symbol: string; wanted: string; countBack: number },
): Promise<{ details: SymbolDetails; series: Omit<LoadedSeries, 'added'> | null }> {
  const details = await source.resolveSymbol(symbol)
  const resolution = pickResolution(wanted, details.supported_resolutions)
  if (resolution === null) return { details, series: null }
  const { bars } = await source.getBars({
    symbol: details.ticker,
    resolution,
    countBack: Math.max(FIRST_PAGE_BARS, countBack),
  })
  const series = { details, resolution, bars, sourceKind: source.kind }
  return { details, series: bars.length === 0 ? null : series }
}
