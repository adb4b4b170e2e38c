import fc from 'fast-check'
import type { AnyField, Field, Fields, Shape } from './field.ts'
import { list, nullable, pair, since, struct } from './structures.ts'

/** Values of a field, derived from its shape, with a liking for the ends of their ranges. */
export function arbitraryOf<T>(field: Field<T>): fc.Arbitrary<T> {
  return valuesOf(field.shape).filter((value): value is T => field.findOffence(value) === null)
}

type Union<T extends { readonly kind: string }> = {
  readonly [Kind in T['kind']]: Field<Extract<T, { kind: Kind }>>
}

/** Values of every member of a union whose fields stand in a table by kind. */
export function arbitraryOfUnion<T extends { readonly kind: string }>(table: Union<T>): fc.Arbitrary<T> {
  const isMember = (value: unknown): value is T => typeof value === 'object' && value !== null
  const members = Object.values<AnyField>(table).map((field) => valuesOf(field.shape))
  return fc.oneof(...members).filter(isMember)
}

function valuesOf(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'integer':
      return integersOf(shape)
    case 'bigint':
      return bigintsOf(shape)
    case 'text':
      return textsOf(shape)
    case 'boolean':
      return fc.boolean()
    case 'words':
      return fc.constantFrom(...shape.words)
    case 'constant':
      return fc.constant(shape.value)
    case 'nullable':
      return fc.option(valuesOf(shape.of.shape), { nil: null })
    case 'list':
      return fc.array(valuesOf(shape.of.shape), { maxLength: Math.min(4, shape.entriesMax) })
    case 'pair':
      return fc.tuple(valuesOf(shape.of.shape), valuesOf(shape.of.shape))
    case 'struct':
      return recordsOf(shape.fields)
    case 'since':
      return valuesOf(shape.of.shape)
    default:
      return shape satisfies never
  }
}

function recordsOf(fields: Readonly<Record<string, AnyField>>): fc.Arbitrary<unknown> {
  const entries = Object.entries(fields).map(([name, field]) => [name, valuesOf(field.shape)] as const)
  return fc.record(Object.fromEntries(entries), { noNullPrototype: true })
}

function integersOf({ min, max }: { min: number; max: number }): fc.Arbitrary<number> {
  const small = fc.integer({ min: Math.max(min, -300), max: Math.min(max, 300) })
  return max < -300 || min > 300 ? fc.integer({ min, max }) : fc.oneof(small, fc.integer({ min, max }))
}

function bigintsOf({ min, max }: { min: bigint; max: bigint }): fc.Arbitrary<bigint> {
  const powers = [7n, 13n, 31n, 32n, 53n, 54n, 62n, 63n, 64n, 70n, 511n]
  const edges = powers.flatMap((power) => [-1n, 0n, 1n].map((add) => (1n << power) + add))
  const allowed = [0n, ...edges, ...edges.map((edge) => -edge)].filter((edge) => edge >= min && edge <= max)
  const range = fc.bigInt({ min, max })
  return allowed.length === 0 ? range : fc.oneof(range, fc.constantFrom(...allowed))
}

function textsOf(shape: Extract<Shape, { kind: 'text' }>): fc.Arbitrary<string> {
  const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit))
  const unit = shape.alphabet === null ? anyUnit : fc.constantFrom(...shape.alphabet)
  return fc.string({ unit, minLength: shape.unitsMin, maxLength: Math.min(shape.unitsMax, 70) })
}

/** A value that breaks the shape in exactly one place, and the path of that place. */
export interface Offending {
  readonly value: unknown
  readonly path: string
}

/** Values that are right but for one place, which is missing or not what it must be. */
export function offendingOf(field: AnyField): fc.Arbitrary<Offending> {
  const { shape } = field
  switch (shape.kind) {
    case 'nullable':
      return offendingOf(shape.of).filter(({ value }) => value !== null)
    case 'list':
      return offendingEntries(shape.of, fc.array(valuesOf(shape.of.shape), { maxLength: 3 }))
    case 'pair':
      return offendingEntries(shape.of, fc.tuple(valuesOf(shape.of.shape)))
    case 'struct':
      return offendingRecords(shape.fields)
    case 'since':
      return offendingOf(shape.of)
    default:
      return anyValue.filter((value) => !isScalarOf(shape, value)).map((value) => ({ value, path: '' }))
  }
}

/** Whatever JavaScript has, and numbers that only look like integers. */
export const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true, withBoxedValues: true }),
  fc.constantFrom(-0, 0.5, NaN, Infinity, 2 ** 53, -(2 ** 53), 1e300, '', '1', 'buy ', -1, 10 ** 16),
  fc.constantFrom(null, undefined, Symbol('s'), () => 1, 1n << 600n, -(1n << 600n), 'ü', '-'.repeat(65)),
)

/** `right` come first, the wrong one last. */
function offendingEntries(of: AnyField, right: fc.Arbitrary<unknown[]>): fc.Arbitrary<Offending> {
  return fc.tuple(right, offendingOf(of)).map(([values, wrong]) => ({
    value: [...values, wrong.value],
    path: join(`[${values.length}]`, wrong.path),
  }))
}

function offendingRecords(fields: Readonly<Record<string, AnyField>>): fc.Arbitrary<Offending> {
  const wrongs = Object.entries(fields).map(([name, field]) =>
    fc.tuple(recordsOf(fields), offendingOf(field)).map(([record, wrong]) => ({
      value: { ...Object(record), [name]: wrong.value } as unknown,
      path: join(name, wrong.path),
    })),
  )
  return fc.oneof(...wrongs)
}

function join(outer: string, inner: string): string {
  return inner === '' || inner.startsWith('[') ? outer + inner : `${outer}.${inner}`
}

/** Said again in the plainest words, so that a field is not judged by itself. */
function isScalarOf(shape: Shape, value: unknown): boolean {
  switch (shape.kind) {
    case 'integer': {
      const isInteger = typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0)
      return isInteger && value >= shape.min && value <= shape.max
    }
    case 'bigint':
      return typeof value === 'bigint' && value >= shape.min && value <= shape.max
    case 'text': {
      if (typeof value !== 'string') return false
      const { alphabet, unitsMin, unitsMax } = shape
      const isLong = value.length >= unitsMin && value.length <= unitsMax
      return isLong && (alphabet === null || [...value].every((character) => alphabet.includes(character)))
    }
    case 'boolean':
      return value === true || value === false
    case 'words':
      return shape.words.some((word) => word === value)
    case 'constant':
      return value === shape.value
    default:
      return false
  }
}

/** The same field without its shortcuts: all of it goes by the table. */
export function withoutShortcuts(field: AnyField): AnyField {
  const { shape } = field
  switch (shape.kind) {
    case 'nullable':
      return nullable<unknown>(withoutShortcuts(shape.of))
    case 'list':
      return list<unknown>(withoutShortcuts(shape.of), shape.entriesMax)
    case 'pair':
      return pair<unknown>(withoutShortcuts(shape.of))
    case 'since':
      return since<unknown>(shape.version, withoutShortcuts(shape.of), shape.initial)
    case 'struct': {
      const entries = Object.entries(shape.fields).map(
        ([name, inner]) => [name, withoutShortcuts(inner)] as const,
      )
      const fields: Fields<Record<string, unknown>> = Object.fromEntries(entries)
      return struct(fields)
    }
    default:
      return field
  }
}
