/**
 * The answer to a key: remembered, or computed now. Whoever computes gets the answer that is forgotten for
 * it, if any, to build the new one in its memory.
 */
export type Recent<Key, Answer> = (key: Key, compute: (forgotten: Answer | null) => Answer) => Answer

/**
 * Remembers the answers of the latest keys asked for, at most so many: the one unused for longest goes.
 */
export function keepRecent<Key, Answer extends object>(keptMax: number): Recent<Key, Answer> {
  const answers = new Map<Key, Answer>()
  return (key, compute) => {
    const known = answers.get(key)
    if (known !== undefined) answers.delete(key)
    const answer = known ?? compute(answers.size < keptMax ? null : forgetOldest(answers))
    answers.set(key, answer)
    return answer
  }
}

function forgetOldest<Key, Answer>(answers: Map<Key, Answer>): Answer | null {
  for (const [key, answer] of answers) {
    answers.delete(key)
    return answer
  }
  return null
}
