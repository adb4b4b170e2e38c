import type { SystemState } from '@trading-pro/contracts'
import type { TopicSource } from '../stream/topic-source.ts'

/** The state of the server, as its owner says it. */
export class SystemSource implements TopicSource {
  readonly #read: () => SystemState
  #taken = ''

  constructor(read: () => SystemState) {
    this.#read = read
  }

  takeUpdate(): string | null {
    const text = JSON.stringify(this.#read())
    if (text === this.#taken) return null
    this.#taken = text
    return text
  }

  snapshot(): string {
    return this.#taken
  }

  catchUp(): string {
    return this.#taken
  }

  close(): void {
    // It holds nothing.
  }
}

/** The time, as often as the channel may speak. */
export class HeartbeatSource implements TopicSource {
  readonly #nowMs: () => number
  #taken = ''

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  takeUpdate(): string {
    this.#taken = JSON.stringify({ serverTime: this.#nowMs() })
    return this.#taken
  }

  snapshot(): string {
    return this.#taken
  }

  catchUp(): string {
    return this.#taken
  }

  close(): void {
    // It holds nothing.
  }
}
