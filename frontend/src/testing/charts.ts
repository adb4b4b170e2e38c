import type { ChartAdapter, ChartEvents, ChartSeries, CreateChart } from '../chart/chart-adapter.ts'
import type { ChartClock } from '../chart/chart-clock.ts'

/** A drawing library that draws nothing, and remembers what it was told. */
export function recordingChart() {
  const calls: string[] = []
  let series: ChartSeries | null = null
  let clock: ChartClock | null = null
  let events: ChartEvents | null = null
  const adapter: ChartAdapter = {
    show(next) {
      calls.push('show')
      series = next
    },
    prepend(next, added) {
      calls.push(`prepend ${added}`)
      series = next
    },
    update(next, from) {
      calls.push(`update ${from}`)
      series = next
    },
    setClock: (next) => (clock = next),
    setLogScale: (isLogScale) => calls.push(`log ${isLogScale}`),
    readColors: () => calls.push('colors'),
    pointAt: (index) => calls.push(`point ${index}`),
    zoom: (factor) => calls.push(`zoom ${factor}`),
    fitAll: () => calls.push('fit'),
    goToLatest: () => calls.push('latest'),
    dispose: () => calls.push('dispose'),
  }
  const create: CreateChart = (_container, given) => {
    events = given
    return adapter
  }
  return {
    create,
    calls,
    series: () => series,
    clock: () => clock,
    point: (index: number | null) => events?.onPoint(index),
    view: (from: number, to: number) => events?.onRange({ from, to }),
  }
}
