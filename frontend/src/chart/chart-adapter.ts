import type { Bar } from '@trading-pro/contracts'
import type { PriceFormat } from '../ui/format.ts'
import type { IndexRange } from './bar-series.ts'
import type { ChartClock } from './chart-clock.ts'

/** What a chart draws. Bars are oldest first, times unique. */
export interface ChartSeries {
  readonly bars: readonly Bar[]
  /** `line` where only closes are real. */
  readonly shape: 'candles' | 'line'
  readonly hasVolume: boolean
  readonly priceFormat: PriceFormat
}

/** What a chart tells its owner. Indices count from the oldest bar. */
export interface ChartEvents {
  /** `null`: the pointer is not on a bar. */
  readonly onPoint: (index: number | null) => void
  readonly onRange: (range: IndexRange) => void
}

/** A drawing library, and all that the app knows of it. */
export interface ChartAdapter {
  /** Draws another series and shows its newest bars. */
  show(series: ChartSeries): void
  /** Draws the same series with `added` more bars in front; what is visible stays where it is. */
  prepend(series: ChartSeries, added: number): void
  /** Draws the same series, of which only the bars from an index on are new. */
  update(series: ChartSeries, from: number): void
  setClock(clock: ChartClock): void
  setLogScale(isLogScale: boolean): void
  /** Reads the colours of the page again. */
  readColors(): void
  /** Puts the crosshair on a bar, and the bar in view; `null` takes it away. */
  pointAt(index: number | null): void
  /** Above 1 shows fewer bars, below 1 more. */
  zoom(factor: number): void
  fitAll(): void
  goToLatest(): void
  dispose(): void
}

export type CreateChart = (container: HTMLElement, events: ChartEvents) => ChartAdapter
