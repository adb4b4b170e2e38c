/** Samples that count: with a heartbeat every 5 s, of the last 40 s. */
const SAMPLES_MAX = 8

/** How far the clock of the server is ahead of ours. */
export interface ClockOffset {
  /** Milliseconds to add to our Unix time; `null` before the server has said its time. */
  readonly ms: number | null
  /** Both Unix ms: what the server said, and when it was heard. */
  observe(serverTime: number, heardAt: number): void
  /** Nothing that was observed before counts any more. */
  reset(): void
}

/** Each sample is too low by the time that the message was under way, so the highest is the nearest. */
export function createClockOffset(): ClockOffset {
  let samples: number[] = []
  return {
    get ms() {
      return samples.length === 0 ? null : Math.max(...samples)
    },
    observe(serverTime, heardAt) {
      samples = [...samples.slice(1 - SAMPLES_MAX), serverTime - heardAt]
    },
    reset() {
      samples = []
    },
  }
}
