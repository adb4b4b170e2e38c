import type { MarketSource } from './market-source.ts'
import { SamplesUnavailable } from './samples-unavailable.ts'

export interface LazySamples {
  /** Loads the samples with the first question, unless they are there already. */
  readonly source: MarketSource
  /** Loads them ahead; after a failure each call, and each question, tries again. */
  readonly load: () => Promise<MarketSource>
}

/** The samples as a source that is there at once, whether or not they can be loaded. */
export function createLazySamples(loadSampleSource: () => Promise<MarketSource>): LazySamples {
  let loading: Promise<MarketSource> | null = null

  const load = (): Promise<MarketSource> => {
    loading ??= loadSampleSource().catch((cause: unknown) => {
      loading = null
      throw new SamplesUnavailable('The bundled samples could not be loaded.', { cause })
    })
    return loading
  }

  return {
    load,
    source: {
      kind: 'samples',
      searchSymbols: async (text) => (await load()).searchSymbols(text),
      dataStates: async (symbols) => (await load()).dataStates(symbols),
      resolveSymbol: async (symbol) => (await load()).resolveSymbol(symbol),
      getBars: async (request) => (await load()).getBars(request),
      getQuotes: async (symbols) => (await load()).getQuotes(symbols),
    },
  }
}
