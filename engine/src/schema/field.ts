import type { Reader } from './reader.ts'
import type { Writer } from './writer.ts'

/** What a field is made of, as data: tests derive arbitrary values from it, pages their tables. */
export type Shape =
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'bigint'; readonly min: bigint; readonly max: bigint }
  | {
      readonly kind: 'text'
      readonly unitsMin: number
      readonly unitsMax: number
      /** Every character that may stand in it; `null`: any. */
      readonly alphabet: string | null
    }
  | { readonly kind: 'boolean' }
  /** By their number on disk. */
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'constant'; readonly value: string }
  | { readonly kind: 'nullable'; readonly of: AnyField }
  | { readonly kind: 'list'; readonly of: AnyField; readonly entriesMax: number }
  | { readonly kind: 'pair'; readonly of: AnyField }
  | { readonly kind: 'struct'; readonly fields: Readonly<Record<string, AnyField>> }
  | {
      readonly kind: 'since'
      readonly of: AnyField
      readonly version: number
      /** What the field is in bytes of an older release. */
      readonly initial: unknown
    }

/** A field whose type nobody asks for. */
export interface AnyField {
  readonly shape: Shape
  /**
   * Puts the value's bytes behind what is there.
   *
   * @throws CodecError when it has none: a number that is not safe, a list or text that is too long
   */
  write(writer: Writer, value: unknown): void
  /** @throws CodecError when the bytes are not those of a value */
  read(reader: Reader): unknown
  /**
   * Where a value of any origin is not of the shape, seen from the value itself: `''` is the value, else
   * `side`, `trailing.offset`, `[3].price`; the first in the order of the table. `null`: nowhere. Other
   * fields than those of the table are of no interest. What the value's own getters throw goes through.
   */
  findOffence(value: unknown): string | null
  /**
   * A value of any origin as plain objects and lists of our own, which have what the table names and nothing
   * else; every place is read once, and one that is not of the shape is not of the shape in the copy either.
   * What the value's own getters throw goes through.
   */
  copyOf(value: unknown): unknown
}

/** How values of one type are written, read, and told from others. */
export interface Field<in out T> extends AnyField {
  write(writer: Writer, value: T): void
  read(reader: Reader): T
  copyOf(value: T): T
}

/** A table that names exactly the fields of `T`, in the order in which they are written. */
export type Fields<T> = { readonly [Key in keyof T]-?: Field<T[Key]> }
