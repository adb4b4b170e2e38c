import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fieldText, LineSplitter, splitFields } from './byte-rows.ts'
import { LINE_BYTES_MAX } from './limits.ts'

function linesOf(chunks: readonly Buffer[]): [number, string][] {
  const lines: [number, string][] = []
  const splitter = new LineSplitter(({ bytes, lineNumber, lineStart, lineEnd }) => {
    lines.push([lineNumber, Buffer.from(bytes.subarray(lineStart, lineEnd)).toString()])
  })
  for (const chunk of chunks) splitter.push(chunk)
  splitter.end()
  return lines
}

function fieldsOf(line: string, separator = ','): string[] {
  const fields: string[] = []
  const splitter = new LineSplitter((found) => {
    splitFields(found, separator.charCodeAt(0))
    for (let index = 0; index < found.count; index += 1) fields.push(fieldText(found, index))
  })
  splitter.push(Buffer.from(line))
  splitter.end()
  return fields
}

describe('splitting bytes into lines', () => {
  it('knows line feeds, carriage returns, blank lines, a byte order mark and a last line without end', () => {
    expect(linesOf([Buffer.from('\uFEFFa,b\r\n\n1,2\n3,4')])).toEqual([
      [1, 'a,b'],
      [3, '1,2'],
      [4, '3,4'],
    ])
  })

  it('finds the same lines wherever the chunks end', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ',', '\n', '\r\n', '\uFEFF', 'é'), maxLength: 60 })
    fc.assert(
      fc.property(text, fc.array(fc.nat(80), { maxLength: 6 }), (content, cuts) => {
        const bytes = Buffer.from(content)
        const borders = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length]
        const chunks = borders.slice(1).map((border, index) => bytes.subarray(borders[index], border))
        expect(linesOf(chunks)).toEqual(linesOf([bytes]))
      }),
    )
  })

  it('refuses a line without end instead of gathering it', () => {
    const splitter = new LineSplitter(() => undefined)
    expect(() => {
      splitter.push(Buffer.alloc(LINE_BYTES_MAX + 1, 'x'))
    }).toThrow('line 1 is longer than 65536 bytes')
  })
})

describe('splitting a line into fields', () => {
  it.each([
    ['1,2,3', ['1', '2', '3']],
    ['1, 2 ,3', ['1', '2', '3']],
    ['1,,3', ['1', '', '3']],
    ['1,2,', ['1', '2', '']],
    ['"1","2,5","a ""b"""', ['1', '2,5', 'a ""b""']],
    ['"1" ,2', ['1', '2']],
    ['"open', ['open']],
    ['   ', ['']],
  ])('%s', (line, fields) => {
    expect(fieldsOf(line)).toEqual(fields)
  })

  it('counts more columns than it keeps', () => {
    let count = 0
    const splitter = new LineSplitter((fields) => {
      splitFields(fields, 44)
      count = fields.count
      expect(fieldText(fields, 255)).toBe('x')
    })
    splitter.push(Buffer.from(`${Array.from({ length: 300 }, () => 'x').join(',')}\n`))
    expect(count).toBe(300)
  })
})
