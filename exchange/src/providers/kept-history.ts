import {
  indexAtOrAfter,
  resampleBars,
  sliceBars,
  type BarRange,
  type Bars,
  type Resolution,
} from '@trading-pro/market'
import type { FormingBar } from '../market/forming-bars.ts'
import type { Market } from '../market/market.ts'
import { columnsOf } from '../market/minute-columns.ts'
import type { ProviderHistory } from './provider.ts'

const MINUTE: Resolution = { unit: 'minute', count: 1 }

/** The history of a provider that knows nothing of before: the minutes of its markets that have closed. */
export class KeptHistory implements ProviderHistory {
  readonly #kept = new Map<string, { readonly market: Market; readonly minutes: FormingBar[] }>()

  /** Keeps the minutes of a market from now on. */
  keep(market: Market): void {
    const minutes: FormingBar[] = []
    this.#kept.set(market.definition.symbol, { market, minutes })
    market.minutes.listen((bar) => minutes.push({ ...bar }))
  }

  bars(symbol: string, to: Resolution, range: BarRange): Bars {
    const kept = this.#kept.get(symbol)
    const minutes = columnsOf(kept?.minutes ?? [])
    if (kept === undefined) return minutes
    const known = sliceBars(minutes, 0, indexAtOrAfter(minutes, range.until ?? Infinity))
    const { calendar } = kept.market.definition
    const { bars } = resampleBars(known, { from: MINUTE, to, calendar })
    return sliceBars(bars, indexAtOrAfter(bars, range.from), indexAtOrAfter(bars, range.to))
  }
}
