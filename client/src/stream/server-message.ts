import type {
  Authenticated,
  Heartbeat,
  Notice,
  Pong,
  Resumed,
  StreamError,
  Subscribed,
  Unsubscribed,
  Welcome,
} from '../generated/v1/stream-models.ts'

/** A message that belongs to the sequence of a topic. */
export interface TopicMessage {
  readonly type: 'snapshot' | 'update'
  readonly topic: string
  readonly epoch: string
  readonly seq: number
  readonly firstSeq?: number
  /** When the server made it, microseconds since 1970. */
  readonly ts: number
  readonly data: unknown
}

/** What a server sends. */
export type ServerMessage =
  | Welcome
  | Authenticated
  | Subscribed
  | Unsubscribed
  | Resumed
  | StreamError
  | Notice
  | Pong
  | Heartbeat
  | TopicMessage

/**
 * Reads a frame.
 *
 * @returns `null` for what is no message of this protocol: a newer server may send types that are not known
 */
export function parseServerMessage(frame: unknown): ServerMessage | null {
  if (typeof frame !== 'string') return null
  try {
    const value: unknown = JSON.parse(frame)
    return isServerMessage(value) ? value : null
  } catch {
    return null
  }
}

/** Only what the client itself relies on is looked at: what servers send is tested against the contract. */
function isServerMessage(value: unknown): value is ServerMessage {
  if (typeof value !== 'object' || value === null) return false
  const message: Record<string, unknown> = { ...value }
  switch (message.type) {
    case 'snapshot':
    case 'update':
      return isPosition(message) && typeof message.topic === 'string' && 'data' in message
    case 'welcome':
      return typeof message.limits === 'object' && message.limits !== null
    case 'subscribed':
    case 'unsubscribed':
      return Array.isArray(message.results) && Array.isArray(message.topics)
    case 'resumed':
      return typeof message.topic === 'string' && typeof message.recovered === 'boolean'
    case 'error':
      return typeof message.code === 'string'
    case 'pong':
    case 'heartbeat':
      return typeof message.serverTime === 'number'
    case 'authenticated':
    case 'notice':
      return true
    default:
      return false
  }
}

function isPosition({ epoch, seq, firstSeq }: Record<string, unknown>): boolean {
  const isFirstRight = firstSeq === undefined || Number.isSafeInteger(firstSeq)
  return typeof epoch === 'string' && Number.isSafeInteger(seq) && isFirstRight
}
