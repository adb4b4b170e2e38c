/** An inverted index: which entries hold which term. Terms are in code-unit order, ids of a term rise. */

interface TermRange {
  /** First index into the terms. */
  readonly from: number
  /** Index after the last one. */
  readonly to: number
}

export interface Vocabulary {
  readonly terms: readonly string[]
  /** Ids of the entries that hold the term at this index. */
  readonly idsOf: (termIndex: number) => Uint32Array
  /** The terms that begin with a text. */
  readonly findBeginningWith: (text: string) => TermRange
  /** Indexes of the terms that hold a text, rising. */
  readonly findContaining: (text: string) => readonly number[]
}

/** Which entry holds which term, in flat arrays: one array for each term would be much garbage. */
interface Occurrences {
  /** Terms by number, numbered as they came. */
  readonly numbers: ReadonlyMap<string, number>
  /** Entries that hold the term, by its number. */
  readonly counts: readonly number[]
  /** The term's number and the entry's id of each occurrence; ids rise. */
  readonly termNumbers: readonly number[]
  readonly ids: readonly number[]
}

/** The terms that an entry has, at the index of its id. */
type TermColumn = readonly (readonly string[])[]

const collectOccurrences = (columns: readonly TermColumn[]): Occurrences => {
  const numbers = new Map<string, number>()
  const counts: number[] = []
  const lastIds: number[] = []
  const termNumbers: number[] = []
  const ids: number[] = []
  const add = (term: string, id: number): void => {
    const number = numbers.get(term) ?? numbers.size
    if (number === numbers.size) numbers.set(term, number)
    if (lastIds[number] === id) return
    lastIds[number] = id
    counts[number] = (counts[number] ?? 0) + 1
    termNumbers.push(number)
    ids.push(id)
  }
  const entryCount = columns[0]?.length ?? 0
  for (let id = 0; id < entryCount; id += 1) {
    for (const column of columns) column[id]?.forEach((term) => add(term, id))
  }
  return { numbers, counts, termNumbers, ids }
}

/** The first number from 0 to `count` for which the claim no longer holds; from there on it never does. */
const countWhile = (count: number, holds: (index: number) => boolean): number => {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) low = middle + 1
    else high = middle
  }
  return low
}

const separator = '\n'

/** One search through one long text is several times faster than a search in each term. */
const createTextSearch = (terms: readonly string[]): Vocabulary['findContaining'] => {
  const joined = terms.join(separator)
  const ends = new Uint32Array(terms.length)
  let end = -separator.length
  terms.forEach((term, index) => {
    end += separator.length + term.length
    ends[index] = end
  })
  return (text) => {
    const found: number[] = []
    let at = joined.indexOf(text)
    while (at >= 0) {
      const place = at
      const index = countWhile(terms.length, (candidate) => (ends[candidate] ?? 0) <= place)
      found.push(index)
      at = joined.indexOf(text, (ends[index] ?? 0) + separator.length)
    }
    return found
  }
}

/** Whether the term stands before the end of those that begin with the text. */
const isUpTo = (term: string, text: string): boolean => term < text || term.startsWith(text)

/** An entry holds the terms of all columns. */
export const createVocabulary = (columns: readonly TermColumn[]): Vocabulary => {
  const { numbers, counts, ...occurrences } = collectOccurrences(columns)
  const terms = Array.from(numbers.keys()).sort()
  const starts = new Uint32Array(terms.length + 1)
  const nextPlaces = new Uint32Array(terms.length)
  terms.forEach((term, index) => {
    const start = starts[index] ?? 0
    const number = numbers.get(term) ?? 0
    nextPlaces[number] = start
    starts[index + 1] = start + (counts[number] ?? 0)
  })
  const ids = new Uint32Array(occurrences.ids.length)
  occurrences.termNumbers.forEach((number, occurrence) => {
    const place = nextPlaces[number] ?? 0
    nextPlaces[number] = place + 1
    ids[place] = occurrences.ids[occurrence] ?? 0
  })
  return {
    terms,
    idsOf: (termIndex) => ids.subarray(starts[termIndex], starts[termIndex + 1]),
    findBeginningWith: (text) => ({
      from: countWhile(terms.length, (index) => (terms[index] ?? '') < text),
      to: countWhile(terms.length, (index) => isUpTo(terms[index] ?? '', text)),
    }),
    findContaining: createTextSearch(terms),
  }
}

const listRange = ({ from, to }: TermRange): readonly number[] =>
  Array.from({ length: to - from }, (_, step) => from + step)

/**
 * Indexes of all terms of which one slip may have made the text (some come twice): the slip is behind the
 * first letter, or swapped the first two, or all letters behind the first are right.
 */
export const listSlipCandidates = (vocabulary: Vocabulary, text: string): readonly number[] => [
  ...listRange(vocabulary.findBeginningWith(text.slice(0, 1))),
  ...listRange(vocabulary.findBeginningWith(`${text.slice(1, 2)}${text.slice(0, 1)}`)),
  ...vocabulary.findContaining(text.slice(1)),
]
