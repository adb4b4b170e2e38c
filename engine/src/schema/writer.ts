import { CodecError } from './codec-error.ts'
import { BIGINT_LIMIT, SCHEMA_VERSION, TEXT_UNITS_MAX } from './limits.ts'

/** Of an integer of 64 bits in groups of seven. */
const INTEGER_BYTES_MAX = 10
const TWO_TO_32 = 4_294_967_296

/** A bigint of 64 bits is cheapest to take apart by storing it and looking at its halves. */
const wide = new BigInt64Array(1)
const halves = new Int32Array(wide.buffer)
const LOW = new Uint8Array(Int32Array.of(1).buffer)[0] === 1 ? 0 : 1

/**
 * Puts values one after the other into a growing buffer. One value has one spelling: integers of any size are
 * zigzag varints (base 128, the lowest group first, no empty group at the end), texts are the count of their
 * UTF-16 units and each unit as a varint.
 */
export class Writer {
  /** The release whose bytes these are: fields that came later are left out. */
  readonly version: number
  #bytes: Uint8Array
  #length = 0

  /**
   * @param capacity - bytes to begin with; the buffer doubles when it is full
   * @param version - the release whose bytes are wanted: 1 to the present one
   */
  constructor(capacity = 1_024, version: number = SCHEMA_VERSION) {
    this.version = version
    this.#bytes = new Uint8Array(capacity)
  }

  /** Bytes written since the last `clear`. */
  get length(): number {
    return this.#length
  }

  /** A window on what was written; the next write may change or leave it. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  /** A copy of what was written, which is the caller's. */
  take(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  /** Forgets what was written and keeps the buffer. */
  clear(): void {
    this.#length = 0
  }

  /** Forgets the first bytes, at most all that there are, and keeps those behind them. */
  dropFirst(count: number): void {
    this.#bytes.copyWithin(0, count, this.#length)
    this.#length -= count
  }

  /** 0..255; of more, the lowest eight bits. */
  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1)
    this.#bytes[this.#length++] = value
  }

  /** A byte, 0 or 1. */
  boolean(value: boolean): void {
    this.byte(value ? 1 : 0)
  }

  /** 0..2^32-1 in four bytes, the lowest first. */
  word(value: number): void {
    if (this.#length + 4 > this.#bytes.length) this.#grow(4)
    this.#bytes[this.#length++] = value
    this.#bytes[this.#length++] = value >>> 8
    this.#bytes[this.#length++] = value >>> 16
    this.#bytes[this.#length++] = value >>> 24
  }

  /**
   * Counts: 0..2^53-1.
   *
   * @throws CodecError when it is none
   */
  unsigned(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new CodecError(`${value} is no count`)
    if (this.#length + INTEGER_BYTES_MAX > this.#bytes.length) this.#grow(INTEGER_BYTES_MAX)
    this.#groups(value | 0, Math.floor(value / TWO_TO_32))
  }

  /** @throws CodecError when it is no safe integer */
  integer(value: number): void {
    if (this.#length + INTEGER_BYTES_MAX > this.#bytes.length) this.#grow(INTEGER_BYTES_MAX)
    const low = value | 0
    if (low === value) this.#groups((low << 1) ^ (low >> 31), 0)
    else {
      if (!Number.isSafeInteger(value)) throw new CodecError(`${value} is no safe integer`)
      this.#zigzag(low, Math.floor(value / TWO_TO_32))
    }
  }

  /**
   * An integer behind a byte that says whether there is one.
   *
   * @throws CodecError when it is no safe integer
   */
  integerOrNull(value: number | null): void {
    if (value === null) this.byte(0)
    else {
      this.byte(1)
      this.integer(value)
    }
  }

  /** @throws CodecError when it has more bits than `BIGINT_LIMIT` allows: 512 */
  bigint(value: bigint): void {
    if (value === 0n) {
      this.byte(0)
      return
    }
    wide[0] = value
    if (wide[0] === value) {
      if (this.#length + INTEGER_BYTES_MAX > this.#bytes.length) this.#grow(INTEGER_BYTES_MAX)
      this.#zigzag(halves[LOW] ?? 0, halves[1 - LOW] ?? 0)
    } else this.#longBigint(value)
  }

  /** @throws CodecError when it is longer than `TEXT_UNITS_MAX`: 1,024 UTF-16 units */
  text(value: string): void {
    const units = value.length
    if (units > TEXT_UNITS_MAX) throw new CodecError(`a text of ${units} units is too long`)
    this.unsigned(units)
    if (this.#length + units * 3 > this.#bytes.length) this.#grow(units * 3)
    for (let index = 0; index < units; index += 1) {
      const unit = value.charCodeAt(index)
      if (unit < 128) this.#bytes[this.#length++] = unit
      else this.#groups(unit, 0)
    }
  }

  /** 64 bits with a sign: small numbers of either sign become small numbers without one. */
  #zigzag(low: number, high: number): void {
    const sign = high >> 31
    this.#groups((low << 1) ^ sign, ((high << 1) | (low >>> 31)) ^ sign)
  }

  /** 64 bits in groups of seven, the lowest first; there is room for them. */
  #groups(lowBits: number, highBits: number): void {
    const bytes = this.#bytes
    let [low, high, length] = [lowBits, highBits, this.#length]
    while (high !== 0) {
      bytes[length++] = (low & 127) | 128
      low = (low >>> 7) | (high << 25)
      high >>>= 7
    }
    while (low >>> 0 > 127) {
      bytes[length++] = (low & 127) | 128
      low >>>= 7
    }
    bytes[length++] = low
    this.#length = length
  }

  #longBigint(value: bigint): void {
    if (value >= BIGINT_LIMIT || value <= -BIGINT_LIMIT) throw new CodecError('a number is too long')
    const magnitude = value < 0n ? -value - 1n : value
    this.byte((Number(BigInt.asUintN(6, magnitude)) << 1) | (value < 0n ? 1 : 0) | 128)
    let rest = magnitude >> 6n
    while (rest > 127n) {
      this.byte(Number(BigInt.asUintN(7, rest)) | 128)
      rest >>= 7n
    }
    this.byte(Number(rest))
  }

  #grow(need: number): void {
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + need, 64))
    grown.set(this.view())
    this.#bytes = grown
  }
}
