import { BAD_ROWS_SHOWN_MAX } from './limits.ts'

/** A row that is not taken, and why. */
export interface BadRow {
  readonly lineNumber: number
  readonly reason: string
}

/** How many rows are refused, and the first of them. */
export interface BadRows {
  readonly count: number
  readonly first: readonly BadRow[]
}

export class BadRowList implements BadRows {
  count = 0
  readonly first: BadRow[] = []

  add(lineNumber: number, reason: string): void {
    this.count += 1
    if (this.first.length < BAD_ROWS_SHOWN_MAX) this.first.push({ lineNumber, reason })
  }
}

/** The paragraph of a summary about bad rows; nothing when there are none. */
export function badRowsText(badRows: BadRows): readonly string[] {
  if (badRows.count === 0) return []
  const lines = [`  bad rows: ${badRows.count}`, ...badRowLines(badRows).map((line) => `    ${line}`)]
  const rest = badRows.count - badRows.first.length
  return rest > 0 ? [...lines, `    and ${rest} more`] : lines
}

/** One text for each row that is kept. */
export function badRowLines({ first }: BadRows): readonly string[] {
  return first.map(({ lineNumber, reason }) => `line ${lineNumber}: ${reason}`)
}
