import { meansSame } from './exact.fixture.ts'
import { anything, type Happening } from './happening.fixture.ts'

/** A thing that a scenario expects: `traded 5 @ 100.10 #3 takes #1`, and lines about its sides. */
export interface Expectation {
  readonly text: string
  readonly sides: readonly string[]
}

/**
 * A happening in the words of its expectation, where it means the same: what an expectation does not
 * mention is not looked at. Otherwise in all its own words.
 */
export function tellAgainst(expected: Expectation | null, actual: Happening): readonly string[] {
  if (expected === null) return [fullText(actual), ...actual.sides.map(fullText)]
  const head = matches(expected.text, actual) ? expected.text : closest(expected.text, actual)
  const sides = expected.sides.map((text) => {
    const side = actual.sides.find(({ kind }) => kind === text.split(/\s+/)[0])
    if (side === undefined) return `(no side ${text.split(/\s+/)[0] ?? ''})`
    return matches(text, side) ? text : closest(text, side)
  })
  return [head, ...sides]
}

/**
 * Whether a happening is told truly by a text, as far as that goes. Words without a name may come in any
 * order, but for trades: `#3 takes #1` is not `#1 takes #3`.
 */
function matches(text: string, actual: Happening): boolean {
  const [kind, ...words] = text.split(/\s+/)
  if (kind !== actual.kind) return false
  const unsaid = [...actual.words]
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    const clause = actual.clauses.get(word)
    if (clause !== undefined) {
      index += 1
      if (!isTrue(words[index] ?? '', clause)) return false
      continue
    }
    const found = unsaid.findIndex((other) => meansSame(word, other))
    if (found < 0) return false
    if (kind === 'traded') unsaid.splice(0, found + 1)
    else unsaid.splice(found, 1)
  }
  return true
}

function isTrue(expected: string, clause: string): boolean {
  return clause === anything || meansSame(expected, clause)
}

/** The expectation with the true values of the clauses it names, or all there is to tell if more differs. */
function closest(text: string, actual: Happening): string {
  const words = text.split(/\s+/)
  const corrected = words.map((word, index) => {
    const clause = index === 0 ? undefined : actual.clauses.get(words[index - 1] ?? '')
    return clause === undefined || isTrue(word, clause) ? word : clause
  })
  const candidate = corrected.join(' ')
  return matches(candidate, actual) ? candidate : fullText(actual)
}

function fullText({ kind, words, clauses }: Happening): string {
  const told = [...clauses].filter(([, value]) => value !== 'none').flat()
  return [kind, ...words, ...told].join(' ')
}
