/** One record of a table: its fields, and the line on which it begins. */
export interface CsvRecord {
  readonly lineNumber: number
  readonly fields: readonly string[]
}

/**
 * The records of a text in the manner of RFC 4180: fields in quotes may hold separators, line breaks and
 * doubled quotes. For small files with long texts; bars are read from their bytes. A quote that is never
 * closed takes all the rest.
 */
export function* readCsv(text: string, separator: string): Generator<CsvRecord> {
  let fields: string[] = []
  let lineNumber = 1
  let startLine = 1
  let position = 0
  while (position < text.length) {
    const field = text[position] === '"' ? quotedField(text, position) : plainField(text, position, separator)
    fields.push(field.value)
    lineNumber += field.lineBreaks
    position = field.end
    if (text[position] === separator) {
      position += 1
      // A separator at the very end announces one more field, an empty one.
      if (position < text.length) continue
      fields.push('')
    }
    position = afterLineBreak(text, position)
    yield { lineNumber: startLine, fields }
    fields = []
    lineNumber += 1
    startLine = lineNumber
  }
}

interface Field {
  readonly value: string
  readonly end: number
  readonly lineBreaks: number
}

function plainField(text: string, start: number, separator: string): Field {
  let end = start
  while (end < text.length && text[end] !== separator && text[end] !== '\n') end += 1
  return { value: text.slice(start, end).replace(/\r$/, ''), end, lineBreaks: 0 }
}

function quotedField(text: string, start: number): Field {
  let value = ''
  let from = start + 1
  for (;;) {
    const quote = text.indexOf('"', from)
    const end = quote < 0 ? text.length : quote
    value += text.slice(from, end)
    if (text[end + 1] !== '"') {
      const lineBreaks = value.split('\n').length - 1
      return { value, end: Math.min(end + 1, text.length), lineBreaks }
    }
    value += '"'
    from = end + 2
  }
}

function afterLineBreak(text: string, position: number): number {
  const feed = text.indexOf('\n', position)
  return feed < 0 ? text.length : feed + 1
}
