import { describe, expect, it } from 'vitest'
import { Engine } from '@trading-pro/engine'
import { createSimulation, simulatedInstruments } from '@trading-pro/market'
import { Exchange } from '../exchange.ts'
import { SimulatedFeed } from '../simulated/simulated-feed.ts'
import { MadeUpVenue, withLoss } from '../testing/made-up-venue.fixture.ts'
import { definitionOf, INSTRUMENT, NOON } from '../testing/market.fixture.ts'
import { describeProviderContract } from './provider-contract.fixture.ts'
import { RecordedProvider } from './recorded-provider.ts'

const SYMBOLS = ['SIM:AAPL', 'SIM:EURUSD', 'SIMX:BTCUSD']

const NO_MINUTES = { minutesBetween: () => [], save: () => undefined }

const newExchange = () => new Exchange(new Engine({ recentOrdersMax: 100 }))

describeProviderContract('of the simulation', () => {
  const instruments = simulatedInstruments.filter(({ symbol }) => SYMBOLS.includes(symbol))
  const simulation = createSimulation({ seed: '0123456789abcdef', instruments })
  const exchange = newExchange()
  const [startedAt, endsAt] = [NOON + 17_000, NOON + 200_000]
  const provider = new SimulatedFeed({ exchange, simulation, minutes: NO_MINUTES }, startedAt)
  return { exchange, provider, startedAt, endsAt, linkLoss: null }
})

describeProviderContract('of a recording', () => {
  const [startedAt, endsAt] = [NOON + 17_000, NOON + 200_000]
  const linkLoss = { lostAt: NOON + 90_000, worksAt: NOON + 99_000, backAt: NOON + 102_000 }
  const { arrivals } = new MadeUpVenue(1, { from: startedAt, until: endsAt })
  const instrument = { ...INSTRUMENT, tape: 'venue', staleAfterMs: 5_000 } as const
  const exchange = newExchange()
  const recording = {
    name: 'recording',
    definition: definitionOf({ instrument }),
    messages: withLoss(arrivals, linkLoss),
  }
  const provider = new RecordedProvider(exchange, recording, startedAt)
  return { exchange, provider, startedAt, endsAt, linkLoss }
})

describe('the simulation in one step over the moment at which it plans hours to come', () => {
  it('has each print at its time', () => {
    const symbol = 'SIMX:AAPL'
    const instruments = simulatedInstruments.filter((each) => each.symbol === symbol)
    const simulation = createSimulation({ seed: '0123456789abcdef', instruments })
    const exchange = newExchange()
    // It plans for days, for the first time when it is made.
    const madeAt = NOON - 21 * 3_600_000
    const feed = new SimulatedFeed({ exchange, simulation, minutes: NO_MINUTES }, madeAt)
    const [from, to] = [madeAt + 86_400_000 - 60_000, madeAt + 86_400_000 + 60_000]
    feed.advance(from)
    const times: number[] = []
    exchange.market(symbol)?.tape.listen(({ at }) => times.push(at))
    feed.advance(to)
    const expected = [from, from + 60_000].flatMap((minute) => simulation.printsOf(symbol, minute / 1000))
    expect(times).toEqual(expected.map(({ time }) => time).filter((time) => time > from && time <= to))
    expect(times.length).toBeGreaterThan(3)
  })
})
