import type { TickSize } from '@trading-pro/engine/numbers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DECIMAL_SLACK_BYTES, decimalFormat, DigitWriter, type DecimalFormat } from './decimal-writer.ts'

const decoder = new TextDecoder()

function written(value: number, format: DecimalFormat): string {
  const bytes = new Uint8Array(64)
  const writer = new DigitWriter(new DataView(bytes.buffer))
  writer.position = 3
  writer.decimal(value, format)
  const end = writer.position
  expect([...bytes.subarray(0, 3)]).toEqual([0, 0, 0])
  expect(bytes.subarray(end + DECIMAL_SLACK_BYTES).every((byte) => byte === 0)).toBe(true)
  return decoder.decode(bytes.subarray(3, end))
}

const tickSizes: readonly TickSize[] = [
  ...[1, 10, 100, 1_000, 10 ** 4, 10 ** 5, 10 ** 6, 10 ** 8].map((priceScale) => ({
    priceScale,
    minimumMovement: 1,
  })),
  ...[2, 4, 8, 32, 64, 256].map((priceScale) => ({ priceScale, minimumMovement: 1 })),
  { priceScale: 100, minimumMovement: 25 },
  { priceScale: 1000, minimumMovement: 5 },
  { priceScale: 1, minimumMovement: 50 },
]
const anyValue = fc.oneof(
  fc.integer({ min: -10, max: 10 }),
  fc.integer({ min: -100_000_000, max: 100_000_000 }),
  fc.maxSafeInteger().map((value) => Math.trunc(value / 2 ** 12)),
)

describe('a decimal', () => {
  it('is the number that JSON has for it, at every tick size', () => {
    fc.assert(
      fc.property(fc.constantFrom(...tickSizes), anyValue, (tickSize, ticks) => {
        fc.pre(Number.isSafeInteger(ticks * decimalFormat(tickSize).factor))
        const number = (ticks * tickSize.minimumMovement) / tickSize.priceScale
        const text = written(ticks, decimalFormat(tickSize))
        expect(JSON.parse(text)).toBe(number + 0)
        // JSON.stringify turns to exponents below that, and to the shortest of several texts past 15 digits.
        if (number !== 0 && (Math.abs(number) < 1e-6 || Math.abs(number) >= 1e9)) return
        expect(text).toBe(JSON.stringify(number))
      }),
      { numRuns: 2_000 },
    )
  })

  it.each<[number, TickSize, string]>([
    [0, { priceScale: 1e8, minimumMovement: 1 }, '0'],
    [-0, { priceScale: 1e8, minimumMovement: 1 }, '0'],
    [1, { priceScale: 1e8, minimumMovement: 1 }, '0.00000001'],
    [-1, { priceScale: 1e8, minimumMovement: 1 }, '-0.00000001'],
    [100_000_000, { priceScale: 1e8, minimumMovement: 1 }, '1'],
    [-150, { priceScale: 1e2, minimumMovement: 1 }, '-1.5'],
    [33, { priceScale: 32, minimumMovement: 1 }, '1.03125'],
    [10, { priceScale: 1, minimumMovement: 1 }, '10'],
    [999_999_999, { priceScale: 1e2, minimumMovement: 1 }, '9999999.99'],
    [1_000_000_000, { priceScale: 1e2, minimumMovement: 1 }, '10000000'],
    [1_000_000_001, { priceScale: 1e9, minimumMovement: 1 }, '1.000000001'],
    [Number.MAX_SAFE_INTEGER, { priceScale: 1e8, minimumMovement: 1 }, '90071992.54740991'],
    [2 ** 60, { priceScale: 1e8, minimumMovement: 1 }, '11529215046.06847'],
    [1, { priceScale: 1e15, minimumMovement: 123_456_789_012_345 }, '0.123456789012345'],
    [100_000_000, { priceScale: 32_768, minimumMovement: 1 }, '3051.7578125'],
    [-3, { priceScale: 32_768, minimumMovement: 1 }, '-0.000091552734375'],
    [-(2 ** 60), { priceScale: 1, minimumMovement: 1 }, '-1152921504606847000'],
  ])('of %d at %o is %s', (value, format, text) => {
    expect(written(value, decimalFormat(format))).toBe(text)
  })
})

describe('an integer', () => {
  it('is written digit by digit', () => {
    const digitsOf = (value: number) => {
      const bytes = new Uint8Array(20)
      const writer = new DigitWriter(new DataView(bytes.buffer))
      writer.integer(value)
      return decoder.decode(bytes.subarray(0, writer.position))
    }
    const edges = Array.from({ length: 16 }, (_, power) => [
      10 ** power - 1,
      10 ** power,
      10 ** power + 1,
    ]).flat()
    for (const value of [...edges, Number.MAX_SAFE_INTEGER]) expect(digitsOf(value)).toBe(String(value))
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        expect(digitsOf(value)).toBe(String(value))
      }),
    )
  })
})
