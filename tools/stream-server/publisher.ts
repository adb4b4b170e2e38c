/**
 * Does something so often a second by a schedule that does not wait: what is late is done right away, one
 * turn after the other, so that the sockets are served in between.
 */
export class Publisher {
  readonly #publish: (dueMs: number) => void
  #timer: NodeJS.Timeout | undefined
  #turn: NodeJS.Immediate | undefined
  #intervalMs = 0
  #dueMs = 0
  /** How often it was done since the start. */
  count = 0
  /** How long after its time the last one began, ms. */
  lateMs = 0

  /** @param publish - is told when it should be, Unix ms */
  constructor(publish: (dueMs: number) => void) {
    this.#publish = publish
  }

  start(perSecond: number): void {
    this.stop()
    this.count = 0
    this.lateMs = 0
    this.#intervalMs = 1000 / perSecond
    this.#dueMs = Date.now() + this.#intervalMs
    this.#plan()
  }

  stop(): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#turn)
  }

  #plan(): void {
    const waitMs = this.#dueMs - Date.now()
    if (waitMs > 0) this.#timer = setTimeout(() => this.#go(), waitMs)
    else this.#turn = setImmediate(() => this.#go())
  }

  #go(): void {
    const now = Date.now()
    if (now >= this.#dueMs) {
      this.lateMs = now - this.#dueMs
      this.count += 1
      this.#publish(Math.round(this.#dueMs))
      this.#dueMs += this.#intervalMs
    }
    this.#plan()
  }
}
