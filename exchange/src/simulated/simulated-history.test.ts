import { describe, expect, it } from 'vitest'
import { Engine } from '@trading-pro/engine'
import {
  createSimulation,
  parseResolution,
  resampleBars,
  simulatedInstruments,
  type Bars,
  type Resolution,
} from '@trading-pro/market'
import { Exchange } from '../exchange.ts'
import type { FormingBar } from '../market/forming-bars.ts'
import { SimulatedFeed } from './simulated-feed.ts'
import { SimulatedHistory, type MinuteStore } from './simulated-history.ts'

const NAMES = ['SIM:AAPL', 'SIMX:AAPL', 'SIMX:EURUSD']
const instruments = simulatedInstruments.filter(({ symbol }) => NAMES.includes(symbol))
const simulation = createSimulation({ seed: '0123456789abcdef', instruments })
const seconds = (text: string) => Date.parse(text.includes('T') ? `${text}Z` : text) / 1000

function storeOf(minutes: Readonly<Record<string, readonly FormingBar[]>>): MinuteStore {
  return {
    minutesBetween: (symbol, from, until) =>
      (minutes[symbol] ?? []).filter(({ time }) => time >= from && time < until),
    save: () => undefined,
  }
}

function resolutionOf(text: string): Resolution {
  const resolution = parseResolution(text)
  if (resolution === null) throw new Error(text)
  return resolution
}

function rowsOf(bars: Bars): number[][] {
  const { time, open, high, low, close, volume } = bars
  return Array.from(time, (at, index) => [
    at,
    ...[open, high, low, close, volume].map((column) => column[index] ?? NaN),
  ])
}

const untouched = new SimulatedHistory(simulation, storeOf({}))

describe('the history of the simulated market', () => {
  it.each(['1', '15', '1D', '1W', '3M'])('in bars of %s is the generator’s', (text) => {
    const range = { from: seconds('2025-03-05'), to: seconds('2025-07-01') }
    for (const symbol of NAMES) {
      const expected = simulation.bars(symbol, resolutionOf(text), range)
      expect(rowsOf(untouched.bars(symbol, resolutionOf(text), range))).toEqual(rowsOf(expected))
    }
  })

  it.each(['5', '1D', '1M'])('in bars of %s has what users did, and nothing else changes', (text) => {
    const time = seconds('2025-03-11T15:31:00')
    const minute = { time, open: 100, high: 99_999, low: 1, close: 200, volume: 7 }
    const range = { from: seconds('2025-02-01'), to: seconds('2025-05-01') }
    const history = new SimulatedHistory(simulation, storeOf({ 'SIM:AAPL': [minute] }))
    const minutes = simulation.bars('SIM:AAPL', resolutionOf('1'), range)
    const index = minutes.time.indexOf(time)
    const changed = { ...minutes, high: minutes.high.slice(), low: minutes.low.slice() }
    const columns = {
      close: minutes.close.slice(),
      volume: minutes.volume.slice(),
      open: minutes.open.slice(),
    }
    const all = { ...changed, ...columns }
    for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) all[name][index] = minute[name]
    const calendar = simulation.calendarOf('SIM:AAPL')
    const { bars } = resampleBars(all, { from: resolutionOf('1'), to: resolutionOf(text), calendar })
    expect(rowsOf(history.bars('SIM:AAPL', resolutionOf(text), range))).toEqual(rowsOf(bars))
    expect(rowsOf(history.bars('SIMX:AAPL', resolutionOf(text), range))).toEqual(
      rowsOf(untouched.bars('SIMX:AAPL', resolutionOf(text), range)),
    )
  })

  it.each(['60', '1D', '1W', '1M'])('in bars of %s ends where it is told', (text) => {
    const until = seconds('2025-03-12T18:20:00')
    const range = { from: seconds('2025-03-01'), to: Infinity, until }
    for (const symbol of NAMES) {
      const minutes = simulation.bars(symbol, resolutionOf('1'), { from: range.from - 86_400, to: until })
      const calendar = simulation.calendarOf(symbol)
      const { bars } = resampleBars(minutes, { from: resolutionOf('1'), to: resolutionOf(text), calendar })
      const expected = rowsOf(bars).filter(([time = 0]) => time >= range.from)
      expect(rowsOf(untouched.bars(symbol, resolutionOf(text), range))).toEqual(expected)
    }
  })
})

describe('a market that is opened in the middle', () => {
  it.each([
    // The trading day of currencies begins on the evening before its date.
    ['SIMX:EURUSD', '1D', '2025-03-11T22:30:10', '2025-03-12'],
    ['SIMX:EURUSD', '1D', '2025-03-12T03:30:10', '2025-03-12'],
    ['SIMX:EURUSD', '1W', '2025-03-12T03:30:10', '2025-03-10'],
    ['SIMX:AAPL', '1W', '2025-03-12T03:30:10', '2025-03-10'],
    ['SIMX:AAPL', '1M', '2025-03-12T15:00:10', '2025-03-03'],
    ['SIM:AAPL', '12M', '2025-03-12T15:00:10', '2025-01-01'],
  ] as const)('%s has the bar of %s at %s from its beginning', (...[symbol, text, now, open]) => {
    const at = Date.parse(`${now}Z`)
    const exchange = new Exchange(new Engine({ recentOrdersMax: 100 }))
    const minutes = storeOf({})
    const feed = new SimulatedFeed({ exchange, simulation, minutes }, at)
    const market = exchange.market(symbol)
    const resolution = resolutionOf(text)
    const bar = market?.barsOf(text, resolution, at).forming
    const closed = feed.history.bars(symbol, resolution, {
      from: seconds(open),
      to: Infinity,
      until: Math.floor(at / 60_000) * 60,
    })
    expect(bar?.time).toBe(seconds(open))
    expect(bar?.open).toBe(closed.open[0])
    const formingVolume = market?.minutes.forming?.volume ?? 0
    expect(bar?.volume).toBe((closed.volume[0] ?? 0) + formingVolume)
  })

  it.each([
    ['SIMX:AAPL', '2025-03-11T22:30:10', '2025-03-11'],
    ['SIMX:AAPL', '2025-03-11T12:00:10', '2025-03-10'],
    ['SIMX:EURUSD', '2025-03-11T22:30:10', '2025-03-11'],
    ['SIM:AAPL', '2025-03-11T22:30:10', '2025-03-10'],
  ])('%s knows at %s the close of the day before', (symbol, now, day) => {
    const exchange = new Exchange(new Engine({ recentOrdersMax: 100 }))
    const feed = new SimulatedFeed({ exchange, simulation, minutes: storeOf({}) }, Date.parse(`${now}Z`))
    const range = { from: seconds(day), to: seconds(day) + 1 }
    const [close] = feed.history.bars(symbol, resolutionOf('1D'), range).close
    expect(exchange.market(symbol)?.previousClose).toBe(close)
  })

  it('goes on over a break with the bar that began before it', () => {
    const session = instruments.filter(({ symbol }) => symbol === 'SIMX:AAPL')
    const exchange = new Exchange(new Engine({ recentOrdersMax: 100 }))
    // A Wednesday, 30 seconds before New York opens.
    const start = Date.parse('2025-03-12T13:29:30Z')
    const parts = {
      exchange,
      minutes: storeOf({}),
      simulation: createSimulation({ seed: '0123456789abcdef', instruments: session }),
    }
    const feed = new SimulatedFeed(parts, start)
    const market = exchange.market('SIMX:AAPL')
    if (market === undefined) throw new Error('no market')
    const week = resolutionOf('1W')
    const bars = market.barsOf('1W', week, start)
    const closed: unknown[] = []
    bars.listen((bar) => closed.push(bar))
    for (let at = start; at <= start + 100_000; at += 500) feed.advance(at)
    const range = { from: seconds('2025-03-10'), to: Infinity, until: seconds('2025-03-12T13:31:00') }
    const before = feed.history.bars('SIMX:AAPL', week, range)
    expect(closed).toEqual([])
    expect(bars.forming).toMatchObject({
      ...{ time: seconds('2025-03-10'), open: before.open[0] },
      volume: (before.volume[0] ?? 0) + (market.minutes.forming?.volume ?? 0),
    })
  })
})
