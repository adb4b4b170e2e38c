import { Type, type Static } from 'typebox'
import { TOPICS_PER_MESSAGE_MAX } from '../limits.ts'
import { TOPIC_LENGTH_MAX } from './topic.ts'

const closed = { additionalProperties: false }

const MessageId = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'Chosen by the client; the answer carries it',
})
const TopicText = Type.String({ minLength: 1, maxLength: TOPIC_LENGTH_MAX, examples: ['trades:SIM:AAPL'] })
const topics = Type.Array(TopicText, { minItems: 1, maxItems: TOPICS_PER_MESSAGE_MAX })

export const ResumePoint = Type.Object(
  {
    epoch: Type.String({ minLength: 1, maxLength: 32, description: 'Of the last message that came' }),
    seq: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'Of that message' }),
  },
  { ...closed, description: 'How far a client has come in a topic' },
)
export type ResumePoint = Static<typeof ResumePoint>

export const Subscribe = Type.Object(
  {
    type: Type.Literal('subscribe'),
    id: MessageId,
    topics,
    resume: Type.Optional(
      Type.Record(Type.String({ maxLength: TOPIC_LENGTH_MAX }), ResumePoint, {
        description: 'By topic; of topics that the message does not name it is ignored',
        maxProperties: TOPICS_PER_MESSAGE_MAX,
      }),
    ),
  },
  { ...closed, description: 'Asks for topics; of those that are subscribed already: for a fresh snapshot' },
)
export type Subscribe = Static<typeof Subscribe>

export const Unsubscribe = Type.Object(
  { type: Type.Literal('unsubscribe'), id: MessageId, topics },
  { ...closed, description: 'Gives up topics' },
)
export type Unsubscribe = Static<typeof Unsubscribe>

export const Authenticate = Type.Object(
  {
    type: Type.Literal('auth'),
    id: MessageId,
    token: Type.String({ minLength: 1, maxLength: 4_096, description: 'Access token or stream ticket' }),
  },
  {
    ...closed,
    description: 'Says who the client is: before private topics, and again before the token ends',
  },
)
export type Authenticate = Static<typeof Authenticate>

export const Ping = Type.Object(
  { type: Type.Literal('ping'), id: Type.Optional(MessageId) },
  { ...closed, description: 'Asks for a pong' },
)
export type Ping = Static<typeof Ping>

/** What clients send, by `type`. */
export const clientMessages = {
  subscribe: Subscribe,
  unsubscribe: Unsubscribe,
  auth: Authenticate,
  ping: Ping,
}

/** A message of a client. */
export type ClientMessage = Subscribe | Unsubscribe | Authenticate | Ping
