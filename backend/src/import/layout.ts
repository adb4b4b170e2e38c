import { UserError } from '../platform/user-error.ts'
import {
  allocateFields,
  fieldsOfText,
  fieldText,
  lineBreakOf,
  LineSplitter,
  splitFields,
  type LineBreak,
} from './byte-rows.ts'
import { columnsFromHeader, columnsFromNames, columnsFromPosition, type Columns } from './columns.ts'
import { allocateDecimal, readDecimal } from './decimals.ts'
import { detectStampFormat } from './stamp-format.ts'
import type { DateOrder, StampFormat } from './stamps.ts'

/** How the rows of one file are to be read. */
export interface Layout {
  readonly lineBreak: LineBreak
  /** The byte between fields. */
  readonly separator: number
  readonly hasHeader: boolean
  /** Fields of every row. */
  readonly fieldCount: number
  readonly columns: Columns
  readonly stampFormat: StampFormat
}

/** What the user says about the layout; null where the file is to tell. */
export interface LayoutHints {
  readonly separator: string | null
  readonly columns: readonly string[] | null
  readonly dateOrder: DateOrder | null
}

interface Table {
  readonly separator: number
  readonly rows: readonly (readonly string[])[]
}

/** Rows that are looked at: enough to pass over some bad ones. */
const ROWS_SEEN_MAX = 64
const SEPARATORS = [',', ';', '\t'] as const

/**
 * Finds the layout of a file from its first bytes.
 *
 * @throws UserError that says what could not be recognised
 */
export function detectLayout(head: { bytes: Buffer; isWhole: boolean }, hints: LayoutHints): Layout {
  const table = readTable(head, hints.separator)
  const [first = []] = table.rows
  const hasHeader = first.every((field) => !isNumeric(field)) && first.some((field) => /^[^\d]/.test(field))
  const dataRows = hasHeader ? table.rows.slice(1) : table.rows
  const [sample] = dataRows
  if (sample === undefined) throw new UserError('there is a header but no row')
  const columns = findColumns({ first, sample, hasHeader }, hints)
  const stamps = dataRows.map((row) => row[columns.time] ?? '')
  const stampFormat = detectStampFormat(stamps, hints.dateOrder)
  if (stampFormat === null) throw new UserError(`the time "${stamps[0] ?? ''}" cannot be read`)
  const { separator } = table
  const lineBreak = lineBreakOf(head.bytes)
  return { lineBreak, separator, hasHeader, fieldCount: first.length, columns, stampFormat }
}

function findColumns(
  table: {
    readonly first: readonly string[]
    readonly sample: readonly string[]
    readonly hasHeader: boolean
  },
  hints: LayoutHints,
): Columns {
  if (hints.columns !== null) return columnsFromNames(hints.columns, table.first.length)
  return table.hasHeader ? columnsFromHeader(table.first, table.sample) : columnsFromPosition(table.sample)
}

function readTable(head: { bytes: Buffer; isWhole: boolean }, separatorHint: string | null): Table {
  const lines = splitLines(head)
  const [first] = lines
  if (first === undefined) throw new UserError('there is no row')
  const separator = separatorHint ?? likeliestSeparator(lines)
  const byte = separator.charCodeAt(0)
  const rows = lines.map((line) => splitLine(line, byte))
  if ((rows[0] ?? []).length < 2) {
    throw new UserError('no columns were found: the separator is neither a comma, a semicolon nor a tab')
  }
  return { separator: byte, rows }
}

/** The separator that makes the most fields of the first line, and as many of the others. */
function likeliestSeparator(lines: readonly Buffer[]): string {
  let best: { separator: string; score: number } = { separator: ',', score: 0 }
  for (const separator of SEPARATORS) {
    const counts = lines
      .slice(0, ROWS_SEEN_MAX)
      .map((line) => splitLine(line, separator.charCodeAt(0)).length)
    const [first = 0] = counts
    const agreement = counts.filter((count) => count === first).length / counts.length
    const score = first > 1 ? first * agreement : 0
    if (score > best.score) best = { separator, score }
  }
  return best.separator
}

/** The first lines; the last one only when the bytes are the whole file, for it may be cut. */
function splitLines({ bytes, isWhole }: { bytes: Buffer; isWhole: boolean }): Buffer[] {
  if (bytes.includes(0)) throw new UserError('this is not a text file in UTF-8')
  const lines: Buffer[] = []
  const splitter = new LineSplitter(lineBreakOf(bytes), ({ bytes: line, lineStart, lineEnd }) => {
    if (lines.length <= ROWS_SEEN_MAX) lines.push(Buffer.from(line.subarray(lineStart, lineEnd)))
  })
  splitter.push(bytes)
  if (isWhole) splitter.end()
  return lines
}

function splitLine(line: Buffer, separator: number): string[] {
  const fields = Object.assign(allocateFields(), { bytes: line, lineEnd: line.length })
  splitFields(fields, separator)
  return Array.from({ length: Math.min(fields.count, fields.starts.length) }, (_, index) =>
    fieldText(fields, index),
  )
}

function isNumeric(field: string): boolean {
  return readDecimal(fieldsOfText(field), 0, allocateDecimal())
}
