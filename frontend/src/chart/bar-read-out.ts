import type { Bar, SymbolDetails } from '@trading-pro/contracts'
import {
  directionOf,
  formatChange,
  formatExactVolume,
  formatPercent,
  formatPrice,
  formatVolume,
  priceChange,
  type Direction,
} from '../ui/format.ts'
import type { ChartClock } from './chart-clock.ts'

/** One bar in words. */
export interface BarReadOut {
  readonly time: number
  readonly label: string
  /** What is real of open, high, low and close. */
  readonly prices: readonly { readonly short: string; readonly name: string; readonly text: string }[]
  /** Against the close of the bar before; `null` for the first bar. */
  readonly change: string | null
  readonly percent: string | null
  readonly direction: Direction
  /** Of the bar itself: its close against its open; where only closes are real, that of the change. */
  readonly body: Direction
  /** `null` where the symbol has no volume. */
  readonly volume: string | null
  readonly exactVolume: string | null
}

const PRICES = [
  { short: 'O', name: 'Open', field: 'open' },
  { short: 'H', name: 'High', field: 'high' },
  { short: 'L', name: 'Low', field: 'low' },
  { short: 'C', name: 'Close', field: 'close' },
] as const

export interface ReadOutOptions {
  readonly bars: readonly Bar[]
  readonly details: SymbolDetails
  readonly clock: ChartClock
}

/** Puts the bar at an index into words; `null` when there is none. */
export function readBar(index: number, { bars, details, clock }: ReadOutOptions): BarReadOut | null {
  const bar = bars[index]
  if (bar === undefined) return null
  const previous = bars[index - 1]
  const change = previous === undefined ? 0 : priceChange({ from: previous.close, to: bar.close }, details)
  const hasVolume = details.visible_plots_set === 'ohlcv'
  const shown = details.visible_plots_set === 'c' ? PRICES.slice(-1) : PRICES
  return {
    time: bar.time,
    label: clock.label(bar.time / 1_000),
    prices: shown.map(({ short, name, field }) => ({
      short,
      name,
      text: formatPrice(bar[field], details),
    })),
    change: previous === undefined ? null : formatChange(change, details),
    percent: previous === undefined ? null : formatPercent((change / previous.close) * 100),
    direction: directionOf(change),
    body: directionOf(details.visible_plots_set === 'c' ? change : bar.close - bar.open),
    volume: hasVolume ? formatVolume(bar.volume) : null,
    exactVolume: hasVolume ? formatExactVolume(bar.volume, details.volume_precision) : null,
  }
}

/** The same as one sentence, for a screen reader. */
export function speakBar(readOut: BarReadOut): string {
  const parts = readOut.prices.map(({ name, text }) => `${name} ${text}`)
  if (readOut.change !== null) parts.push(`change ${readOut.change}, ${readOut.percent ?? ''}`)
  if (readOut.volume !== null) parts.push(`volume ${readOut.volume}`)
  return `${readOut.label}: ${parts.join(', ')}`
}
