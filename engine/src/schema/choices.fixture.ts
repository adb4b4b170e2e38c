import { assert } from '../assert.ts'
import type { AnyField, Field, Fields, Shape } from './field.ts'
import { list, nullable, pair, since, struct } from './structures.ts'

/**
 * Random numbers that decide what a value becomes. When they are used up only zeros follow, and 0 is always
 * the plainest choice: so a shorter list of choices makes a simpler value.
 */
export class Choices {
  readonly #numbers: ArrayLike<number>
  #used = 0

  /** @param numbers - each from 0 to 2^32-1 */
  constructor(numbers: ArrayLike<number>) {
    this.#numbers = numbers
  }

  /** From 0 to count - 1. */
  below(count: number): number {
    return (this.#numbers[this.#used++] ?? 0) % count
  }

  of<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)]
    assert(value !== undefined, 'there is something to choose from')
    return value
  }
}

/** A value of a field, derived from its shape, with a liking for the ends of ranges and powers of two. */
export function valueOf<T>(field: Field<T>, choices: Choices): T {
  const value = make(field.shape, choices)
  assert(isValueOf(field, value), 'a value that its own field takes')
  return value
}

function isValueOf<T>(field: Field<T>, value: unknown): value is T {
  return field.findOffence(value) === null
}

type Union<T extends { readonly kind: string }> = {
  readonly [Kind in T['kind']]: Field<Extract<T, { kind: Kind }>>
}

/** A value of a member of a union whose fields stand in a table by kind. */
export function memberOf<T extends { readonly kind: string }>(table: Union<T>, choices: Choices): T {
  const field = choices.of(Object.values<AnyField>(table))
  const value = make(field.shape, choices)
  const isMember = (found: unknown): found is T => field.findOffence(found) === null
  assert(isMember(value), 'a value that its own field takes')
  return value
}

/** Up to `entriesMax` values of a field. */
export function valuesOf<T>(field: Field<T>, choices: Choices, entriesMax: number): T[] {
  return Array.from({ length: choices.below(entriesMax + 1) }, () => valueOf(field, choices))
}

function make(shape: Shape, choices: Choices): unknown {
  switch (shape.kind) {
    case 'integer':
      return Number(integerWithin(BigInt(shape.min), BigInt(shape.max), choices))
    case 'bigint':
      return integerWithin(shape.min, shape.max, choices)
    case 'text':
      return makeText(shape, choices)
    case 'boolean':
      return choices.below(2) === 1
    case 'words':
      return choices.of(shape.words)
    case 'constant':
      return shape.value
    case 'nullable':
      return choices.below(3) === 0 ? null : make(shape.of.shape, choices)
    case 'list':
      return Array.from({ length: choices.below(4) }, () => make(shape.of.shape, choices))
    case 'pair':
      return [make(shape.of.shape, choices), make(shape.of.shape, choices)]
    case 'struct':
      return makeRecord(shape.fields, choices)
    case 'since':
      return make(shape.of.shape, choices)
    default:
      return shape satisfies never
  }
}

function makeRecord(fields: Readonly<Record<string, AnyField>>, choices: Choices): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, { shape }]) => [name, make(shape, choices)]))
}

/** Small ones, neighbours of powers of two, ends of the range, and any. */
function integerWithin(min: bigint, max: bigint, choices: Choices): bigint {
  const nearest = min > 0n ? min : max < 0n ? max : 0n
  const sign = choices.below(4) === 3 ? -1n : 1n
  const proposed = [
    () => nearest + sign * BigInt(choices.below(300)),
    () => sign * (1n << BigInt(choices.below(520))) + BigInt(choices.below(3) - 1),
    () => sign * (1n << BigInt(choices.below(70))) + BigInt(choices.below(3) - 1),
    () => choices.of([min, max]),
    () => sign * BigInt(choices.below(4_294_967_296)) * BigInt(choices.below(2_097_152)),
  ][choices.below(5)]?.()
  if (proposed === undefined || proposed < min) return min > 0n || max < 0n ? min : nearest
  return proposed > max ? max : proposed
}

function makeText(shape: Extract<Shape, { kind: 'text' }>, choices: Choices): string {
  const longest = choices.below(8) === 7 ? 70 : 6
  const spread = Math.min(shape.unitsMax, shape.unitsMin + longest) - shape.unitsMin
  const units = shape.unitsMin + choices.below(spread + 1)
  const { alphabet } = shape
  const unit = (): string => {
    if (alphabet !== null) return alphabet.charAt(choices.below(alphabet.length))
    return String.fromCharCode(choices.below(choices.of([128, 2_048, 65_536])))
  }
  return Array.from({ length: units }, unit).join('')
}

/** A value that breaks a shape in exactly one place, and the path of that place. */
export interface Offending {
  readonly value: unknown
  readonly path: string
}

/**
 * A value that is right but for one place, which is missing or not what it must be.
 *
 * @param wrongs - values of all types; those that a place takes are passed over
 */
export function offendingOf({ shape }: AnyField, choices: Choices, wrongs: readonly unknown[]): Offending {
  switch (shape.kind) {
    case 'nullable':
      return offendingOf(
        shape.of,
        choices,
        wrongs.filter((wrong) => wrong !== null),
      )
    case 'list': {
      const count = choices.below(4)
      return offendingEntry({ of: shape.of, count }, choices, wrongs)
    }
    case 'pair':
      return offendingEntry({ of: shape.of, count: 1 }, choices, wrongs)
    case 'struct': {
      const [name, field] = choices.of(Object.entries(shape.fields))
      const wrong = offendingOf(field, choices, wrongs)
      const value = { ...makeRecord(shape.fields, choices), [name]: wrong.value }
      return { value, path: join(name, wrong.path) }
    }
    case 'since':
      return offendingOf(shape.of, choices, wrongs)
    default:
      return {
        value: choices.of(wrongs.filter((wrong) => !isScalarOf(shape, wrong)).map((wrong) => [wrong]))[0],
        path: '',
      }
  }
}

/** The right ones come first, the wrong one last. */
function offendingEntry(
  { of, count }: { of: AnyField; count: number },
  choices: Choices,
  wrongs: readonly unknown[],
): Offending {
  const right = Array.from({ length: count }, () => make(of.shape, choices))
  const wrong = offendingOf(of, choices, wrongs)
  return { value: [...right, wrong.value], path: join(`[${count}]`, wrong.path) }
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
      return isLong && (alphabet === null || Array.from(value).every((each) => alphabet.includes(each)))
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
