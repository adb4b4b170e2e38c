import {
  streamCodes,
  type ClientMessage,
  type ControlMessage,
  type StreamCode,
  type Subscribe,
  type TopicResult,
} from '@trading-pro/contracts'
import type { FastifyBaseLogger } from 'fastify'
import type { Position } from './backlog.ts'
import type { Connection } from './connection.ts'
import type { ReadTopic } from './read-topic.ts'
import type { Readership } from './readership.ts'
import type { StreamAccess } from './stream-access.ts'

type MessageOf<Type extends ClientMessage['type']> = Extract<ClientMessage, { type: Type }>

export interface ConversationParts {
  readonly readership: Readership
  readonly access: StreamAccess
  readonly topicsMax: number
  readonly nowMs: () => number
  readonly log: FastifyBaseLogger
  /** Sends a connection what it has yet to be told of topics. */
  readonly bringUp: (connection: Connection, positions: ReadonlyMap<ReadTopic, Position>) => void
}

/** Answers what clients say. */
export class Conversation {
  readonly #parts: ConversationParts

  constructor(parts: ConversationParts) {
    this.#parts = parts
  }

  answer(connection: Connection, message: ClientMessage): void {
    switch (message.type) {
      case 'subscribe':
        this.#subscribe(connection, message)
        break
      case 'unsubscribe':
        this.#unsubscribe(connection, message)
        break
      case 'auth':
        void this.#authenticate(connection, message)
        break
      case 'ping':
        this.#send(connection, { type: 'pong', ...idOf(message.id), serverTime: this.#parts.nowMs() })
        break
    }
  }

  /** Says why a message of a client is refused. */
  refuse(connection: Connection, code: StreamCode, { id, reason }: { id: number | null; reason: string }) {
    this.#send(connection, { type: 'error', ...idOf(id ?? undefined), code, message: reason })
  }

  #subscribe(connection: Connection, { id, topics, resume = {} }: Subscribe): void {
    const { readership, bringUp } = this.#parts
    const followed = new Set(connection.topics)
    const positions = new Map<ReadTopic, Position>()
    const resumed: ControlMessage[] = []
    const results = topics.map((text) => {
      const read = this.#follow(connection, followed, text)
      if (typeof read === 'string') return failure(text, read)
      if (!positions.has(read)) {
        const point = resume[text]
        const seq = point === undefined ? null : recoverableSeq(read, point)
        if (point !== undefined) resumed.push({ type: 'resumed', topic: text, recovered: seq !== null })
        positions.set(read, { seq, isExact: true })
      }
      return { topic: text, ok: true }
    })
    readership.assign(connection, followed)
    connection.together(() => {
      this.#send(connection, { type: 'subscribed', id, results, topics: textsOf(followed) })
      for (const message of resumed) this.#send(connection, message)
      if (positions.size > 0) bringUp(connection, positions)
    })
  }

  /** Finds a topic that a client wants, and adds it to those that it follows: the one way to a topic. */
  #follow({ userId }: Connection, followed: Set<ReadTopic>, text: string): ReadTopic | StreamCode {
    const { readership, access, topicsMax, nowMs, log } = this.#parts
    const known = readership.find(text)
    if (known !== undefined && followed.has(known)) return known
    if (followed.size >= topicsMax) return 'too_many_topics'
    const refusal = access.refusalOf(userId, text)
    if (refusal !== null) return refusal
    try {
      const read = readership.retain(text, nowMs())
      if (typeof read !== 'string') followed.add(read)
      return read
    } catch (error) {
      log.error({ event: 'stream_topic_failed', topic: text, err: error }, 'stream_topic_failed')
      return 'internal_error'
    }
  }

  #unsubscribe(connection: Connection, { id, topics }: MessageOf<'unsubscribe'>): void {
    const { readership, nowMs } = this.#parts
    const followed = new Set(connection.topics)
    const released: ReadTopic[] = []
    const results = topics.map((text) => {
      const read = readership.find(text)
      if (read === undefined || !followed.delete(read)) return failure(text, 'not_subscribed')
      connection.backlog?.delete(read)
      released.push(read)
      return { topic: text, ok: true }
    })
    readership.assign(connection, followed)
    for (const read of released) readership.release(read, nowMs())
    this.#send(connection, { type: 'unsubscribed', id, results, topics: textsOf(followed) })
  }

  async #authenticate(connection: Connection, { id, token }: MessageOf<'auth'>): Promise<void> {
    const { access, log } = this.#parts
    try {
      const userId = await access.authenticate(token)
      if (userId === null) {
        this.refuse(connection, 'token_refused', { id, reason: streamCodes.token_refused })
        return
      }
      connection.userId = userId
      this.#send(connection, { type: 'authenticated', id })
    } catch (error) {
      log.error(
        { event: 'stream_auth_failed', connectionId: connection.id, err: error },
        'stream_auth_failed',
      )
      this.refuse(connection, 'internal_error', { id, reason: streamCodes.internal_error })
    }
  }

  #send(connection: Connection, message: ControlMessage): void {
    connection.send(message, this.#parts.nowMs())
  }
}

function idOf(id: number | undefined): { id?: number } {
  return id === undefined ? {} : { id }
}

function failure(topic: string, code: StreamCode): TopicResult {
  return { topic, ok: false, code, reason: streamCodes[code] }
}

function textsOf(topics: ReadonlySet<ReadTopic>): string[] {
  return Array.from(topics, ({ topic }) => topic.identity.text)
}

/** The number after which a reader who comes back can be told everything; `null`: it has to begin anew. */
function recoverableSeq({ topic }: ReadTopic, { epoch, seq }: { epoch: string; seq: number }): number | null {
  return epoch === topic.identity.epoch && topic.updatesAfter(seq) !== null ? seq : null
}
