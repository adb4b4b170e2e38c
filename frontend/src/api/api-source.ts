import type { RestClient } from '@trading-pro/client'
import type { BarsRequest, DataState, MarketSource } from './market-source.ts'

const SEARCH_RESULTS = 30

/** Market data from the API. */
export function createApiSource(client: RestClient): MarketSource {
  const getQuotes = (symbols: readonly string[]) => client.getQuotes({ body: { symbols: [...symbols] } })

  return {
    kind: 'api',
    async searchSymbols(text) {
      const rows = await client.searchSymbols({ query: { user_input: text, max_results: SEARCH_RESULTS } })
      return rows.map((row) => ({ ...row, dataState: 'unknown' as const }))
    },
    async dataStates(symbols) {
      if (symbols.length === 0) return []
      const quotes = await getQuotes(symbols)
      return quotes.map(({ s }): DataState => (s === 'ok' ? 'loaded' : 'none'))
    },
    resolveSymbol: (symbol) => client.resolveSymbol({ params: { symbol } }),
    getBars: ({ symbol, resolution, toTime, countBack }: BarsRequest) =>
      client.getBars({
        query: {
          symbol,
          resolution,
          count_back: countBack,
          ...(toTime === undefined ? {} : { to_time: toTime }),
        },
      }),
    getQuotes,
  }
}
