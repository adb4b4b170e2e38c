const types = 'feat|fix|perf|refactor|test|docs|build|ci|chore|style|revert'
const conventional = new RegExp(`^(?:${types})(?:\\([a-z0-9-]+\\))?!?: \\S`)

/** Git writes these itself. */
const madeByGit = /^(?:Merge |Revert "|fixup! |squash! |amend! )/

const subjectMax = 72

/** What is wrong with a commit message, in words. Comment lines of git do not count. */
export function judgeMessage(message: string): string[] {
  const lines = message.split('\n').filter((line) => !line.startsWith('#'))
  const subject = lines[0] ?? ''
  if (madeByGit.test(subject)) return []
  const complaints: string[] = []
  if (!conventional.test(subject)) {
    complaints.push(`"${subject}" is not like "feat(orders): refuse an order off the tick" (${types})`)
  }
  if (subject.length > subjectMax) {
    complaints.push(`the subject has ${subject.length} characters, at most ${subjectMax}`)
  }
  if (subject.endsWith('.')) complaints.push('the subject ends with a full stop')
  if ((lines[1] ?? '').trim() !== '') complaints.push('the second line is not empty')
  return complaints
}
