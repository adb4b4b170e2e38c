import { describe, expect, it } from 'vitest'
import { chacha8, fractionOf, keyFromSeed, keyOfName, mixWord, wordsAt } from './keyed-random.ts'

const KEY = keyFromSeed('00112233445566778899aabbccddeeff')

function hex(words: Uint32Array | Int32Array): string {
  return Buffer.from(words.buffer, words.byteOffset, words.byteLength).toString('hex')
}

describe('a seed', () => {
  it('means the same as text and as number', () => {
    expect(keyFromSeed('00000000DEADBEEF')).toEqual(keyFromSeed(0xdeadbeefn))
    expect(keyFromSeed('f'.repeat(64))).toEqual(new Uint32Array(8).fill(0xffff_ffff))
  })

  it.each(['', '0123456789abcde', 'g123456789abcdef', 'f'.repeat(65), '0x23456789abcdef'])(
    'of text "%s" is refused',
    (text) => {
      expect(() => keyFromSeed(text)).toThrow('hexadecimal digits')
    },
  )

  it.each([-1n, 1n << 256n])('of %s is refused', (number) => {
    expect(() => keyFromSeed(number)).toThrow('below 2^256')
  })
})

describe('keys', () => {
  it('come from ChaCha8 (test vector 1 of draft-strombergson-chacha-test-vectors)', () => {
    expect(hex(chacha8(new Uint32Array(8), [0, 0, 0, 0]))).toBe(
      '3e00ef2f895f40d67f5bb8e81f09a5a12c840ec3ce9a7f3b181be188ef711a1e' +
        '984ce172b9216f419f445367456d5619314a42a3da86b001387bfdb80e0cfe42',
    )
  })

  it('differ by every character and by the length of a name', () => {
    const names = ['', '\0', 'A', 'B', 'AB', 'SIM:AAPL', 'SIM:AAPM', 'SIM:AAPL\0', 'SIMX:AAPL', 'a'.repeat(6)]
    const keys = new Set(names.map((name) => hex(keyOfName(KEY, name))))
    expect(keys.size).toBe(names.length)
  })

  it('differ by level and index, also below zero and past 32 bits', () => {
    const places = [0, 1, -1, 2 ** 32, -(2 ** 32)].flatMap((index) => [0, 1].map((level) => [level, index]))
    const words = new Set(places.map(([level = 0, index = 0]) => hex(wordsAt(KEY, { level, index }, 16))))
    expect(words.size).toBe(places.length)
  })
})

describe('the mix inside a day', () => {
  it('changes each bit of the result half of the time when one bit of index or key changes', () => {
    const trials = 2_000
    for (const input of [0, 1, 2]) {
      for (let bit = 0; bit < 32; bit += 1) {
        const changes = new Int32Array(32)
        for (let trial = 0; trial < trials; trial += 1) {
          const from = [trial, mixWord(trial, 1, 2), mixWord(trial, 3, 4)]
          const to = from.with(input, (from[input] ?? 0) ^ (1 << bit))
          const difference = mixed(from) ^ mixed(to)
          for (let out = 0; out < 32; out += 1)
            changes[out] = (changes[out] ?? 0) + ((difference >>> out) & 1)
        }
        // Six standard deviations of a fair coin.
        for (const count of changes) expect(Math.abs(count / trials - 0.5)).toBeLessThan(0.067)
      }
    }
  })

  it('gives fractions that are even and not correlated with their neighbours', () => {
    const fractions = Array.from({ length: 20_000 }, (_, index) => fractionOf(mixWord(index, 77, -5)))
    const mean = fractions.reduce((sum, value) => sum + value, 0) / fractions.length
    expect(mean).toBeCloseTo(0.5, 1.8)
    for (const lag of [1, 2, 7, 64]) {
      let product = 0
      for (let index = lag; index < fractions.length; index += 1)
        product += ((fractions[index] ?? 0) - 0.5) * ((fractions[index - lag] ?? 0) - 0.5)
      expect(Math.abs((product / fractions.length) * 12)).toBeLessThan(0.03)
    }
  })
})

function mixed([index = 0, first = 0, second = 0]: readonly number[]): number {
  return mixWord(index, first, second)
}
