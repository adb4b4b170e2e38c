import {
  onActivated,
  onDeactivated,
  onScopeDispose,
  shallowReadonly,
  shallowRef,
  toValue,
  watch,
  type MaybeRefOrGetter,
} from 'vue'
import { describeFailure, type Failure } from '../api/failure.ts'
import type { MarketSource } from '../api/market-source.ts'
import type { PriceFormat } from '../ui/format.ts'
import { viewQuote, type QuoteView } from './quote-view.ts'

const REFRESH_MS = 10_000
const CENTS: PriceFormat = { pricescale: 100, minmov: 1 }
/** How many symbols are listed as long as the user has not chosen any. */
const DEFAULT_SYMBOLS = 12

/** Quotes as they were received, in words. */
export interface LoadedQuotes {
  readonly views: readonly QuoteView[]
  readonly sourceKind: MarketSource['kind']
  readonly receivedAtMs: number
}

export interface UseQuotesOptions {
  readonly source: MaybeRefOrGetter<MarketSource | null>
  /** `null`: the symbols of the source that have data. */
  readonly symbols: MaybeRefOrGetter<readonly string[] | null>
  /** Milliseconds of the wall clock. @default this machine's */
  readonly now?: () => number
}

/** Quotes of a list of symbols, asked for again every ten seconds while the page is visible. */
export function useQuotes({ source, symbols, now = Date.now }: UseQuotesOptions) {
  const quotes = shallowRef<LoadedQuotes | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const formatsOf = rememberFormats()
  let request = 0

  async function refresh(): Promise<void> {
    const from = toValue(source)
    if (from === null) return
    // Quotes of the API that grew stale are better than samples.
    if (from.kind === 'samples' && quotes.value?.sourceKind === 'api') return
    const id = (request += 1)
    try {
      const wanted = toValue(symbols) ?? (await symbolsWithData(from))
      const rows = wanted.length === 0 ? [] : await from.getQuotes(wanted)
      const known = rows.filter(({ s }) => s === 'ok').map(({ n }) => n)
      const formats = await formatsOf(known, from)
      if (id !== request) return
      const views = rows.map((row) => viewQuote(row, formats.get(row.n) ?? CENTS))
      quotes.value = { views, sourceKind: from.kind, receivedAtMs: now() }
      failure.value = null
    } catch (error) {
      if (id === request) failure.value = describeFailure(error)
    }
  }

  let isHidden = false
  onDeactivated(() => (isHidden = true))
  onActivated(() => {
    isHidden = false
    void refresh()
  })
  const timer = setInterval(() => {
    if (!isHidden && document.visibilityState === 'visible') void refresh()
  }, REFRESH_MS)
  onScopeDispose(() => clearInterval(timer))
  watch([() => toValue(source), () => toValue(symbols)], () => void refresh(), { immediate: true })

  return { quotes: shallowReadonly(quotes), failure: shallowReadonly(failure), refresh }
}

async function symbolsWithData(source: MarketSource): Promise<readonly string[]> {
  const found = await source.searchSymbols('')
  const tickers = found.slice(0, DEFAULT_SYMBOLS).map(({ ticker }) => ticker)
  const states = await source.dataStates(tickers)
  return tickers.filter((_, index) => states[index] === 'loaded')
}

/** Quotes come without the tick of their symbol: it is asked for once. */
function rememberFormats() {
  const formats = new Map<string, PriceFormat>()
  return async (
    symbols: readonly string[],
    source: MarketSource,
  ): Promise<ReadonlyMap<string, PriceFormat>> => {
    const unknown = symbols.filter((symbol) => !formats.has(symbol))
    const answers = await Promise.allSettled(unknown.map((symbol) => source.resolveSymbol(symbol)))
    for (const [index, symbol] of unknown.entries()) {
      const answer = answers[index]
      if (answer?.status === 'fulfilled') formats.set(symbol, answer.value)
    }
    return formats
  }
}
