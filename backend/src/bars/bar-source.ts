import {
  allocateBars,
  createResampler,
  sliceBars,
  type Bars,
  type Calendar,
  type Resolution,
} from '@trading-pro/market'
import type { BlockHead, MarketStore } from '../adapters/storage/market-store.ts'
import { createBarPage, pageBytes, type BarPage } from './bar-page.ts'
import type { ByteCache } from './byte-cache.ts'

/** Bars of a page of a resampled series. */
const PAGE_BARS = 1440
/** How long one turn of resampling may hold up everybody else, in ms. */
const TURN_MS = 10

/** A series to read from, page by page: a stored one, or one that is resampled from it. */
export interface BarSource {
  /** Begins every key of its pages in the cache. */
  readonly key: string
  /** Page by page, oldest first; `offset` is the number of bars before the page. */
  readonly heads: readonly PageHead[]
  readonly barCount: number
  page(index: number): BarPage | Promise<BarPage>
}

export interface PageHead {
  readonly firstTime: number
  readonly lastTime: number
  readonly offset: number
}

interface SourceParts {
  readonly key: string
  readonly cache: ByteCache<BarPage>
}

/** Reads the blocks of a stored series as they are asked for. */
export async function openStoredSource(
  store: MarketStore,
  seriesId: number,
  { key, cache }: SourceParts,
): Promise<BarSource> {
  const blocks = await store.blockHeads(seriesId)
  return {
    key,
    heads: headsOf(blocks),
    barCount: blocks.reduce((sum, block) => sum + block.barCount, 0),
    page(index) {
      return cache.get(pageKey(key, index)) ?? loadPage(index)
    },
  }

  async function loadPage(index: number): Promise<BarPage> {
    const block = blocks[index]
    const bars = block === undefined ? null : await store.readBlock(seriesId, block.startTime)
    // The block can only have gone when a writer has replaced the series since: the caller reads it anew.
    if (bars === null || bars.time.length !== block?.barCount) throw new SeriesChangedError()
    return keepPage(createBarPage(bars), { index, key, cache })
  }
}

/** The stored series was changed by another process while it was read. */
export class SeriesChangedError extends Error {
  override readonly name = 'SeriesChangedError'
}

/** Builds a coarser series from a finer one at once, and lets others take turns meanwhile. */
export async function openResampledSource(
  finer: BarSource,
  target: { readonly from: Resolution; readonly to: Resolution; readonly calendar: Calendar },
  { key, cache }: SourceParts,
): Promise<BarSource> {
  const resampler = createResampler(target)
  let turnStart = performance.now()
  for (let index = 0; index < finer.heads.length; index += 1) {
    resampler.push((await finer.page(index)).bars)
    if (performance.now() - turnStart < TURN_MS) continue
    await new Promise((resolve) => setImmediate(resolve))
    turnStart = performance.now()
  }
  const { bars: all } = resampler.finish()
  const pages: Bars[] = []
  for (let start = 0; start < all.time.length; start += PAGE_BARS) {
    pages.push(sliceBars(all, start, Math.min(start + PAGE_BARS, all.time.length)))
  }
  return {
    key,
    heads: headsOf(pages.map(headOfBars)),
    barCount: all.time.length,
    page(index) {
      const kept = cache.get(pageKey(key, index))
      return kept ?? keepPage(createBarPage(pages[index] ?? allocateBars(0)), { index, key, cache })
    },
  }
}

export function pageKey(key: string, index: number): string {
  return `${key}/${index}`
}

function keepPage(page: BarPage, { index, key, cache }: SourceParts & { readonly index: number }): BarPage {
  cache.set(pageKey(key, index), page, pageBytes(page))
  return page
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
