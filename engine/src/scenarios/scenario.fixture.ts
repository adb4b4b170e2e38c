import { assert } from '../assert.ts'

/** A line and those below it that are indented deeper: a command and its events, or a table and its rows. */
export interface Block {
  readonly head: string
  readonly body: readonly string[]
}

/** A scenario as it is written. */
export interface Scenario {
  readonly title: string
  readonly lines: readonly string[]
  /** Lines that come before those of every scenario of the file. */
  readonly background: readonly string[]
}

/** A file of scenarios: prose, then `background`, then `scenario TITLE` as often as there are any. */
export function scenariosIn(text: string): Scenario[] {
  const scenarios: { title: string; lines: string[]; background: string[] }[] = []
  let background: string[] = []
  let lines: string[] | null = null
  for (const line of text.split('\n')) {
    if (line.startsWith('background')) {
      background = []
      lines = background
    } else if (line.startsWith('scenario ')) {
      lines = []
      scenarios.push({ title: line.slice('scenario '.length).trim(), lines, background })
    } else if (lines !== null && line.trim() !== '') {
      assert(line.startsWith('  '), `lines of a scenario are indented: "${line}"`)
      lines.push(line)
    }
  }
  return scenarios
}

/** The blocks of a scenario's lines; a remark (`// ...`) is a block of its own. */
export function blocksOf(lines: readonly string[]): Block[] {
  const blocks: { head: string; body: string[] }[] = []
  for (const line of lines) {
    const block = blocks.at(-1)
    if (block !== undefined && depthOf(line) > depthOf(block.head)) block.body.push(line)
    else blocks.push({ head: line, body: [] })
  }
  return blocks
}

function depthOf(line: string): number {
  return line.length - line.trimStart().length
}
