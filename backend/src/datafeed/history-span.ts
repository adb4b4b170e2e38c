import { SIMULATED_HISTORY_START } from '../bars/bars.service.ts'
import type { CatalogEntry } from '../instruments/instruments.service.ts'

const SECONDS_PER_DAY = 86_400
const SECONDS_PER_MINUTE = 60
/** A trading day of currencies begins on the evening before its date. */
const DATES_AHEAD = 1

/** From when to when there are bars, as their open times in Unix seconds; `null`: there are none. */
export interface HistorySpan {
  readonly first: number
  readonly last: number
}

/** The span of a symbol's history at a moment (Unix ms). */
export function historySpan(entry: CatalogEntry, at: number): HistorySpan | null {
  const { hasData, isLive, series } = entry
  if (!hasData) return null
  if (isLive) return { first: SIMULATED_HISTORY_START, last: lastOpenMinute(entry, at) }
  const stored = series.map((each) => each.stored)
  return {
    first: Math.min(...stored.map(({ firstTime }) => firstTime)),
    last: Math.max(...stored.map(({ lastTime }) => lastTime)),
  }
}

/** The minute of a moment, or the last before it in which the market was open. */
function lastOpenMinute(entry: CatalogEntry, at: number): number {
  const calendar = entry.calendar()
  const minute = Math.floor(at / 1000 / SECONDS_PER_MINUTE) * SECONDS_PER_MINUTE
  if (calendar.phaseAt(minute).kind === 'open') return minute
  let day = calendar.previousTradingDay(Math.floor(minute / SECONDS_PER_DAY) + DATES_AHEAD + 1)
  while (day !== null) {
    const close = day.segments.findLast((segment) => segment.close <= minute)?.close
    if (close !== undefined) return close - SECONDS_PER_MINUTE
    day = calendar.previousTradingDay(day.epochDay)
  }
  return SIMULATED_HISTORY_START
}
