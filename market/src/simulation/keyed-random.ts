import { assert } from '@trading-pro/engine/assert'
import { byteAt, wordAt } from './elements.ts'

/**
 * Random numbers as a function of a key and a place, never of the order in which they are drawn.
 *
 * Keys come from the seed by ChaCha8 as a pseudo-random function: the seed is its key, the place its counter
 * and nonce. So who learns the key of some minutes, or of one symbol, learns neither the seed nor any other
 * key. A cheap mix (`mixWord`) serves only inside short stretches of time, each with a key of its own: what
 * prices tell about the key of a stretch says nothing about those to come.
 */
export type Key = Uint32Array

const SEED_BITS_MAX = 256n
const SEED_TEXT = /^[0-9a-f]{16,64}$/i
const KEY_WORDS = 8
/** "expand 32-byte k", the constant of ChaCha with keys of 256 bits. */
const CONSTANTS = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574] as const
const DOUBLE_ROUNDS = 4
const WORDS_PER_BLOCK = 16
/** Where the four words of a quarter round stand, for the columns and then the diagonals. */
const QUARTERS = Uint8Array.of(
  ...[0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
  ...[0, 5, 10, 15, 1, 6, 11, 12, 2, 7, 8, 13, 3, 4, 9, 14],
)
const UNITS_PER_LABEL = 6

/**
 * The key that a seed means; a text and the number that it writes mean the same.
 *
 * @param seed - 16 to 64 hexadecimal digits, or a number below 2^256
 * @throws InvariantError when it is neither
 */
export function keyFromSeed(seed: string | bigint): Key {
  if (typeof seed === 'string') assert(SEED_TEXT.test(seed), 'a seed is 16 to 64 hexadecimal digits')
  const number = typeof seed === 'string' ? BigInt(`0x${seed}`) : seed
  assert(number >= 0n && number < 1n << SEED_BITS_MAX, 'a seed is a number below 2^256')
  const key = new Uint32Array(KEY_WORDS)
  for (let word = 0; word < KEY_WORDS; word += 1)
    key[word] = Number((number >> BigInt(32 * word)) & 0xffff_ffffn)
  return key
}

/** The key that belongs to a name under a key. */
export function keyOfName(parent: Key, name: string): Key {
  let key = parent
  for (let start = 0; start <= name.length; start += UNITS_PER_LABEL) {
    const unit = (offset: number) => (start + offset < name.length ? name.charCodeAt(start + offset) : 0)
    const pair = (offset: number) => unit(offset) | (unit(offset + 1) << 16)
    key = chacha8(key, [pair(0), pair(2), pair(4), name.length]).subarray(0, KEY_WORDS)
  }
  return key
}

/** Random words (signed) for a place under a key: an index (a whole number of either sign) on a level. */
export function wordsAt(
  key: Key,
  { level, index }: { readonly level: number; readonly index: number },
  count: number,
): Int32Array {
  const words = new Int32Array(Math.ceil(count / WORDS_PER_BLOCK) * WORDS_PER_BLOCK)
  for (let start = 0; start < count; start += WORDS_PER_BLOCK)
    words.set(chacha8(key, [index, Math.floor(index / 4_294_967_296), level, start]), start)
  return words
}

/** ChaCha with 8 rounds (Bernstein 2008); `place` fills the words of the counter and the nonce. */
export function chacha8(key: Key, place: readonly [number, number, number, number]): Uint32Array {
  const input = new Uint32Array(16)
  input.set(CONSTANTS, 0)
  input.set(key, 4)
  input.set(place, 12)
  const state = new Int32Array(input)
  for (let round = 0; round < DOUBLE_ROUNDS; round += 1) {
    for (let quarter = 0; quarter < QUARTERS.length; quarter += 4) quarterRound(state, quarter)
  }
  for (let word = 0; word < 16; word += 1) input[word] = (input[word] ?? 0) + wordAt(state, word)
  return input
}

function quarterRound(state: Int32Array, quarter: number): void {
  const placeA = byteAt(QUARTERS, quarter)
  const placeB = byteAt(QUARTERS, quarter + 1)
  const placeC = byteAt(QUARTERS, quarter + 2)
  const placeD = byteAt(QUARTERS, quarter + 3)
  let a = wordAt(state, placeA)
  let b = wordAt(state, placeB)
  let c = wordAt(state, placeC)
  let d = wordAt(state, placeD)
  a = (a + b) | 0
  d = rotate(d ^ a, 16)
  c = (c + d) | 0
  b = rotate(b ^ c, 12)
  a = (a + b) | 0
  d = rotate(d ^ a, 8)
  c = (c + d) | 0
  b = rotate(b ^ c, 7)
  state[placeA] = a
  state[placeB] = b
  state[placeC] = c
  state[placeD] = d
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}

/**
 * A random word (32 bits, signed) for an index under two words of key: two finalisers one after the other
 * (Wellons' lowbias32, MurmurHash3's), either of which changes each bit of its result in half of the cases
 * when one bit of its input changes; the second word of key comes between them. Fast, and no more than that:
 * whoever had several whole results could find the two words by trying.
 */
export function mixWord(index: number, first: number, second: number): number {
  let word = (Math.imul(index, 0x9e3779b9) + first) | 0
  word = Math.imul(word ^ (word >>> 16), 0x21f0aaad)
  word = Math.imul(word ^ (word >>> 15), 0xd35a2d97)
  word = ((word ^ (word >>> 15)) + second) | 0
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
  return word ^ (word >>> 16)
}

/** A random fraction from a word: at least 0, below 1. */
export function fractionOf(word: number): number {
  return (word >>> 0) / 4_294_967_296
}
