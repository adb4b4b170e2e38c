import { BARS_PER_ANSWER_MAX, TIME_SECONDS_MAX, type UdfError, type UdfHistory } from '@trading-pro/contracts'
import { priceFromTicks } from '@trading-pro/engine/numbers'
import type { BarSlice } from '../bars/bars.service.ts'
import type { CatalogEntry } from '../instruments/instruments.service.ts'
import { readNumber } from './udf-number.ts'

interface HistoryRequest {
  readonly symbol: string
  readonly resolution: string
  /** Left out: from `countBack` alone. */
  readonly from: number | undefined
  readonly to: number
  readonly countBack: number
}

type Texts = Readonly<Record<string, unknown>>

/**
 * Reads the adapter's parameters. At least one bar is always asked for: a hole in the history must not look
 * like its start, so the answer then reaches back to the bar before the hole.
 */
export function readHistoryQuery(query: Texts): HistoryRequest | UdfError {
  const { symbol, resolution } = query
  if (typeof symbol !== 'string' || symbol === '') return { s: 'error', errmsg: 'symbol is missing' }
  if (typeof resolution !== 'string') return { s: 'error', errmsg: 'resolution is missing' }
  const from = readNumber(query.from, undefined)
  const to = readNumber(query.to, TIME_SECONDS_MAX)
  const countBack = readNumber(query.countback, 1)
  if (from === null) return { s: 'error', errmsg: 'from must be Unix seconds' }
  if (to === null) return { s: 'error', errmsg: 'to must be Unix seconds' }
  if (countBack === null || countBack < 0 || countBack > BARS_PER_ANSWER_MAX) {
    return { s: 'error', errmsg: `countback must be a number from 0 to ${BARS_PER_ANSWER_MAX}` }
  }
  return { symbol, resolution, from, to, countBack: Math.max(1, countBack) }
}

/** Bars as columns; no bars are the start of history. */
export function udfHistory(
  { instrument }: CatalogEntry,
  { ranges, barCount }: BarSlice,
): UdfHistory | { s: 'no_data' } {
  if (barCount === 0) return { s: 'no_data' }
  const history: UdfHistory = { s: 'ok', t: [], o: [], h: [], l: [], c: [], v: [] }
  const price = (ticks: number | undefined) => priceFromTicks(ticks ?? 0, instrument.tickSize)
  const volumeScale = 10 ** instrument.volumePrecision
  for (const { page, start, end } of ranges) {
    const { bars } = page
    for (let index = start; index < end; index += 1) {
      history.t.push(bars.time[index] ?? 0)
      history.o.push(price(bars.open[index]))
      history.h.push(price(bars.high[index]))
      history.l.push(price(bars.low[index]))
      history.c.push(price(bars.close[index]))
      history.v.push((bars.volume[index] ?? 0) / volumeScale)
    }
  }
  return history
}
