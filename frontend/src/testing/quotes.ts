import type { MarketData } from '@trading-pro/client'
import type { SymbolDetails } from '@trading-pro/contracts'
import { samples } from './sources.ts'

/** A quote as the stream sends it first. */
export const streamedQuote: MarketData = {
  bid: 99.99,
  bidSize: 300,
  ask: 100.01,
  askSize: 200,
  last: 100,
  lastSize: 10,
  open: 98,
  high: 101,
  low: 97.5,
  previousClose: 98,
  change: 2,
  changePercent: 2.0408,
  volume: 12_345,
  marketState: 'continuous',
  time: 1_795_427_107_651,
}

/** The details of a sample as if it were a symbol of the simulated market. */
export async function simulatedDetails(ticker = 'SIM:AAPL'): Promise<SymbolDetails> {
  const details = await samples.resolveSymbol('INDEX:SPX')
  return {
    ...details,
    ticker,
    name: ticker.slice(ticker.indexOf(':') + 1),
    data_status: 'streaming',
    library_custom_fields: { ...details.library_custom_fields, origin: 'simulated' },
  }
}
