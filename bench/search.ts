/** Symbol search over 20,000 symbols, against a walk through all with includes() and full edit distance. */

import { createSymbolIndex } from '../backend/src/instruments/symbol-search.ts'
import type { SearchEntry } from '../backend/src/instruments/symbol-search.ts'

const entryCount = 20_000
const queryCount = 2_000
const baselineQueryCount = 40
const warmUpCount = 300
/** The fastest run counts: what else the machine does is not ours to measure. */
const runCount = 3
const limit = 30

/** A linear congruential generator: the same symbols and queries in every run. */
const createRandom = (start: number) => {
  let state = start
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const random = createRandom(20_000)
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const syllables =
  'al an ar ber bio cor den dyn el en fin gen hol in kel lo mar med mic nor or pan qui ro sol tec'.split(' ')
const endings = [
  'Inc. - Common Stock',
  'Corporation - Class A Common Stock',
  'Growth ETF',
  'Trust',
  'Holdings plc',
]
const exchanges = ['NASDAQ', 'NYSE', 'AMEX', 'CRYPTO']

const pick = (texts: readonly string[]): string => texts[random(texts.length)] ?? ''
const repeat = (count: number, make: () => string): string => Array.from({ length: count }, make).join('')
const createName = (): string => repeat(3 + random(3), () => letters[random(26)] ?? '')

const createWord = (): string => {
  const word = repeat(2 + random(3), () => pick(syllables))
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`
}

const createEntry = (): SearchEntry => {
  const exchange = pick(exchanges)
  const name = createName()
  const description = `${createWord()} ${createWord()} ${pick(endings)}`
  return {
    symbol: `${exchange}:${name}`,
    exchange,
    name,
    description,
    type: 'stock',
    hasData: random(20) === 0,
  }
}

const misspell = (text: string): string => {
  const at = random(text.length)
  return `${text.slice(0, at)}${letters[random(26)] ?? ''}${text.slice(at + 1)}`
}

/** What people type, in equal parts. */
const createQuery = ({ symbol, name, description }: SearchEntry): string => {
  const [first = '', second = ''] = description.split(' ')
  const kinds = [
    name,
    symbol,
    name.slice(0, 2),
    misspell(name),
    first,
    first.slice(0, 4),
    misspell(first),
    `${second} ${first}`,
    `${first}${second}`,
    first.slice(2),
    'common stock',
  ]
  return pick(kinds)
}

const distance = (first: string, second: string): number => {
  let row = Array.from({ length: second.length + 1 }, (_, column) => column)
  for (let place = 1; place <= first.length; place += 1) {
    const next = [place]
    for (let column = 1; column <= second.length; column += 1) {
      const changed = (row[column - 1] ?? 0) + (first[place - 1] === second[column - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[second.length] ?? 0
}

const gradeNaively = (text: string, { symbol, name, description }: SearchEntry): number => {
  if (symbol.toLowerCase() === text || name.toLowerCase() === text) return 1
  if (symbol.toLowerCase().includes(text)) return 2
  if (description.toLowerCase().includes(text)) return 3
  const words = [name.toLowerCase(), ...description.toLowerCase().split(' ')]
  return words.some((word) => distance(text, word) <= 1) ? 4 : 0
}

const searchNaively = (entries: readonly SearchEntry[], text: string): readonly SearchEntry[] =>
  entries
    .map((entry) => ({ entry, grade: gradeNaively(text.toLowerCase(), entry) }))
    .filter(({ grade }) => grade > 0)
    .sort((one, other) => one.grade - other.grade || Number(other.entry.hasData) - Number(one.entry.hasData))
    .slice(0, limit)
    .map(({ entry }) => entry)

/** In milliseconds. */
const timeFastest = (work: () => unknown): number => {
  const runs = Array.from({ length: runCount }, () => {
    const start = performance.now()
    work()
    return performance.now() - start
  })
  return Math.min(...runs)
}

const measure = (texts: readonly string[], search: (text: string) => readonly SearchEntry[]) => {
  const times = texts.map((text) => 1000 * timeFastest(() => search(text)))
  times.sort((one, other) => one - other)
  return { median: times[times.length >> 1] ?? 0, worst: times.at(-1) ?? 0 }
}

const print = (name: string, unit: string, figures: { value: number; baseline: number }): void => {
  const { value, baseline } = figures
  const ratio = (value / baseline).toFixed(5)
  console.log(
    `BENCH ${name} value=${value.toFixed(1)} unit=${unit} baseline=${baseline.toFixed(1)} ratio=${ratio}`,
  )
}

const entries = Array.from({ length: entryCount }, createEntry)
const texts = Array.from({ length: queryCount }, () =>
  createQuery(entries[random(entryCount)] ?? createEntry()),
)

const index = createSymbolIndex(entries)
const buildTime = timeFastest(() => createSymbolIndex(entries))
const loweringTime = timeFastest(() =>
  entries.map(({ symbol, description }) => `${symbol} ${description}`.toLowerCase()).sort(),
)

const searchIndex = (text: string) => index.search({ text, exchange: '', type: '', limit })
measure(texts.slice(0, warmUpCount), searchIndex)
const indexed = measure(texts, searchIndex)
const naive = measure(texts.slice(0, baselineQueryCount), (text) => searchNaively(entries, text))

print('search.query', 'us', { value: indexed.median, baseline: naive.median })
print('search.query_worst', 'us', { value: indexed.worst, baseline: naive.worst })
print('search.build', 'ms', { value: buildTime, baseline: loweringTime })
