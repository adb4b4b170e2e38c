import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Calendar } from '../calendar/calendar.ts'
import { parseCompactDate, SECONDS_PER_DAY, weekdayOf } from '../dates/dates.ts'
import type { Resolution } from '../resolution/resolution.ts'
import {
  curveOf,
  logReturns,
  medianOf,
  mediansOf,
  medianStatistics,
  returnsByWeek,
  type Series,
  type Statistics,
} from './realism.fixture.ts'
import { createSimulation, type Simulation } from './simulation.ts'

/*
 * How alike simulated and recorded markets are. Both sides go through the same estimator on samples of the
 * same length: minutes by the week, days by runs of 500; of each statistic the median over the samples, since
 * in heavy tails a single sample says little about a fourth moment. On the simulated side the median over
 * five seeds of that. Zero returns count, returns over gaps do not.
 */
const folder = process.env.TEST_DATA_DIR
if (folder === undefined)
  console.log('SKIPPED: TEST_DATA_DIR not set, the simulation is not compared with real markets')

const MINUTE: Resolution = { unit: 'minute', count: 1 }
const DAY: Resolution = { unit: 'day', count: 1 }
const MINUTE_LAGS = [1, 10, 60]
const DAYS_PER_SAMPLE = 500
const simulations = [1n, 2n, 3n, 4n, 5n].map((seed) => createSimulation({ seed }))
const session = simulations[0]?.calendarOf('SIMX:SPX500')

function linesOf(...path: string[]): string[] {
  const bytes = readFileSync(join(folder ?? '', ...path))
  const text = path.at(-1)?.endsWith('.gz') === true ? gunzipSync(bytes).toString() : bytes.toString()
  return text.trim().split(/\r?\n/)
}

/** All files of a folder, in order of name. */
function linesOfAll(name: string): string[] {
  return readdirSync(join(folder ?? '', name))
    .toSorted()
    .flatMap((file) => linesOf(name, file))
}

type Row = readonly [time: number, high: number, low: number, close: number, volume: number]

function seriesOf(rows: readonly Row[]): Series {
  return {
    time: rows.map(([time]) => time),
    high: rows.map(([, high]) => high),
    low: rows.map(([, , low]) => low),
    close: rows.map(([, , , close]) => close),
    volume: rows.map(([, , , , volume]) => volume),
  }
}

/** `YYYYMMDD HHMMSS` as if it were UTC. */
function stampOf(text: string): number {
  const date = parseCompactDate(text.slice(0, 8)) ?? Number.NaN
  const [hours = 0, minutes = 0] = [text.slice(9, 11), text.slice(11, 13)].map(Number)
  return date * SECONDS_PER_DAY + hours * 3_600 + minutes * 60
}

/** Rows `stamp;open;high;low;close;volume`; `shift` makes the stamp the bar's open in UTC. */
function readStamped(lines: readonly string[], shift: number): Series {
  return seriesOf(
    lines.map((line) => {
      const [stamp = '', , high, low, close, volume] = line.split(';')
      return [stampOf(stamp) + shift, Number(high), Number(low), Number(close), Number(volume)]
    }),
  )
}

const readSpy = () => inSession(readStamped(linesOfAll('spy_1m').toSorted(), -60))
const readEuro = () => readStamped(linesOfAll('eurusd_1m'), 5 * 3_600)
const readBitcoin = () =>
  seriesOf(
    linesOf('bitfinex_1m', 'BTCUSD_1m_2017.csv.gz').map((line) => {
      const [time = 0, , close = 0, high = 0, low = 0, volume = 0] = line.split(',').map(Number)
      return [time / 1_000, high, low, close, volume]
    }),
  )
const readFilecoin = () =>
  seriesOf(
    linesOfAll('binance_klines_1m').flatMap((line): Row[] => {
      const [time = 0, , high = 0, low = 0, close = 0, volume = 0] = line.split(',').map(Number)
      return Number.isNaN(time) ? [] : [[time / 1_000, high, low, close, volume]]
    }),
  )

function readDays(file: string): number[] {
  const closes = linesOf('daily', file)
    .slice(1)
    .map((line) => Number(line.split(',')[4]))
  return logReturns(closes)
}

function keep(series: Series, isKept: (time: number) => boolean): Series {
  const kept = Array.from(series.time, (_, index) => index).filter((index) => isKept(series.time[index] ?? 0))
  const pick = (column: Series['time']) => kept.map((index) => column[index] ?? 0)
  const { time, high, low, close, volume } = series
  return { time: pick(time), high: pick(high), low: pick(low), close: pick(close), volume: pick(volume) }
}

/** The part of a series in which New York trades. */
function inSession(series: Series): Series {
  return keep(series, (time) => session?.tradingDayAt(time) !== null)
}

const onWorkdays = (series: Series) =>
  keep(series, (time) => weekdayOf(Math.floor(time / SECONDS_PER_DAY)) % 6 !== 0)

/** The winter of a year, whose session is that of the round-the-clock equities' curve. */
function minutesOf(simulation: Simulation, symbol: string): Series {
  const from = (parseCompactDate('20231106') ?? 0) * SECONDS_PER_DAY
  return simulation.bars(symbol, MINUTE, { from, to: from + 13 * 7 * SECONDS_PER_DAY })
}

function daysOf(simulation: Simulation, symbol: string): number[] {
  const from = (parseCompactDate('20050101') ?? 0) * SECONDS_PER_DAY
  return logReturns(simulation.bars(symbol, DAY, { from, to: from + 16 * 365 * SECONDS_PER_DAY }).close)
}

const statisticsOfMinutes = (series: Series) => medianStatistics(returnsByWeek(series, 60), MINUTE_LAGS)

function statisticsOfDays(returns: readonly number[]): Statistics {
  const samples = Array.from({ length: Math.floor(returns.length / DAYS_PER_SAMPLE) }, (_, index) =>
    returns.slice(index * DAYS_PER_SAMPLE, (index + 1) * DAYS_PER_SAMPLE),
  )
  return medianStatistics(samples, [1])
}

function figures({ kurtosis, memory }: Statistics): number[] {
  return [kurtosis, ...memory]
}

function expectWithinFactorTwo(simulated: readonly number[], real: readonly number[], what: string): void {
  const text = (values: readonly number[]) => values.map((value) => value.toFixed(3)).join(' ')
  console.log(`${what}: simulated ${text(simulated)}, real ${text(real)}`)
  expect(simulated).toHaveLength(real.length)
  for (const [index, value] of simulated.entries()) {
    expect(value / (real[index] ?? 0), `figure ${index} of ${text(simulated)}`).toBeGreaterThan(0.5)
    expect(value / (real[index] ?? 0), `figure ${index} of ${text(simulated)}`).toBeLessThan(2)
  }
}

/** Half hours of New York's session. */
function sessionCurve({ time, volume }: Series, calendar: Calendar | undefined): number[] {
  const points = Array.from(time, (at, index) => {
    const open = calendar?.tradingDayAt(at)?.segments[0]?.open ?? at
    return { step: Math.floor((at - open) / 1_800), amount: volume[index] ?? 0 }
  })
  return curveOf(points, 13)
}

/** Hours of the UTC day. */
function dayCurve(series: Series, of: 'volume' | 'range'): number[] {
  const points = Array.from(series.time, (at, index) => {
    const range = (series.high[index] ?? 0) / (series.low[index] ?? 1) - 1
    return {
      step: Math.floor((at % SECONDS_PER_DAY) / 3_600),
      amount: of === 'range' ? range : (series.volume[index] ?? 0),
    }
  })
  return curveOf(points, 24)
}

const CLASSES = [
  {
    name: 'SPY',
    read: readSpy,
    symbols: ['SIMX:SPX500', 'SIMX:AAPL', 'SIM:SPX500', 'SIM:MSFT'],
    part: inSession,
  },
  {
    name: 'BTCUSD',
    read: readBitcoin,
    symbols: ['SIM:BTCUSD', 'SIM:SOLUSD'],
    part: (series: Series) => series,
  },
  {
    name: 'FILUSDT',
    read: readFilecoin,
    symbols: ['SIM:ETHUSD', 'SIM:DOGEUSD'],
    part: (series: Series) => series,
  },
  { name: 'EURUSD', read: readEuro, symbols: ['SIM:EURUSD', 'SIMX:EURUSD', 'SIM:USDJPY'], part: onWorkdays },
]

describe.skipIf(folder === undefined).each(CLASSES)(
  'minutes like those of $name',
  ({ name, read, symbols, part }) => {
    let real: Series = seriesOf([])
    beforeAll(() => {
      real = read()
    })

    it.each(symbols)('%s: kurtosis, and memory of absolute returns after 1, 10 and 60 minutes', (symbol) => {
      const simulated = mediansOf(
        simulations.map((simulation) => statisticsOfMinutes(part(minutesOf(simulation, symbol)))),
      )
      expectWithinFactorTwo(figures(simulated), figures(statisticsOfMinutes(real)), `${symbol} like ${name}`)
    })

    it.each(symbols)('%s: the curve of the day', (symbol) => {
      // Recorded forex has no volume; how far a minute's prices are apart is what it is known to go with.
      const curve = (series: Series, of: 'volume' | 'range') =>
        name === 'SPY' ? sessionCurve(series, session) : dayCurve(series, of)
      const all = simulations.map((simulation) => part(minutesOf(simulation, symbol)))
      const realCurve = curve(real, name === 'EURUSD' ? 'range' : 'volume')
      for (const of of name === 'EURUSD' ? (['range', 'volume'] as const) : (['volume'] as const)) {
        const curves = all.map((series) => curve(series, of))
        const simulated = realCurve.map((_, step) => medianOf(curves.map((levels) => levels[step] ?? 0)))
        expectWithinFactorTwo(simulated, realCurve, `${symbol} like ${name}, ${of} by time`)
      }
    })
  },
)

describe.skipIf(folder === undefined)('days', () => {
  it.each([
    ['SIMX:MSFT', 'msft.csv'],
    ['SIMX:SPX500', 'spx.csv'],
    ['SIM:MSFT', 'msft.csv'],
    ['SIM:SPX500', 'spx.csv'],
  ])('of %s like those of %s: kurtosis, and memory of absolute returns after a day', (symbol, file) => {
    const simulated = mediansOf(simulations.map((simulation) => statisticsOfDays(daysOf(simulation, symbol))))
    expectWithinFactorTwo(
      figures(simulated),
      figures(statisticsOfDays(readDays(file))),
      `${symbol} like ${file}`,
    )
  })
})
