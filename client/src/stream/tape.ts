import type { Trade, Trades } from '../generated/v1/stream-models.ts'

/** The last trades of an instrument. */
export interface Tape {
  /** Oldest first; another array after each change. */
  readonly trades: readonly Trade[]
  /**
   * Takes what a snapshot has. Trades that were known stay as long as none is missing in between.
   *
   * @returns those that are new, oldest first
   */
  reset(snapshot: Trades): readonly Trade[]
  /**
   * Takes what an update has.
   *
   * @returns those that are new, oldest first
   */
  add(update: Trades): readonly Trade[]
}

/**
 * Keeps the last trades, each once.
 *
 * @param limit - how many are kept
 */
export function createTape(limit: number): Tape {
  let trades: readonly Trade[] = []
  function add(update: Trades): readonly Trade[] {
    const newest = trades.at(-1)?.tradeId ?? 0
    const added = update.trades.filter(({ tradeId }) => tradeId > newest)
    if (added.length > 0) trades = [...trades, ...added].slice(-limit)
    return added
  }
  return {
    get trades() {
      return trades
    },
    reset(snapshot) {
      const newest = trades.at(-1)?.tradeId ?? 0
      const { tradeId: first } = snapshot.trades[0] ?? { tradeId: Infinity }
      const { tradeId: last } = snapshot.trades.at(-1) ?? { tradeId: 0 }
      // Numbers that went back are those of another tape.
      if (first > newest + 1 || last < newest) trades = []
      return add(snapshot)
    },
    add,
  }
}
