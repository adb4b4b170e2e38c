import type { RestClient } from '@trading-pro/client'
import { demandBars, demandFound, demandQuotes, demandSymbol } from './answer-shapes.ts'
import type { BarsRequest, DataState, MarketSource } from './market-source.ts'

const SEARCH_RESULTS = 30

/** Market data from the API; what is no answer of the API does not get past here. */
export function createApiSource(client: RestClient): MarketSource {
  const getQuotes = async (symbols: readonly string[]) =>
    demandQuotes(await client.getQuotes({ body: { symbols: [...symbols] } }))

  return {
    kind: 'api',
    async searchSymbols(text) {
      const query = { user_input: text, max_results: SEARCH_RESULTS }
      const rows = demandFound(await client.searchSymbols({ query }))
      return rows.map((row) => ({ ...row, dataState: 'unknown' as const }))
    },
    async dataStates(symbols) {
      if (symbols.length === 0) return []
      const quotes = await getQuotes(symbols)
      return quotes.map(({ s }): DataState => (s === 'ok' ? 'loaded' : 'none'))
    },
    resolveSymbol: async (symbol) => demandSymbol(await client.resolveSymbol({ params: { symbol } })),
    getBars: async ({ symbol, resolution, fromTime, toTime, countBack }: BarsRequest) =>
      demandBars(
        await client.getBars({
          query: { symbol, resolution, count_back: countBack, from_time: fromTime, to_time: toTime },
        }),
      ),
    getQuotes,
  }
}
