import type { ClientMessage, ControlMessage, TopicMessage } from '@trading-pro/contracts'

interface Place {
  readonly epoch: string
  readonly seq: number
}

/** Holds what comes on a connection against the rules: no gap, nothing twice, nothing unasked. */
export class StreamOrder {
  /** By topic: the last message; `null`: a snapshot must be next. */
  readonly #places = new Map<string, Place | null>()
  /** By topic: where the client wanted to go on. */
  readonly #resumes = new Map<string, Place>()

  /** The client asks for something. */
  ask(message: ClientMessage): void {
    if (message.type !== 'subscribe') return
    for (const [topic, place] of Object.entries(message.resume ?? {})) this.#resumes.set(topic, place)
  }

  /**
   * A message has come.
   *
   * @throws Error that says what is wrong with its place
   */
  take(message: ControlMessage | TopicMessage): void {
    switch (message.type) {
      case 'subscribed':
        for (const { topic, ok } of message.results)
          if (ok) this.#places.set(topic, this.#places.get(topic) ?? null)
        break
      case 'unsubscribed':
        for (const { topic, ok } of message.results) if (ok) this.#places.delete(topic)
        break
      case 'resumed':
        this.#places.set(message.topic, message.recovered ? (this.#resumes.get(message.topic) ?? null) : null)
        break
      case 'snapshot':
        this.#expectKnown(message.topic)
        this.#places.set(message.topic, message)
        break
      case 'update':
        this.#update(message)
        break
      default:
        break
    }
  }

  #update({ topic, epoch, seq, firstSeq = seq }: Extract<TopicMessage, { type: 'update' }>): void {
    this.#expectKnown(topic)
    const place = this.#places.get(topic) ?? null
    if (place === null) throw new Error(`${topic} begins without a snapshot`)
    if (place.epoch !== epoch) throw new Error(`${topic} changes its epoch without a snapshot`)
    if (firstSeq !== place.seq + 1 || seq < firstSeq) {
      throw new Error(`${topic} goes from ${place.seq} to ${firstSeq}..${seq}`)
    }
    this.#places.set(topic, { epoch, seq })
  }

  #expectKnown(topic: string): void {
    if (!this.#places.has(topic)) throw new Error(`${topic} is not subscribed`)
  }
}
