import { Type, type Static, type TSchema } from 'typebox'
import { stringEnum } from '../schemas/string-enum.ts'
import type { publicChannels } from './channels.ts'
import { type PublicChannel } from './channels.ts'
import { streamCodeList } from './stream-codes.ts'

const closed = { additionalProperties: false }

const serverTime = Type.Integer({ description: 'Unix ms' })
const code = stringEnum(streamCodeList, { description: 'Closed list: the reference page has them all' })
const answeredId = Type.Integer({ description: 'Of the message that is answered' })
const connectionTopics = Type.Array(Type.String(), { description: 'All that the connection has now' })

export const StreamLimits = Type.Object(
  {
    topicsPerConnection: Type.Integer(),
    topicsPerMessage: Type.Integer(),
    messageBytes: Type.Integer(),
    controlMessagesPerSecond: Type.Integer(),
    controlMessageBurst: Type.Integer(),
    heartbeatSeconds: Type.Integer({ description: 'After so much silence the server says that it is there' }),
  },
  { ...closed, description: 'What the connection may do' },
)
export type StreamLimits = Static<typeof StreamLimits>

export const Welcome = Type.Object(
  {
    type: Type.Literal('welcome'),
    protocol: Type.String({ examples: ['v1'] }),
    connectionId: Type.String({ description: 'What the log of the server calls the connection' }),
    serverTime,
    limits: StreamLimits,
  },
  { ...closed, description: 'The first message of a connection' },
)
export type Welcome = Static<typeof Welcome>

export const TopicResult = Type.Object(
  {
    topic: Type.String(),
    ok: Type.Boolean(),
    code: Type.Optional(code),
    reason: Type.Optional(Type.String({ description: 'The code in words' })),
  },
  { ...closed, description: 'What came of one topic: `code` and `reason` where it is not `ok`' },
)
export type TopicResult = Static<typeof TopicResult>

export const Subscribed = Type.Object(
  {
    type: Type.Literal('subscribed'),
    id: answeredId,
    results: Type.Array(TopicResult, { description: 'In the order of the message' }),
    topics: connectionTopics,
  },
  { ...closed, description: 'Answers `subscribe`' },
)
export type Subscribed = Static<typeof Subscribed>

export const Unsubscribed = Type.Object(
  {
    type: Type.Literal('unsubscribed'),
    id: answeredId,
    results: Type.Array(TopicResult, { description: 'In the order of the message' }),
    topics: connectionTopics,
  },
  { ...closed, description: 'Answers `unsubscribe`; nothing more comes on these topics' },
)
export type Unsubscribed = Static<typeof Unsubscribed>

export const Authenticated = Type.Object(
  { type: Type.Literal('authenticated'), id: answeredId },
  { ...closed, description: 'Answers `auth`: the server knows who the client is' },
)
export type Authenticated = Static<typeof Authenticated>

export const Resumed = Type.Object(
  {
    type: Type.Literal('resumed'),
    topic: Type.String(),
    recovered: Type.Boolean({
      description: 'true: exactly what was missed comes next; false: a snapshot does',
    }),
  },
  { ...closed, description: 'What came of a `resume`, before the first message of its topic' },
)
export type Resumed = Static<typeof Resumed>

export const StreamError = Type.Object(
  { type: Type.Literal('error'), id: Type.Optional(answeredId), code, message: Type.String() },
  { ...closed, description: 'A message was refused; the connection stays open' },
)
export type StreamError = Static<typeof StreamError>

export const Notice = Type.Object(
  {
    type: Type.Literal('notice'),
    code: stringEnum(['shutdown'], { description: 'shutdown: the connection will be closed; connect again' }),
    message: Type.String(),
  },
  { ...closed, description: 'Something that will happen to the connection' },
)
export type Notice = Static<typeof Notice>

export const Pong = Type.Object(
  { type: Type.Literal('pong'), id: Type.Optional(answeredId), serverTime },
  { ...closed, description: 'Answers `ping`' },
)
export type Pong = Static<typeof Pong>

export const Heartbeat = Type.Object(
  { type: Type.Literal('heartbeat'), serverTime },
  { ...closed, description: 'Nothing else was to be said for a while' },
)
export type Heartbeat = Static<typeof Heartbeat>

/** What servers send besides the messages of topics, by `type`. */
export const controlMessages = {
  welcome: Welcome,
  subscribed: Subscribed,
  unsubscribed: Unsubscribed,
  resumed: Resumed,
  authenticated: Authenticated,
  error: StreamError,
  notice: Notice,
  pong: Pong,
  heartbeat: Heartbeat,
}

const position = {
  topic: Type.String({ description: 'As it was subscribed' }),
  epoch: Type.String({ description: 'Numbers are of this epoch; another one begins with a snapshot' }),
  seq: Type.Integer({ minimum: 0, description: 'One more with each update of the topic' }),
}
const sentAt = { ts: Type.Integer({ description: 'When it was made, microseconds since 1970' }) }

/** The first message of a topic, and whenever its reader has to begin anew. */
export function snapshotOf<Data extends TSchema>(data: Data) {
  return Type.Object(
    { type: Type.Literal('snapshot'), ...position, ...sentAt, data },
    { ...closed, description: 'The topic as it is at `seq`' },
  )
}

/** What changed in a topic since the message before. */
export function updateOf<Data extends TSchema>(data: Data) {
  return Type.Object(
    {
      type: Type.Literal('update'),
      ...position,
      firstSeq: Type.Optional(
        Type.Integer({ minimum: 0, description: 'The first of several updates that this one stands for' }),
      ),
      ...sentAt,
      data,
    },
    { ...closed, description: 'What has changed in the topic' },
  )
}

type DataOf<Name extends PublicChannel, Kind extends 'snapshot' | 'update'> = Static<
  (typeof publicChannels)[Name][Kind]
>

/** A message of a topic; `data` by its channel. */
export type TopicMessage<Name extends PublicChannel = PublicChannel> = {
  [Each in Name]:
    | (Static<ReturnType<typeof snapshotOf<TSchema>>> & { readonly data: DataOf<Each, 'snapshot'> })
    | (Static<ReturnType<typeof updateOf<TSchema>>> & { readonly data: DataOf<Each, 'update'> })
}[Name]

/** A message of the server that belongs to no topic's sequence. */
export type ControlMessage =
  Welcome | Subscribed | Unsubscribed | Resumed | Authenticated | StreamError | Notice | Pong | Heartbeat
