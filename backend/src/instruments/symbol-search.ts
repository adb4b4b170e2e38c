/** Symbol search in memory: an index that never changes; symbol-search-ranks.ts has the order of results. */

import { findSlip } from './edit-distance.ts'
import { rankEntries } from './symbol-search-matching.ts'
import type { MatchedEntries } from './symbol-search-matching.ts'
import { rankMax } from './symbol-search-ranks.ts'
import { createVocabulary } from './symbol-search-vocabulary.ts'
import { foldText, splitFoldedWords } from './symbol-search-words.ts'

export interface SearchEntry {
  /** With its exchange: `NASDAQ:AAPL`. */
  readonly symbol: string
  readonly exchange: string
  /** Without the exchange: `AAPL`. */
  readonly name: string
  readonly description: string
  readonly type: string
  /** There are bars of it. */
  readonly hasData: boolean
  /** Its prices are made up: of two with the same name the real one comes first. */
  readonly isLive?: boolean
  /** Comes first in a list of all. */
  readonly isFeatured?: boolean
}

interface SearchRequest {
  /** A symbol with or without its exchange, or words of the description in any order; blank lists all. */
  readonly text: string
  /** Only this exchange, in any case; empty for all. */
  readonly exchange: string
  /** Only this type, in any case; empty for all. */
  readonly type: string
  /** Most results wanted. */
  readonly limit: number
}

export interface SymbolIndex {
  /** Best match first. */
  readonly search: (request: SearchRequest) => readonly SearchEntry[]
}

interface Index extends MatchedEntries {
  /** Those with data first, then by name and exchange; the position is the entry's id. */
  readonly entries: readonly SearchEntry[]
  /** All ids, those of featured entries first. */
  readonly listed: readonly number[]
  /** Folded, by id. */
  readonly exchanges: readonly string[]
  /** Folded, each once. */
  readonly knownExchanges: readonly string[]
  /** Folded, by id. */
  readonly types: readonly string[]
}

/** What goes beyond is cut off: no symbol and no description a person types is longer. */
const textLengthMax = 100
const wordsMax = 8

const slipInExchangeLengthMin = 3

const compareTexts = (first: string, second: string): number =>
  Number(first > second) - Number(first < second)

const compareEntries = (first: SearchEntry, second: SearchEntry): number =>
  Number(second.hasData) - Number(first.hasData) ||
  compareTexts(first.name, second.name) ||
  Number(first.isLive === true) - Number(second.isLive === true) ||
  compareTexts(first.symbol, second.symbol)

const createIndex = (unsorted: readonly SearchEntry[]): Index => {
  const entries = unsorted.toSorted(compareEntries)
  const exchanges = entries.map((entry) => foldText(entry.exchange))
  const nameWords = entries.map((entry) => splitFoldedWords(foldText(entry.name)))
  const names = nameWords.map((words) => [words.join('')])
  const descriptionWords = entries.map((entry) => splitFoldedWords(foldText(entry.description)))
  const knownExchanges = Array.from(new Set(exchanges))
  const wordsOfExchanges = new Map(knownExchanges.map((exchange) => [exchange, splitFoldedWords(exchange)]))
  const exchangeWords = exchanges.map((exchange) => wordsOfExchanges.get(exchange) ?? [])
  const ids = [...entries.keys()]
  const isFeatured = (id: number) => entries[id]?.isFeatured === true
  return {
    entries,
    listed: [...ids.filter(isFeatured), ...ids.filter((id) => !isFeatured(id))],
    entryCount: entries.length,
    withDataCount: entries.findLastIndex((entry) => entry.hasData) + 1,
    names: createVocabulary([names]),
    words: createVocabulary([descriptionWords, nameWords, names, exchangeWords]),
    descriptions: descriptionWords.map((words) => words.join(' ')),
    compactDescriptions: createVocabulary([descriptionWords.map((words) => [words.join('')])]),
    exchanges,
    knownExchanges,
    types: entries.map((entry) => foldText(entry.type)),
  }
}

type ExchangeTest = (exchange: string) => boolean

/** What stands before the colon: an exchange, else the beginning of some, else one with a slip, else null. */
const findExchangeTest = (index: Index, typed: string): ExchangeTest | null => {
  const tests: readonly ExchangeTest[] = [
    (exchange) => exchange === typed,
    (exchange) => exchange.startsWith(typed),
    (exchange) => typed.length >= slipInExchangeLengthMin && findSlip(typed, exchange)?.isWhole === true,
  ]
  return tests.find((test) => index.knownExchanges.some(test)) ?? null
}

interface ReadText {
  readonly isBlank: boolean
  readonly words: readonly string[]
  readonly testExchange: ExchangeTest | null
}

const readText = (index: Index, text: string): ReadText => {
  const folded = foldText(text.slice(0, textLengthMax)).trim()
  const colon = folded.indexOf(':')
  const testExchange = colon < 1 ? null : findExchangeTest(index, folded.slice(0, colon).trim())
  const rest = testExchange === null ? folded : folded.slice(colon + 1).trim()
  return { isBlank: rest === '', words: splitFoldedWords(rest).slice(0, wordsMax), testExchange }
}

const createFilter = (index: Index, request: SearchRequest, testExchange: ExchangeTest | null) => {
  const exchange = foldText(request.exchange.trim())
  const type = foldText(request.type.trim())
  return (id: number): boolean => {
    const own = index.exchanges[id] ?? ''
    if (exchange !== '' && own !== exchange) return false
    if (type !== '' && index.types[id] !== type) return false
    return testExchange === null || testExchange(own)
  }
}

interface Selection {
  readonly limit: number
  readonly isWanted: (id: number) => boolean
}

/** The best entry ids, by rank, then by id, which is data first and then the alphabet. */
const selectBest = (ranks: Uint8Array, { limit, isWanted }: Selection): readonly number[] => {
  const idsOfRanks = Array.from({ length: rankMax + 1 }, (): number[] => [])
  ranks.forEach((rank, id) => {
    if (rank === 0) return
    const ids = idsOfRanks[rank] ?? []
    if (ids.length < limit && isWanted(id)) ids.push(id)
  })
  return idsOfRanks.flat().slice(0, limit)
}

const searchIndex = (index: Index, request: SearchRequest): readonly SearchEntry[] => {
  const limit = Math.max(0, request.limit)
  const { isBlank, words, testExchange } = readText(index, request.text)
  const isWanted = createFilter(index, request, testExchange)
  const entriesOf = (ids: readonly number[]) => ids.flatMap((id) => index.entries[id] ?? [])
  if (isBlank) return entriesOf(index.listed.filter(isWanted).slice(0, limit))
  if (words.length === 0) return []
  const find = (isLenient: boolean) =>
    selectBest(rankEntries(index, { words, isLenient }), { limit, isWanted })
  const strict = find(false)
  return entriesOf(strict.length >= limit ? strict : find(true))
}

/** The index keeps what it is given now: build another when entries change. */
export const createSymbolIndex = (entries: readonly SearchEntry[]): SymbolIndex => {
  const index = createIndex(entries)
  return { search: (request) => searchIndex(index, request) }
}
