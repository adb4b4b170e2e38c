import type { Calendar } from '@trading-pro/market'

/** Counts bars that open while the market is closed; most are settled by the phase of the bar before them. */
export class SessionCount {
  outside = 0
  readonly #calendar: Calendar
  #phaseStart = Infinity
  #phaseEnd = -Infinity
  #isOpen = false

  constructor(calendar: Calendar) {
    this.#calendar = calendar
  }

  add(time: number): void {
    if (time < this.#phaseStart || time >= this.#phaseEnd) this.#lookUp(time)
    if (!this.#isOpen) this.outside += 1
  }

  #lookUp(time: number): void {
    const phase = this.#calendar.phaseAt(time)
    this.#isOpen = phase.kind === 'open'
    this.#phaseStart = phase.kind === 'open' ? phase.segment.open : time
    this.#phaseEnd = phase.kind === 'open' ? phase.segment.close : phase.until
  }
}
