import { API_TITLE, type DocumentedVersion } from '../openapi/document.ts'
import { publicChannels, type Channel, type PublicChannel } from '../stream/channels.ts'
import { clientMessages } from '../stream/client-messages.ts'
import { controlMessages, snapshotOf, updateOf } from '../stream/server-messages.ts'
import { streamedDepths } from '../stream/topic.ts'
import { schemaComponents, schemaOrReference, type JsonSchema } from './named-schemas.ts'

interface Reference {
  readonly $ref: string
}

interface MessageObject {
  readonly name: string
  readonly title: string
  readonly summary: string
  readonly payload: JsonSchema
}

interface ChannelObject {
  readonly address: string
  readonly title: string
  readonly description: string
  readonly parameters?: Readonly<Record<string, object>>
  readonly messages: Readonly<Record<string, Reference>>
}

interface OperationObject {
  /** From where the server stands. */
  readonly action: 'send' | 'receive'
  readonly channel: Reference
  readonly summary: string
  readonly messages: readonly Reference[]
  readonly reply?: object
}

/** An AsyncAPI 3.0 document, as far as we write one. */
export interface AsyncApiDocument {
  readonly asyncapi: '3.0.0'
  readonly info: object
  readonly defaultContentType: string
  readonly servers: object
  readonly channels: Readonly<Record<string, ChannelObject>>
  readonly operations: Readonly<Record<string, OperationObject>>
  readonly components: {
    readonly messages: Readonly<Record<string, MessageObject>>
    readonly schemas: Readonly<Record<string, JsonSchema>>
  }
}

/** Where the stream is; `/api/v1/ws` is the same. */
const streamPath = '/api/v1/ws/v1'

const description = `The stream of a Trading Pro server: one WebSocket, many topics, JSON text frames.

- The channel \`stream\` is the socket. The other channels are topics on it: their address is what
  \`subscribe\` names, and their messages come on the socket.
- The first message of a topic is a snapshot; then each update has the \`seq\` of the one before plus one, or
  says with \`firstSeq\` which updates it stands for. Anything else is a gap: subscribe again.
- After a connection was lost, \`subscribe\` with \`resume\` asks for what was missed.
- Within a version nothing is taken away. Messages may gain fields, and lists of values that are not called a
  closed list may gain values: ignore what you do not know.`

const parameters = {
  symbol: { description: '`EXCHANGE:SYMBOL`', examples: ['SIM:AAPL'] },
  depth: { description: 'Levels a side', enum: streamedDepths.map(String) },
  resolution: { description: 'As in `datafeed/bars`', examples: ['1', '60', '1D'] },
}

/** Answers of messages of clients; a refused one is answered by `error`. */
const replies: Readonly<Record<keyof typeof clientMessages, readonly (keyof typeof controlMessages)[]>> = {
  subscribe: ['subscribed', 'error'],
  unsubscribe: ['unsubscribed', 'error'],
  auth: ['authenticated', 'error'],
  ping: ['pong', 'error'],
}

/** The AsyncAPI document of the stream of an API version: always the same for the same code. */
export function asyncApiDocument(version: DocumentedVersion): AsyncApiDocument {
  const topics = Object.entries<Channel>(publicChannels)
  return {
    asyncapi: '3.0.0',
    info: {
      title: `${API_TITLE}: stream`,
      version,
      description,
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    defaultContentType: 'application/json',
    servers: {
      here: {
        host: '{host}',
        protocol: 'ws',
        description: 'The server that served this document; `wss` where it has a certificate',
        variables: { host: { default: 'localhost:8000', description: 'Name and port of the server' } },
      },
    },
    channels: {
      stream: socketChannel(),
      ...Object.fromEntries(topics.map(([name, channel]) => [name, topicChannel(name, channel)])),
    },
    operations: {
      ...requestOperations(),
      sendControl: sendOperation('stream', 'What the connection is told', Object.keys(controlMessages)),
      ...Object.fromEntries(
        topics.map(([name, channel]) => [
          name,
          sendOperation(name, channel.description, [`${name}_snapshot`, `${name}_update`]),
        ]),
      ),
    },
    components: { messages: messageComponents(), schemas: schemaComponents() },
  }
}

/** The name of the message component of a channel. */
export function topicMessageName(channel: PublicChannel, type: 'snapshot' | 'update'): string {
  return `${channel}_${type}`
}

function socketChannel(): ChannelObject {
  const names = [...Object.keys(clientMessages), ...Object.keys(controlMessages)]
  return {
    address: streamPath,
    title: 'The socket',
    description: 'One connection; its topics are the other channels',
    messages: messageReferences(names),
  }
}

function topicChannel(name: string, channel: Channel): ChannelObject {
  const named = Object.entries(parameters).filter(([parameter]) => channel.address.includes(`{${parameter}}`))
  return {
    address: channel.address,
    title: name,
    description: `${channel.description}. At most ${channel.messagesPerSecondMax} messages a second.`,
    ...(named.length > 0 ? { parameters: Object.fromEntries(named) } : {}),
    messages: messageReferences([`${name}_snapshot`, `${name}_update`]),
  }
}

function requestOperations(): Record<string, OperationObject> {
  return Object.fromEntries(
    Object.entries(replies).map(([name, answers]) => [
      name,
      {
        action: 'receive',
        channel: { $ref: '#/channels/stream' },
        summary: summaryOf(clientMessages[name as keyof typeof clientMessages]),
        messages: [{ $ref: `#/channels/stream/messages/${name}` }],
        reply: {
          channel: { $ref: '#/channels/stream' },
          messages: answers.map((answer) => ({ $ref: `#/channels/stream/messages/${answer}` })),
        },
      },
    ]),
  )
}

function sendOperation(channel: string, summary: string, names: readonly string[]): OperationObject {
  return {
    action: 'send',
    channel: { $ref: `#/channels/${channel}` },
    summary,
    messages: names.map((name) => ({ $ref: `#/channels/${channel}/messages/${name}` })),
  }
}

function messageReferences(names: readonly string[]): Record<string, Reference> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }]))
}

function messageComponents(): Record<string, MessageObject> {
  const messages: Record<string, MessageObject> = {}
  for (const [name, schema] of Object.entries({ ...clientMessages, ...controlMessages })) {
    messages[name] = { name, title: name, summary: summaryOf(schema), payload: schemaOrReference(schema) }
  }
  for (const [channel, { snapshot, update }] of Object.entries<Channel>(publicChannels)) {
    for (const [name, schema] of [
      [`${channel}_snapshot`, snapshotOf(snapshot)],
      [`${channel}_update`, updateOf(update)],
    ] as const) {
      messages[name] = { name, title: name, summary: summaryOf(schema), payload: schemaOrReference(schema) }
    }
  }
  return messages
}

function summaryOf(schema: object): string {
  const { description: text } = schema as { description?: unknown }
  return typeof text === 'string' ? text : ''
}
