import { CodecError } from './codec-error.ts'
import { BIGINT_LIMIT, SCHEMA_VERSION, TEXT_UNITS_MAX } from './limits.ts'

const TWO_TO_32 = 4_294_967_296
/** High halves below this belong to safe integers. */
const HIGH_MAX = 2_097_152
/** Bytes of the longest number that 64 bits are sure to hold. */
const WIDE_BYTES = 9
const LIMBS_MAX = 20

const wide = new BigInt64Array(1)
const halves = new Int32Array(wide.buffer)
const LOW = new Uint8Array(Int32Array.of(1).buffer)[0] === 1 ? 0 : 1

/**
 * Takes values out of bytes that a `Writer` made. Whatever the bytes are, it either gives a value whose bytes
 * are exactly these or throws: it reads no further than the end and takes one spelling of a value only.
 */
export class Reader {
  /** The release that wrote the bytes: fields that came later have their first value. */
  version = SCHEMA_VERSION
  readonly #bytes: Uint8Array
  #offset = 0
  /** The halves of the number that `#groups` read last. */
  #low = 0
  #high = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Bytes read so far. */
  get offset(): number {
    return this.#offset
  }

  /** Bytes that are still there. */
  get left(): number {
    return this.#bytes.length - this.#offset
  }

  /** @throws CodecError always */
  fail(problem: string): never {
    throw new CodecError(`byte ${this.#offset}: ${problem}`)
  }

  /** @throws CodecError when something is left */
  end(): void {
    if (this.left > 0) this.fail(`${this.left} bytes too many`)
  }

  byte(): number {
    const byte = this.#bytes[this.#offset]
    if (byte === undefined) return this.fail('the bytes end too early')
    this.#offset += 1
    return byte
  }

  boolean(): boolean {
    const byte = this.byte()
    if (byte > 1) this.fail('neither true nor false')
    return byte === 1
  }

  /** Four bytes, the lowest first. */
  word(): number {
    const low = this.byte() | (this.byte() << 8) | (this.byte() << 16)
    return low + this.byte() * 16_777_216
  }

  unsigned(): number {
    const first = this.byte()
    if (first < 128) return first
    this.#groups(first)
    if (this.#high >>> 0 >= HIGH_MAX) this.fail('a number past 2^53')
    return this.#high * TWO_TO_32 + (this.#low >>> 0)
  }

  integer(): number {
    const first = this.byte()
    if (first < 128) return (first >>> 1) ^ -(first & 1)
    this.#groups(first)
    const sign = this.#low & 1
    const high = this.#high >>> 1
    const magnitude = high * TWO_TO_32 + (((this.#low >>> 1) | (this.#high << 31)) >>> 0)
    if (magnitude > Number.MAX_SAFE_INTEGER - sign) this.fail('a number past 2^53')
    return sign === 1 ? -magnitude - 1 : magnitude
  }

  integerOrNull(): number | null {
    return this.boolean() ? this.integer() : null
  }

  bigint(): bigint {
    const first = this.byte()
    if (first === 0) return 0n
    let last = this.#offset - 1
    while ((this.#bytes[last] ?? 0) > 127) last += 1
    if (last - this.#offset + 2 > WIDE_BYTES) return this.#longBigint(first)
    this.#low = first
    this.#high = 0
    if (first > 127) this.#groups(first)
    const sign = -(this.#low & 1)
    halves[LOW] = ((this.#low >>> 1) | (this.#high << 31)) ^ sign
    halves[1 - LOW] = (this.#high >>> 1) ^ sign
    return wide[0] ?? 0n
  }

  text(): string {
    const units = this.unsigned()
    if (units > TEXT_UNITS_MAX) this.fail(`a text of ${units} units`)
    let text = ''
    let index = 0
    for (; index + 8 <= units; index += 8) text += this.#eightUnits()
    for (; index < units; index += 1) text += String.fromCharCode(this.#unit())
    return text
  }

  #eightUnits(): string {
    const [a, b, c, d] = [this.#unit(), this.#unit(), this.#unit(), this.#unit()]
    return String.fromCharCode(a, b, c, d, this.#unit(), this.#unit(), this.#unit(), this.#unit())
  }

  #unit(): number {
    const first = this.byte()
    if (first < 128) return first
    this.#groups(first)
    if (this.#high !== 0 || this.#low >>> 0 > 0xffff) this.fail('a unit of a text past 65535')
    return this.#low
  }

  /** The halves of a number of up to nine groups, of which the first was read and others follow. */
  #groups(first: number): void {
    let low = first & 127
    let high = 0
    for (let shift = 7; shift < 63; shift += 7) {
      const byte = this.byte()
      const bits = byte & 127
      if (shift < 28) low |= bits << shift
      else if (shift === 28) {
        low |= bits << 28
        high = bits >>> 4
      } else high |= bits << (shift - 32)
      if (byte > 127) continue
      if (byte === 0) this.fail('a number with an empty group')
      this.#low = low
      this.#high = high
      return
    }
    this.fail('a number of too many bytes')
  }

  /** Limbs of four groups: adding up single groups would make a new bigint for each. */
  #longBigint(first: number): bigint {
    let magnitude = BigInt((first >>> 1) & 63)
    for (let limbs = 0; limbs < LIMBS_MAX; limbs += 1) {
      let [limb, byte] = [0, 128]
      for (let shift = 0; shift < 28 && byte > 127; shift += 7) {
        byte = this.byte()
        limb |= (byte & 127) << shift
      }
      magnitude |= BigInt(limb) << BigInt(6 + 28 * limbs)
      if (byte > 127) continue
      if (byte === 0) this.fail('a number with an empty group')
      const value = (first & 1) === 1 ? -magnitude - 1n : magnitude
      if (value >= BIGINT_LIMIT || value <= -BIGINT_LIMIT) this.fail('a number is too long')
      return value
    }
    return this.fail('a number of too many bytes')
  }
}
