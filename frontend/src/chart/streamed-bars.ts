import type { StreamedBar } from '@trading-pro/client'

/** What the stream has told of the end of a series, until it is drawn. */
export interface StreamedBars {
  /** From this time on the stream has told every bar, since it began; history has those before. */
  readonly from: number
  add(bars: readonly StreamedBar[]): void
  /** What is to be drawn, oldest first. */
  take(): readonly StreamedBar[]
  /** The stream begins anew. */
  clear(): void
}

export function createStreamedBars(): StreamedBars {
  let waiting: StreamedBar[] = []
  let from = Infinity
  return {
    get from() {
      return from
    },
    add(bars) {
      for (const bar of bars) {
        // In a tab that nobody sees, a bar that forms is still one bar.
        if (waiting.at(-1)?.time === bar.time) waiting.pop()
        waiting.push(bar)
        from = Math.min(from, bar.time)
      }
    },
    take() {
      const taken = waiting
      waiting = []
      return taken
    },
    clear() {
      waiting = []
      from = Infinity
    },
  }
}
