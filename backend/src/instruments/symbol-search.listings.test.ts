/** The search over real listings with one wrong letter: what share is found, and why the rest is not. */

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findSlip } from './edit-distance.ts'
import { createSymbolIndex } from './symbol-search.ts'
import type { SearchEntry } from './symbol-search.ts'
import { foldText, splitFoldedWords } from './symbol-search-words.ts'

const dataDirectory = process.env.TEST_DATA_DIR
const repository = resolve(import.meta.dirname, '../../..')
const seed = 20_260_722
const firstPlaces = 5

if (dataDirectory === undefined)
  console.log('SKIPPED: TEST_DATA_DIR not set, symbol search over real listings')

const readFields = (line: string): readonly string[] =>
  Array.from(
    line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g),
    ([, quoted, plain]) => quoted ?? plain ?? '',
  )

const readListing = (file: string): readonly (readonly string[])[] =>
  readFileSync(resolve(repository, dataDirectory ?? '', 'symbols', file), 'utf8')
    .split(/\r?\n/)
    .slice(1)
    .map(readFields)
    .filter(([symbol = '']) => /^[A-Z.]{1,6}$/.test(symbol))

const createEntry = (exchange: string, options: { name: string; description: string; hasData: boolean }) => ({
  symbol: `${exchange}:${options.name}`,
  exchange,
  type: 'stock',
  ...options,
})

/** Columns: symbol, company name, security name. */
const readNasdaq = (hasData: (index: number) => boolean): readonly SearchEntry[] =>
  readListing('nasdaq-listed-symbols.csv').map(([name = '', , description = ''], index) =>
    createEntry('NASDAQ', { name, description, hasData: hasData(index) }),
  )

/** Columns: symbol, security. */
const readLargeCompanies = (): readonly SearchEntry[] =>
  readListing('constituents.csv').map(([name = '', description = '']) =>
    createEntry('SP500', { name, description, hasData: true }),
  )

/** A linear congruential generator: the same letters on every machine. */
const createRandom = (start: number) => {
  let state = start
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** The text with one other letter at each of its letters in turn. */
const misspell = (text: string, random: (below: number) => number): readonly string[] =>
  Array.from(text, (letter, at) => {
    const place = letters.indexOf(letter.toUpperCase())
    const wrong = letters[(place + 1 + random(25)) % 26] ?? ''
    return place < 0 ? [] : [`${text.slice(0, at)}${wrong}${text.slice(at + 1)}`]
  }).flat()

interface Miss {
  readonly text: string
  readonly wanted: string
  readonly found: readonly SearchEntry[]
}

interface Measured {
  readonly asked: number
  readonly misses: readonly Miss[]
}

interface Target {
  readonly wanted: string
  readonly text: string
  readonly isFound: (entry: SearchEntry) => boolean
}

const measure = (entries: readonly SearchEntry[], targets: readonly Target[]): Measured => {
  const index = createSymbolIndex(entries)
  const random = createRandom(seed)
  const misses: Miss[] = []
  let asked = 0
  for (const { wanted, text: correct, isFound } of targets) {
    for (const text of misspell(correct, random)) {
      asked += 1
      const found = index.search({ text, exchange: '', type: '', limit: firstPlaces })
      if (!found.some(isFound)) misses.push({ text, wanted, found })
    }
  }
  return { asked, misses }
}

const shareOf = ({ asked, misses }: Measured): number => 1 - misses.length / asked

const report = (title: string, measured: Measured, reasons: string): void => {
  const percent = Math.round(100_000 * shareOf(measured)) / 1000
  console.log(`${title}: ${percent} % of ${measured.asked} texts (seed ${seed}); missed: ${reasons}`)
}

/** As near as the symbol wanted: the same text, or one wrong letter or two swapped. */
const isAsNear = (text: string, { name }: SearchEntry): boolean =>
  name.length === text.length && (text === name.toLowerCase() || findSlip(text, name.toLowerCase()) !== null)

/** The text as it stands is part of a symbol or word, or a description begins with it: no slip is needed. */
const saysSomething = (text: string, { name, description }: SearchEntry): boolean => {
  const words = splitFoldedWords(foldText(description))
  return [name.toLowerCase(), ...words].some((word) => word.includes(text)) || words.join('').startsWith(text)
}

const explain = ({ text, found }: Miss): 'siblings' | 'words' | 'unexplained' => {
  const typed = text.toLowerCase()
  const isFull = found.length === firstPlaces
  if (isFull && found.every((entry) => isAsNear(typed, entry))) return 'siblings'
  const isSaid = (entry: SearchEntry) => isAsNear(typed, entry) || saysSomething(typed, entry)
  return isFull && found.every(isSaid) ? 'words' : 'unexplained'
}

const countReasons = (misses: readonly Miss[]) => {
  const byReason = Map.groupBy(misses, explain)
  const count = (reason: ReturnType<typeof explain>): number => byReason.get(reason)?.length ?? 0
  return {
    siblings: count('siblings'),
    words: count('words'),
    unexplained: byReason.get('unexplained') ?? [],
  }
}

const createSymbolTargets = (entries: readonly SearchEntry[], length: number): readonly Target[] =>
  entries
    .filter(({ name }) => name.length === length)
    .map(({ name }) => ({ wanted: name, text: name, isFound: (entry) => entry.name === name }))

const describeSymbols = (misses: readonly Miss[]) => {
  const { siblings, words, unexplained } = countReasons(misses)
  const named = Array.from(new Set(misses.map(({ wanted }) => wanted))).slice(0, 20)
  const counts = `${siblings} have five others as near, ${words} are words of five others`
  const reasons = `${counts} [${named.join(' ')}]`
  return { unexplained, reasons }
}

describe.skipIf(dataDirectory === undefined)('one wrong letter in five, NASDAQ listing', () => {
  const cases = [
    { title: 'no symbol has data', hasData: () => false },
    { title: 'every third symbol has data', hasData: (index: number) => index % 3 === 0 },
  ]

  it.each(cases)(
    'leaves the symbol among the first five when $title',
    { timeout: 60_000 },
    ({ title, hasData }) => {
      const entries = readNasdaq(hasData)
      const targets = createSymbolTargets(entries, 5)
      expect(targets.length).toBeGreaterThan(900)
      const measured = measure(entries, targets)
      const { unexplained, reasons } = describeSymbols(measured.misses)
      report(`five letters, ${title}`, measured, reasons)
      expect(unexplained).toEqual([])
      expect(shareOf(measured)).toBeGreaterThanOrEqual(0.99)
    },
  )

  it(
    'does so for most symbols of four letters too, of which there are four times as many',
    { timeout: 90_000 },
    () => {
      const entries = readNasdaq(() => false)
      const targets = createSymbolTargets(entries, 4).filter((_, index) => index % 4 === 0)
      const measured = measure(entries, targets)
      const { unexplained, reasons } = describeSymbols(measured.misses)
      report('four letters', measured, reasons)
      expect(unexplained).toEqual([])
      expect(shareOf(measured)).toBeGreaterThanOrEqual(0.93)
    },
  )
})

const firstWordOf = ({ description }: SearchEntry): string =>
  /^[A-Za-z]{5,}(?= |$)/.exec(description)?.[0] ?? ''

describe.skipIf(dataDirectory === undefined)(
  'one wrong letter in the first word of a company, S&P 500',
  () => {
    it(
      'leaves the company among the first five, also between thousands of others',
      { timeout: 60_000 },
      () => {
        const companies = readLargeCompanies()
        const entries = [...companies, ...readNasdaq(() => false)]
        const sharers = Map.groupBy(companies, firstWordOf)
        const shared = Array.from(sharers, ([word, those]) => ({ word, those })).filter(
          ({ word, those }) => word !== '' && those.length > firstPlaces,
        )
        const targets = companies.flatMap((company): readonly Target[] => {
          const text = firstWordOf(company)
          if (text === '' || (sharers.get(text)?.length ?? 0) > firstPlaces) return []
          return [{ wanted: company.description, text, isFound: ({ symbol }) => symbol === company.symbol }]
        })
        const measured = measure(entries, targets)
        const names = measured.misses.map(({ text, wanted }) => `${text} for ${wanted}`).join(', ')
        const sharedNames = shared.map(({ word, those }) => `${word} (${those.length})`).join(' ')
        report(
          'first words',
          measured,
          `${names}; left out as shared by more than five: ${sharedNames || 'none'}`,
        )
        expect(targets.length).toBeGreaterThan(300)
        expect(shareOf(measured)).toBeGreaterThanOrEqual(0.99)
      },
    )
  },
)
