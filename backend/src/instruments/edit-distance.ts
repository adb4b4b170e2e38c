/**
 * One slip of a typist between a text and a word (Damerau-Levenshtein distance 1): a wrong letter, two
 * letters swapped, one too many or one missing. Linear in the length; most pairs end after the first letters.
 */

type SlipKind = 'wrong-letter' | 'swapped-letters' | 'extra-letter' | 'missing-letter'

interface Slip {
  readonly kind: SlipKind
  /** Index in the text of the first letter that differs. */
  readonly at: number
  /** With the slip mended the text is the whole word, not only its beginning. */
  readonly isWhole: boolean
}

const kinds = ['swapped-letters', 'wrong-letter', 'extra-letter', 'missing-letter'] as const

/** How far the text and the word go on after the first difference, when the slip is of that kind. */
const steps: Readonly<Record<SlipKind, { readonly text: number; readonly word: number }>> = {
  'swapped-letters': { text: 2, word: 2 },
  'wrong-letter': { text: 1, word: 1 },
  'extra-letter': { text: 1, word: 0 },
  'missing-letter': { text: 0, word: 1 },
}

interface Places {
  readonly text: number
  readonly word: number
}

const continuesFrom = (text: string, word: string, places: Places): boolean => {
  if (places.word + text.length - places.text > word.length) return false
  for (let step = 0; places.text + step < text.length; step += 1) {
    if (text.charCodeAt(places.text + step) !== word.charCodeAt(places.word + step)) return false
  }
  return true
}

const isSwapped = (text: string, word: string, at: number): boolean =>
  at + 1 < text.length && text[at] === word[at + 1] && text[at + 1] === word[at]

/**
 * The one slip that makes `text` of `word`, or of its beginning; one that explains the whole word is
 * preferred. Null when there is none, also when the text needs none because the word begins with it.
 */
export const findSlip = (text: string, word: string): Slip | null => {
  let at = 0
  while (at < text.length && text.charCodeAt(at) === word.charCodeAt(at)) at += 1
  if (at === text.length) return null
  let partial: Slip | null = null
  for (const kind of kinds) {
    const step = steps[kind]
    const places = { text: at + step.text, word: at + step.word }
    if (kind === 'swapped-letters' && !isSwapped(text, word, at)) continue
    if (!continuesFrom(text, word, places)) continue
    const isWhole = places.word + text.length - places.text === word.length
    if (isWhole) return { kind, at, isWhole }
    partial ??= { kind, at, isWhole }
  }
  return partial
}

const keyboardRows = [
  { keys: '1234567890', indent: 0 },
  { keys: 'qwertyuiop', indent: 0.5 },
  { keys: 'asdfghjkl', indent: 0.75 },
  { keys: 'zxcvbnm', indent: 1.25 },
]

const keyPlaces = new Map(
  keyboardRows.flatMap(({ keys, indent }, row) =>
    Array.from(keys, (key, column) => [key, { row, column: column + indent }] as const),
  ),
)

/** Whether two keys touch on a QWERTY keyboard; keys that are not on it touch none. */
export const areNeighbouringKeys = (first: string, second: string): boolean => {
  const one = keyPlaces.get(first)
  const other = keyPlaces.get(second)
  if (one === undefined || other === undefined || first === second) return false
  return Math.abs(one.row - other.row) <= 1 && Math.abs(one.column - other.column) <= 1
}
