import type { Connection } from './connection.ts'
import type { ReadTopic } from './read-topic.ts'

/**
 * The connections that read the very same topics: what a flush brings them is put together once for all of
 * them.
 */
export class TopicGroup {
  readonly key: string
  readonly topics: ReadonlySet<ReadTopic>
  /** Those that are sent each flush; who lags is a reader, but not among them. */
  readonly #members: Connection[] = []
  readerCount = 0
  #frames: Buffer[] = []
  #frameBytes = 0
  #bytes = 0

  constructor(key: string, topics: ReadonlySet<ReadTopic>) {
    this.key = key
    this.topics = topics
  }

  get members(): readonly Connection[] {
    return this.#members
  }

  /** Bytes of everything that there was for its readers. */
  get bytes(): number {
    return this.#bytes
  }

  addMember(connection: Connection): void {
    connection.memberIndex = this.#members.length
    this.#members.push(connection)
  }

  removeMember(connection: Connection): void {
    const last = this.#members.pop()
    if (last !== undefined && last !== connection) {
      this.#members[connection.memberIndex] = last
      last.memberIndex = connection.memberIndex
    }
    connection.memberIndex = -1
  }

  /** Adds a frame to the flush; true: it is the first one. */
  collect(frame: Buffer): boolean {
    this.#bytes += frame.length
    this.#frameBytes += frame.length
    return this.#frames.push(frame) === 1
  }

  /** All frames of the flush in one piece, and how many they are. */
  takeFlush(): { readonly bytes: Buffer; readonly count: number } {
    const frames = this.#frames
    const [first] = frames
    const isSingle = first !== undefined && frames.length === 1
    const bytes = isSingle ? first : Buffer.concat(frames, this.#frameBytes)
    this.dropFlush()
    return { bytes, count: frames.length }
  }

  /** Forgets the frames of the flush. */
  dropFlush(): void {
    this.#frames = []
    this.#frameBytes = 0
  }
}
