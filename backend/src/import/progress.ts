import { ERASE_LINE } from '../platform/command-output.ts'

/** How far the reading of one file has come. */
export interface FileProgress {
  /** Bytes of the file on disk. */
  readonly bytesRead: number
  readonly rows: number
}

export type OnProgress = (progress: FileProgress) => void

/** Where progress is shown: standard error, or what a test puts in its place. */
export interface ProgressOutput {
  readonly isTTY: boolean
  write(text: string): void
}

export interface ProgressOptions {
  readonly output: ProgressOutput
  /** Bytes of all files together, as often as they are read. */
  readonly bytesTotal: number
  /** A clock in milliseconds that never goes back. */
  readonly now: () => number
}

const TERMINAL_INTERVAL_MS = 100
/** Where nobody watches, a line now and then is enough for a log. */
const LOG_INTERVAL_MS = 5_000
const BAR_LENGTH = 24

/** Shows a bar with rate and time left on a terminal, and a plain line every few seconds elsewhere. */
export class ProgressDisplay {
  readonly #options: ProgressOptions
  readonly #startedAt: number
  #shownAt: number
  #bytesDone = 0
  #rowsDone = 0
  #current: FileProgress = { bytesRead: 0, rows: 0 }
  #isLineOpen = false

  constructor(options: ProgressOptions) {
    this.#options = options
    this.#startedAt = options.now()
    this.#shownAt = this.#startedAt
  }

  /** Takes the progress of the pass under way. */
  readonly report: OnProgress = (progress) => {
    this.#current = progress
    const { output, now } = this.#options
    const time = now()
    if (time - this.#shownAt < (output.isTTY ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS)) return
    this.#shownAt = time
    const line = this.#line(time)
    output.write(output.isTTY ? `${ERASE_LINE}${line}` : `${line}\n`)
    this.#isLineOpen = output.isTTY
  }

  /** The pass is over; the next one counts from zero. */
  endPass(): void {
    this.#bytesDone += this.#current.bytesRead
    this.#rowsDone += this.#current.rows
    this.#current = { bytesRead: 0, rows: 0 }
  }

  /** Removes the bar, so that what is printed next stands alone. */
  close(): void {
    if (this.#isLineOpen) this.#options.output.write(ERASE_LINE)
    this.#isLineOpen = false
  }

  #line(time: number): string {
    const seconds = (time - this.#startedAt) / 1_000
    const bytes = this.#bytesDone + this.#current.bytesRead
    const rows = this.#rowsDone + this.#current.rows
    const share = Math.min(bytes / this.#options.bytesTotal, 1)
    const secondsLeft = share === 0 ? 0 : (seconds * (1 - share)) / share
    const filled = Math.round(share * BAR_LENGTH)
    const bar = `${'#'.repeat(filled)}${'-'.repeat(BAR_LENGTH - filled)}`
    const rate = Math.round(rows / Math.max(seconds, 0.001)).toLocaleString('en-US')
    const percent = String(Math.floor(share * 100)).padStart(3)
    return `[${bar}] ${percent} %  ${rate} rows/s  ${clockTime(secondsLeft)} left`
  }
}

function clockTime(seconds: number): string {
  const whole = Math.ceil(seconds)
  const minutes = Math.floor(whole / 60)
  return `${minutes}:${String(whole % 60).padStart(2, '0')}`
}
