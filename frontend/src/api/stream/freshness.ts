import type { MarketData, TopicError } from '@trading-pro/client'
import { computed, toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { useNow } from '../../ui/useNow.ts'

/** How current what is shown is. */
export type Freshness =
  /** Nothing has come yet. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'live' }
  /** The connection holds, but the market has said nothing for a while. */
  | { readonly kind: 'quiet'; readonly ageMs: number }
  /** The market has closed: nothing new is to be expected. */
  | { readonly kind: 'closed' }
  /** It may be out of date; `null`: nothing has ever come. */
  | { readonly kind: 'stale'; readonly ageMs: number | null }
  | { readonly kind: 'refused'; readonly error: TopicError }

/** What is known of a topic. */
export interface TopicHealth {
  /** When the last message came, Unix ms; `null`: none has. */
  readonly heardAtMs: number | null
  readonly isStale: boolean
  readonly error: TopicError | null
}

/** Silence that is no news. */
const QUIET_AFTER_MS = 5_000

export function freshnessOf({ heardAtMs, isStale, error }: TopicHealth, nowMs: number): Freshness {
  if (error !== null) return { kind: 'refused', error }
  const ageMs = heardAtMs === null ? null : Math.max(0, nowMs - heardAtMs)
  if (isStale) return { kind: 'stale', ageMs }
  if (ageMs === null) return { kind: 'waiting' }
  return ageMs < QUIET_AFTER_MS ? { kind: 'live' } : { kind: 'quiet', ageMs }
}

/** What the state of the market makes of it: a closed one is quiet, and one without a source is stale. */
export function freshnessIn(freshness: Freshness, marketState: MarketData['marketState'] | null): Freshness {
  if (freshness.kind !== 'live' && freshness.kind !== 'quiet') return freshness
  if (marketState === 'stale') {
    return { kind: 'stale', ageMs: freshness.kind === 'quiet' ? freshness.ageMs : 0 }
  }
  return marketState === 'closed' && freshness.kind === 'quiet' ? { kind: 'closed' } : freshness
}

/** Follows the health of a topic from second to second. */
export function useFreshness(health: MaybeRefOrGetter<TopicHealth>): ComputedRef<Freshness> {
  const now = useNow()
  return computed(() => {
    // The machine's clock is read anew: what came after the last tick is not from the future.
    const nowMs = Math.max(now.value, Date.now())
    return freshnessOf(toValue(health), nowMs)
  })
}
