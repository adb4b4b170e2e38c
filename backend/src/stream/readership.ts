import type { StreamCode } from '@trading-pro/contracts'
import type { FlushedTopic, StreamHub } from '@trading-pro/exchange'
import type { Connection } from './connection.ts'
import { textFrame } from './frames.ts'
import { ReadTopic } from './read-topic.ts'
import { TopicGroup } from './topic-group.ts'

/** Who reads what here. */
export class Readership {
  readonly #hub: StreamHub
  readonly #topics = new Map<string, ReadTopic>()
  readonly #groups = new Map<string, TopicGroup>()
  #opened = 0

  constructor(hub: StreamHub) {
    this.#hub = hub
  }

  /** A topic that somebody reads here. */
  find(text: string): ReadTopic | undefined {
    return this.#topics.get(text)
  }

  /**
   * Adds a reader to a topic.
   *
   * @param at - Unix ms
   * @returns the topic, or why there is none
   */
  retain(text: string, at: number): ReadTopic | StreamCode {
    const topic = this.#hub.retain(text, at)
    if (typeof topic === 'string') return topic
    let read = this.#topics.get(text)
    if (read === undefined) {
      this.#opened += 1
      read = new ReadTopic(this.#opened, topic)
      this.#topics.set(text, read)
    }
    read.readerCount += 1
    return read
  }

  /**
   * Takes a reader away from a topic that was retained.
   *
   * @param at - Unix ms
   */
  release(read: ReadTopic, at: number): void {
    this.#hub.release(read.topic, at)
    read.readerCount -= 1
    if (read.readerCount === 0) this.#topics.delete(read.topic.identity.text)
  }

  /** From now on a connection reads these topics, all of them retained, and no others. */
  assign(connection: Connection, topics: ReadonlySet<ReadTopic>): void {
    const before = connection.group
    const group = topics.size === 0 ? null : this.#groupOf(topics)
    if (group === before) return
    if (before !== null) this.#leave(connection, before)
    connection.group = group
    connection.waitsFrom = group?.bytes ?? 0
    if (group === null) return
    group.readerCount += 1
    if (connection.backlog === null) group.addMember(connection)
  }

  /**
   * What is new in all topics, framed once, and given to the groups that read it.
   *
   * @returns the groups that have something to send
   */
  collect(flushed: readonly FlushedTopic[]): readonly TopicGroup[] {
    const waiting: TopicGroup[] = []
    for (const { topic, update } of flushed) {
      const read = this.#topics.get(topic.identity.text)
      if (read === undefined) continue
      const frame = textFrame(update.message)
      for (const group of read.groups) {
        if (group.collect(frame)) waiting.push(group)
      }
    }
    return waiting
  }

  #groupOf(topics: ReadonlySet<ReadTopic>): TopicGroup {
    const sorted = [...topics].sort((one, other) => one.id - other.id)
    const key = sorted.map(({ id }) => id.toString(36)).join()
    const known = this.#groups.get(key)
    if (known !== undefined) return known
    const group = new TopicGroup(key, new Set(sorted))
    this.#groups.set(key, group)
    for (const read of sorted) read.groups.add(group)
    return group
  }

  #leave(connection: Connection, group: TopicGroup): void {
    if (connection.memberIndex >= 0) group.removeMember(connection)
    group.readerCount -= 1
    if (group.readerCount > 0) return
    this.#groups.delete(group.key)
    for (const read of group.topics) read.groups.delete(group)
  }
}
