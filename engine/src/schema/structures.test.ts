import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Choices, offendingOf, valueOf } from './choices.fixture.ts'
import { CodecError } from './codec-error.ts'
import type { AnyField, Field } from './field.ts'
import { Reader } from './reader.ts'
import { bigint, boolean, constant, integer, text, words } from './scalars.ts'
import { list, nullable, pair, since, struct } from './structures.ts'
import { Writer } from './writer.ts'
import { wrongValues } from './wrong-values.fixture.ts'

interface Sample {
  readonly kind: 'sample'
  readonly count: number
  readonly amount: bigint | null
  readonly mode: 'slow' | 'fast'
  readonly names: readonly string[]
  readonly ends: readonly [boolean, boolean]
}

const fields = {
  kind: constant('sample'),
  count: integer({ min: -5, max: 1_000 }),
  amount: nullable(bigint({ min: -(1n << 80n), max: 1n << 80n })),
  mode: words<Sample['mode']>({ slow: 0, fast: 1 }),
  names: list(text({ unitsMin: 1, unitsMax: 3, alphabet: 'abc' }), 4),
  ends: pair(boolean),
} as const
const sample = struct<Sample>(fields)

/** The same one release later. */
interface LaterSample extends Sample {
  readonly note: string | null
  readonly rank: number
}

const laterSample = struct<LaterSample>({
  ...fields,
  note: since(2, nullable(text()), null),
  rank: since(2, integer(), 7),
})

const choices = fc.uint32Array({ maxLength: 40, size: 'max' }).map((numbers) => new Choices(numbers))
const samples = choices.map((each) => valueOf(sample, each))
const laterSamples = choices.map((each) => valueOf(laterSample, each))

function bytesOf<T>(field: Field<T>, value: T, version = 2): Uint8Array {
  const writer = new Writer(1, version)
  field.write(writer, value)
  return writer.take()
}

function readBack<T>(field: Field<T>, bytes: Uint8Array, version = 2): T {
  const reader = new Reader(bytes)
  reader.version = version
  const value = field.read(reader)
  reader.end()
  return value
}

describe('a struct', () => {
  it('comes back from its bytes as it was, its fields in the order of the table', () => {
    fc.assert(
      fc.property(samples, (value) => {
        const back = readBack(sample, bytesOf(sample, value))
        expect(back).toStrictEqual(value)
        expect(Object.keys(back)).toEqual(Object.keys(fields))
      }),
    )
  })

  it('reads bytes of the release before with the first values of newer fields', () => {
    fc.assert(
      fc.property(samples, (value) => {
        const old = bytesOf(sample, value, 1)
        expect(readBack(laterSample, old, 1)).toStrictEqual({ ...value, note: null, rank: 7 })
      }),
    )
  })

  it('writes for the release before what that one would have written', () => {
    fc.assert(
      fc.property(laterSamples, (value) => {
        expect(bytesOf(laterSample, value, 1)).toEqual(bytesOf(sample, value, 1))
        expect(readBack(laterSample, bytesOf(laterSample, value))).toStrictEqual(value)
      }),
    )
  })

  it('refuses to write a list that is longer than its limit', () => {
    const long = ['a', 'b', 'c', 'a', 'b']
    expect(() => bytesOf(fields.names, long)).toThrow(CodecError)
  })

  it('refuses a count of entries that the bytes cannot hold', () => {
    expect(() => readBack(list(boolean), Uint8Array.of(5, 1, 1))).toThrow('byte 1: a list of 5 entries')
    expect(() => readBack(fields.names, Uint8Array.of(5, 1, 97, 1, 97, 1, 97, 1, 97, 1, 97))).toThrow(
      CodecError,
    )
  })

  it('refuses a number that is no word of its list', () => {
    expect(() => readBack(fields.mode, Uint8Array.of(2))).toThrow('byte 1: no word of its list')
  })
})

describe('looking for an offence', () => {
  it('finds none in a right value', () => {
    fc.assert(
      fc.property(samples, (value) => {
        expect(sample.findOffence(value)).toBeNull()
      }),
    )
  })

  it('names the one place that is wrong or missing', () => {
    fc.assert(
      fc.property(choices, (each) => {
        const { value, path } = offendingOf(sample, each, wrongValues)
        expect(sample.findOffence(value)).toBe(path)
      }),
      { numRuns: 2_000 },
    )
  })

  it('names the first of several places', () => {
    const value = { kind: 'sample', count: 1, amount: null, mode: 'slow', names: ['a', 'x'], ends: [true] }
    expect(sample.findOffence(value)).toBe('names[1]')
    expect(sample.findOffence({})).toBe('kind')
  })

  it('never throws at a value of any type', () => {
    const check = (value: unknown): void => {
      const offence = sample.findOffence(value)
      expect(offence === null || typeof offence === 'string').toBe(true)
    }
    const anything = fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true })
    fc.assert(fc.property(anything, check), { numRuns: 1_000 })
    for (const value of wrongValues) check(value)
  })

  it('does not walk through a huge list', () => {
    const huge: unknown[] = []
    huge.length = 4_294_967_295
    expect(fields.names.findOffence(huge)).toBe('')
    expect(fields.ends.findOffence(huge)).toBe('')
  })

  it('takes a hole in a list for a missing entry', () => {
    const sparse: unknown[] = ['a']
    sparse.length = 2
    expect(fields.names.findOffence(sparse)).toBe('[1]')
  })

  it('knows no fields of functions, and no text of another alphabet', () => {
    expect(sample.findOffence(() => 1)).toBe('')
    expect(fields.names.findOffence(['ab', 'ü'])).toBe('[1]')
  })
})

describe('a copy', () => {
  it('is equal, and shares nothing', () => {
    fc.assert(
      fc.property(samples, (value) => {
        const copy = sample.copyOf({ ...value, ...{ note: 'nobody asks for it' } })
        expect(copy).toStrictEqual(value)
        expect(copy.names).not.toBe(value.names)
        expect(copy.ends).not.toBe(value.ends)
      }),
    )
  })

  it('is wrong in the same place', () => {
    fc.assert(
      fc.property(choices, (each) => {
        const { value, path } = offendingOf(sample, each, wrongValues)
        expect(findOffenceOfCopy(sample, value)).toBe(path)
      }),
      { numRuns: 2_000 },
    )
  })

  it('of a value of any type never throws', () => {
    const anything = fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true })
    fc.assert(
      fc.property(anything, (value) => {
        expect(findOffenceOfCopy(sample, value)).toBe(sample.findOffence(value))
      }),
      { numRuns: 1_000 },
    )
  })

  it('reads each place once', () => {
    const reads: string[] = []
    const note = (target: object): unknown =>
      new Proxy(target, {
        get: (_target, name) => {
          reads.push(String(name))
          return Reflect.get(target, name) as unknown
        },
      })
    const value = { kind: 'sample', count: 1, amount: null, mode: 'slow', names: ['a'], ends: [true, false] }
    const spied = note({ ...value, names: note(value.names), ends: note(value.ends) })
    const anySample: AnyField = sample
    expect(anySample.copyOf(spied)).toStrictEqual(value)
    expect(reads).toEqual([...Object.keys(value).slice(0, 5), 'length', '0', 'ends', 'length', '0', '1'])
  })

  it.each<[string, number, unknown]>([
    ['too long', 5, 5],
    ['far too long', 1, 4_294_967_295],
    ['negative', 1, -1],
    ['not whole', 1, 1 / 2],
    ['no number', 1, NaN],
    ['a text', 1, '1'],
    ['an object', 1, { valueOf: () => 1 }],
    ['missing', 1, undefined],
  ])('of a list is none where its length is %s', (_what, count, length) => {
    const target = Array.from({ length: count }, () => 'a')
    const get = (_target: unknown, name: string | symbol): unknown =>
      name === 'length' ? length : Reflect.get(target, name)
    expect(findOffenceOfCopy(fields.names, new Proxy(target, { get }))).toBe('')
    expect(findOffenceOfCopy(fields.ends, new Proxy([true, true], { get }))).toBe('')
  })

  it.each([[[]], [[true]], [[true, true, true]]])('of %j is no pair', (value) => {
    expect(findOffenceOfCopy(fields.ends, value)).toBe('')
  })
})

function findOffenceOfCopy(field: AnyField, value: unknown): string | null {
  return field.findOffence(field.copyOf(value))
}
