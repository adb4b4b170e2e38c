/** Which entries a text matches, and with which rank; with slips only where the caller asks for them. */

import { areNeighbouringKeys, findSlip } from './edit-distance.ts'
import { bitOf, grades, gradeWord } from './symbol-search-grades.ts'
import type { GradedWords } from './symbol-search-grades.ts'
import { rankOf } from './symbol-search-ranks.ts'
import type { Match } from './symbol-search-ranks.ts'
import { listSlipCandidates } from './symbol-search-vocabulary.ts'
import type { Vocabulary } from './symbol-search-vocabulary.ts'

export interface MatchedEntries extends GradedWords {
  /** The entries with data are those with an id below this. */
  readonly withDataCount: number
  /** Names without marks. */
  readonly names: Vocabulary
  /** The words of each description with single spaces, by id. */
  readonly descriptions: readonly string[]
  /** Descriptions without spaces and marks. */
  readonly compactDescriptions: Vocabulary
}

interface Ranking {
  /** By id, from 1; 0 does not match. */
  readonly ranks: Uint8Array
  /** Keeps the better rank. */
  readonly add: (id: number, match: Match) => void
}

const slipInNameLengthMin = 3

const createRanking = (index: MatchedEntries): Ranking => {
  const ranks = new Uint8Array(index.entryCount)
  const add = (id: number, match: Match): void => {
    const rank = rankOf(match, id < index.withDataCount)
    const before = ranks[id] ?? 0
    if (before === 0 || rank < before) ranks[id] = rank
  }
  return { ranks, add }
}

const rankNames = (index: MatchedEntries, text: string, ranking: Ranking): void => {
  const { from, to } = index.names.findBeginningWith(text)
  for (let termIndex = from; termIndex < to; termIndex += 1) {
    const match = index.names.terms[termIndex] === text ? 'symbol' : 'symbol-begins'
    for (const id of index.names.idsOf(termIndex)) ranking.add(id, match)
  }
}

const rankCompactDescriptions = (index: MatchedEntries, text: string, ranking: Ranking): void => {
  const { from, to } = index.compactDescriptions.findBeginningWith(text)
  for (let termIndex = from; termIndex < to; termIndex += 1) {
    for (const id of index.compactDescriptions.idsOf(termIndex)) ranking.add(id, 'description-begins-joined')
  }
}

const matchMisspeltName = (text: string, name: string): Match | null => {
  if (Math.abs(text.length - name.length) > 1) return null
  const slip = findSlip(text, name)
  if (slip?.isWhole !== true) return null
  if (slip.kind === 'extra-letter') return 'symbol-extra-letter'
  if (slip.kind === 'missing-letter') return 'symbol-missing-letter'
  const isNear =
    slip.kind === 'swapped-letters' || areNeighbouringKeys(text[slip.at] ?? '', name[slip.at] ?? '')
  if (isNear) return 'symbol-neighbouring-key'
  return slip.at === 0 ? 'symbol-wrong-first-letter' : 'symbol-wrong-letter'
}

const rankMisspeltNames = (index: MatchedEntries, text: string, ranking: Ranking): void => {
  if (text.length < slipInNameLengthMin) return
  for (const termIndex of listSlipCandidates(index.names, text)) {
    const match = matchMisspeltName(text, index.names.terms[termIndex] ?? '')
    if (match === null) continue
    for (const id of index.names.idsOf(termIndex)) ranking.add(id, match)
  }
}

interface Candidate {
  /** The grades that the words of the text have for the entry, as bits. */
  readonly gradeBits: number
  readonly description: string
  readonly words: readonly string[]
  /** The words with single spaces. */
  readonly text: string
}

const isMisspeltFirstWord = ({ description, words }: Candidate): boolean => {
  const first = description.split(' ', 1)[0] ?? ''
  return words.some((word) => findSlip(word, first)?.isWhole === true)
}

const matchDescriptionStart = ({ description, text }: Candidate): Match | null => {
  if (!description.startsWith(text)) return null
  const isWholeWords = description.length === text.length || description[text.length] === ' '
  return isWholeWords ? 'description-begins-with-words' : 'description-begins'
}

const matchWords = (candidate: Candidate): Match => {
  const has = (grade: number): boolean => (candidate.gradeBits & bitOf(grade)) !== 0
  if (has(grades.misspeltLastLetter)) return 'misspelt-last-letter'
  if (has(grades.misspeltBeginning)) return 'misspelt-beginning'
  if (has(grades.misspelt)) return isMisspeltFirstWord(candidate) ? 'misspelt-first-word' : 'misspelt-word'
  if (has(grades.inside)) return 'inside'
  const start = matchDescriptionStart(candidate)
  if (start !== null) return start
  if (candidate.gradeBits === bitOf(grades.common)) return 'common-words'
  return has(grades.begins) ? 'words-begin' : 'words'
}

interface WantedWords {
  /** Folded, at least one. */
  readonly words: readonly string[]
  /** Also with slips and from the middle of words: those rank behind all others. */
  readonly isLenient: boolean
}

const rankWords = (index: MatchedEntries, wanted: WantedWords, ranking: Ranking): void => {
  const { words, isLenient } = wanted
  const text = words.join(' ')
  const fitsOfWords = words.map((word) => gradeWord(index, { word, isLenient }))
  index.descriptions.forEach((description, id) => {
    let gradeBits = 0
    for (const fits of fitsOfWords) {
      const grade = fits[id] ?? 0
      if (grade === 0) return
      gradeBits |= bitOf(grade)
    }
    ranking.add(id, matchWords({ gradeBits, description, words, text }))
  })
}

/** The rank of each entry by id, 0 for those that do not match. */
export const rankEntries = (index: MatchedEntries, wanted: WantedWords): Uint8Array => {
  const ranking = createRanking(index)
  const compact = wanted.words.join('')
  rankNames(index, compact, ranking)
  rankCompactDescriptions(index, compact, ranking)
  rankWords(index, wanted, ranking)
  if (wanted.isLenient) rankMisspeltNames(index, compact, ranking)
  return ranking.ranks
}
