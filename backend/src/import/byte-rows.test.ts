import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CARRIAGE_RETURN, LINE_FEED } from './ascii.ts'
import { fieldText, lineBreakOf, LineSplitter, splitFields } from './byte-rows.ts'
import { LINE_BYTES_MAX } from './limits.ts'

function linesOf(chunks: readonly Buffer[]): [number, string][] {
  const lines: [number, string][] = []
  const splitter = new LineSplitter(
    lineBreakOf(Buffer.concat(chunks)),
    ({ bytes, lineNumber, lineStart, lineEnd }) => {
      lines.push([lineNumber, Buffer.from(bytes.subarray(lineStart, lineEnd)).toString()])
    },
  )
  for (const chunk of chunks) splitter.push(chunk)
  splitter.end()
  return lines
}

function fieldsOf(line: string, separator = ','): string[] {
  const fields: string[] = []
  const splitter = new LineSplitter(LINE_FEED, (found) => {
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

  it('takes carriage returns alone for the ends of lines, where there is no line feed', () => {
    expect(linesOf([Buffer.from('\uFEFFa,b\r\r1,2\r3'), Buffer.from(',4')])).toEqual([
      [1, 'a,b'],
      [3, '1,2'],
      [4, '3,4'],
    ])
    expect(lineBreakOf(Buffer.from('a\rb\rc'))).toBe(CARRIAGE_RETURN)
    for (const head of ['a', 'a\n', 'a\r\nb\r', '']) expect(lineBreakOf(Buffer.from(head))).toBe(LINE_FEED)
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
    const splitter = new LineSplitter(LINE_FEED, () => undefined)
    expect(() => {
      splitter.push(Buffer.alloc(LINE_BYTES_MAX + 1, 'x'))
    }).toThrow('line 1 is longer than 65536 bytes')
  })

  it('takes a line of the greatest length, and refuses a longer one that ends in the same piece', () => {
    const longest = Buffer.alloc(LINE_BYTES_MAX, 'x')
    expect(linesOf([Buffer.concat([longest, Buffer.from('\n1\n')])]).map(([line]) => line)).toEqual([1, 2])
    expect(() => linesOf([Buffer.concat([Buffer.from('a\nx'), longest, Buffer.from('\n1\n')])])).toThrow(
      'line 2 is longer than 65536 bytes',
    )
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

  it.each([
    ['"1"9,2', 'text behind the closing quote of field 1'],
    ['1,"2""" x,3', 'text behind the closing quote of field 2'],
    ['1,"2,3', 'a quote is never closed'],
    ['1,"', 'a quote is never closed'],
    ['"1" ,"2"', null],
    ['"","a ""b"""', null],
    ['1"2,3"', null],
  ])('%s: %s', (line, defect) => {
    const defects: (string | null)[] = []
    const splitter = new LineSplitter(LINE_FEED, (fields) => {
      splitFields(fields, 44)
      defects.push(fields.defect)
    })
    splitter.push(Buffer.from(`${line}\n1,2\n`))
    expect(defects).toEqual([defect, null])
  })

  it('counts more columns than it keeps', () => {
    let count = 0
    const splitter = new LineSplitter(LINE_FEED, (fields) => {
      splitFields(fields, 44)
      count = fields.count
      expect(fieldText(fields, 255)).toBe('x')
    })
    splitter.push(Buffer.from(`${Array.from({ length: 300 }, () => 'x').join(',')}\n`))
    expect(count).toBe(300)
  })
})
