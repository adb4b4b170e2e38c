/** How resyncs of one topic may follow each other. */
export interface ResyncPaceOptions {
  readonly resyncMinMs: number
  readonly resyncMaxMs: number
  readonly resyncCalmMs: number
}

/** Slows down the resyncs of a topic that needs them again and again. */
export interface ResyncPace {
  /** How long the next one has to wait, ms. */
  next(at: number): number
}

/** The first resync goes at once; those that follow it closely wait, each twice as long as the one before. */
export function createResyncPace(options: ResyncPaceOptions): ResyncPace {
  let wait = 0
  let lastAt = -Infinity
  return {
    next(at) {
      if (at - lastAt >= options.resyncCalmMs + wait) wait = 0
      else wait = wait === 0 ? options.resyncMinMs : Math.min(options.resyncMaxMs, wait * 2)
      lastAt = at
      return wait
    },
  }
}
