import { UPDATE_RING_CHARACTERS_MAX, UPDATE_RING_MAX } from '../limits.ts'

/** One flush of a topic, as it is sent to everybody. */
export interface TopicUpdate {
  readonly seq: number
  /** The whole message, JSON. */
  readonly message: string
}

/** The last updates of a topic, without a gap between them. */
export class UpdateRing {
  #updates: TopicUpdate[] = []
  /** Before it stands what is no longer kept. */
  #first = 0
  #characters = 0

  /** Adds the update after the last one, and lets go of what is too much. */
  add(update: TopicUpdate): void {
    this.#updates.push(update)
    this.#characters += update.message.length
    while (this.#updates.length - this.#first > UPDATE_RING_MAX || this.#isTooLong()) this.#dropFirst()
    if (this.#first > UPDATE_RING_MAX) {
      this.#updates = this.#updates.slice(this.#first)
      this.#first = 0
    }
  }

  /** The updates after `seq` up to `last`; `null` when some of them are no longer kept. */
  after(seq: number, last: number): readonly TopicUpdate[] | null {
    const missed = last - seq
    return missed > this.#updates.length - this.#first
      ? null
      : this.#updates.slice(this.#updates.length - missed)
  }

  /** One update is kept however long it is. */
  #isTooLong(): boolean {
    return this.#characters > UPDATE_RING_CHARACTERS_MAX && this.#updates.length - this.#first > 1
  }

  #dropFirst(): void {
    this.#characters -= this.#updates[this.#first]?.message.length ?? 0
    this.#first += 1
  }
}
