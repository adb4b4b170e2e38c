import type { StreamClock } from './stream-clock.ts'

interface Timer {
  readonly at: number
  readonly run: () => void
}

/** Lets everything happen that needs no time. */
async function settle(): Promise<void> {
  await new Promise((done) => {
    setImmediate(done)
  })
}

/** A clock that stands still until a test moves it. */
export class ManualClock implements StreamClock {
  #now = 0
  readonly #timers = new Set<Timer>()

  now(): number {
    return this.#now
  }

  unixTime(): number {
    return 1_700_000_000_000 + this.#now
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  get timerCount(): number {
    return this.#timers.size
  }

  /** Moves on, and lets each timer run at its time. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    await settle()
    for (;;) {
      const due = [...this.#timers].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)
      const [next] = due
      if (next === undefined) break
      this.#timers.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.run()
      await settle()
    }
    this.#now = end
  }
}
