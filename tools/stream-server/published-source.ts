/** Numbers from here on have as many digits as each other for long enough. */
const FIRST_NUMBER = 1_000_000

/** Updates of `market_data`, each with a number of its own, and all as long as each other. */
export class PublishedSource {
  readonly #padding: string
  #count = FIRST_NUMBER
  #taken = FIRST_NUMBER

  /** @param bytes - of `data` */
  constructor(bytes: number) {
    this.#padding = 'x'.repeat(Math.max(0, bytes - dataOf(FIRST_NUMBER, '').length))
  }

  publish(): void {
    this.#count += 1
  }

  takeUpdate(): string | null {
    if (this.#count === this.#taken) return null
    this.#taken = this.#count
    return this.snapshot()
  }

  snapshot(): string {
    return dataOf(this.#taken, this.#padding)
  }

  catchUp(): string {
    return this.snapshot()
  }

  close(): void {
    // It holds nothing.
  }
}

function dataOf(count: number, padding: string): string {
  return `{"volume":${count},"padding":"${padding}"}`
}

/** Of an update of the hub, without its data, when it has counted to some hundreds. */
export function headBytes(topic: string): number {
  const head = { type: 'update', topic, epoch: 'bench.1', seq: 100, ts: Date.now() * 1000, data: 0 }
  return JSON.stringify(head).length - 1
}
