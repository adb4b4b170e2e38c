import type { ChartData, StreamedBar } from '@trading-pro/contracts'
import type { ContentChecker, ReportFlaw } from './content-checker.ts'

/** Bars whose corrections are remembered. */
const CORRECTED_MAX = 256

/** Each bar that was seen to form closes, once, in order; afterwards it changes by a correction only. */
export class BarsChecker implements ContentChecker {
  readonly #report: ReportFlaw
  readonly #onClosed: () => void
  /** The last bar that closed, over snapshots too: nothing closes twice. */
  #lastClosed = -Infinity
  #forming: number | null = null
  /** The last correction of a bar, by its time. */
  readonly #revisions = new Map<number, number>()

  constructor(report: ReportFlaw, onClosed: () => void) {
    this.#report = report
    this.#onClosed = onClosed
  }

  /** What closed while nobody listened is history: only from here on nothing may be missing. */
  snapshot({ bars }: ChartData): void {
    this.#forming = null
    for (const bar of bars) {
      this.#checkShape(bar)
      if (bar.closed) this.#lastClosed = Math.max(this.#lastClosed, bar.time)
      else this.#takeForming(bar)
    }
  }

  update({ bars }: ChartData): void {
    for (const [index, bar] of bars.entries()) {
      this.#checkShape(bar)
      if (bar.revision !== undefined) this.#takeCorrection(bar, bar.revision)
      else if (bar.closed) this.#takeClosed(bar)
      else {
        this.#takeForming(bar)
        if (index < bars.length - 1) this.#complain(`a bar that forms (${bar.time}) is not the last one`)
      }
    }
  }

  forget(): void {
    this.#forming = null
  }

  #takeClosed({ time }: StreamedBar): void {
    if (time <= this.#lastClosed) {
      this.#complain(`bar ${time} closes, but ${this.#lastClosed} has closed already`)
      return
    }
    if (this.#forming !== null) {
      if (time > this.#forming) this.#complain(`bar ${time} closes, but ${this.#forming} never did`)
      if (time >= this.#forming) this.#forming = null
    }
    this.#lastClosed = time
    this.#onClosed()
  }

  #takeForming({ time }: StreamedBar): void {
    if (time <= this.#lastClosed) {
      this.#complain(`bar ${time} forms, but ${this.#lastClosed} has closed already`)
      return
    }
    if (this.#forming !== null && time > this.#forming) {
      this.#complain(`bar ${time} forms, but ${this.#forming} never closed`)
    } else if (this.#forming !== null && time < this.#forming) {
      this.#complain(`bar ${time} forms again after ${this.#forming}`)
    }
    this.#forming = time
  }

  #takeCorrection({ time, closed }: StreamedBar, revision: number): void {
    const last = this.#revisions.get(time) ?? 0
    if (!closed || time > this.#lastClosed) this.#complain(`bar ${time} is corrected before it closed`)
    if (revision <= last) this.#complain(`correction ${revision} of bar ${time} after ${last}`)
    this.#revisions.delete(time)
    this.#revisions.set(time, revision)
    if (this.#revisions.size <= CORRECTED_MAX) return
    const [oldest = time] = this.#revisions.keys()
    this.#revisions.delete(oldest)
  }

  #checkShape({ time, open, high, low, close }: StreamedBar): void {
    if (low > Math.min(open, close) || high < Math.max(open, close)) {
      this.#complain(`bar ${time} has ${low} as low and ${high} as high, but goes from ${open} to ${close}`)
    }
  }

  #complain(example: string): void {
    this.#report('closedBarErrors', example)
  }
}
