import { keptFrame, textFrame } from './frames.ts'
import type { ReadTopic } from './read-topic.ts'

/** How far a reader has come in a topic. */
export interface Position {
  /** Of the last update that it was sent; `null`: it needs a snapshot first. */
  readonly seq: number | null
  /** Nothing may be left out. */
  readonly isExact: boolean
}

/** Where frames go, for as long as there is room. */
export interface FrameSink {
  readonly hasRoom: boolean
  write(frame: Buffer): void
}

/** `lost`: what must not be left out is no longer kept. */
export type BacklogState = 'current' | 'behind' | 'lost'

/** A reader that has not been sent everything: how far it has come in each of its topics. */
export class Backlog {
  readonly #positions: Map<ReadTopic, Position>

  constructor(positions: ReadonlyMap<ReadTopic, Position>) {
    this.#positions = new Map(positions)
  }

  set(read: ReadTopic, position: Position): void {
    this.#positions.set(read, position)
  }

  /** A topic of which everything has been sent. */
  setCurrent(read: ReadTopic): void {
    this.#positions.set(read, currentPosition(read))
  }

  delete(read: ReadTopic): void {
    this.#positions.delete(read)
  }

  /** Sends what is missing, until there is no room; whose turn it was comes last the next time. */
  serve(sink: FrameSink): BacklogState {
    for (const [read, position] of [...this.#positions]) {
      if (read.topic.seq === position.seq) continue
      if (!sink.hasRoom) return 'behind'
      const next = position.isExact ? sendUpdates(read, position, sink) : sendState(read, position, sink)
      if (next === null) return 'lost'
      this.#positions.delete(read)
      this.#positions.set(read, next)
    }
    return 'current'
  }
}

/** Where the reader of a topic stands that has been sent everything. */
function currentPosition({ topic }: ReadTopic): Position {
  return { seq: topic.seq, isExact: topic.identity.kind === 'log' }
}

/** Each update that is missing: no more than a topic keeps. */
function sendUpdates(read: ReadTopic, position: Position, sink: FrameSink): Position | null {
  const { topic } = read
  if (position.seq === null) return sendSnapshot(read, sink)
  const updates = topic.updatesAfter(position.seq)
  if (updates === null) return topic.identity.kind === 'log' ? null : sendState(read, position, sink)
  for (const update of updates) sink.write(keptFrame(update))
  return currentPosition(read)
}

/** One message that stands for all that is missing. */
function sendState(read: ReadTopic, { seq }: Position, sink: FrameSink): Position {
  const message = seq === null ? null : read.topic.catchUp(seq)
  if (message === null) return sendSnapshot(read, sink)
  sink.write(textFrame(message))
  return currentPosition(read)
}

function sendSnapshot(read: ReadTopic, sink: FrameSink): Position {
  sink.write(read.snapshotFrame())
  return currentPosition(read)
}
