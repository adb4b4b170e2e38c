/** How texts become comparable: without case, accents and punctuation, as words of letters and digits. */

const beyondAscii = /[^\0-\x7f]/

/** Letters that Unicode does not take apart into a base letter and a mark. */
const foldedLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

/** Lower case without accents: "Nestlé" and "NESTLE" become one text. */
export const foldText = (text: string): string => {
  const lower = text.toLowerCase()
  if (!beyondAscii.test(lower)) return lower
  return lower
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[ßæœøłđðþı]/g, (letter) => foldedLetters[letter] ?? letter)
}

/** Marks inside a word: AT&T, J.M., McDonald's. A dot before two letters is between words: Amazon.com. */
const joiningMarks = /[&'’]|\.(?!\p{L}{2})/gu
const asciiJoiningMarks = /[&']|\.(?![a-z]{2})/g

/** Every mark that does not join parts words. */
export const splitFoldedWords = (folded: string): readonly string[] => {
  const words = beyondAscii.test(folded)
    ? folded.replaceAll(joiningMarks, '').match(/[\p{L}\p{N}]+/gu)
    : folded.replaceAll(asciiJoiningMarks, '').match(/[a-z0-9]+/g)
  return words ?? []
}
