/** `sim.history`, `sim.history_cold`: how long it takes to make up what has been. */
import { SimulatedHistory } from '@trading-pro/exchange'
import { createSimulation, parseResolution, simulatedInstruments, type Resolution } from '@trading-pro/market'
import { chooseCores } from './pinning.ts'
import { medianOf, millisecondsOf, printFigure } from './report.ts'

const BAR_COUNT = 300
const RESOLUTIONS = ['1', '5', '15', '30', '60']
const SECONDS_PER_MINUTE = 60
const SECONDS_PER_DAY = 86_400
const ROUNDS = 9
const COLD_ROUNDS = 3
/** In the afternoon of a day of trading. */
const NOW = Date.UTC(2026, 4, 13, 15, 30) / 1000

/** How long it took the first time, and how long once it was known. */
interface Times {
  readonly what: string
  readonly first: number
  readonly again: number
}

export function measureHistory(): void {
  chooseCores()
  const symbols = simulatedInstruments.map(({ symbol }) => symbol)
  // What is measured is compiled by then.
  for (const symbol of symbols) {
    timeMinutes(symbol, '5')
    timeDays(symbol)
  }
  const minutes = symbols.flatMap((symbol) => RESOLUTIONS.map((text) => timeMinutes(symbol, text)))
  const days = symbols.map((symbol) => medianTimes(() => timeDays(symbol)))
  const slowest = (times: readonly Times[], of: 'first' | 'again'): Times => {
    return times.reduce((worst, each) => (each[of] > worst[of] ? each : worst))
  }
  const [known, cold] = [slowest(minutes, 'again'), slowest(days, 'first')]
  console.log(`The slowest are ${known.what}, and for the first time ${cold.what}.`)
  printFigure({ name: 'sim.history', unit: 'ms', value: known.again, baseline: known.first })
  printFigure({ name: 'sim.history_cold', unit: 'ms', value: cold.first, baseline: cold.again })
}

/** Each round with a history that knows nothing yet. */
function medianTimes(time: () => Times): Times {
  const rounds = Array.from({ length: COLD_ROUNDS }, time)
  const [what = ''] = rounds.map((round) => round.what)
  return {
    what,
    first: medianOf(rounds.map(({ first }) => first)),
    again: medianOf(rounds.map(({ again }) => again)),
  }
}

function timeMinutes(symbol: string, text: string): Times {
  const resolution = resolutionOf(text)
  // More than enough for markets that close: what is asked for is what came last.
  const width = Number(text) * SECONDS_PER_MINUTE
  return timeHistory(symbol, { resolution, from: NOW - BAR_COUNT * width, what: `${symbol} in ${text} min` })
}

function timeDays(symbol: string): Times {
  const from = NOW - BAR_COUNT * SECONDS_PER_DAY
  return timeHistory(symbol, { resolution: resolutionOf('1D'), from, what: `${symbol} in days` })
}

interface Asked {
  readonly resolution: Resolution
  readonly from: number
  readonly what: string
}

/** With a history that knows nothing yet. */
function timeHistory(symbol: string, { resolution, from, what }: Asked): Times {
  const simulation = createSimulation({ seed: '0123456789abcdef' })
  const history = new SimulatedHistory(simulation, { minutesBetween: () => [], save: () => undefined })
  const ask = (): number =>
    millisecondsOf(() => {
      history.bars(symbol, resolution, { from, to: NOW, until: NOW })
    })
  const first = ask()
  return { what, first, again: medianOf(Array.from({ length: ROUNDS }, ask)) }
}

function resolutionOf(text: string): Resolution {
  const resolution = parseResolution(text)
  if (resolution === null) throw new Error(`${text} is no resolution`)
  return resolution
}
