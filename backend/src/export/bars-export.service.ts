import {
  formatResolution,
  indexAtOrAfter,
  parseResolution,
  sliceBars,
  type Resolution,
  type TimeZone,
} from '@trading-pro/market'
import type { Instrument, MarketStore, StoredSeries } from '../adapters/storage/market-store.ts'
import { UserError } from '../platform/user-error.ts'
import { createBarLines } from './bar-lines.ts'

export interface BarsExportRequest {
  /** `EXCHANGE:NAME`, upper case. */
  readonly symbol: string
  readonly resolution: Resolution
  /** Open times in Unix seconds: `from` is included, `to` is not; null for no bound. */
  readonly from: number | null
  readonly to: number | null
  readonly zone: TimeZone
}

/** The stored bars of a series as text, piece by piece, the header first. */
export interface BarsExport {
  readonly pieces: AsyncIterable<string>
  /** Bars in the pieces that were taken so far. */
  barCount(): number
}

/**
 * Finds the series and prepares its text.
 *
 * @throws UserError when it is not stored: other resolutions are made when they are asked for, not kept
 */
export async function exportBars(request: BarsExportRequest, store: MarketStore): Promise<BarsExport> {
  const { instrument, series } = await findSeries(request, store)
  let barCount = 0
  async function* pieces(): AsyncGenerator<string> {
    const { resolution, zone, from, to } = request
    const lines = createBarLines({ instrument, resolution, plots: series.plots, zone })
    yield lines.header
    const heads = await store.blockHeads(series)
    if (heads.length === 0) throw changedMeanwhile()
    for (const head of heads) {
      if ((from !== null && head.lastTime < from) || (to !== null && head.firstTime >= to)) continue
      const block = await store.readBlock(series, head.startTime)
      if (block === null)
        throw new UserError('the bars were changed by an import meanwhile: export them again')
      const start = from === null ? 0 : indexAtOrAfter(block, from)
      const end = to === null ? block.time.length : indexAtOrAfter(block, to)
      const bars = sliceBars(block, start, end)
      barCount += bars.time.length
      yield lines.write(bars)
    }
  }
  return { pieces: pieces(), barCount: () => barCount }
}

/** A series is never empty: whose blocks are gone has another revision by now. */
function changedMeanwhile(): UserError {
  return new UserError('the bars were changed by an import meanwhile: export them again')
}

async function findSeries(
  { symbol, resolution }: BarsExportRequest,
  store: MarketStore,
): Promise<{ instrument: Instrument; series: StoredSeries }> {
  const instrument = (await store.instruments()).find((stored) => stored.symbol === symbol)
  if (instrument === undefined) throw new UserError(`${symbol} is not stored`)
  const all = (await store.series()).filter((stored) => stored.symbol === symbol)
  const wanted = formatResolution(resolution)
  const series = all.find((stored) => stored.resolution === wanted)
  if (series !== undefined) return { instrument, series }
  const stored = all
    .flatMap(({ resolution: text }) => (parseResolution(text) === null ? [] : [text]))
    .join(', ')
  throw new UserError(`${symbol} has no stored bars of ${wanted}; stored are: ${stored || 'none'}`)
}
