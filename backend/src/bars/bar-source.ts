import {
  allocateBars,
  createResampler,
  sliceBars,
  type Bars,
  type Calendar,
  type Resolution,
} from '@trading-pro/market'
import type { BlockHead, MarketStore, StoredSeries } from '../adapters/storage/market-store.ts'
import { createBarPage, PAGE_BYTES_PER_BAR, type BarPage } from './bar-page.ts'
import type { ByteCache } from '../platform/byte-cache.ts'
import { TURN_MS } from './in-turns.ts'

/** Bars of a page of a resampled series. */
const PAGE_BARS = 1440

/** A series to read from, page by page: a stored one, or one that is resampled from it. */
export interface BarSource {
  /** Page by page, oldest first; `offset` is the number of bars before the page. */
  readonly heads: readonly PageHead[]
  readonly barCount: number
  /** A page that is in memory; `undefined` when it must be loaded. */
  kept(index: number): BarPage | undefined
  load(index: number): Promise<BarPage>
}

export interface PageHead {
  readonly firstTime: number
  readonly lastTime: number
  readonly offset: number
}

interface SourceParts {
  /** Begins every key of its pages in the cache. */
  readonly key: string
  readonly cache: ByteCache<BarPage>
}

/** Reads the blocks of a stored series as they are asked for. */
export async function openStoredSource(
  store: MarketStore,
  series: StoredSeries,
  { key, cache }: SourceParts,
): Promise<BarSource> {
  const blocks = await store.blockHeads(series)
  if (series.barCount > 0 && blocks.length === 0) throw new SeriesChangedError()
  const keys = pageKeys(key, blocks.length)
  return {
    heads: headsOf(blocks),
    barCount: blocks.reduce((sum, block) => sum + block.barCount, 0),
    kept: (index) => cache.get(keys[index] ?? ''),
    async load(index) {
      const block = blocks[index]
      const bars = block === undefined ? null : await store.readBlock(series, block.startTime)
      if (bars === null) throw new SeriesChangedError()
      const page = createBarPage(bars)
      cache.set(keys[index] ?? '', page, bars.time.length * PAGE_BYTES_PER_BAR)
      return page
    },
  }
}

/** A writer has changed the series since it was looked up: what is known of it must be read anew. */
export class SeriesChangedError extends Error {
  override readonly name = 'SeriesChangedError'
}

/** Builds a coarser series from a finer one at once, and lets others take turns meanwhile. */
export async function openResampledSource(
  finer: BarSource,
  target: { readonly from: Resolution; readonly to: Resolution; readonly calendar: Calendar },
): Promise<BarSource> {
  const resampler = createResampler(target)
  let turnStart = performance.now()
  for (let index = 0; index < finer.heads.length; index += 1) {
    resampler.push((finer.kept(index) ?? (await finer.load(index))).bars)
    if (performance.now() - turnStart < TURN_MS) continue
    await new Promise((resolve) => setImmediate(resolve))
    turnStart = performance.now()
  }
  const { bars: all } = resampler.finish()
  const pages: BarPage[] = []
  for (let start = 0; start < all.time.length; start += PAGE_BARS) {
    pages.push(createBarPage(sliceBars(all, start, Math.min(start + PAGE_BARS, all.time.length))))
  }
  return {
    heads: headsOf(pages.map(({ bars }) => headOfBars(bars))),
    barCount: all.time.length,
    kept: (index) => pages[index],
    load: (index) => Promise.resolve(pages[index] ?? createBarPage(allocateBars(0))),
  }
}

/** Made once: a key that is put together for each look into the cache costs more than the look. */
function pageKeys(key: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${key}/${index}`)
}

function headOfBars(bars: Bars): Omit<BlockHead, 'startTime'> {
  const barCount = bars.time.length
  return { barCount, firstTime: bars.time[0] ?? 0, lastTime: bars.time[barCount - 1] ?? 0 }
}

function headsOf(blocks: readonly Omit<BlockHead, 'startTime'>[]): readonly PageHead[] {
  let offset = 0
  return blocks.map(({ firstTime, lastTime, barCount }) => {
    const head = { firstTime, lastTime, offset }
    offset += barCount
    return head
  })
}
