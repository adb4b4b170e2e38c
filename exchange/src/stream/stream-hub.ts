import {
  parseTopic,
  publicChannels,
  type PublicChannel,
  type StreamCode,
  type Topic,
} from '@trading-pro/contracts'
import { IDLE_TOPIC_MS } from '../limits.ts'
import { StreamTopic } from './stream-topic.ts'
import type { TopicSource } from './topic-source.ts'
import type { TopicUpdate } from './update-ring.ts'

/** What a hub needs. */
export interface StreamHubOptions {
  /** Never the same again after a restart; short, without quotes. */
  readonly epoch: string
  /** Messages of a topic per second, at most, by channel. */
  readonly messagesPerSecond: Readonly<Record<PublicChannel, number>>
  /** Finds what a topic says, or why it says nothing. */
  readonly openSource: (topic: Topic) => TopicSource | StreamCode
  /** Told of a defect of a source: its topic is silent then, the others go on. */
  readonly onFailure: (error: unknown) => void
}

/** A topic with the update that everybody who reads it gets. */
export interface FlushedTopic {
  readonly topic: StreamTopic
  readonly update: TopicUpdate
}

interface KeptTopic {
  readonly topic: StreamTopic
  readers: number
  hasFailed: boolean
  /** When its last reader went, Unix ms. */
  idleSince: number
}

/** The topics that somebody reads. It numbers them, whoever serves their readers. */
export class StreamHub {
  readonly #options: StreamHubOptions
  readonly #kept = new Map<string, KeptTopic>()
  #opened = 0

  constructor(options: StreamHubOptions) {
    this.#options = options
  }

  /** Topics that are kept up, with or without readers. */
  get size(): number {
    return this.#kept.size
  }

  /**
   * Adds a reader to a topic, which begins with its first one.
   *
   * @param at - Unix ms
   * @returns the topic, or why there is none
   */
  retain(text: string, at: number): StreamTopic | StreamCode {
    const kept = this.#kept.get(text) ?? this.#open(text, at)
    if (typeof kept === 'string') return kept
    kept.readers += 1
    return kept.topic
  }

  /** Takes a reader away from a topic; it is kept up for a while for those who come back. */
  release({ identity }: StreamTopic, at: number): void {
    const kept = this.#kept.get(identity.text)
    if (kept === undefined) return
    kept.readers -= 1
    kept.idleSince = at
  }

  /**
   * The updates of all topics that have news and whose turn it is, in the order in which the topics were
   * opened.
   *
   * @param at - Unix ms
   */
  flush(at: number): readonly FlushedTopic[] {
    const flushed: FlushedTopic[] = []
    for (const kept of this.#kept.values()) {
      const { topic } = kept
      try {
        const update = topic.flush(at)
        if (update !== null) flushed.push({ topic, update })
        kept.hasFailed = false
      } catch (error) {
        // Said once, because it is tried again at each flush.
        if (!kept.hasFailed) this.#options.onFailure(error)
        kept.hasFailed = true
      }
    }
    return flushed
  }

  /** Lets go of topics that nobody has read for a while. */
  forgetIdle(at: number): void {
    for (const [text, { topic, readers, idleSince }] of this.#kept) {
      if (readers > 0 || at - idleSince < IDLE_TOPIC_MS) continue
      this.#kept.delete(text)
      topic.close()
    }
  }

  #open(text: string, at: number): KeptTopic | StreamCode {
    const topic = parseTopic(text)
    if (typeof topic === 'string') return topic
    const source = this.#options.openSource(topic)
    if (typeof source === 'string') return source
    const { channel } = topic
    this.#opened += 1
    const identity = {
      text,
      channel,
      kind: publicChannels[channel].kind,
      // Of its own, because a topic that is opened again begins to count again.
      epoch: `${this.#options.epoch}.${this.#opened.toString(36)}`,
      intervalMs: 1000 / this.#options.messagesPerSecond[channel],
    }
    const kept = { topic: new StreamTopic(identity, source, at), readers: 0, hasFailed: false, idleSince: at }
    this.#kept.set(text, kept)
    return kept
  }
}
