import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteHash, hashOf, hexOf } from './byte-hash.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('the hash of bytes', () => {
  it.each([
    ['', '00000000000000000000000000000000'],
    ["I will not buy this tobacconist's, it is scratched.", '9b5b7ba2ef3f7866889adeaf00f3f98e'],
  ])('is that of MurmurHash3_x86_128 for %j', (text, hash) => {
    expect(hexOf(hashOf(bytesOf(text)))).toBe(hash)
  })

  it('is the same in pieces as in one', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.array(fc.nat(200), { maxLength: 6 }),
        (bytes, cuts) => {
          const hash = new ByteHash()
          let done = 0
          for (const cut of [...cuts].sort((left, right) => left - right))
            if (cut > done) done += hash.update(bytes.subarray(done, cut))
          done += hash.update(bytes.subarray(done))
          expect(hash.digest(bytes.subarray(done))).toEqual(hashOf(bytes))
        },
      ),
    )
  })

  it('changes with every bit, and with zeros at the end', () => {
    const bytes = bytesOf('thirty-five bytes of a longer text.')
    const hash = hexOf(hashOf(bytes))
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = bytes.slice()
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(hexOf(hashOf(flipped))).not.toBe(hash)
    }
    expect(hashOf(new Uint8Array(1))).not.toEqual(hashOf(new Uint8Array(2)))
  })
})
