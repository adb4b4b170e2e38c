import type { Bar } from '@trading-pro/contracts'
import type { ShallowRef } from 'vue'
import { useRetry } from '../api/useRetry.ts'
import type { LoadedSeries } from './loaded-series.ts'

export interface UseMissedBarsOptions {
  readonly series: ShallowRef<LoadedSeries | null>
  /** From the last bar before the hole on, as history has them. */
  readonly onFound: (bars: readonly Bar[]) => void
  /** History does not answer, and will be asked again. */
  readonly onDelay: () => void
  /** History no longer reaches back to the hole. */
  readonly onLost: () => void
}

/** Asks history for what a series has missed at its end. */
export function useMissedBars({ series, onFound, onDelay, onLost }: UseMissedBarsOptions) {
  /** The time of the last bar before the hole; `null`: nothing was missed. */
  let after: number | null = null
  let isAsking = false
  let asked = 0
  const { plan, reset } = useRetry({ attempt: () => void ask() })

  async function ask(): Promise<void> {
    const shown = series.value
    const from = after
    if (shown === null || from === null) return
    const number = (asked += 1)
    const isCurrent = () => number === asked && series.value?.details === shown.details
    isAsking = true
    try {
      const symbol = shown.details.ticker
      const { resolution } = shown
      const range = { fromTime: from / 1_000, countBack: 1 }
      const { bars } = await shown.source.getBars({ symbol, resolution, ...range })
      if (!isCurrent()) return
      forget()
      const isJoined = bars[0] !== undefined && bars[0].time <= from
      if (isJoined) onFound(bars.filter(({ time }) => time >= from))
      else onLost()
    } catch (error) {
      if (!isCurrent()) return
      isAsking = false
      onDelay()
      plan(error)
    }
  }

  /** Nothing is missing any more. */
  function forget(): void {
    asked += 1
    after = null
    isAsking = false
    reset()
  }

  return {
    isAsking: () => isAsking,
    hasHole: () => after !== null,
    /** Bars after this time were missed. */
    missed(afterTime: number): void {
      after ??= afterTime
      void ask()
    },
    forget,
  }
}
