import { ref, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { mayPass } from '../api/failure.ts'
import type { MarketSource } from '../api/market-source.ts'

/** What a fresh installation opens. */
export interface FirstView {
  readonly symbol: string
  readonly resolution: string
}

/** It moves, at any hour. */
const MOVING: FirstView = { symbol: 'SIM:AAPL', resolution: '1' }
/** Everybody has it. */
const STILL: FirstView = { symbol: 'INDEX:SPX', resolution: '1D' }

/**
 * What to open where nothing was opened before: a market that moves, if the source has one.
 *
 * @param isWanted - whether nothing was opened before
 */
export function useFirstView(
  source: MaybeRefOrGetter<MarketSource | null>,
  isWanted: MaybeRefOrGetter<boolean>,
) {
  const first = ref(MOVING)
  watch(
    () => toValue(source),
    async (from) => {
      if (from === null || !toValue(isWanted)) return
      if (from.kind === 'samples') {
        first.value = STILL
        return
      }
      first.value = MOVING
      await from.resolveSymbol(MOVING.symbol).catch((error: unknown) => {
        if (!mayPass(error)) first.value = STILL
      })
    },
    { immediate: true, flush: 'sync' },
  )
  return first
}
