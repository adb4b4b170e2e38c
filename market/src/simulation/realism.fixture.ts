import { SECONDS_PER_DAY } from '../dates/dates.ts'
import { exactLog } from './exact-math.ts'

type Column = Float64Array | readonly number[]

/** Bars of a real or a simulated market, ascending; times in Unix seconds. */
export interface Series {
  readonly time: Column
  readonly high: Column
  readonly low: Column
  readonly close: Column
  readonly volume: Column
}

/** What the realism of returns is judged by. */
export interface Statistics {
  readonly kurtosis: number
  /** Autocorrelation of absolute returns at each of the lags asked for. */
  readonly memory: readonly number[]
}

/** Weeks of fewer minutes are holidays or the ends of a recording. */
const RETURNS_PER_WEEK_MIN = 1_200

/** Logarithms of the ratio of each price to the one before. */
export function logReturns(prices: Column): number[] {
  return Array.from(prices, (price, index) =>
    index === 0 ? 0 : exactLog(price / (prices[index - 1] ?? price)),
  ).slice(1)
}

/** Log returns of bars that are `spacing` seconds apart, for each full week from Monday on in UTC. */
export function returnsByWeek({ time, close }: Series, spacing: number): number[][] {
  const weeks = new Map<number, number[]>()
  const returns = logReturns(close)
  for (const [index, value] of returns.entries()) {
    const at = time[index + 1] ?? 0
    if (at - (time[index] ?? 0) !== spacing) continue
    const week = Math.floor((at / SECONDS_PER_DAY + 3) / 7)
    const ofWeek = weeks.get(week)
    if (ofWeek === undefined) weeks.set(week, [value])
    else ofWeek.push(value)
  }
  return [...weeks.values()].filter(({ length }) => length >= RETURNS_PER_WEEK_MIN)
}

/** The median of each statistic over samples of like length. */
export function medianStatistics(
  samples: readonly (readonly number[])[],
  lags: readonly number[],
): Statistics {
  return mediansOf(samples.map((returns) => statisticsOf(returns, lags)))
}

/** The median of each statistic. */
export function mediansOf(all: readonly Statistics[]): Statistics {
  return {
    kurtosis: medianOf(all.map(({ kurtosis }) => kurtosis)),
    memory: (all[0]?.memory ?? []).map((_, lag) => medianOf(all.map(({ memory }) => memory[lag] ?? 0))),
  }
}

/** How much falls into each step, over the mean of the steps. */
export function curveOf(
  points: readonly { readonly step: number; readonly amount: number }[],
  steps: number,
): number[] {
  const sums = Array.from({ length: steps }, () => 0)
  for (const { step, amount } of points) sums[step] = (sums[step] ?? 0) + amount
  const mean = meanOf(sums)
  return sums.map((sum) => sum / mean)
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

/** The fourth moment over the square of the second; autocorrelations around the mean of the whole sample. */
function statisticsOf(returns: readonly number[], lags: readonly number[]): Statistics {
  const mean = meanOf(returns)
  const squares = returns.map((value) => (value - mean) * (value - mean))
  const variance = meanOf(squares)
  const kurtosis = meanOf(squares.map((square) => square * square)) / (variance * variance)
  const sizes = returns.map((value) => Math.abs(value - mean))
  const sizeMean = meanOf(sizes)
  const deviations = Float64Array.from(sizes, (size) => size - sizeMean)
  const spread = deviations.reduce((sum, value) => sum + value * value, 0)
  const memory = lags.map((lag) => {
    let sum = 0
    for (let index = lag; index < deviations.length; index += 1)
      sum += (deviations[index] ?? 0) * (deviations[index - lag] ?? 0)
    return sum / spread
  })
  return { kurtosis, memory }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
