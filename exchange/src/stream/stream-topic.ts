import { UpdateRing, type TopicUpdate } from './update-ring.ts'
import type { ChannelKind, PublicChannel } from '@trading-pro/contracts'
import type { TopicSource } from './topic-source.ts'

/** Who a topic is and how often it may speak. */
export interface TopicIdentity {
  /** As clients write it. */
  readonly text: string
  readonly channel: PublicChannel
  readonly kind: ChannelKind
  /** Numbers of another epoch say nothing about those of this one. */
  readonly epoch: string
  /** Milliseconds between two updates, at least. */
  readonly intervalMs: number
}

/**
 * A topic that somebody reads: numbers its updates, makes each message once for all readers, and keeps the
 * last ones for those who lost their connection.
 */
export class StreamTopic {
  readonly identity: TopicIdentity
  readonly #source: TopicSource
  readonly #ring = new UpdateRing()
  #seq = 0
  /** The turn in which it spoke last: one follows the other each `intervalMs`. */
  #turn = -1
  #flushedAt: number
  /** The whole message, for as long as nothing has been flushed since. */
  #snapshot: string | null = null

  /** @param at - Unix ms */
  constructor(identity: TopicIdentity, source: TopicSource, at: number) {
    this.identity = identity
    this.#source = source
    this.#flushedAt = at
    // What was gathered before is in the first snapshot.
    source.takeUpdate()
  }

  /** Number of the last update; 0 before the first. */
  get seq(): number {
    return this.#seq
  }

  /**
   * Makes the next update, if there is news and it is time for it.
   *
   * @param at - Unix ms
   * @returns the update, or `null`
   */
  flush(at: number): TopicUpdate | null {
    // By turns and not by distance: a timer that comes a little early would lose every other one.
    const turn = Math.floor(at / this.identity.intervalMs)
    if (turn <= this.#turn) return null
    const data = this.#source.takeUpdate()
    if (data === null) return null
    this.#seq += 1
    this.#flushedAt = at
    this.#turn = turn
    this.#snapshot = null
    const update = { seq: this.#seq, message: this.#messageOf('update', data) }
    this.#ring.add(update)
    return update
  }

  /** The whole message with the state at `seq`, made once however many ask. */
  snapshot(): string {
    return (this.#snapshot ??= this.#messageOf('snapshot', this.#source.snapshot()))
  }

  /** The updates after a number, oldest first; `null` when they are not all there any more, or not yet. */
  updatesAfter(seq: number): readonly TopicUpdate[] | null {
    return seq > this.#seq ? null : this.#ring.after(seq, this.#seq)
  }

  /** One message that stands for all updates after a number; `null` where there is none but a snapshot. */
  catchUp(seq: number): string | null {
    const data = this.#source.catchUp()
    return data === null ? null : this.#messageOf('update', data, seq + 1)
  }

  /** Nobody reads it any more. */
  close(): void {
    this.#source.close()
  }

  #messageOf(type: 'snapshot' | 'update', data: string, firstSeq: number | null = null): string {
    const { text, epoch } = this.identity
    const first = firstSeq === null || firstSeq === this.#seq ? '' : `,"firstSeq":${firstSeq}`
    const head = `{"type":"${type}","topic":${JSON.stringify(text)},"epoch":"${epoch}"`
    return `${head},"seq":${this.#seq}${first},"ts":${this.#flushedAt * 1000},"data":${data}}`
  }
}
