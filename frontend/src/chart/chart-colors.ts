import { CrosshairMode, LineStyle, type ChartOptions, type DeepPartial } from 'lightweight-charts'

/** The tokens of the page that a canvas needs. */
export interface ChartColors {
  readonly up: string
  readonly down: string
  readonly volumeUp: string
  readonly volumeDown: string
  readonly line: string
  readonly options: DeepPartial<ChartOptions>
}

export function readChartColors(element: HTMLElement): ChartColors {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(name).trim()
  const crosshair = {
    color: token('--chart-crosshair'),
    labelBackgroundColor: token('--chart-label'),
    style: LineStyle.LargeDashed,
    width: 1 as const,
  }
  return {
    up: token('--chart-up'),
    down: token('--chart-down'),
    volumeUp: token('--chart-volume-up'),
    volumeDown: token('--chart-volume-down'),
    line: token('--chart-line'),
    options: {
      layout: {
        background: { color: token('--surface') },
        textColor: token('--text-soft'),
        fontFamily: token('--font'),
        fontSize: 11,
        attributionLogo: false,
        panes: { separatorColor: token('--line') },
      },
      grid: { vertLines: { color: token('--chart-grid') }, horzLines: { color: token('--chart-grid') } },
      crosshair: { mode: CrosshairMode.Normal, vertLine: crosshair, horzLine: crosshair },
      rightPriceScale: { borderColor: token('--line') },
      timeScale: { borderColor: token('--line') },
    },
  }
}
