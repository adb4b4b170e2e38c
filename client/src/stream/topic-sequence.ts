import type { ResumePoint } from '../generated/v1/stream-models.ts'
import type { TopicMessage } from './server-message.ts'

/**
 * Where a reader of a topic is. `asking`: only a snapshot helps. `resuming`: the server has been asked, or
 * will be, to go on from the position. `following`: up to date as of the position.
 */
export type SequencePhase = 'asking' | 'resuming' | 'following'

/** How far a reader has come. */
export interface TopicSequence {
  readonly phase: SequencePhase
  /** Of the last message that was applied; nothing older is ever applied in the same epoch. */
  readonly position: ResumePoint | null
  /** Whether every update counts, so that no snapshot may stand for some of them. */
  readonly isLog: boolean
}

/** What counts when the place of a message is judged. */
export type MessagePlace = Pick<TopicMessage, 'type' | 'epoch' | 'seq' | 'firstSeq'>

/**
 * What to do with a message. `known`: a snapshot of what a follower has already. `ignore`: it is a duplicate,
 * or late, or its turn has not come. `gap`: something before it is missing.
 */
export type Verdict = 'apply' | 'known' | 'ignore' | 'gap'

/** Decides on the next message of a topic. */
export function judgeMessage({ phase, position, isLog }: TopicSequence, message: MessagePlace): Verdict {
  const isFollowing = phase === 'following'
  if (position?.epoch !== message.epoch) {
    if (message.type === 'snapshot') return 'apply'
    return isFollowing ? 'gap' : 'ignore'
  }
  if (message.type === 'snapshot') {
    if (message.seq < position.seq) return 'ignore'
    if (!isFollowing) return 'apply'
    if (message.seq === position.seq) return 'known'
    return isLog ? 'gap' : 'apply'
  }
  if (!isFollowing || message.seq <= position.seq) return 'ignore'
  return (message.firstSeq ?? message.seq) <= position.seq + 1 ? 'apply' : 'gap'
}
