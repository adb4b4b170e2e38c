import { assert } from '../assert.ts'

const BLOCK = 16

/**
 * MurmurHash3_x86_128 (Austin Appleby, public domain) with seed 0, over bytes that arrive piece by piece.
 * Every change inside one aligned block of 16 bytes changes it; it is no guard against who chooses the bytes.
 */
export class ByteHash {
  #h1 = 0
  #h2 = 0
  #h3 = 0
  #h4 = 0
  #length = 0

  /**
   * Takes the whole blocks of `bytes`.
   *
   * @returns how many bytes it took; the caller brings the rest again, with what follows it
   */
  update(bytes: Uint8Array): number {
    const taken = bytes.length - (bytes.length % BLOCK)
    let [h1, h2, h3, h4] = [this.#h1, this.#h2, this.#h3, this.#h4]
    for (let at = 0; at < taken; at += BLOCK) {
      h1 ^= first(wordAt(bytes, at))
      h1 = (Math.imul(rotate(h1, 19) + h2, 5) + 0x561ccd1b) | 0
      h2 ^= second(wordAt(bytes, at + 4))
      h2 = (Math.imul(rotate(h2, 17) + h3, 5) + 0x0bcaa747) | 0
      h3 ^= third(wordAt(bytes, at + 8))
      h3 = (Math.imul(rotate(h3, 15) + h4, 5) + 0x96cd1c35) | 0
      h4 ^= fourth(wordAt(bytes, at + 12))
      h4 = (Math.imul(rotate(h4, 13) + h1, 5) + 0x32ac3b17) | 0
    }
    this.#h1 = h1
    this.#h2 = h2
    this.#h3 = h3
    this.#h4 = h4
    this.#length += taken
    return taken
  }

  /** The hash with the last bytes, fewer than a block: four words of 32 bits. The hash is used up. */
  digest(rest: Uint8Array): readonly [number, number, number, number] {
    assert(rest.length < BLOCK, 'whole blocks are hashed before the end')
    const padded = new Uint8Array(BLOCK)
    padded.set(rest)
    const length = this.#length + rest.length
    let h1 = this.#h1 ^ first(wordAt(padded, 0)) ^ length
    let h2 = this.#h2 ^ second(wordAt(padded, 4)) ^ length
    let h3 = this.#h3 ^ third(wordAt(padded, 8)) ^ length
    let h4 = this.#h4 ^ fourth(wordAt(padded, 12)) ^ length
    h1 = (h1 + h2 + h3 + h4) | 0
    h2 = avalanche((h2 + h1) | 0)
    h3 = avalanche((h3 + h1) | 0)
    h4 = avalanche((h4 + h1) | 0)
    h1 = (avalanche(h1) + h2 + h3 + h4) | 0
    return [h1 >>> 0, (h2 + h1) >>> 0, (h3 + h1) >>> 0, (h4 + h1) >>> 0]
  }
}

/** The hash of bytes that are all there. */
export function hashOf(bytes: Uint8Array): readonly [number, number, number, number] {
  const hash = new ByteHash()
  return hash.digest(bytes.subarray(hash.update(bytes)))
}

/** 32 hexadecimal digits. */
export function hexOf(words: readonly number[]): string {
  return words.map((word) => word.toString(16).padStart(8, '0')).join('')
}

function wordAt(bytes: Uint8Array, at: number): number {
  const [low = 0, high = 0] = [bytes[at], bytes[at + 1]]
  return low | (high << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)
}

const first = (word: number): number => Math.imul(rotate(Math.imul(word, 0x239b961b), 15), 0xab0e9789)
const second = (word: number): number => Math.imul(rotate(Math.imul(word, 0xab0e9789), 16), 0x38b34ae5)
const third = (word: number): number => Math.imul(rotate(Math.imul(word, 0x38b34ae5), 17), 0xa1e38b93)
const fourth = (word: number): number => Math.imul(rotate(Math.imul(word, 0xa1e38b93), 18), 0x239b961b)

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}

function avalanche(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
