import type { BarsAnswer, QuoteRow, SearchRow, SymbolDetails } from '@trading-pro/contracts'

/** Whether a found symbol can be drawn; `unknown` until somebody asked. */
export type DataState = 'loaded' | 'none' | 'unknown'

/** A found symbol, with its last price where that is known. */
export interface FoundSymbol extends SearchRow {
  readonly dataState: DataState
}

export interface BarsRequest {
  readonly symbol: string
  readonly resolution: string
  /** Every bar from this instant on, Unix seconds. */
  readonly fromTime?: number
  /** Only bars before this instant, Unix seconds; without it the newest. */
  readonly toTime?: number
  readonly countBack: number
}

/** Where market data comes from: the API, or the samples that are bundled with the app. */
export interface MarketSource {
  readonly kind: 'api' | 'samples'
  searchSymbols(text: string): Promise<readonly FoundSymbol[]>
  /** Whether each of the symbols has data, in the order asked. */
  dataStates(symbols: readonly string[]): Promise<readonly DataState[]>
  resolveSymbol(symbol: string): Promise<SymbolDetails>
  getBars(request: BarsRequest): Promise<BarsAnswer>
  getQuotes(symbols: readonly string[]): Promise<readonly QuoteRow[]>
}
