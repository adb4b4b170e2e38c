import type { Bar } from '@trading-pro/contracts'
import {
  CandlestickSeries,
  createChartEx,
  HistogramSeries,
  LineSeries,
  PriceScaleMode,
  TickMarkType,
  type DeepPartial,
  type IChartApiBase,
  type ISeriesApi,
  type Time,
  type TimeScaleOptions,
  type UTCTimestamp,
} from 'lightweight-charts'
import { axisStep, formatPrice } from '../ui/format.ts'
import { rangeHolding, shiftRange, type IndexRange } from './bar-series.ts'
import type { ChartAdapter, ChartEvents, ChartSeries, CreateChart } from './chart-adapter.ts'
import { readChartColors, type ChartColors } from './chart-colors.ts'
import type { ChartClock, TimeMark } from './chart-clock.ts'
import { ZonedTimeScale } from './zoned-time-scale.ts'

const BAR_SPACING = 7
const RIGHT_OFFSET_BARS = 6
const VOLUME_SCALE = 'volume'
const VOLUME_FROM_TOP = 0.82
/** Prices keep out of what covers the top, and of the volumes. */
const PRICE_MARGINS = { top: 0.12, bottom: 0.2 }
const marks: Readonly<Record<TickMarkType, TimeMark>> = {
  [TickMarkType.Year]: 'year',
  [TickMarkType.Month]: 'month',
  [TickMarkType.DayOfMonth]: 'day',
  [TickMarkType.Time]: 'minute',
  [TickMarkType.TimeWithSeconds]: 'second',
}

/** TradingView's Lightweight Charts. */
export const createLightweightChart: CreateChart = (container, events) => {
  return new LightweightChart(container, events)
}

class LightweightChart implements ChartAdapter {
  private readonly container: HTMLElement
  private readonly scale = new ZonedTimeScale()
  private readonly chart: IChartApiBase
  private readonly candles: ISeriesApi<'Candlestick'>
  private readonly line: ISeriesApi<'Line'>
  private readonly volumes: ISeriesApi<'Histogram'>
  private colors: ChartColors
  private series: ChartSeries | null = null
  private isDisposed = false
  /** The library moves to a new view with its next frame, and tells the old one until then. */
  private isViewPending = false

  constructor(container: HTMLElement, events: ChartEvents) {
    this.container = container
    this.colors = readChartColors(container)
    this.chart = createChartEx(container, this.scale, {
      ...this.colors.options,
      autoSize: true,
      handleScroll: { vertTouchDrag: false },
    })
    this.chart
      .timeScale()
      .applyOptions({ barSpacing: BAR_SPACING, rightOffset: RIGHT_OFFSET_BARS, minBarSpacing: 0.2 })
    this.volumes = this.chart.addSeries(HistogramSeries, {
      priceScaleId: VOLUME_SCALE,
      priceFormat: { type: 'volume' },
      priceLineVisible: false,
      lastValueVisible: false,
    })
    this.chart.priceScale(VOLUME_SCALE).applyOptions({ scaleMargins: { top: VOLUME_FROM_TOP, bottom: 0 } })
    this.chart.priceScale('right').applyOptions({ scaleMargins: PRICE_MARGINS })
    this.candles = this.chart.addSeries(CandlestickSeries, { borderVisible: false })
    this.line = this.chart.addSeries(LineSeries, { lineWidth: 2 })
    this.colorSeries()
    this.chart.subscribeCrosshairMove(({ logical, point }) => {
      const isOnBar = point !== undefined && logical !== undefined && this.series?.bars[logical] !== undefined
      events.onPoint(isOnBar ? logical : null)
    })
    this.chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range !== null) events.onRange(range)
    })
    // What was drawn before the font came keeps the fallback until it is drawn again.
    void document.fonts.ready.then(() => {
      if (!this.isDisposed) this.readColors()
    })
  }

  show(series: ChartSeries): void {
    this.draw(series)
    this.isViewPending = true
    requestAnimationFrame(() => (this.isViewPending = false))
    this.showNewest(series)
    this.chart.priceScale('right').setAutoScale(true)
  }

  prepend(series: ChartSeries, added: number): void {
    const before = this.visibleRange()
    this.draw(series)
    if (before !== null) this.holdView(shiftRange(before, added))
  }

  update(series: ChartSeries, from: number): void {
    const drawn = this.series?.bars.length ?? 0
    this.series = series
    for (const [offset, bar] of series.bars.slice(from).entries()) {
      const isEarlier = from + offset < drawn - 1
      if (series.shape === 'candles') this.candles.update(candleOf(bar), isEarlier)
      else this.line.update({ time: timeOf(bar), value: bar.close }, isEarlier)
      if (series.hasVolume) this.volumes.update(this.volumeOf(bar), isEarlier)
    }
  }

  setClock(clock: ChartClock): void {
    this.scale.setClock(clock)
    this.chart.applyOptions({ localization: { timeFormatter: (time: Time) => clock.label(Number(time)) } })
    const options: DeepPartial<TimeScaleOptions> = {
      timeVisible: !clock.isDated,
      secondsVisible: clock.hasSeconds,
      tickMarkFormatter: (time: Time, type: TickMarkType) => clock.mark(Number(time), marks[type]),
    }
    this.chart.timeScale().applyOptions(options)
    if (this.series !== null) this.redraw(this.series)
  }

  setLogScale(isLogScale: boolean): void {
    const mode = isLogScale ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal
    this.chart.priceScale('right').applyOptions({ mode })
  }

  readColors(): void {
    this.colors = readChartColors(this.container)
    this.chart.applyOptions(this.colors.options)
    this.colorSeries()
    if (this.series !== null) this.redraw(this.series)
  }

  pointAt(index: number | null): void {
    const bar = index === null ? undefined : this.series?.bars[index]
    if (index === null || bar === undefined) {
      this.chart.clearCrosshairPosition()
      return
    }
    const range = this.visibleRange()
    if (range !== null) this.holdView(rangeHolding(range, index))
    const prices = this.series?.shape === 'line' ? this.line : this.candles
    this.chart.setCrosshairPosition(bar.close, timeOf(bar), prices)
  }

  zoom(factor: number): void {
    const range = this.visibleRange()
    if (range === null) return
    const width = (range.to - range.from) / factor
    this.chart.timeScale().setVisibleLogicalRange({ from: range.to - width, to: range.to })
  }

  fitAll(): void {
    this.chart.priceScale('right').setAutoScale(true)
    this.chart.timeScale().fitContent()
  }

  goToLatest(): void {
    this.chart.priceScale('right').setAutoScale(true)
    this.chart.timeScale().scrollToPosition(RIGHT_OFFSET_BARS, false)
  }

  dispose(): void {
    this.isDisposed = true
    this.chart.remove()
  }

  private visibleRange(): IndexRange | null {
    return this.chart.timeScale().getVisibleLogicalRange()
  }

  /** The library holds the view by itself when bars come in front; a second change would break a drag. */
  private holdView(range: IndexRange): void {
    const now = this.visibleRange()
    if (now !== null && Math.abs(now.from - range.from) < 0.01) return
    this.chart.timeScale().setVisibleLogicalRange(range)
  }

  /** Label weights are computed for new times only, so all of them have to leave first. */
  private redraw(series: ChartSeries): void {
    const range = this.visibleRange()
    for (const drawn of [this.candles, this.line, this.volumes]) drawn.setData([])
    this.draw(series)
    if (this.isViewPending) this.showNewest(series)
    else if (range !== null) this.chart.timeScale().setVisibleLogicalRange(range)
  }

  private showNewest(series: ChartSeries): void {
    const timeScale = this.chart.timeScale()
    timeScale.applyOptions({ barSpacing: BAR_SPACING })
    const isShort = series.bars.length * BAR_SPACING < this.container.clientWidth
    if (isShort) timeScale.fitContent()
    else timeScale.scrollToPosition(RIGHT_OFFSET_BARS, false)
  }

  private draw(series: ChartSeries): void {
    this.series = series
    const { bars, shape, priceFormat } = series
    const format = {
      type: 'custom' as const,
      formatter: (price: number) => formatPrice(price, priceFormat),
      minMove: axisStep(priceFormat),
    }
    this.candles.applyOptions({ priceFormat: format })
    this.line.applyOptions({ priceFormat: format })
    this.candles.setData(shape === 'candles' ? bars.map(candleOf) : [])
    this.line.setData(shape === 'line' ? bars.map((bar) => ({ time: timeOf(bar), value: bar.close })) : [])
    this.volumes.setData(series.hasVolume ? bars.map((bar) => this.volumeOf(bar)) : [])
  }

  private volumeOf(bar: Bar) {
    const color = bar.close >= bar.open ? this.colors.volumeUp : this.colors.volumeDown
    return { time: timeOf(bar), value: bar.volume, color }
  }

  private colorSeries(): void {
    const { up, down, line } = this.colors
    this.candles.applyOptions({ upColor: up, downColor: down, wickUpColor: up, wickDownColor: down })
    this.line.applyOptions({ color: line })
  }
}

function timeOf(bar: Bar): UTCTimestamp {
  return (bar.time / 1_000) as UTCTimestamp
}

function candleOf(bar: Bar) {
  return { time: timeOf(bar), open: bar.open, high: bar.high, low: bar.low, close: bar.close }
}
