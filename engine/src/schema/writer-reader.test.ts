import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CodecError } from './codec-error.ts'
import { BIGINT_LIMIT, TEXT_UNITS_MAX } from './limits.ts'
import { Reader } from './reader.ts'
import { Writer } from './writer.ts'

function written(write: (writer: Writer) => void): Uint8Array {
  const writer = new Writer(1)
  write(writer)
  return writer.take()
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const readerOf = (hex: string): Reader => new Reader(Buffer.from(hex, 'hex'))

/** Zigzag base 128 as the textbook has it. */
function naiveVarint(value: bigint): string {
  let rest = value < 0n ? -2n * value - 1n : 2n * value
  const bytes: number[] = []
  do {
    bytes.push(Number(rest % 128n) + (rest > 127n ? 128 : 0))
    rest /= 128n
  } while (rest > 0n)
  return hexOf(Uint8Array.from(bytes))
}

const edges = [0, 6, 7, 13, 14, 27, 28, 30, 31, 32, 33, 34, 35, 41, 48, 49, 52].flatMap((power) =>
  [-1, 0, 1].flatMap((add) => [2 ** power + add, -(2 ** power) + add]),
)
const integers = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(...edges, 2 ** 53 - 1, 1 - 2 ** 53))
const bigints = fc.oneof(
  fc.bigInt({ min: 1n - BIGINT_LIMIT, max: BIGINT_LIMIT - 1n }),
  integers.map(BigInt),
  fc
    .tuple(fc.integer({ min: 50, max: 80 }), fc.integer({ min: -1, max: 1 }), fc.boolean())
    .map(([power, add, isNegative]) => ((1n << BigInt(power)) + BigInt(add)) * (isNegative ? -1n : 1n)),
)

describe('the writer and the reader', () => {
  it('write an integer as a zigzag varint, and read it back', () => {
    fc.assert(
      fc.property(integers, (value) => {
        const bytes = written((writer) => writer.integer(value))
        expect(hexOf(bytes)).toBe(naiveVarint(BigInt(value)))
        const reader = new Reader(bytes)
        expect(reader.integer()).toBe(value === 0 ? 0 : value)
        reader.end()
      }),
      { numRuns: 2_000 },
    )
  })

  it('write a bigint of any length as the integer of its value, and read it back', () => {
    fc.assert(
      fc.property(bigints, (value) => {
        const bytes = written((writer) => writer.bigint(value))
        expect(hexOf(bytes)).toBe(naiveVarint(value))
        const reader = new Reader(bytes)
        expect(reader.bigint()).toBe(value)
        reader.end()
      }),
      { numRuns: 2_000 },
    )
  })

  it('keep every text, lone surrogates included', () => {
    const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code))
    const texts = fc.oneof(fc.string({ unit, maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 40 }))
    fc.assert(
      fc.property(texts, (value) => {
        const reader = new Reader(written((writer) => writer.text(value)))
        expect(reader.text()).toBe(value)
        reader.end()
      }),
    )
  })

  it('keep counts, words of 32 bits, truths and missing values', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(0xffffffff), fc.option(integers), (count, word, value) => {
        const reader = new Reader(
          written((writer) => {
            writer.unsigned(count)
            writer.word(word)
            writer.boolean(value === null)
            writer.integerOrNull(value)
          }),
        )
        expect(reader.unsigned()).toBe(count)
        expect(reader.word()).toBe(word)
        expect(reader.boolean()).toBe(value === null)
        expect(reader.integerOrNull()).toBe(value === 0 ? 0 : value)
        reader.end()
      }),
    )
  })

  it.each([
    ['a fraction', (writer: Writer) => writer.integer(0.5)],
    ['no number', (writer: Writer) => writer.integer(NaN)],
    ['an integer past 2^53', (writer: Writer) => writer.integer(2 ** 53)],
    ['a negative count', (writer: Writer) => writer.unsigned(-1)],
    ['a bigint past the limit', (writer: Writer) => writer.bigint(BIGINT_LIMIT)],
    ['a text past the limit', (writer: Writer) => writer.text('x'.repeat(TEXT_UNITS_MAX + 1))],
  ])('refuse to write %s', (_what, write) => {
    expect(() => written(write)).toThrow(CodecError)
  })

  it.each([
    ['an integer with an empty last group', '8000', (reader: Reader) => reader.integer()],
    ['a bigint with an empty last group', '8100', (reader: Reader) => reader.bigint()],
    ['a long bigint with an empty last group', 'ff'.repeat(12) + '00', (reader: Reader) => reader.bigint()],
    ['an integer past 2^53', 'feffffffffffff3f', (reader: Reader) => reader.integer()],
    ['an integer of ten bytes', 'ff'.repeat(9) + '01', (reader: Reader) => reader.integer()],
    ['a bigint without an end', 'ff'.repeat(90), (reader: Reader) => reader.bigint()],
    ['a bigint past the limit', 'ff'.repeat(73) + '7f', (reader: Reader) => reader.bigint()],
    ['a truth of 2', '02', (reader: Reader) => reader.boolean()],
    ['a text longer than its bytes', '0561', (reader: Reader) => reader.text()],
    ['a text longer than any', 'ff7f', (reader: Reader) => reader.text()],
    ['a unit past 65535', '01808004', (reader: Reader) => reader.text()],
    ['a cut number', 'ff', (reader: Reader) => reader.integer()],
    ['a cut word', '010203', (reader: Reader) => reader.word()],
  ])('refuse to read %s', (_what, hex, read) => {
    expect(() => read(readerOf(hex))).toThrow(CodecError)
  })

  it('say at which byte they stopped', () => {
    const reader = readerOf('0002')
    reader.integer()
    expect(() => reader.boolean()).toThrow('byte 2: neither true nor false')
    expect(() => new Reader(new Uint8Array(3)).end()).toThrow('byte 0: 3 bytes too many')
  })

  it('have one spelling of each value: what can be read is what would be written', () => {
    const kinds = ['integer', 'bigint', 'unsigned', 'text', 'integerOrNull'] as const
    const bytesOf = fc.uint8Array({ minLength: 1, maxLength: 14 })
    fc.assert(
      fc.property(fc.constantFrom(...kinds), bytesOf, fc.nat(20), (kind, bytes, continued) => {
        for (let index = 0; index < Math.min(continued, bytes.length - 1); index += 1)
          bytes[index] = (bytes[index] ?? 0) | 128
        const reader = new Reader(bytes)
        const writer = new Writer()
        try {
          if (kind === 'bigint') writer.bigint(reader.bigint())
          else if (kind === 'text') writer.text(reader.text())
          else if (kind === 'integer') writer.integer(reader.integer())
          else if (kind === 'unsigned') writer.unsigned(reader.unsigned())
          else writer.integerOrNull(reader.integerOrNull())
        } catch (error) {
          expect(error).toBeInstanceOf(CodecError)
          return
        }
        expect(hexOf(writer.view())).toBe(hexOf(bytes.subarray(0, reader.offset)))
      }),
      { numRuns: 3_000 },
    )
  })

  it('forget the first bytes and keep the rest, or all of it', () => {
    const writer = new Writer()
    for (const value of [1, 2, 3, 4]) writer.byte(value)
    writer.dropFirst(3)
    writer.byte(5)
    expect([...writer.view()]).toEqual([4, 5])
    writer.clear()
    expect(writer.length).toBe(0)
  })
})
