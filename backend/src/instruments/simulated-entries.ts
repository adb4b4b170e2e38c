import type { Simulation, SimulatedInstrument } from '@trading-pro/market'
import { OFFERED_RESOLUTIONS, type CatalogEntry } from './catalog.ts'

/** Whoever looks around is shown these first: they move, and one of each kind is among them. */
const FEATURED: ReadonlySet<string> = new Set(
  ['AAPL', 'BTCUSD', 'ETHUSD', 'EURUSD', 'GOOGL', 'MSFT', 'NVDA', 'SPX500', 'TSLA', 'USDJPY'].map(
    (name) => `SIM:${name}`,
  ),
)

/** Nothing simulated is finer than a minute. */
const RESOLUTIONS = OFFERED_RESOLUTIONS.filter((text) => !text.endsWith('S'))

/** The instruments of the simulated market: they are known without being stored. */
export function simulatedEntries(simulation: Simulation): readonly CatalogEntry[] {
  return simulation.instruments.map((instrument) => ({
    instrument: instrumentOf(instrument),
    series: [],
    resolutions: RESOLUTIONS,
    hasData: true,
    isLive: true,
    isFeatured: FEATURED.has(instrument.symbol),
    calendar: () => simulation.calendarOf(instrument.symbol),
  }))
}

function instrumentOf(simulated: SimulatedInstrument): CatalogEntry['instrument'] {
  const { symbol, exchange, name, description, type, currency, tickSize, volumePrecision, market } = simulated
  const identity = { symbol, exchange, name, description: `${description} (simulated)`, type, currency }
  return { ...identity, ...market.hours, tickSize, volumePrecision, origin: 'simulated' }
}
