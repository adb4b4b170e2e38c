import { BARS_PER_ANSWER_MAX } from '@trading-pro/contracts'
import { indexAtOrAfter } from '@trading-pro/market'
import { ProblemError } from '../platform/problem.ts'
import type { BarPage, PageRange } from './bar-page.ts'
import type { BarSource } from './bar-source.ts'

/** Bars that a question without range and count gets. */
export const COUNT_BACK_DEFAULT = 300

/** Which bars are wanted. Times are Unix seconds. */
export interface BarWindow {
  /** Inclusive. */
  readonly from?: number | undefined
  /** Exclusive; left out: no end. */
  readonly to?: number | undefined
  /** Older bars are added until there are so many, if they exist. */
  readonly countBack?: number | undefined
}

/** The part of a source that a window shows. */
export interface SourceSlice {
  readonly ranges: readonly PageRange[]
  readonly barCount: number
  /** Whether nothing is older than the end of the window. */
  readonly isBeforeHistory: boolean
}

/** A page that is in memory; `undefined` when it must be loaded first. */
type FindPage = (index: number) => BarPage | undefined

/**
 * Cuts a window out of pages that are in memory: the way of nearly every answer, and nothing waits on it.
 *
 * @returns null when a page must be loaded first
 * @throws ProblemError `range_too_large`
 */
export function sliceKept(source: BarSource, window: BarWindow): SourceSlice | null {
  return cutSlice(source, window, (index) => source.kept(index))
}

/**
 * Cuts a window out of a source, and loads the pages that it takes.
 *
 * @throws ProblemError `range_too_large`
 */
export async function sliceLoaded(source: BarSource, window: BarWindow): Promise<SourceSlice> {
  // Held here, because an answer may be larger than the cache.
  const loaded = new Map<number, BarPage>()
  for (;;) {
    const missing = new Set<number>()
    const slice = cutSlice(source, window, (index) => {
      const page = loaded.get(index) ?? source.kept(index)
      if (page === undefined) missing.add(index)
      else loaded.set(index, page)
      return page
    })
    if (slice !== null) return slice
    for (const index of missing) loaded.set(index, await source.load(index))
  }
}

function cutSlice(source: BarSource, { from, to, countBack }: BarWindow, find: FindPage): SourceSlice | null {
  const end = to === undefined ? source.barCount : indexOfTime(source, to, find)
  const first = from === undefined ? end : indexOfTime(source, from, find)
  if (end === null || first === null) return null
  const countWanted = countBack ?? (from === undefined ? COUNT_BACK_DEFAULT : 0)
  const start = Math.max(0, Math.min(first, end - countWanted))
  if (end - start > BARS_PER_ANSWER_MAX) throw tooManyBars(String(end - start))
  const ranges = rangesOf(source, { start, end }, find)
  return ranges === null ? null : { ranges, barCount: end - start, isBeforeHistory: end === 0 }
}

/** More bars than one answer has. */
export function tooManyBars(count: string): ProblemError {
  return new ProblemError(
    'range_too_large',
    `The range holds ${count} bars; one answer has at most ${BARS_PER_ANSWER_MAX}.`,
    [{ pointer: '/query/from_time', detail: 'must be later, or to_time earlier' }],
  )
}

/** How many bars open before `time`. */
function indexOfTime(source: BarSource, time: number, find: FindPage): number | null {
  const { heads, barCount } = source
  let low = 0
  let high = heads.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((heads[middle]?.lastTime ?? Infinity) < time) low = middle + 1
    else high = middle
  }
  const head = heads[low]
  if (head === undefined) return barCount
  if (time <= head.firstTime) return head.offset
  const page = find(low)
  return page === undefined ? null : head.offset + indexAtOrAfter(page.bars, time)
}

/**
 * The parts of pages that hold the bars from index `start` to before `end`; all missing pages are asked for.
 */
function rangesOf(
  { heads }: BarSource,
  { start, end }: { start: number; end: number },
  find: FindPage,
): readonly PageRange[] | null {
  const ranges: PageRange[] = []
  let isWhole = true
  for (let index = pageOfBar(heads, start); index < heads.length; index += 1) {
    const offset = heads[index]?.offset ?? Infinity
    if (offset >= end) break
    const page = find(index)
    if (page === undefined) {
      isWhole = false
      continue
    }
    ranges.push({
      page,
      start: Math.max(0, start - offset),
      end: Math.min(page.bars.time.length, end - offset),
    })
  }
  return isWhole ? ranges : null
}

/** The page that holds the bar of an index. */
function pageOfBar(heads: BarSource['heads'], index: number): number {
  let low = 0
  let high = heads.length
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if ((heads[middle]?.offset ?? Infinity) <= index) low = middle
    else high = middle
  }
  return low
}
