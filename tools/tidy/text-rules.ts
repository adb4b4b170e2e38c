import ts from 'typescript'
import type { Offence } from '../source/offence.ts'
import { walk, type ParsedScript } from '../source/parse.ts'

interface LinePattern {
  readonly pattern: RegExp
  readonly message: string
}

const everywhere: readonly LinePattern[] = [
  {
    pattern: /https?:\/\/[a-z0-9.-]*(?:registry|mirror)[a-z0-9.-]*/i,
    message: 'names a package registry: everybody has their own',
  },
  {
    pattern: /(?:^|[\s"'`(=:<])\/(?:work|root|home)\//,
    message: 'is a path of one machine',
  },
]

const inLockfile: LinePattern = {
  pattern: /"resolved": "https?:/,
  message: 'a resolved address ties the lockfile to one registry',
}

/** Registry hosts and machine paths, in any file. */
export function findForeignPlaces(path: string, text: string): Offence[] {
  const patterns = path.endsWith('package-lock.json') ? [...everywhere, inLockfile] : everywhere
  const offences: Offence[] = []
  for (const [index, line] of text.split('\n').entries()) {
    for (const { pattern, message } of patterns) {
      if (pattern.test(line)) offences.push({ path, line: index + 1, message })
    }
  }
  return offences
}

/** A guide has one title, which is its first heading of the first level. */
export function findTitles(path: string, text: string): Offence[] {
  if (!/^docs\/.*\.md$/.test(path)) return []
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, (block) => block.replaceAll(/[^\n]/g, ''))
  const titles = prose.split('\n').flatMap((line, index) => (line.startsWith('# ') ? [index + 1] : []))
  if (titles.length === 1) return []
  const message = `a guide has exactly one title, this has ${titles.length}`
  return [{ path, line: titles[1] ?? 1, message }]
}

const openPoint = /\b(?:TODO|FIXME|HACK)\b/
const reasonedPoint = /@TODO:? \S+ \S+ \S+/

function commentsOf({ tree }: ParsedScript): readonly ts.CommentRange[] {
  const comments = new Map<number, ts.CommentRange>()
  walk(tree, (node) => {
    const found = [
      ...(ts.getLeadingCommentRanges(tree.text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(tree.text, node.getEnd()) ?? []),
    ]
    for (const comment of found) comments.set(comment.pos, comment)
  })
  return [...comments.values()]
}

/** An open point bears its reason (at least three words after the mark), or it does not stay. */
export function findOpenPoints(script: ParsedScript): Offence[] {
  const offences: Offence[] = []
  for (const { pos, end } of commentsOf(script)) {
    const firstLine = script.tree.getLineAndCharacterOfPosition(pos).line + 1
    for (const [index, line] of script.tree.text.slice(pos, end).split('\n').entries()) {
      if (!openPoint.test(line) || reasonedPoint.test(line)) continue
      const message = 'an open point without its reason'
      offences.push({ path: script.path, line: firstLine + index, message })
    }
  }
  return offences
}
