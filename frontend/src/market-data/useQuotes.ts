import type { SymbolDetails } from '@trading-pro/contracts'
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
import { useRetry } from '../api/useRetry.ts'
import { isSimulated } from '../ui/origin.ts'
import type { PriceFormat } from '../ui/format.ts'
import { viewQuote, type QuoteView } from './quote-view.ts'

const REFRESH_MS = 10_000
const CENTS: PriceFormat = { pricescale: 100, minmov: 1 }
/** How many symbols are listed as long as the user has not chosen any, and how many of them simulated. */
const DEFAULT_SYMBOLS = 12
const DEFAULT_SIMULATED = 6

/** Quotes as they were received, in words. */
export interface LoadedQuotes {
  readonly views: readonly QuoteView[]
  /** Of the symbols whose details could be had. */
  readonly details: ReadonlyMap<string, SymbolDetails>
  /** The symbols of the list, without one that is only shown while its chart is open. */
  readonly listed: readonly string[]
  readonly sourceKind: MarketSource['kind']
  readonly receivedAtMs: number
}

export interface UseQuotesOptions {
  readonly source: MaybeRefOrGetter<MarketSource | null>
  /** `null`: the symbols of the source that have data. */
  readonly symbols: MaybeRefOrGetter<readonly string[] | null>
  /** The symbol of the chart: it is quoted as well, whatever the list is; `null` until it is known. */
  readonly current: MaybeRefOrGetter<string | null>
  /** Milliseconds of the wall clock. @default this machine's */
  readonly now?: () => number
}

/** Quotes of a list of symbols, asked for again every ten seconds while seen, and sooner after a failure. */
export function useQuotes({ source, symbols, current, now = Date.now }: UseQuotesOptions) {
  const quotes = shallowRef<LoadedQuotes | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const detailsOf = rememberDetails()
  const { next, plan, reset } = useRetry({ attempt: askIfSeen, lastMs: REFRESH_MS })
  let request = 0
  let isHidden = false

  async function ask(): Promise<void> {
    const from = toValue(source)
    // Quotes of the API that grew stale are better than samples.
    const isApiGone = from?.kind === 'samples' && quotes.value?.sourceKind === 'api'
    if (from === null || isApiGone) {
      reset()
      return
    }
    const id = (request += 1)
    try {
      const listed = toValue(symbols) ?? (await symbolsWithData(from))
      const opened = toValue(current)
      const wanted = opened === null || listed.includes(opened) ? listed : [...listed, opened]
      const rows = wanted.length === 0 ? [] : await from.getQuotes(wanted)
      const known = rows.filter(({ s }) => s === 'ok').map(({ n }) => n)
      const details = await detailsOf(known, from)
      if (id !== request) return
      const views = rows.map((row) => viewQuote(row, details.get(row.n) ?? CENTS))
      quotes.value = { views, details, listed, sourceKind: from.kind, receivedAtMs: now() }
      failure.value = null
      reset()
    } catch (error) {
      if (id !== request) return
      failure.value = describeFailure(error)
      plan(error)
    }
  }

  /** Nobody waits for what is hidden: the next refresh that is seen asks. */
  function askIfSeen(): void {
    if (isHidden || document.visibilityState !== 'visible') reset()
    else void ask()
  }

  function refresh(): void {
    reset()
    void ask()
  }

  onDeactivated(() => (isHidden = true))
  onActivated(() => {
    isHidden = false
    refresh()
  })
  const timer = setInterval(() => {
    if (next.value.kind === 'none') askIfSeen()
  }, REFRESH_MS)
  onScopeDispose(() => clearInterval(timer))
  watch([() => toValue(source), () => toValue(symbols)], refresh, { immediate: true })
  watch(
    () => toValue(current),
    (opened) => {
      const isQuoted = quotes.value?.views.some(({ symbol }) => symbol === opened) ?? false
      if (opened !== null && !isQuoted) refresh()
    },
  )

  return { quotes: shallowReadonly(quotes), failure: shallowReadonly(failure), next, refresh }
}

async function symbolsWithData(source: MarketSource): Promise<readonly string[]> {
  const found = await source.searchSymbols('')
  const all = found.map(({ ticker }) => ticker)
  const simulated = all.filter(isSimulated).slice(0, DEFAULT_SIMULATED)
  const others = all.filter((ticker) => !isSimulated(ticker)).slice(0, DEFAULT_SYMBOLS - simulated.length)
  const tickers = [...simulated, ...others]
  const states = await source.dataStates(tickers)
  return tickers.filter((_, index) => states[index] === 'loaded')
}

/** Quotes come without the tick of their symbol: it is asked for once. */
function rememberDetails() {
  const details = new Map<string, SymbolDetails>()
  return async (
    symbols: readonly string[],
    source: MarketSource,
  ): Promise<ReadonlyMap<string, SymbolDetails>> => {
    const unknown = symbols.filter((symbol) => !details.has(symbol))
    const answers = await Promise.allSettled(unknown.map((symbol) => source.resolveSymbol(symbol)))
    for (const [index, symbol] of unknown.entries()) {
      const answer = answers[index]
      if (answer?.status === 'fulfilled') details.set(symbol, answer.value)
    }
    return details
  }
}
