import { textBehindQuote, UNCLOSED_QUOTE } from './quote-defects.ts'

/** One record of a table: its fields, and the line on which it begins. */
export interface CsvRecord {
  readonly lineNumber: number
  readonly fields: readonly string[]
  /** What is wrong with its quotes, null when nothing is. */
  readonly defect: string | null
}

/**
 * The records of a text in the manner of RFC 4180: fields in quotes may hold separators, line breaks and
 * doubled quotes. For small files with long texts; bars are read from their bytes. A quote that is never
 * closed takes all the rest.
 */
export function* readCsv(text: string, separator: string): Generator<CsvRecord> {
  let fields: string[] = []
  let defect: string | null = null
  let lineNumber = 1
  let startLine = 1
  let position = 0
  while (position < text.length) {
    const field =
      text[position] === '"'
        ? quotedField(text, { start: position, separator, fieldNumber: fields.length + 1 })
        : plainField(text, position, separator)
    fields.push(field.value)
    defect ??= field.defect
    lineNumber += field.lineBreaks
    position = field.end
    if (text[position] === separator) {
      position += 1
      // A separator at the very end announces one more field, an empty one.
      if (position < text.length) continue
      fields.push('')
    }
    position = afterLineBreak(text, position)
    yield { lineNumber: startLine, fields, defect }
    fields = []
    defect = null
    lineNumber += 1
    startLine = lineNumber
  }
}

interface Field {
  readonly value: string
  readonly end: number
  readonly lineBreaks: number
  readonly defect: string | null
}

function plainField(text: string, start: number, separator: string): Field {
  let end = start
  while (end < text.length && text[end] !== separator && text[end] !== '\n') end += 1
  return { value: text.slice(start, end).replace(/\r$/, ''), end, lineBreaks: 0, defect: null }
}

interface Place {
  readonly start: number
  readonly separator: string
  /** Of the field in its record, from 1. */
  readonly fieldNumber: number
}

function quotedField(text: string, { start, separator, fieldNumber }: Place): Field {
  let value = ''
  let from = start + 1
  for (;;) {
    const quote = text.indexOf('"', from)
    const end = quote < 0 ? text.length : quote
    value += text.slice(from, end)
    if (text[end + 1] !== '"') {
      const lineBreaks = value.split('\n').length - 1
      if (quote < 0) return { value, end, lineBreaks, defect: UNCLOSED_QUOTE }
      const rest = plainField(text, end + 1, separator)
      const defect = rest.value.trim() === '' ? null : textBehindQuote(fieldNumber)
      return { value, end: rest.end, lineBreaks, defect }
    }
    value += '"'
    from = end + 2
  }
}

function afterLineBreak(text: string, position: number): number {
  const feed = text.indexOf('\n', position)
  return feed < 0 ? text.length : feed + 1
}
