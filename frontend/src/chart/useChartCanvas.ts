import {
  inject,
  onScopeDispose,
  shallowReadonly,
  shallowRef,
  toValue,
  watch,
  type InjectionKey,
  type MaybeRefOrGetter,
  type Ref,
} from 'vue'
import { barsWithin, type IndexRange } from './bar-series.ts'
import type { ChartAdapter, ChartSeries, CreateChart } from './chart-adapter.ts'
import type { ChartClock } from './chart-clock.ts'
import { createLightweightChart } from './lightweight-chart-adapter.ts'
import type { LoadedSeries } from './loaded-series.ts'

/** Another drawing library, or a test's. */
export const createChartKey: InjectionKey<CreateChart> = Symbol('createChart')

/** Older bars are asked for while this many are still to come into view. */
const BARS_AHEAD = 150

export interface UseChartCanvasOptions {
  readonly container: Readonly<Ref<HTMLElement | null>>
  readonly series: Readonly<Ref<LoadedSeries | null>>
  readonly clock: MaybeRefOrGetter<ChartClock>
  readonly isLogScale: MaybeRefOrGetter<boolean>
  readonly theme: MaybeRefOrGetter<string>
  readonly onPoint: (index: number | null) => void
  readonly onNearStart: () => void
}

/** Keeps a drawing library in step with the series and the settings. */
export function useChartCanvas(options: UseChartCanvasOptions) {
  const createChart = inject(createChartKey, () => createLightweightChart, true)
  const adapter = shallowRef<ChartAdapter | null>(null)
  const view = shallowRef<ReturnType<typeof barsWithin>>(null)

  function onRange(range: IndexRange): void {
    const bars = options.series.value?.bars ?? []
    view.value = barsWithin(bars, range)
    if (bars.length > 0 && range.from < BARS_AHEAD) options.onNearStart()
  }

  function draw(target: ChartAdapter, series: LoadedSeries): void {
    const { change } = series
    const isInPlace = change.kind === 'live' && !change.isMoved
    if (change.kind === 'another') target.show(drawable(series))
    else if (isInPlace) target.update(drawable(series), change.from)
    else target.prepend(drawable(series), change.kind === 'front' ? change.added : 0)
  }

  watch(options.container, (container) => {
    adapter.value?.dispose()
    adapter.value = container === null ? null : createChart(container, { onPoint: options.onPoint, onRange })
    adapter.value?.setClock(toValue(options.clock))
    adapter.value?.setLogScale(toValue(options.isLogScale))
    if (options.series.value !== null) adapter.value?.show(drawable(options.series.value))
  })
  watch(options.series, (series) => {
    if (adapter.value !== null && series !== null) draw(adapter.value, series)
  })
  watch(
    () => toValue(options.clock),
    (clock) => adapter.value?.setClock(clock),
  )
  watch(
    () => toValue(options.isLogScale),
    (isLogScale) => adapter.value?.setLogScale(isLogScale),
  )
  watch(
    () => toValue(options.theme),
    () => adapter.value?.readColors(),
    { flush: 'post' },
  )
  onScopeDispose(() => {
    adapter.value?.dispose()
    adapter.value = null
  })

  return { adapter: shallowReadonly(adapter), view: shallowReadonly(view) }
}

function drawable({ bars, details }: LoadedSeries): ChartSeries {
  return {
    bars,
    shape: details.visible_plots_set === 'c' ? 'line' : 'candles',
    hasVolume: details.visible_plots_set === 'ohlcv',
    priceFormat: details,
  }
}
