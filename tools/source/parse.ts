import ts from 'typescript'

export interface ParsedScript {
  /** From the repository's root, with `/`. */
  readonly path: string
  readonly tree: ts.SourceFile
}

/** Everything but line ends becomes blank, so that what is left keeps its line and column. */
const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ')

/** The scripts of a Vue component at the lines they stand on; all else blank. */
function scriptsOfComponent(text: string): string {
  let result = ''
  let end = 0
  for (const match of text.matchAll(/(<script\b[^>]*>)([\s\S]*?)<\/script>/g)) {
    const start = match.index + (match[1] ?? '').length
    const script = match[2] ?? ''
    result += blank(text.slice(end, start)) + script
    end = start + script.length
  }
  return result + blank(text.slice(end))
}

/** Parses a TypeScript file, or the scripts of a Vue component; null for any other kind of file. */
export function parseScript(path: string, text: string): ParsedScript | null {
  if (!/\.(ts|vue)$/.test(path)) return null
  const script = path.endsWith('.vue') ? scriptsOfComponent(text) : text
  return { path, tree: ts.createSourceFile(path, script, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS) }
}

/** The line a node begins on, from 1; its doc comment does not count. */
export function lineOf(script: ParsedScript, node: ts.Node): number {
  return script.tree.getLineAndCharacterOfPosition(node.getStart(script.tree)).line + 1
}

/** Calls `visit` for every node below and including `node`, parents first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  ts.forEachChild(node, (child) => {
    walk(child, visit)
  })
}
