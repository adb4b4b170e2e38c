import { assert } from '../assert.ts'
import type { Input } from '../command/commands.ts'
import { PrintDepthMerger } from '../outside/merge-prints-and-depth.ts'

/** The venue's raw messages, prints and depth apart, on their way through the merger to the exchange. */
export class Feed {
  readonly #mergers = new Map<number, PrintDepthMerger>()

  /** What the exchange hears of a message; `tick` is only time, for all instruments. */
  inputsOf(message: Input, at: number): readonly Input[] {
    switch (message.kind) {
      case 'outside_book':
        return this.#mergerOf(message.instrumentId).book(message, at)
      case 'outside_levels':
        return this.#mergerOf(message.instrumentId).depth(message.changes, at)
      case 'outside_trade':
        return this.#mergerOf(message.instrumentId).print(message, at)
      case 'tick':
        return [...this.#mergers.values()].flatMap((merger) => merger.tick(at))
      default:
        assert(false, 'a feed brings books, levels and prints')
    }
  }

  #mergerOf(instrumentId: number): PrintDepthMerger {
    const known = this.#mergers.get(instrumentId)
    if (known !== undefined) return known
    // Users may rest anywhere in a scenario, so that every decrease waits for its print.
    const merger = new PrintDepthMerger({ instrumentId, isQueued: () => true })
    this.#mergers.set(instrumentId, merger)
    return merger
  }
}
