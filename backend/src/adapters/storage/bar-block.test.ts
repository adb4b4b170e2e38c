import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barsOf, rowsOf, type BarRow } from '../../testing/series.ts'
import { DamagedBlockError, decodeBlock, encodeBlock } from './bar-block.ts'
import { BAR_VALUE_MAX } from './bar-merge.ts'

const greatest = BAR_VALUE_MAX - 1
const anyValue = fc.oneof(
  fc.integer({ min: -1_000, max: 1_000 }),
  fc.maxSafeInteger().map((value) => value % BAR_VALUE_MAX),
  fc.constantFrom(0, greatest, -greatest, 127, 128, 2 ** 28 - 1, 2 ** 28, 2 ** 31, 2 ** 32, 2 ** 35),
)
const anyTime = fc.oneof(
  fc.integer({ min: -10_000, max: 10_000 }),
  fc.integer({ min: -5_364_662_400, max: 253_402_300_799 }),
)
const anyRows = fc
  .uniqueArray(
    fc.record({ time: anyTime, values: fc.tuple(anyValue, anyValue, anyValue, anyValue, anyValue) }),
    {
      selector: ({ time }) => time,
      maxLength: 50,
    },
  )
  .map((rows) =>
    rows
      .sort((left, right) => left.time - right.time)
      .map(({ time, values: [open, close, one, other, volume] }): BarRow => {
        const prices = [open, close, one, other]
        return [time, open, Math.max(...prices), Math.min(...prices), close, Math.abs(volume)]
      }),
  )

describe('a block of bars', () => {
  it('decodes to what was encoded', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const withoutNegativeZero = rows.map((row) => row.map((value) => value + 0))
        expect(rowsOf(decodeBlock(encodeBlock(barsOf(rows)), rows.length))).toEqual(withoutNegativeZero)
      }),
      { numRuns: 500 },
    )
  })

  it('holds the extremes', () => {
    const rows: BarRow[] = [
      [-5_364_662_400, -greatest, greatest, -greatest, greatest, greatest],
      [253_402_300_799, greatest, greatest, -greatest, -greatest, 0],
    ]
    expect(rowsOf(decodeBlock(encodeBlock(barsOf(rows)), 2))).toEqual(rows)
    expect(decodeBlock(encodeBlock(barsOf([])), 0).time).toHaveLength(0)
  })

  it('of minutes takes about ten bytes a bar', () => {
    const rows = Array.from({ length: 1_440 }, (_, index): BarRow => {
      const price = 2_900_000 + ((index * 7_919) % 500)
      return [1_600_000_000 + index * 60, price, price + 90, price - 70, price + 40, 150_000 + index]
    })
    expect(encodeBlock(barsOf(rows)).length / 1_440).toBeLessThan(14)
  })

  it('with any byte changed, missing or added is found damaged', () => {
    fc.assert(
      fc.property(anyRows, fc.nat(), fc.integer({ min: 1, max: 255 }), (rows, place, difference) => {
        const bytes = encodeBlock(barsOf(rows))
        const changed = Uint8Array.from(bytes)
        const index = place % bytes.length
        changed[index] = (changed[index] ?? 0) ^ difference
        const cut = bytes.slice(0, index)
        const longer = Uint8Array.from([...bytes, difference])
        for (const damaged of [changed, cut, longer]) {
          expect(() => decodeBlock(damaged, rows.length)).toThrow(DamagedBlockError)
        }
      }),
    )
  })

  it('that is no bytes, or starts with no number, is found damaged', () => {
    expect(() => decodeBlock('text', 1)).toThrow(DamagedBlockError)
    for (const [position, value] of [
      [16, Infinity],
      [24, NaN],
      [32, -Infinity],
    ] as const) {
      const bytes = encodeBlock(barsOf([[0, 5, 6, 4, 5, 1]]))
      const view = new DataView(bytes.buffer)
      view.setFloat64(position, value, true)
      view.setUint32(8, crc32(bytes.subarray(12), crc32(bytes.subarray(0, 8))), true)
      expect(() => decodeBlock(bytes, 1)).toThrow('starts with no number')
    }
  })

  it('of another number of bars is found damaged', () => {
    const rows = [0, 60, 120].map((time): BarRow => [time, 5, 6, 4, 5, 1])
    const bytes = encodeBlock(barsOf(rows))
    for (const count of [0, 1, 2, 4, 1_440])
      expect(() => decodeBlock(bytes, count)).toThrow(DamagedBlockError)
  })
})
