import type { SymbolDetails } from '@trading-pro/contracts'
import { computed, readonly, shallowReadonly, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { describeFailure } from '../api/failure.ts'
import type { MarketSource } from '../api/market-source.ts'
import type { LoadedSeries, SeriesStatus } from './loaded-series.ts'
import { pickResolution } from './resolutions.ts'
import { useOlderBars } from './useOlderBars.ts'

const FIRST_PAGE_BARS = 500

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
  const { older, loadOlder, retryOlder } = useOlderBars(series)
  let request = 0

  const isShown = (symbol: string, resolution: string) =>
    series.value?.details.ticker === symbol && series.value.resolution === resolution

  async function load(source: MarketSource): Promise<void> {
    const id = (request += 1)
    const [symbol, wanted] = [toValue(options.symbol), toValue(options.resolution)]
    const kept = isShown(symbol, wanted) && series.value?.source.kind === source.kind ? series.value : null
    if (kept === null) {
      series.value = null
      status.value = { kind: 'loading' }
    }
    try {
      const loaded = await fetchNewest(source, { symbol, wanted, countBack: kept?.bars.length ?? 0 })
      if (id !== request) return
      series.value = loaded.series === null ? null : { ...loaded.series, added: kept === null ? null : 0 }
      status.value = loaded.series === null ? { kind: 'empty', details: loaded.details } : { kind: 'ready' }
    } catch (error) {
      if (id === request) status.value = { kind: 'failed', failure: describeFailure(error) }
    }
  }

  function reload(): void {
    const source = toValue(options.source)
    if (source !== null) void load(source)
  }

  watch(
    [
      () => toValue(options.source),
      () => toValue(options.symbol),
      () => toValue(options.resolution),
    ] as const,
    ([source, symbol, resolution], [sourceBefore]) => {
      if (source === null) return
      if (isShown(symbol, resolution)) {
        // Nothing new is asked for, or the API went away: its bars, grown stale, are better than samples.
        const isApiGone = source.kind === 'samples' && series.value?.source.kind === 'api'
        if (source === sourceBefore || isApiGone) return
      }
      void load(source)
    },
    { immediate: true },
  )

  /** The API that gave the bars does not answer any more. */
  const isStale = computed(
    () => series.value?.source.kind === 'api' && toValue(options.source)?.kind !== 'api',
  )

  return {
    series: shallowReadonly(series),
    status: shallowReadonly(status),
    older,
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
  return { details, series: bars.length === 0 ? null : { details, resolution, bars, source } }
}
