import type { Bar } from '@trading-pro/contracts'
import { computed, watch, type ShallowRef } from 'vue'
import { useFreshness } from '../api/stream/freshness.ts'
import { useFrames } from '../api/stream/useFrames.ts'
import { useLiveBars } from '../api/stream/useLiveBars.ts'
import { isStreaming } from '../api/streaming.ts'
import { CHART_BARS_MAX } from './bar-series.ts'
import type { LoadedSeries } from './loaded-series.ts'
import { overlayBars } from './newest-bars.ts'
import { createStreamedBars } from './streamed-bars.ts'
import { useMissedBars } from './useMissedBars.ts'

const DRAW_EVERY_MS = 100
/** A chart that is open for days lets its oldest bars go, so many at a time. */
const BARS_LEFT_OUT = 1_000

/** Lets the end of a loaded series move with the market, without a hole after an interruption. */
export function useLiveSeries(series: ShallowRef<LoadedSeries | null>, reload: () => void) {
  const streamed = createStreamedBars()
  const draw = useFrames(() => {
    // What history says goes underneath: it is waited for.
    if (!missing.isAsking()) show(streamed.take())
  }, DRAW_EVERY_MS)
  const missing = useMissedBars({
    series,
    onFound: (bars) => show([...bars.filter(({ time }) => time < streamed.from), ...streamed.take()]),
    onDelay: draw,
    onLost: reload,
  })

  function show(newer: readonly Bar[]): void {
    if (series.value !== null && newer.length > 0) series.value = withNewer(series.value, newer)
  }

  function leave(): void {
    missing.forget()
    streamed.clear()
  }

  const target = computed(() => {
    const shown = series.value
    if (shown?.source.kind !== 'api' || !isStreaming(shown.details)) return null
    return { symbol: shown.details.ticker, resolution: shown.resolution }
  })
  const topic = useLiveBars(target, {
    onBegin(bars) {
      const last = series.value?.bars.at(-1)?.time
      if (last === undefined) return
      streamed.clear()
      streamed.add(bars)
      const isJoined = !missing.hasHole() && streamed.from <= last
      if (isJoined) draw()
      else missing.missed(last)
    },
    onBars(bars) {
      streamed.add(bars)
      draw()
    },
    onLeave: leave,
  })

  // What was loaded anew may be older than what was streamed: the stream begins anew as well.
  watch(
    () => series.value?.details,
    () => {
      leave()
      topic.resync()
    },
    { flush: 'sync' },
  )

  const freshness = useFreshness(topic.health)
  return {
    /** `null`: the bars do not move. */
    live: computed(() => (target.value === null ? null : freshness.value)),
  }
}

function withNewer(shown: LoadedSeries, newer: readonly Bar[]): LoadedSeries {
  const { bars, changedFrom, isMoved } = overlayBars(shown.bars, newer)
  if (bars.length < CHART_BARS_MAX + BARS_LEFT_OUT) {
    return { ...shown, bars, change: { kind: 'live', from: changedFrom, isMoved } }
  }
  return { ...shown, bars: bars.slice(BARS_LEFT_OUT), change: { kind: 'front', added: -BARS_LEFT_OUT } }
}
