import { assert } from '../assert.ts'

/** The words of a line, read from left to right. */
export class Words {
  readonly #words: string[]

  constructor(text: string) {
    this.#words = text.split(/\s+/).filter((word) => word !== '')
  }

  /** The next word, which stays. */
  get first(): string | null {
    return this.#words[0] ?? null
  }

  /** Takes the next word, which must be there. */
  next(): string {
    const word = this.#words.shift()
    assert(word !== undefined, 'a line of a scenario goes on where a word is missing')
    return word
  }

  /** Takes the next word if it is this one. */
  take(word: string): boolean {
    if (this.first !== word) return false
    this.#words.shift()
    return true
  }

  /** Takes the next word if it is in a closed list. */
  takeOneOf<Word extends string>(words: readonly Word[]): Word | null {
    const found = words.find((word) => word === this.first)
    if (found !== undefined) this.#words.shift()
    return found ?? null
  }

  /** Takes what is left, as one text. */
  rest(): string {
    return this.#words.splice(0).join(' ')
  }

  /** A line has nothing behind what it should have. */
  end(): void {
    assert(this.first === null, `a scenario has nothing after its line where it has "${this.first ?? ''}"`)
  }
}
