import { computed, readonly, shallowReadonly, shallowRef, toValue, watch } from 'vue'
import type { LoadedSeries } from './loaded-series.ts'
import { useNewestBars, type UseNewestBarsOptions } from './useNewestBars.ts'
import { useLiveSeries } from './useLiveSeries.ts'
import { useOlderBars } from './useOlderBars.ts'

/** Loads the newest bars of a symbol, then older ones on demand. Data of two sources never mix. */
export function useChartSeries(options: UseNewestBarsOptions) {
  const series = shallowRef<LoadedSeries | null>(null)
  const { status, next, reload, giveUp } = useNewestBars(series, options)
  /** Where the API is gone, whoever comes back to its last bars finds them as they were. */
  let lastOfApi: LoadedSeries | null = null
  watch(
    series,
    (now) => {
      if (now?.source.kind === 'api') lastOfApi = now
    },
    { flush: 'sync' },
  )
  const { live } = useLiveSeries(series, reload)
  const { older, olderNext, loadOlder, retryOlder } = useOlderBars(series)

  watch(
    [
      () => toValue(options.source),
      () => toValue(options.symbol),
      () => toValue(options.resolution),
    ] as const,
    ([source, symbol, resolution], [sourceBefore]) => {
      const isWanted = (loaded: LoadedSeries | null) =>
        loaded?.details.ticker === symbol && loaded.resolution === resolution
      // The address took up what is shown: nothing new is asked for.
      if (isWanted(series.value) && source === sourceBefore) return
      // The API went away: its bars, grown stale, are better than samples.
      const isKept = source?.kind === 'samples' && isWanted(lastOfApi)
      if (source === null || isKept) giveUp()
      else reload()
      if (isKept && lastOfApi !== null && !isWanted(series.value)) {
        series.value = { ...lastOfApi, change: { kind: 'another' } }
      }
    },
    { immediate: true },
  )

  /** The API that gave the bars does not answer any more. */
  const isStale = computed(
    () => series.value?.source.kind === 'api' && toValue(options.source)?.kind !== 'api',
  )

  return {
    series: shallowReadonly(series),
    status,
    /** What happens by itself after a failure of the newest bars, and of older ones. */
    next,
    older,
    olderNext,
    isStale: readonly(isStale),
    /** How current the end of the series is; `null`: it does not move. */
    live,
    loadOlder,
    retryOlder,
    reload,
  }
}
