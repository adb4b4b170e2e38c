/**
 * A small deterministic hash of numbers and text: two multiplicative lanes of 32 bits. For telling tickets
 * and states apart, not against an adversary who chooses them.
 */
export class Hash {
  // As signed integers: that is how they stay.
  #high = 0x9e3779b9 | 0
  #low = 0x85ebca6b | 0

  /** A safe integer; -0 counts as 0. */
  number(value: number): this {
    this.#mix(value | 0)
    return this.#mix(Math.trunc(value / 4_294_967_296) | 0)
  }

  /** Text by its UTF-16 units, its length included. */
  text(value: string): this {
    this.#mix(value.length)
    for (let index = 0; index < value.length; index += 1) this.#mix(value.charCodeAt(index))
    return this
  }

  /** 53 bits, a safe integer. */
  digest(): number {
    const high = avalanche(this.#high ^ this.#low)
    const low = avalanche(this.#low + Math.imul(this.#high, 0x27d4eb2f))
    return (high & 0x1fffff) * 4_294_967_296 + low
  }

  #mix(word: number): this {
    this.#high = Math.imul(rotate(this.#high ^ word, 15), 0xcc9e2d51)
    this.#low = Math.imul(rotate(this.#low + word, 13), 0x1b873593) ^ this.#high
    return this
  }
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}

function avalanche(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
