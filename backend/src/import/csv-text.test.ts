import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCsv } from './csv-text.ts'

function fieldsOf(text: string): (readonly string[])[] {
  return [...readCsv(text, ',')].map(({ fields }) => fields)
}

describe('a table as text', () => {
  it('has quoted fields with separators, quotes and line breaks', () => {
    const text = 'a,"b, c","d ""e"""\r\n"one\ntwo",,3\n\nlast'
    expect([...readCsv(text, ',')]).toEqual([
      { lineNumber: 1, fields: ['a', 'b, c', 'd "e"'], defect: null },
      { lineNumber: 2, fields: ['one\ntwo', '', '3'], defect: null },
      { lineNumber: 4, fields: [''], defect: null },
      { lineNumber: 5, fields: ['last'], defect: null },
    ])
  })

  it('keeps an empty field at the end', () => {
    expect(fieldsOf('a,\nb,')).toEqual([
      ['a', ''],
      ['b', ''],
    ])
  })

  it('ends with a quote that nobody closes', () => {
    expect(fieldsOf('a,"b\nc')).toEqual([['a', 'b\nc']])
  })

  it('says what is wrong with the quotes of a record, and of no other', () => {
    const text = 'a,"b"x,c\n"d" ,"e"\r\n"f"\n"g"y\n"h\n'
    expect([...readCsv(text, ',')].map(({ fields, defect }) => [...fields, defect])).toEqual([
      ['a', 'b', 'c', 'text behind the closing quote of field 2'],
      ['d', 'e', null],
      ['f', null],
      ['g', 'text behind the closing quote of field 1'],
      ['h\n', 'a quote is never closed'],
    ])
  })

  it('comes back as it was written', () => {
    const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', ' ', ''), maxLength: 6 })
    const table = fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 5 })
    fc.assert(
      fc.property(table, (records) => {
        const text = records.map(
          (fields) => fields.map((value) => `"${value.replaceAll('"', '""')}"`).join(',') + '\n',
        )
        expect(fieldsOf(text.join(''))).toEqual(records)
      }),
    )
  })
})
