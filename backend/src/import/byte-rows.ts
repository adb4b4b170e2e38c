import { UserError } from '../platform/user-error.ts'
import { BYTE_ORDER_MARK, CARRIAGE_RETURN, LINE_FEED, QUOTE, SPACE } from './ascii.ts'
import { COLUMNS_MAX, LINE_BYTES_MAX } from './limits.ts'
import { textBehindQuote, UNCLOSED_QUOTE } from './quote-defects.ts'

/**
 * One line and where its fields are. There is one of these per pass, rewritten for each line: a string or an
 * array per field would cost more than all the arithmetic.
 */
export interface Fields {
  bytes: Uint8Array
  lineNumber: number
  lineStart: number
  /** After the last byte, without line feed and carriage return. */
  lineEnd: number
  /** How many fields the line has; positions are kept of the first `COLUMNS_MAX`. */
  count: number
  /** What is wrong with the quotes of the line, null when nothing is. */
  defect: string | null
  readonly starts: Int32Array
  readonly ends: Int32Array
}

/** Fields of no line yet. */
export function allocateFields(): Fields {
  return {
    bytes: new Uint8Array(0),
    lineNumber: 0,
    lineStart: 0,
    lineEnd: 0,
    count: 0,
    defect: null,
    starts: new Int32Array(COLUMNS_MAX),
    ends: new Int32Array(COLUMNS_MAX),
  }
}

/** The byte that ends a line: a line feed, or a carriage return in files of the old Macintosh. */
export type LineBreak = typeof LINE_FEED | typeof CARRIAGE_RETURN

/** The byte that ends the lines of a file, from its first bytes. */
export function lineBreakOf(head: Uint8Array): LineBreak {
  return !head.includes(LINE_FEED) && head.includes(CARRIAGE_RETURN) ? CARRIAGE_RETURN : LINE_FEED
}

/**
 * Cuts chunks of bytes into lines, whatever the chunks' borders; blank lines count, but are not handed on.
 */
export class LineSplitter {
  readonly #fields = allocateFields()
  readonly #lineBreak: LineBreak
  readonly #onLine: (fields: Fields) => void
  #rest: Uint8Array | null = null

  constructor(lineBreak: LineBreak, onLine: (fields: Fields) => void) {
    this.#lineBreak = lineBreak
    this.#onLine = onLine
  }

  push(chunk: Buffer): void {
    const bytes = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk])
    const fields = this.#fields
    fields.bytes = bytes
    let start = 0
    for (;;) {
      const end = bytes.indexOf(this.#lineBreak, start)
      if (end < 0) break
      this.#refuseLong(end - start)
      this.#emit(start, end)
      start = end + 1
    }
    this.#refuseLong(bytes.length - start)
    // A copy, because the stream may use the chunk's memory again.
    this.#rest = start < bytes.length ? Buffer.from(bytes.subarray(start)) : null
    if (this.#rest === null) this.#fields.bytes = new Uint8Array(0)
  }

  /** The last line may lack its line feed. */
  end(): void {
    if (this.#rest === null) return
    this.#fields.bytes = this.#rest
    this.#emit(0, this.#rest.length)
    this.#rest = null
  }

  /** Wherever the pieces end, so that a file is always read, or always refused. */
  #refuseLong(length: number): void {
    if (length <= LINE_BYTES_MAX) return
    const lineNumber = this.#fields.lineNumber + 1
    throw new UserError(`line ${lineNumber} is longer than ${LINE_BYTES_MAX} bytes: not a table of bars`)
  }

  #emit(start: number, end: number): void {
    const fields = this.#fields
    const { bytes } = fields
    fields.lineNumber += 1
    const isMarked =
      fields.lineNumber === 1 && BYTE_ORDER_MARK.every((byte, index) => bytes[start + index] === byte)
    fields.lineStart = isMarked ? start + BYTE_ORDER_MARK.length : start
    fields.lineEnd = end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end
    if (fields.lineEnd > fields.lineStart) this.#onLine(fields)
  }
}

/** Finds the fields of the line; spaces around a field and quotes around it do not belong to it. */
export function splitFields(fields: Fields, separator: number): void {
  const { bytes, lineEnd } = fields
  let count = 0
  let start = fields.lineStart
  fields.defect = null
  for (;;) {
    while (start < lineEnd && bytes[start] === SPACE) start += 1
    let end = start
    if (bytes[start] === QUOTE && start < lineEnd) {
      start += 1
      end = closingQuote(fields, start)
      setField(fields, count, { start, end })
      if (end === lineEnd) fields.defect = UNCLOSED_QUOTE
      end += 1
      while (end < lineEnd && bytes[end] !== separator) {
        if (bytes[end] !== SPACE) fields.defect = textBehindQuote(count + 1)
        end += 1
      }
    } else {
      while (end < lineEnd && bytes[end] !== separator) end += 1
      if (count < COLUMNS_MAX) {
        let last = end
        while (last > start && bytes[last - 1] === SPACE) last -= 1
        fields.starts[count] = start
        fields.ends[count] = last
      }
    }
    count += 1
    if (end >= lineEnd) break
    start = end + 1
  }
  fields.count = count
}

function setField(
  fields: Fields,
  index: number,
  range: { readonly start: number; readonly end: number },
): void {
  if (index >= COLUMNS_MAX) return
  fields.starts[index] = range.start
  fields.ends[index] = Math.min(range.end, fields.lineEnd)
}

/** The position of the quote that ends the field; two quotes in a row stand for one. */
function closingQuote({ bytes, lineEnd }: Fields, start: number): number {
  for (let position = start; position < lineEnd; position += 1) {
    if (bytes[position] !== QUOTE) continue
    if (bytes[position + 1] !== QUOTE || position + 1 === lineEnd) return position
    position += 1
  }
  return lineEnd
}

/** The text of one field, for layouts and messages; not for every row. */
export function fieldText(fields: Fields, index: number): string {
  if (index >= fields.count) return ''
  return Buffer.from(fields.bytes.subarray(fields.starts[index], fields.ends[index])).toString('utf8')
}

/** Fields with one text alone, for readers of fields. */
export function fieldsOfText(text: string): Fields {
  const bytes = Buffer.from(text)
  const fields = Object.assign(allocateFields(), { bytes, lineEnd: bytes.length, count: 1 })
  fields.ends[0] = bytes.length
  return fields
}
