import { computed, readonly, shallowReadonly, shallowRef, toValue, watch } from 'vue'
import type { LoadedSeries } from './loaded-series.ts'
import { useNewestBars, type UseNewestBarsOptions } from './useNewestBars.ts'
import { useOlderBars } from './useOlderBars.ts'

/** Loads the newest bars of a symbol, then older ones on demand. Data of two sources never mix. */
export function useChartSeries(options: UseNewestBarsOptions) {
  const series = shallowRef<LoadedSeries | null>(null)
  const { status, next, reload, giveUp } = useNewestBars(series, options)
  const { older, olderNext, loadOlder, retryOlder } = useOlderBars(series)

  watch(
    [
      () => toValue(options.source),
      () => toValue(options.symbol),
      () => toValue(options.resolution),
    ] as const,
    ([source, symbol, resolution], [sourceBefore]) => {
      const shown = series.value
      const isShown = shown?.details.ticker === symbol && shown.resolution === resolution
      // The address took up what is shown: nothing new is asked for.
      if (isShown && source === sourceBefore) return
      // The API went away: its bars, grown stale, are better than samples.
      const isApiGone = source?.kind === 'samples' && shown?.source.kind === 'api'
      if (source === null || (isShown && isApiGone)) giveUp()
      else reload()
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
    loadOlder,
    retryOlder,
    reload,
  }
}
