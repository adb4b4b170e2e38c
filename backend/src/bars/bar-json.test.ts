import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barsOf, type BarRow } from '../testing/series.ts'
import { renderBars } from './bar-json.ts'
import { decimalFormat } from './decimal-writer.ts'

const decoder = new TextDecoder()
const cents = decimalFormat({ priceScale: 100, minimumMovement: 1 })
const format = { price: cents, volume: decimalFormat({ priceScale: 1e8, minimumMovement: 1 }) }

const objectOf = ([time, open, high, low, close, volume]: BarRow) => ({
  time: time * 1000,
  ...{ open: open / 100, high: high / 100, low: low / 100, close: close / 100 },
  volume: volume / 1e8,
})

const anyPrice = fc.integer({ min: -1_000_000, max: 1_000_000_000 })
const anyRow = fc.tuple(
  fc.oneof(fc.integer({ min: -5_364_662_400, max: 253_402_300_799 }), fc.constantFrom(0, 1, -1)),
  ...[anyPrice, anyPrice, anyPrice, anyPrice],
  fc.maxSafeNat(),
) as fc.Arbitrary<BarRow>

describe('bars as JSON', () => {
  it('parse to the bars, each at its offset, before 1970 and after', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 30 }), (rows) => {
        const { bytes, offsets } = renderBars(barsOf(rows), format)
        const expected = rows.map(objectOf)
        const text = decoder.decode(bytes)
        expect(JSON.parse(`[${text.slice(0, -1)}]`)).toEqual(expected)
        expect(offsets).toHaveLength(expected.length + 1)
        for (const [index, bar] of expected.entries()) {
          const piece = decoder.decode(bytes.subarray(offsets[index], (offsets[index + 1] ?? 0) - 1))
          expect(JSON.parse(piece)).toEqual(bar)
        }
      }),
    )
  })

  it('are the text that JSON.stringify makes', () => {
    const rows: BarRow[] = [
      [-86_400, 100, 250, -99, 101, 0],
      [0, 1, 1, 1, 1, 123_456_789],
      [1_583_107_200, 297_428, 309_096, 294_519, 309_023, 637_640_000_000_000],
    ]
    const { bytes } = renderBars(barsOf(rows), format)
    const expected = rows.map((row) => JSON.stringify(objectOf(row)))
    expect(decoder.decode(bytes)).toBe(`${expected.join(',')},`)
  })

  it('of one call are not touched by the next', () => {
    const render = (price: number) => renderBars(barsOf([[0, price, price, price, price, 1]]), format)
    const first = render(111)
    const text = decoder.decode(first.bytes)
    render(222)
    expect(decoder.decode(first.bytes)).toBe(text)
  })
})
