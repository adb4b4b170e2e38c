import type { StreamError } from '../generated/v1/stream-models.ts'
import type { TopicMessage } from './server-message.ts'
import type { TopicData } from './topics.ts'

/** Where in its topic a message stands. */
export type MessagePosition = Pick<TopicMessage, 'topic' | 'epoch' | 'seq' | 'firstSeq' | 'ts'>

/**
 * What was noticed. `missed`: a message is missing; it, or a snapshot, is on its way. `not_recovered`: the
 * server no longer has all that was missed while there was no connection; a snapshot follows.
 */
export type GapReason = 'missed' | 'not_recovered'

/** Why a topic has no messages. A newer server may send codes that are not in the type. */
export interface TopicError {
  readonly code: StreamError['code']
  /** The code in words. */
  readonly reason: string
}

/** What a subscriber is told, in the order in which it happened. */
export interface StreamHandlers<Snapshot, Update> {
  /** The topic as a whole: first of all, and whenever it begins anew. */
  onSnapshot(data: Snapshot, position: MessagePosition): void
  /** What changed; no update is missing, doubled or out of order. */
  onUpdate(data: Update, position: MessagePosition): void
  onGap?(reason: GapReason): void
  /** Whether what was told last may be out of date: the connection is down, or nothing is heard. */
  onStale?(isStale: boolean): void
  /** The server refuses the topic. */
  onError?(error: TopicError): void
}

/** What a subscriber of a topic is told. */
export type TopicHandlers<Topic> = StreamHandlers<TopicData<Topic>['snapshot'], TopicData<Topic>['update']>

/** One subscriber's part in a topic. */
export interface Subscription {
  /** As it is written on the wire. */
  readonly topic: string
  /** Nothing more is told, from this moment on. */
  close(): void
  /** What was told cannot be used: asks for a snapshot. */
  resync(): void
}
