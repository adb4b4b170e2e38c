/** A piece of a text, and whether the search found it. */
export interface TextPart {
  readonly text: string
  readonly isMatch: boolean
}

/** Cuts a text where a search matches it first, ignoring case; the parts together are the text. */
export function matchParts(text: string, wanted: string): readonly TextPart[] {
  const needle = wanted.trim().toLowerCase()
  const start = needle === '' ? -1 : text.toLowerCase().indexOf(needle)
  if (start === -1) return [{ text, isMatch: false }]
  const end = start + needle.length
  return [
    { text: text.slice(0, start), isMatch: false },
    { text: text.slice(start, end), isMatch: true },
    { text: text.slice(end), isMatch: false },
  ].filter((part) => part.text !== '')
}
