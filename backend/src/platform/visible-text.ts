/** Control characters, line and paragraph separators, and what turns the direction of writing. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u
const UNSEEN_ALL = new RegExp(UNSEEN, 'gu')

/** Whether a terminal would obey a character of the text instead of showing it. */
export function hasUnseen(text: string): boolean {
  return UNSEEN.test(text)
}

/**
 * The text with such characters written out, as in `\x1b`: words of files, arguments and settings must not
 * steer the terminal that shows them, nor begin a line of their own.
 */
export function visibleText(text: string): string {
  return text.replaceAll(UNSEEN_ALL, (character) => {
    const code = character.charCodeAt(0).toString(16)
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`
  })
}
