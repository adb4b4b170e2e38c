import { onScopeDispose, ref, shallowReadonly, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { describeFailure, type Failure } from '../api/failure.ts'
import type { FoundSymbol, MarketSource } from '../api/market-source.ts'

/** Long enough to skip the letters of a word, short enough to feel immediate. */
const DEBOUNCE_MS = 120

export type SearchState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'searching'; readonly found: readonly FoundSymbol[] }
  | { readonly kind: 'found'; readonly found: readonly FoundSymbol[] }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** Searches while the user types; whatever the order of the answers, the last question wins. */
export function useSymbolSearch(source: MaybeRefOrGetter<MarketSource | null>) {
  const text = ref('')
  const state = shallowRef<SearchState>({ kind: 'idle' })
  let timer: ReturnType<typeof setTimeout> | undefined
  let question = 0

  async function ask(from: MarketSource): Promise<void> {
    const id = question
    try {
      const found = await from.searchSymbols(text.value.trim())
      if (id !== question) return
      state.value = { kind: 'found', found }
      const unknown = found.filter(({ dataState }) => dataState === 'unknown')
      if (unknown.length === 0) return
      const states = await from.dataStates(unknown.map(({ ticker }) => ticker))
      if (id === question) state.value = { kind: 'found', found: withStates(found, unknown, states) }
    } catch (error) {
      if (id === question) state.value = { kind: 'failed', failure: describeFailure(error) }
    }
  }

  function askNow(): void {
    clearTimeout(timer)
    const from = toValue(source)
    startSearching()
    if (from !== null) void ask(from)
  }

  /** The answer to an earlier text stays in sight, but is no answer any more. */
  function startSearching(): void {
    question += 1
    state.value = { kind: 'searching', found: 'found' in state.value ? state.value.found : [] }
  }

  function type(value: string): void {
    text.value = value
    startSearching()
    clearTimeout(timer)
    timer = setTimeout(askNow, DEBOUNCE_MS)
  }

  function reset(): void {
    clearTimeout(timer)
    question += 1
    text.value = ''
    state.value = { kind: 'idle' }
  }

  // What the old source did not answer, the new one may.
  watch(
    () => toValue(source),
    () => {
      if (state.value.kind !== 'idle') askNow()
    },
  )
  onScopeDispose(reset)
  return { text, state: shallowReadonly(state), type, askNow, reset }
}

function withStates(
  found: readonly FoundSymbol[],
  asked: readonly FoundSymbol[],
  states: Awaited<ReturnType<MarketSource['dataStates']>>,
): readonly FoundSymbol[] {
  const byTicker = new Map(asked.map(({ ticker }, index) => [ticker, states[index] ?? 'unknown']))
  return found.map((row) => ({ ...row, dataState: byTicker.get(row.ticker) ?? row.dataState }))
}
