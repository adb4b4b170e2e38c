/**
 * The order of search results, in this one place. A result belongs to the best match it makes. Matches of one
 * rank are in the order of the alphabet.
 *
 * Plain matches, where every word of the text is right as it stands, come before all others: those with data,
 * then those without, each by match. One exception: the whole symbol without data, which is surely wanted,
 * stands right behind the symbols with data, before all matches by description. What needs some guessing
 * follows in groups of about the same likelihood, within each group those with data first, then by match.
 */

const descriptionMatches = [
  // "Begins" includes texts that are still being typed.
  'description-begins-with-words',
  'description-begins',
  // Spaces and marks aside: "sp500" for "S&P 500".
  'description-begins-joined',
  'words',
  'words-begin',
  // Only words that a large part of all descriptions has: "common stock", "etf", "nasdaq".
  'common-words',
] as const

const guessedGroups = [
  // A symbol with one wrong letter or two swapped: of the same length, so the likeliest meant.
  // Or letters from the middle of a symbol or a word: "soft" in Microsoft.
  ['symbol-neighbouring-key', 'symbol-wrong-letter', 'symbol-wrong-first-letter', 'inside'],
  // One slip in a word of five letters or more; companies are known by their first word.
  ['misspelt-first-word', 'misspelt-word'],
  // A symbol with a letter too many or too few.
  ['symbol-extra-letter', 'symbol-missing-letter'],
  // One slip in a word that is still being typed: "micrsof".
  ['misspelt-beginning'],
  // The slip is the last letter typed: "micrp" may mean every word in "micr".
  ['misspelt-last-letter'],
] as const

export type Match =
  'symbol' | 'symbol-begins' | (typeof descriptionMatches)[number] | (typeof guessedGroups)[number][number]

interface Place {
  readonly match: Match
  readonly hasData: boolean
}

const withData = (matches: readonly Match[]): readonly Place[] =>
  matches.map((match) => ({ match, hasData: true }))

const withoutData = (matches: readonly Match[]): readonly Place[] =>
  matches.map((match) => ({ match, hasData: false }))

const order: readonly Place[] = [
  // The text is the symbol, marks aside: "brk.b", "BRK-B", "NYSE:BRK.B".
  ...withData(['symbol', 'symbol-begins']),
  ...withoutData(['symbol']),
  ...withData(descriptionMatches),
  ...withoutData(['symbol-begins', ...descriptionMatches]),
  ...guessedGroups.flatMap((group) => [...withData(group), ...withoutData(group)]),
]

const listRanks = (hasData: boolean): ReadonlyMap<Match, number> =>
  new Map(order.flatMap((place, index) => (place.hasData === hasData ? [[place.match, index + 1]] : [])))

const ranksWithData = listRanks(true)
const ranksWithoutData = listRanks(false)

/** Ranks run from 1, the best, to this. */
export const rankMax = order.length

/** The place of a match in the order, from 1; 0 is left for "no match". */
export const rankOf = (match: Match, hasData: boolean): number =>
  (hasData ? ranksWithData : ranksWithoutData).get(match) ?? rankMax
