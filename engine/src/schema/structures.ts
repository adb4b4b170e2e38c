import { CodecError } from './codec-error.ts'
import type { AnyField, Field, Fields } from './field.ts'
import { LIST_ENTRIES_MAX } from './limits.ts'
import type { Reader } from './reader.ts'
import type { Writer } from './writer.ts'

/** The value, or `null` for none. */
export function nullable<T>(of: Field<T>): Field<T | null> {
  return {
    shape: { kind: 'nullable', of },
    write: (writer, value) => {
      writer.boolean(value !== null)
      if (value !== null) of.write(writer, value)
    },
    read: (reader) => (reader.boolean() ? of.read(reader) : null),
    findOffence: (value) => (value === null ? null : of.findOffence(value)),
    copyOf: (value) => (value === null ? null : of.copyOf(value)),
  }
}

/** A list of values of one type, `entriesMax` at most. */
export function list<T>(of: Field<T>, entriesMax: number = LIST_ENTRIES_MAX): Field<readonly T[]> {
  return {
    shape: { kind: 'list', of, entriesMax },
    write: (writer, values) => {
      if (values.length > entriesMax) throw new CodecError(`a list of ${values.length} entries is too long`)
      writer.unsigned(values.length)
      for (const value of values) of.write(writer, value)
    },
    read: (reader) => {
      const count = reader.unsigned()
      // Every entry has at least a byte, so a damaged count cannot ask for more memory than the bytes have.
      if (count > entriesMax || count > reader.left) reader.fail(`a list of ${count} entries`)
      const values: T[] = []
      for (let index = 0; index < count; index += 1) values.push(of.read(reader))
      return values
    },
    findOffence: (value) => {
      if (!Array.isArray(value) || value.length > entriesMax) return ''
      return findEntryOffence(of, value, value.length)
    },
    copyOf: (values) => (Array.isArray(values) ? copyEntries<T>(of, values, entriesMax) : values),
  }
}

/** Exactly two of one type. */
export function pair<T>(of: Field<T>): Field<readonly [T, T]> {
  return {
    shape: { kind: 'pair', of },
    write: (writer, [first, second]) => {
      of.write(writer, first)
      of.write(writer, second)
    },
    read: (reader) => [of.read(reader), of.read(reader)],
    findOffence: (value) => {
      if (!Array.isArray(value) || value.length !== 2) return ''
      return findEntryOffence(of, value, 2)
    },
    copyOf: (values: readonly [T, T]) => {
      if (!Array.isArray(values)) return values
      const { length }: { readonly length: unknown } = values
      const copy: [T, T] = [of.copyOf(values[0]), of.copyOf(values[1])]
      // What is no pair stays none.
      if (length !== 2) copy.pop()
      return copy
    },
  }
}

/** By position: a sparse list has entries that are `undefined`, and its iterator may be anything. */
function findEntryOffence(of: AnyField, values: readonly unknown[], count: number): string | null {
  for (let index = 0; index < count; index += 1) {
    const offence = of.findOffence(values[index])
    if (offence !== null) return joinPath(`[${index}]`, offence)
  }
  return null
}

/** By position as well. Of a list that is too long only that is copied: the copy is one of holes. */
function copyEntries<T>(of: Field<T>, values: readonly T[], entriesMax: number): readonly T[] {
  const { length } = values
  const copies: T[] = []
  if (!isCount(length, entriesMax)) copies.length = entriesMax + 1
  // A hole is no value of the type, and neither is its copy.
  else for (let index = 0; index < length; index += 1) copies.push(of.copyOf(values[index] as T))
  return copies
}

/** Whether a length is one, and within bounds: that of a proxy may be anything. */
export function isCount(length: unknown, max: number): length is number {
  return typeof length === 'number' && Number.isInteger(length) && length >= 0 && length <= max
}

/**
 * A field that older releases did not have. `SCHEMA_VERSION` is at least its version.
 *
 * @param initial - its value in bytes of before
 */
export function since<T>(version: number, of: Field<T>, initial: T): Field<T> {
  return {
    shape: { kind: 'since', of, version, initial },
    write: (writer, value) => {
      if (writer.version >= version) of.write(writer, value)
    },
    read: (reader) => (reader.version >= version ? of.read(reader) : initial),
    findOffence: (value) => of.findOffence(value),
    copyOf: (value) => of.copyOf(value),
  }
}

/** Another way to the same bytes, for types whose fields are too many to be looked up by name each time. */
export interface Shortcut<in out T> {
  write(writer: Writer, value: T): void
  read(reader: Reader): T
}

interface AnyShortcut {
  write(writer: Writer, value: unknown): void
  read(reader: Reader): unknown
}

/**
 * An object with exactly the fields of a table. A later release adds fields with `since`; it takes none away
 * and changes no order.
 *
 * @param shortcut - must do what the table says; a test of its owner compares them
 */
export function struct<T extends object>(fields: Fields<T>, shortcut?: Shortcut<T>): Field<T>
export function struct(fields: Readonly<Record<string, AnyField>>, shortcut?: AnyShortcut): AnyField {
  const names = Object.keys(fields)
  const list = Object.values(fields)
  // Many fields that are added by name, one by one, make an object a slow one; a copy that has all is not.
  const empty = Object.fromEntries(names.map((name): [string, unknown] => [name, null]))
  const table: AnyShortcut = shortcut ?? {
    write: (writer, value) => {
      if (!isRecord(value)) throw new CodecError('no object to write')
      for (let index = 0; index < list.length; index += 1)
        list[index]?.write(writer, value[names[index] ?? ''])
    },
    read: (reader) => {
      const record = { ...empty }
      for (let index = 0; index < list.length; index += 1)
        record[names[index] ?? ''] = list[index]?.read(reader)
      return record
    },
  }
  return {
    shape: { kind: 'struct', fields },
    write: (writer, value) => table.write(writer, value),
    read: (reader) => table.read(reader),
    findOffence: (value) => {
      if (!isRecord(value)) return ''
      for (let index = 0; index < list.length; index += 1) {
        const name = names[index] ?? ''
        const offence = list[index]?.findOffence(value[name]) ?? null
        if (offence !== null) return joinPath(name, offence)
      }
      return null
    },
    copyOf: (value) => {
      if (!isRecord(value)) return value
      const copy = { ...empty }
      for (let index = 0; index < list.length; index += 1) {
        const name = names[index] ?? ''
        copy[name] = list[index]?.copyOf(value[name])
      }
      return copy
    },
  }
}

/** Anything that has fields to look at. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function joinPath(outer: string, inner: string): string {
  return inner === '' || inner.startsWith('[') ? outer + inner : `${outer}.${inner}`
}
