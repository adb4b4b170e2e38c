/**
 * The order of search results, in this one place. A result belongs to the best match it makes. Matches of one
 * group are comparable: within a group those with data come first, then the match named earlier, then the
 * alphabet. Between groups data changes nothing: who types a whole symbol wants it, with data or not.
 */

const groups = [
  // The text is the symbol, marks aside: "brk.b", "BRK-B", "NYSE:BRK.B".
  ['symbol'],
  // What a reader would call a hit. "Begins" includes texts that are still being typed.
  ['symbol-begins', 'description-begins-with-words', 'description-begins', 'words', 'words-begin'],
  // Only words that a large part of all descriptions has: "common stock", "etf", "nasdaq".
  ['common-words'],
  // A symbol with one wrong letter or two swapped: of the same length, so the likeliest meant.
  // Or letters from the middle of a symbol or a word: "soft" in Microsoft.
  ['symbol-neighbouring-key', 'symbol-wrong-letter', 'symbol-wrong-first-letter', 'inside'],
  // One slip in a word of five letters or more; companies are known by their first word.
  ['misspelt-first-word', 'misspelt-word'],
  // A symbol with a letter too many or too few.
  ['symbol-extra-letter', 'symbol-missing-letter'],
  // One slip in a word that is still being typed: "micrsof".
  ['misspelt-beginning'],
] as const

export type Match = (typeof groups)[number][number]

interface Ranks {
  readonly withData: number
  readonly withoutData: number
}

const listRanks = (): ReadonlyMap<Match, Ranks> => {
  const ranks = new Map<Match, Ranks>()
  let next = 1
  for (const group of groups) {
    group.forEach((match, index) => {
      ranks.set(match, { withData: next + index, withoutData: next + group.length + index })
    })
    next += 2 * group.length
  }
  return ranks
}

const ranks = listRanks()

/** Ranks run from 1, the best, to this. */
export const rankMax = 2 * ranks.size

/** The place of a match in the order, from 1; 0 is left for "no match". */
export const rankOf = (match: Match, hasData: boolean): number => {
  const found = ranks.get(match)
  return (hasData ? found?.withData : found?.withoutData) ?? rankMax
}
