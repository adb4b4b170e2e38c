/** An inverted index: which entries hold which term. Terms are in code-unit order, ids of a term rise. */

export interface TermRange {
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

const collectIds = (
  termsOfEntries: readonly (readonly string[])[],
): ReadonlyMap<string, readonly number[]> => {
  const idsOfTerms = new Map<string, number[]>()
  termsOfEntries.forEach((terms, id) => {
    for (const term of terms) {
      const ids = idsOfTerms.get(term)
      if (ids === undefined) idsOfTerms.set(term, [id])
      else if (ids.at(-1) !== id) ids.push(id)
    }
  })
  return idsOfTerms
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

/** Entry `id` holds the terms at index `id`. */
export const createVocabulary = (termsOfEntries: readonly (readonly string[])[]): Vocabulary => {
  const idsOfTerms = collectIds(termsOfEntries)
  const terms = Array.from(idsOfTerms.keys()).sort()
  const starts = new Uint32Array(terms.length + 1)
  terms.forEach((term, index) => {
    starts[index + 1] = (starts[index] ?? 0) + (idsOfTerms.get(term)?.length ?? 0)
  })
  const ids = new Uint32Array(starts[terms.length] ?? 0)
  terms.forEach((term, index) => {
    ids.set(idsOfTerms.get(term) ?? [], starts[index])
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
 * Indexes of all terms that the text of two letters or more may make with one slip (some come twice): the slip is
 * behind the first letter, or swapped the first two, or all letters behind the first are right.
 */
export const listSlipCandidates = (vocabulary: Vocabulary, text: string): readonly number[] => [
  ...listRange(vocabulary.findBeginningWith(text.slice(0, 1))),
  ...listRange(vocabulary.findBeginningWith(`${text.slice(1, 2)}${text.slice(0, 1)}`)),
  ...vocabulary.findContaining(text.slice(1)),
]
