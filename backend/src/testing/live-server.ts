import type { Bar } from '@trading-pro/contracts'
import {
  createSimulation,
  parseResolution,
  resampleBars,
  simulatedInstruments,
  allocateBars,
  type Bars,
  type Resolution,
  type Simulation,
} from '@trading-pro/market'
import { startTestServer, type TestServer, type TestServerOptions } from './test-server.ts'

/** Monday 2026-01-05, 15:04:17.300 UTC: New York has been open for half an hour. */
export const MONDAY = Date.UTC(2026, 0, 5, 15, 4, 17, 300)

const SYMBOLS = ['SIM:AAPL', 'SIM:BTCUSD', 'SIMX:AAPL', 'SIMX:EURUSD']
const MINUTE: Resolution = { unit: 'minute', count: 1 }

/** A few instruments of a market that is the same in every run. */
export const testSimulation = createSimulation({
  seed: '00112233445566778899aabbccddeeff',
  instruments: simulatedInstruments.filter(({ symbol }) => SYMBOLS.includes(symbol)),
})

/** A server with a live market, and its clock. */
export interface LiveServer extends TestServer {
  /** Lets it be another time, and everything happen until then. */
  at(nowMs: number): void
  /** Lets so much time pass that only the next turn of the timer sees it, ms. */
  sleep(ms: number): void
}

export async function startLiveServer(options: TestServerOptions = {}): Promise<LiveServer> {
  let now = MONDAY
  const server = await startTestServer({ simulation: testSimulation, nowMs: () => now, ...options })
  return {
    ...server,
    at(nowMs) {
      now = nowMs
      server.context.live.advance()
    },
    sleep(ms) {
      now += ms
    },
  }
}

/** The resolution of a text that is one. */
function resolutionOf(text: string): Resolution {
  const resolution = parseResolution(text)
  if (resolution === null) throw new Error(`${text} is no resolution`)
  return resolution
}

/**
 * All bars of a simulated symbol from a time (Unix s) until now (Unix ms), the long way: minutes of the
 * generator, the last one of its prints so far, and these resampled.
 */
export function naiveLiveBars(
  { symbol, resolution, from }: { symbol: string; resolution: string; from: number },
  nowMs: number,
  simulation: Simulation = testSimulation,
): Bar[] {
  const minute = Math.floor(nowMs / 60_000) * 60
  const closed = simulation.bars(symbol, MINUTE, { from, to: minute })
  const prints = simulation.printsOf(symbol, minute).filter(({ time }) => time <= nowMs)
  const prices = prints.map(({ price }) => price)
  const forming =
    prints.length === 0
      ? []
      : [
          [minute, prices[0] ?? NaN, Math.max(...prices), Math.min(...prices), prices.at(-1) ?? NaN].concat(
            prints.reduce((sum, { quantity }) => sum + quantity, 0),
          ),
        ]
  const all = appended(closed, forming)
  const calendar = simulation.calendarOf(symbol)
  const { bars } = resampleBars(all, { from: MINUTE, to: resolutionOf(resolution), calendar })
  return wireBars(symbol, bars, simulation)
}

const COLUMNS = ['time', 'open', 'high', 'low', 'close', 'volume'] as const

function appended(bars: Bars, rows: readonly (readonly number[])[]): Bars {
  const { length } = bars.time
  const all = allocateBars(length + rows.length)
  for (const [column, name] of COLUMNS.entries()) {
    all[name].set(bars[name])
    for (const [index, row] of rows.entries()) all[name][length + index] = row[column] ?? NaN
  }
  return all
}

function wireBars(symbol: string, bars: Bars, simulation: Simulation): Bar[] {
  const instrument = simulation.instruments.find((each) => each.symbol === symbol)
  const priceScale = instrument?.tickSize.priceScale ?? NaN
  const volumeScale = 10 ** (instrument?.volumePrecision ?? NaN)
  const price = (ticks = NaN) => ticks / priceScale
  return Array.from(bars.time, (time, index) => ({
    time: time * 1000,
    open: price(bars.open[index]),
    high: price(bars.high[index]),
    low: price(bars.low[index]),
    close: price(bars.close[index]),
    volume: (bars.volume[index] ?? NaN) / volumeScale,
  }))
}
