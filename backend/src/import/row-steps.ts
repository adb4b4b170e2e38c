import { formatResolution, isIntraday, nominalSeconds, type Resolution } from '@trading-pro/market'
import { UserError } from '../platform/user-error.ts'

/**
 * Counts rows that are closer to the row before than an intraday bar is long. A few may be: the first bar of
 * a session or the last before a pause can be shorter than the others.
 */
export class RowSteps {
  readonly #resolution: Resolution
  /** Nothing is closer than 0: days and longer are told apart by their dates. */
  readonly #seconds: number
  #rowCount = 0
  #shortCount = 0
  #previousTime = Number.NaN
  #previousLine = 0
  /** Lines of the first two rows that are too close. */
  #example: readonly [number, number] = [0, 0]

  constructor(resolution: Resolution) {
    this.#resolution = resolution
    this.#seconds = isIntraday(resolution) ? nominalSeconds(resolution) : 0
  }

  /** Call it for each row in the order of the file, up or down, but not for one that says a time again. */
  add(time: number, lineNumber: number): void {
    this.#rowCount += 1
    if (Math.abs(time - this.#previousTime) < this.#seconds) {
      if (this.#shortCount === 0) this.#example = [this.#previousLine, lineNumber]
      this.#shortCount += 1
    }
    this.#previousTime = time
    this.#previousLine = lineNumber
  }

  /**
   * Of the rows, not of the steps, which are one less: half of them is what a session makes of two bars whose
   * first is cut.
   *
   * @throws UserError when most rows are too close
   */
  refuseFiner(): void {
    if (this.#shortCount * 2 <= this.#rowCount) return
    const resolution = formatResolution(this.#resolution)
    const [first, second] = this.#example
    throw new UserError(
      `most rows are closer together than --resolution ${resolution} ` +
        `(for example lines ${first} and ${second}): give the resolution that the file has`,
    )
  }
}
