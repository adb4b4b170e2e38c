import { shallowReadonly, shallowRef, watch, type ShallowRef } from 'vue'
import { describeFailure } from '../api/failure.ts'
import { useRetry } from '../api/useRetry.ts'
import { CHART_BARS_MAX, mergeOlder } from './bar-series.ts'
import type { LoadedSeries, OlderStatus } from './loaded-series.ts'

const OLDER_PAGE_BARS = 1_000

/** Puts older bars in front of a series, page by page, until its history begins or the chart is full. */
export function useOlderBars(series: ShallowRef<LoadedSeries | null>) {
  const older = shallowRef<OlderStatus>({ kind: 'idle' })
  const { next, plan, reset } = useRetry({ attempt: () => void ask() })

  // Another series begins anew, and drops the answer that is still on its way to the one before.
  watch(
    series,
    (now) => {
      const isContinued =
        now?.change.kind === 'live' || (now?.change.kind === 'front' && now.change.added !== 0)
      if (isContinued) return
      reset()
      older.value = { kind: 'idle' }
    },
    { flush: 'sync' },
  )

  /** The series that was asked for, which may have moved on at its end. */
  function sameAs(asked: LoadedSeries): LoadedSeries | null {
    const now = series.value
    return now?.details === asked.details && now.bars[0]?.time === asked.bars[0]?.time ? now : null
  }

  async function ask(): Promise<void> {
    const shown = series.value
    const first = shown?.bars[0]
    if (shown === null || first === undefined) return
    try {
      const page = await shown.source.getBars({
        symbol: shown.details.ticker,
        resolution: shown.resolution,
        toTime: first.time / 1_000,
        countBack: Math.min(OLDER_PAGE_BARS, CHART_BARS_MAX - shown.bars.length),
      })
      const now = sameAs(shown)
      if (now === null) return
      reset()
      const { bars, added } = mergeOlder(now.bars, page.bars)
      if (added > 0) series.value = { ...now, bars, change: { kind: 'front', added } }
      if (page.no_data || added === 0) older.value = { kind: 'exhausted' }
      else older.value = { kind: bars.length >= CHART_BARS_MAX ? 'full' : 'idle' }
    } catch (error) {
      if (sameAs(shown) === null) return
      older.value = { kind: 'failed', failure: describeFailure(error) }
      plan(error)
    }
  }

  async function loadOlder(): Promise<void> {
    if (older.value.kind !== 'idle' || series.value === null) return
    older.value = { kind: 'loading' }
    await ask()
  }

  function retryOlder(): void {
    reset()
    older.value = { kind: 'idle' }
    void loadOlder()
  }

  return { older: shallowReadonly(older), olderNext: next, loadOlder, retryOlder }
}
