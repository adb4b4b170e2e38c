import type { StreamTopic } from '@trading-pro/exchange'
import { textFrame } from './frames.ts'
import type { TopicGroup } from './topic-group.ts'

/** A topic of the hub with those who read it here. */
export class ReadTopic {
  /** Unique, and growing. */
  readonly id: number
  readonly topic: StreamTopic
  /** Connections by all that they read: their number is that of different sets, not of readers. */
  readonly groups = new Set<TopicGroup>()
  readerCount = 0
  #snapshot: string | null = null
  #snapshotFrame: Buffer | null = null

  constructor(id: number, topic: StreamTopic) {
    this.id = id
    this.topic = topic
  }

  /** The frame of the snapshot, made once however many begin at the same update. */
  snapshotFrame(): Buffer {
    const snapshot = this.topic.snapshot()
    if (this.#snapshotFrame === null || snapshot !== this.#snapshot) {
      this.#snapshot = snapshot
      this.#snapshotFrame = textFrame(snapshot)
    }
    return this.#snapshotFrame
  }
}
