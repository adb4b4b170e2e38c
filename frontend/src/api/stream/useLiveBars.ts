import type { StreamedBar } from '@trading-pro/client'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { useTopic } from './useTopic.ts'

/** Bars of a symbol in a resolution. */
export interface BarsTarget {
  readonly symbol: string
  readonly resolution: string
}

/** What happens to the bars at the end of a chart. */
export interface LiveBarsHandlers {
  /** The stream begins, or begins anew: bars before these may have been missed. */
  readonly onBegin: (bars: readonly StreamedBar[]) => void
  /** Bars that closed, oldest first, then the forming one; none was missed. */
  readonly onBars: (bars: readonly StreamedBar[]) => void
  readonly onLeave: () => void
}

/** Tells the bars of a symbol as they form and close; of none where the target is `null`. */
export function useLiveBars(
  target: MaybeRefOrGetter<BarsTarget | null>,
  { onBegin, onBars, onLeave }: LiveBarsHandlers,
) {
  return useTopic(
    () => {
      const wanted = toValue(target)
      if (wanted === null) return null
      return { channel: 'chart_data', symbol: wanted.symbol, resolution: wanted.resolution }
    },
    { onSnapshot: ({ bars }) => onBegin(bars), onUpdate: ({ bars }) => onBars(bars), onLeave },
  )
}
