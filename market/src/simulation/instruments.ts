import type { TickSize } from '@trading-pro/engine/numbers'
import {
  cryptoMarket,
  equityMarket,
  equitySessionMarket,
  forexMarket,
  forexSessionMarket,
  type SimulatedMarket,
} from './markets.ts'

/** An instrument whose prices are made up, and the figures they are made of. */
export interface SimulatedInstrument {
  /** `SIM:NAME` trades round the clock on all days; `SIMX:NAME` keeps sessions and holidays. */
  readonly symbol: string
  readonly exchange: 'SIM' | 'SIMX'
  readonly name: string
  readonly description: string
  readonly type: 'stock' | 'index' | 'crypto' | 'forex'
  readonly currency: 'USD' | 'JPY' | 'CHF' | 'CAD'
  readonly market: SimulatedMarket
  readonly tickSize: TickSize
  /** Decimals of the quantity: a lot is 10^-volumePrecision. */
  readonly volumePrecision: number
  /** The price on the day that all prices are pinned to (`PINNED_DAY`), in ticks. */
  readonly anchorTicks: number
  /** Standard deviation of a year's return, as a fraction. */
  readonly annualVolatility: number
  /** How far it goes along with the common factor of its market. */
  readonly beta: number
  /** Lots traded on a typical day. */
  readonly dailyVolume: number
}

type Row = readonly [
  name: string,
  description: string,
  anchor: number,
  annualVolatility: number,
  beta: number,
  dailyVolume: number,
]

const CENT: TickSize = { priceScale: 100, minimumMovement: 1 }
const TENTH: TickSize = { priceScale: 10, minimumMovement: 1 }

const STOCKS: readonly Row[] = [
  ['AAPL', 'Apple Inc.', 27_000, 0.26, 1.1, 55_000_000],
  ['MSFT', 'Microsoft Corporation', 48_000, 0.24, 1.05, 22_000_000],
  ['GOOGL', 'Alphabet Inc.', 31_000, 0.28, 1.1, 35_000_000],
  ['AMZN', 'Amazon.com, Inc.', 23_000, 0.3, 1.2, 42_000_000],
  ['NVDA', 'NVIDIA Corporation', 18_500, 0.42, 1.7, 190_000_000],
  ['TSLA', 'Tesla, Inc.', 44_000, 0.5, 1.7, 90_000_000],
  ['META', 'Meta Platforms, Inc.', 65_000, 0.32, 1.25, 15_000_000],
  ['JPM', 'JPMorgan Chase & Co.', 31_500, 0.23, 1, 9_000_000],
  ['XOM', 'Exxon Mobil Corporation', 12_000, 0.24, 0.7, 15_000_000],
  ['KO', 'The Coca-Cola Company', 7_000, 0.16, 0.5, 15_000_000],
]

const INDICES: readonly Row[] = [
  ['SPX500', 'Index of 500 US companies', 68_000, 0.155, 1, 1_500_000],
  ['NDX100', 'Index of 100 technology companies', 252_000, 0.2, 1.25, 600_000],
  ['DJI30', 'Index of 30 industrial companies', 480_000, 0.15, 0.9, 150_000],
]

const CRYPTO: readonly (readonly [Row, TickSize, volumePrecision: number])[] = [
  [['BTCUSD', 'Bitcoin / US Dollar', 9_500_000, 0.48, 1, 2_000_000_000], CENT, 5],
  [['ETHUSD', 'Ether / US Dollar', 320_000, 0.6, 1.15, 3_000_000_000], CENT, 4],
  [['SOLUSD', 'Solana / US Dollar', 14_000, 0.68, 1.25, 4_000_000_000], CENT, 3],
  [['XRPUSD', 'XRP / US Dollar', 20_000, 0.64, 1.05, 300_000_000_000], decimals(4), 3],
  [['DOGEUSD', 'Dogecoin / US Dollar', 15_000, 0.7, 1.2, 2_000_000_000_000], decimals(5), 3],
]

/** The factor is the dollar's weakness: what is quoted per dollar goes against it. */
const FOREX: readonly (readonly [Row, SimulatedInstrument['currency'], TickSize])[] = [
  [['EURUSD', 'Euro / US Dollar', 117_000, 0.075, 1, 900_000_000], 'USD', decimals(5)],
  [['GBPUSD', 'Pound / US Dollar', 134_000, 0.08, 0.95, 500_000_000], 'USD', decimals(5)],
  [['AUDUSD', 'Australian Dollar / US Dollar', 66_000, 0.095, 1, 300_000_000], 'USD', decimals(5)],
  [['USDJPY', 'US Dollar / Yen', 156_000, 0.095, -0.9, 700_000_000], 'JPY', decimals(3)],
  [['USDCHF', 'US Dollar / Swiss Franc', 80_000, 0.08, -1, 250_000_000], 'CHF', decimals(5)],
  [['USDCAD', 'US Dollar / Canadian Dollar', 138_000, 0.065, -0.7, 300_000_000], 'CAD', decimals(5)],
]

const WITH_SESSIONS = new Set(['AAPL', 'MSFT', 'SPX500', 'EURUSD'])

/** The instruments of the simulated market; only their names are those of real ones, the prices are not. */
export const simulatedInstruments: readonly SimulatedInstrument[] = withTwins([
  ...STOCKS.map((row) => instrumentOf(row, { type: 'stock', market: equityMarket, tickSize: CENT })),
  ...INDICES.map((row) => instrumentOf(row, { type: 'index', market: equityMarket, tickSize: TENTH })),
  ...CRYPTO.map(([row, tickSize, volumePrecision]) =>
    instrumentOf(row, { type: 'crypto', market: cryptoMarket, tickSize, volumePrecision }),
  ),
  ...FOREX.map(([row, currency, tickSize]) =>
    instrumentOf(row, { type: 'forex', market: forexMarket, tickSize, currency }),
  ),
])

function decimals(count: number): TickSize {
  return { priceScale: Number(`1e${count}`), minimumMovement: 1 }
}

function instrumentOf(
  [name, description, anchorTicks, annualVolatility, beta, dailyVolume]: Row,
  rest: Pick<SimulatedInstrument, 'type' | 'market' | 'tickSize'> &
    Partial<Pick<SimulatedInstrument, 'currency' | 'volumePrecision'>>,
): SimulatedInstrument {
  return {
    ...{ symbol: `SIM:${name}`, exchange: 'SIM', name, description },
    ...{ currency: 'USD', volumePrecision: 0, anchorTicks, annualVolatility, beta, dailyVolume },
    ...rest,
  }
}

function withTwins(instruments: readonly SimulatedInstrument[]): readonly SimulatedInstrument[] {
  const twins = instruments
    .filter(({ name }) => WITH_SESSIONS.has(name))
    .map((instrument): SimulatedInstrument => {
      const market = instrument.type === 'forex' ? forexSessionMarket : equitySessionMarket
      return { ...instrument, symbol: `SIMX:${instrument.name}`, exchange: 'SIMX', market }
    })
  return [...instruments, ...twins]
}
