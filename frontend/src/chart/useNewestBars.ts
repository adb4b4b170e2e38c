import type { SymbolDetails } from '@trading-pro/contracts'
import { shallowReadonly, shallowRef, toValue, type MaybeRefOrGetter, type ShallowRef } from 'vue'
import { describeFailure } from '../api/failure.ts'
import type { MarketSource } from '../api/market-source.ts'
import { useRetry } from '../api/useRetry.ts'
import type { LoadedSeries, SeriesChange, SeriesStatus } from './loaded-series.ts'
import { pickResolution } from './resolutions.ts'

const FIRST_PAGE_BARS = 500

export interface UseNewestBarsOptions {
  /** `null` as long as it is not decided where data comes from. */
  readonly source: MaybeRefOrGetter<MarketSource | null>
  readonly symbol: MaybeRefOrGetter<string>
  /** The wanted one; a symbol without it shows another. */
  readonly resolution: MaybeRefOrGetter<string>
}

/** Puts the newest bars of what is wanted into a series, and asks again by itself when that fails. */
export function useNewestBars(series: ShallowRef<LoadedSeries | null>, options: UseNewestBarsOptions) {
  const status = shallowRef<SeriesStatus>({ kind: 'loading' })
  const { next, plan, reset } = useRetry({ attempt: () => withSource(ask) })
  let request = 0

  /** The series on screen, if it is what is wanted, from the same kind of source. */
  function keptFrom(source: MarketSource): LoadedSeries | null {
    const shown = series.value
    const isKept =
      shown?.details.ticker === toValue(options.symbol) &&
      shown.resolution === toValue(options.resolution) &&
      shown.source.kind === source.kind
    return isKept ? shown : null
  }

  /** What is on screen stays until the answer is there. */
  async function ask(source: MarketSource): Promise<void> {
    const id = (request += 1)
    const [symbol, wanted] = [toValue(options.symbol), toValue(options.resolution)]
    const kept = keptFrom(source)
    try {
      const loaded = await fetchNewest(source, { symbol, wanted, countBack: kept?.bars.length ?? 0 })
      if (id !== request) return
      reset()
      const change: SeriesChange = kept === null ? { kind: 'another' } : { kind: 'front', added: 0 }
      series.value = loaded.series === null ? null : { ...loaded.series, change }
      status.value = loaded.series === null ? { kind: 'empty', details: loaded.details } : { kind: 'ready' }
    } catch (error) {
      if (id !== request) return
      status.value = { kind: 'failed', failure: describeFailure(error) }
      plan(error)
    }
  }

  async function load(source: MarketSource): Promise<void> {
    reset()
    if (keptFrom(source) === null) {
      series.value = null
      status.value = { kind: 'loading' }
    }
    await ask(source)
  }

  function withSource(task: (source: MarketSource) => Promise<void>): void {
    const source = toValue(options.source)
    if (source !== null) void task(source)
  }

  /** What is on screen stays; nothing is tried again, not even what fails from here on. */
  function giveUp(): void {
    request += 1
    reset()
  }

  return {
    status: shallowReadonly(status),
    /** What happens by itself after a failure. */
    next,
    reload: () => withSource(load),
    giveUp,
  }
}

async function fetchNewest(
  source: MarketSource,
  { symbol, wanted, countBack }: { symbol: string; wanted: string; countBack: number },
): Promise<{ details: SymbolDetails; series: Omit<LoadedSeries, 'change'> | null }> {
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
