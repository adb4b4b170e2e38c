import { fractionOf, mixWord } from '@trading-pro/market'

/** Chance that is the same for the same seed. */
export class Chance {
  readonly #seed: number
  #drawn = 0

  constructor(seed: number) {
    this.#seed = seed
  }

  /** A whole number of at least 0 and below a limit. */
  below(limit: number): number {
    this.#drawn += 1
    return Math.floor(fractionOf(mixWord(this.#drawn, this.#seed, 1)) * limit)
  }

  /** Whether something happens that does so often, of a thousand times. */
  happens(perMille: number): boolean {
    return this.below(1_000) < perMille
  }

  /** One of some. */
  of<Item>(first: Item, ...others: readonly Item[]): Item {
    const index = this.below(others.length + 1)
    return others[index - 1] ?? first
  }
}
