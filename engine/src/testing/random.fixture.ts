import { assert } from '../assert.ts'

/** What can be chosen, with how often it is chosen among the others. */
export type Weighted<T> = readonly (readonly [weight: number, value: T])[]

/**
 * Numbers that look random and are the same for the same seed on every machine (xorshift of 128 bits, 32
 * a step).
 */
export class Random {
  readonly #words = new Uint32Array(4)

  /** @param seed - any safe integer */
  constructor(seed: number) {
    let word = (seed ^ Math.trunc(seed / 4_294_967_296)) | 0
    for (let index = 0; index < 4; index += 1) {
      word = (word + 0x9e3779b9) | 0
      let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
      this.#words[index] = mixed ^ (mixed >>> 16)
    }
    this.#words[3] = (this.#words[3] ?? 0) | 1
  }

  /** An integer from 0 to one less than `count`. */
  below(count: number): number {
    return this.#next() % count
  }

  /** An integer of a range, both ends included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1)
  }

  /** Yes, so many times in a thousand. */
  chance(perMille: number): boolean {
    return this.below(1_000) < perMille
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)]
    assert(value !== undefined, 'something is chosen from what there is')
    return value
  }

  /** One of the values, or `null` where there is none. */
  pickOrNull<T>(values: readonly T[]): T | null {
    return values.length === 0 ? null : this.pick(values)
  }

  weighted<T>(choices: Weighted<T>): T {
    let left = this.below(choices.reduce((sum, [weight]) => sum + weight, 0))
    for (const [weight, value] of choices) {
      if (left < weight) return value
      left -= weight
    }
    assert(false, 'the weights add up')
  }

  #next(): number {
    const words = this.#words
    let mixed = words[3] ?? 0
    const first = words[0] ?? 0
    words[3] = words[2] ?? 0
    words[2] = words[1] ?? 0
    words[1] = first
    mixed ^= mixed << 11
    mixed ^= mixed >>> 8
    words[0] = mixed ^ first ^ (first >>> 19)
    return words[0]
  }
}
