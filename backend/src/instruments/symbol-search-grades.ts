/** How well one word of the text fits each entry. */

import { findSlip } from './edit-distance.ts'
import { listSlipCandidates } from './symbol-search-vocabulary.ts'
import type { Vocabulary } from './symbol-search-vocabulary.ts'

/** Lower is better; 0 is left for "does not fit". */
export const grades = {
  whole: 1,
  begins: 2,
  common: 3,
  inside: 4,
  misspelt: 5,
  misspeltBeginning: 6,
  misspeltLastLetter: 7,
} as const

/** Grades as a set of bits. */
export const bitOf = (grade: number): number => 1 << grade

const insideLengthMin = 2
const slipLengthMin = 5

/** A term is common when more than this share of the entries has it, and more than so many. */
const commonShare = 0.02
const commonCountMin = 50

export interface GradedWords {
  readonly words: Vocabulary
  readonly entryCount: number
}

const gradeIds = (fits: Uint8Array, ids: Uint32Array, grade: number): void => {
  for (const id of ids) {
    const before = fits[id] ?? 0
    if (before === 0 || grade < before) fits[id] = grade
  }
}

const gradeSlip = (word: string, term: string): number => {
  if (term.length < word.length - 1) return 0
  const slip = findSlip(word, term)
  if (slip === null) return 0
  if (slip.isWhole) return grades.misspelt
  // The last letter of an unfinished word tells little: everything that begins alike fits.
  return slip.at < word.length - 1 ? grades.misspeltBeginning : grades.misspeltLastLetter
}

const gradeBeginnings = (index: GradedWords, word: string, fits: Uint8Array): void => {
  const { words, entryCount } = index
  const commonCount = Math.max(commonCountMin, commonShare * entryCount)
  const { from, to } = words.findBeginningWith(word)
  for (let termIndex = from; termIndex < to; termIndex += 1) {
    const ids = words.idsOf(termIndex)
    const grade = words.terms[termIndex] === word ? grades.whole : grades.begins
    gradeIds(fits, ids, ids.length > commonCount ? grades.common : grade)
  }
}

const gradeInsides = ({ words }: GradedWords, word: string, fits: Uint8Array): void => {
  if (word.length < insideLengthMin) return
  for (const termIndex of words.findContaining(word)) gradeIds(fits, words.idsOf(termIndex), grades.inside)
}

const gradeSlips = ({ words }: GradedWords, word: string, fits: Uint8Array): void => {
  if (word.length < slipLengthMin) return
  for (const termIndex of listSlipCandidates(words, word)) {
    const grade = gradeSlip(word, words.terms[termIndex] ?? '')
    if (grade !== 0) gradeIds(fits, words.idsOf(termIndex), grade)
  }
}

interface WordRequest {
  /** Folded. */
  readonly word: string
  /** Also from the middle of a term and with a slip, which takes several times as long. */
  readonly isLenient: boolean
}

/** The grade of the word for each entry, by entry id. */
export const gradeWord = (index: GradedWords, { word, isLenient }: WordRequest): Uint8Array => {
  const fits = new Uint8Array(index.entryCount)
  gradeBeginnings(index, word, fits)
  if (!isLenient) return fits
  gradeInsides(index, word, fits)
  gradeSlips(index, word, fits)
  return fits
}
