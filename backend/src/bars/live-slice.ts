import { BARS_PER_ANSWER_MAX } from '@trading-pro/contracts'
import { indexAtOrAfter } from '@trading-pro/market'
import type { ByteCache } from '../platform/byte-cache.ts'
import type { BarPage, PageRange } from './bar-page.ts'
import { COUNT_BACK_DEFAULT, tooManyBars, type BarWindow, type SourceSlice } from './bar-slice.ts'
import { inTurns } from './in-turns.ts'
import { LivePages, SIMULATED_HISTORY_START, type LiveSeries } from './live-pages.ts'

/** A part of a live market's bars, and whether it will always be the same. */
export interface LiveSlice extends SourceSlice {
  readonly isLasting: boolean
}

/**
 * Cuts a window out of the bars of a live market, at once when there is not much to be made.
 *
 * @throws ProblemError `range_too_large`
 */
export function sliceLive(
  series: LiveSeries,
  window: BarWindow,
  pages: ByteCache<BarPage>,
): LiveSlice | Promise<LiveSlice> {
  return inTurns(cutLiveSlice(new LivePages(series, pages), window))
}

/** From the end of the window backward: how many there are before is not known, and need not be. */
function* cutLiveSlice(
  pages: LivePages,
  { from = Infinity, to = Infinity, countBack }: BarWindow,
): Generator<undefined, LiveSlice> {
  const countWanted = countBack ?? (from === Infinity ? COUNT_BACK_DEFAULT : 0)
  const first = pages.indexOf(SIMULATED_HISTORY_START)
  const ranges: PageRange[] = []
  let barCount = 0
  let isBeforeHistory = true
  for (let index = pages.indexOf(Math.min(to - 1, pages.formingTime)); index >= first; index -= 1) {
    for (const { page, ...whole } of (yield* pages.rangesOf(index)).toReversed()) {
      const end = Math.min(whole.end, indexAtOrAfter(page.bars, to))
      if (end > whole.start) isBeforeHistory = false
      const inRange = Math.max(0, end - Math.max(whole.start, indexAtOrAfter(page.bars, from)))
      const start = Math.max(whole.start, end - Math.max(inRange, countWanted - barCount))
      if (start >= end) continue
      ranges.push({ page, start, end })
      barCount += end - start
    }
    if (barCount > BARS_PER_ANSWER_MAX) throw tooManyBars(`more than ${BARS_PER_ANSWER_MAX}`)
    if (barCount >= countWanted && pages.startOf(index) <= from) {
      isBeforeHistory &&= index === first
      break
    }
  }
  return { ranges: ranges.toReversed(), barCount, isBeforeHistory, isLasting: to <= pages.formingTime }
}
