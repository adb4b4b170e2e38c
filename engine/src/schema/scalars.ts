import { CodecError } from './codec-error.ts'
import type { Field } from './field.ts'
import { BIGINT_LIMIT, TEXT_UNITS_MAX } from './limits.ts'

/** Limits of a shape, both of them inside; they are held against values from outside, not against bytes. */
export interface Bounds<T> {
  readonly min?: T
  readonly max?: T
}

const same = <T>(value: T): T => value

/**
 * A safe integer. -0 is none: it would come back as 0.
 *
 * @param brand - makes the type of the value, such as `ticks`
 */
export function integerOf<T extends number>(
  brand: (value: number) => T,
  { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER }: Bounds<number> = {},
): Field<T> {
  const isInside = (value: unknown): boolean =>
    typeof value === 'number' &&
    Number.isSafeInteger(value) &&
    value >= min &&
    value <= max &&
    !Object.is(value, -0)
  return {
    shape: { kind: 'integer', min, max },
    write: (writer, value) => writer.integer(value),
    read: (reader) => brand(reader.integer()),
    findOffence: (value) => (isInside(value) ? null : ''),
    copyOf: same,
  }
}

/** A safe integer without a brand. */
export function integer(bounds: Bounds<number> = {}): Field<number> {
  return integerOf(same, bounds)
}

/** An integer of any size below `BIGINT_LIMIT`. */
export function bigint({
  min = 1n - BIGINT_LIMIT,
  max = BIGINT_LIMIT - 1n,
}: Bounds<bigint> = {}): Field<bigint> {
  return {
    shape: { kind: 'bigint', min, max },
    write: (writer, value) => writer.bigint(value),
    read: (reader) => reader.bigint(),
    findOffence: (value) => (typeof value === 'bigint' && value >= min && value <= max ? null : ''),
    copyOf: same,
  }
}

/** Which texts a field takes; without limits every text, lone surrogates included. */
export interface TextLimits {
  readonly unitsMin?: number
  readonly unitsMax?: number
  /** Every character that may stand in it, all of them in ASCII. */
  readonly alphabet?: string
}

export function text({ unitsMin = 0, unitsMax = TEXT_UNITS_MAX, alphabet }: TextLimits = {}): Field<string> {
  const isAllowed = alphabet === undefined ? null : tableOf(alphabet)
  const findOffence = (value: unknown): string | null => {
    if (typeof value !== 'string' || value.length < unitsMin || value.length > unitsMax) return ''
    return isAllowed === null || consistsOf(value, isAllowed) ? null : ''
  }
  return {
    shape: { kind: 'text', unitsMin, unitsMax, alphabet: alphabet ?? null },
    write: (writer, value) => writer.text(value),
    read: (reader) => reader.text(),
    findOffence,
    copyOf: same,
  }
}

/** A look-up by character code: 1 where the character is in the alphabet. */
export function tableOf(alphabet: string): Uint8Array {
  const table = new Uint8Array(128)
  for (let index = 0; index < alphabet.length; index += 1) table[alphabet.charCodeAt(index)] = 1
  return table
}

export function consistsOf(value: string, table: Uint8Array): boolean {
  for (let index = 0; index < value.length; index += 1) if (table[value.charCodeAt(index)] !== 1) return false
  return true
}

export const boolean: Field<boolean> = {
  shape: { kind: 'boolean' },
  write: (writer, value) => writer.boolean(value),
  read: (reader) => reader.boolean(),
  findOffence: (value) => (typeof value === 'boolean' ? null : ''),
  copyOf: same,
}

/**
 * One of a closed list.
 *
 * @param numbers - the number of each word on disk: from 0, without gaps, and never another one later
 */
export function words<Word extends string>(numbers: Readonly<Record<Word, number>>): Field<Word> {
  const list: Word[] = []
  for (const word in numbers) list[numbers[word]] = word
  const numberOf = (value: unknown): number => {
    for (let index = 0; index < list.length; index += 1) if (list[index] === value) return index
    return -1
  }
  return {
    shape: { kind: 'words', words: list },
    write: (writer, value) => {
      const number = numberOf(value)
      if (number < 0) throw new CodecError(`${value} is no word of its list`)
      writer.byte(number)
    },
    read: (reader) => list[reader.byte()] ?? reader.fail('no word of its list'),
    findOffence: (value) => (numberOf(value) < 0 ? '' : null),
    copyOf: same,
  }
}

/** A word that the place says already: it takes no bytes. */
export function constant<Word extends string>(word: Word): Field<Word> {
  return {
    shape: { kind: 'constant', value: word },
    write: () => undefined,
    read: () => word,
    findOffence: (value) => (value === word ? null : ''),
    copyOf: same,
  }
}
