import {
  asyncApiDocument,
  type ClientMessage,
  type ControlMessage,
  type TopicMessage,
} from '@trading-pro/contracts'
import { Ajv, type ValidateFunction } from 'ajv'
import { WebSocket, type ClientOptions } from 'ws'
import { StreamOrder } from './stream-order.ts'

/** Anything that a server says. */
export type ServerMessage = ControlMessage | TopicMessage

/** Messages of one type. */
export type ServerMessageOf<Type extends ServerMessage['type']> = Extract<ServerMessage, { type: Type }>

type Numbered = ClientMessage & { readonly id: number }

export interface StreamClientOptions extends ClientOptions {
  readonly path?: string
  /** How long something that is waited for may take, ms. */
  readonly patienceMs?: number
}

/**
 * A client for tests. Each message, of either side, is held against the AsyncAPI document, and each topic
 * against the rules of numbering: what offends makes everything fail that is waited for, and the end too.
 */
export interface StreamClient extends AsyncDisposable {
  readonly socket: WebSocket
  /** All that came, oldest first. */
  readonly messages: readonly ServerMessage[]
  /** How and why it was closed. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  send(message: ClientMessage): void
  /** Sends what may be no message at all. */
  sendText(text: string): void
  /** Sends a message and waits for what answers it. */
  ask(message: Numbered): Promise<ServerMessage>
  /** Asks for topics; resolves when the first message of each has come. */
  subscribe(topics: readonly string[], resume?: Record<string, { epoch: string; seq: number }>): Promise<void>
  /** Waits until something can be found among all that has come; it is looked for at each message. */
  find<Found>(look: (messages: readonly ServerMessage[]) => Found | undefined): Promise<Found>
  /** Waits for the message of a type with this number, counted from 0. */
  nth<Type extends ServerMessage['type']>(type: Type, index?: number): Promise<ServerMessageOf<Type>>
  /** Messages of a topic, oldest first. */
  of(topic: string): readonly TopicMessage[]
}

const check = createMessageCheck()

/** Connects to a stream; resolves after the handshake. */
export async function connectStream(port: number, options: StreamClientOptions = {}): Promise<StreamClient> {
  const { path = '/api/v1/ws/v1', patienceMs = 10_000, ...socketOptions } = options
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, socketOptions)
  const inbox = new Inbox(socket, patienceMs)
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => undefined)
  return {
    socket,
    messages: inbox.messages,
    closed: inbox.closed,
    send: (message) => {
      inbox.send(message)
    },
    sendText: (text) => {
      socket.send(text)
    },
    ask(message) {
      inbox.send(message)
      return inbox.find((messages) => messages.find((each) => 'id' in each && each.id === message.id))
    },
    async subscribe(topics, resume) {
      const begun = inbox.messages.length
      const id = begun + 1_000_000
      inbox.send({ type: 'subscribe', id, topics: [...topics], ...(resume === undefined ? {} : { resume }) })
      await inbox.find((messages) => {
        const heard = new Set(messages.slice(begun).flatMap((each) => topicOf(each) ?? []))
        return topics.every((topic) => heard.has(topic)) || undefined
      })
    },
    find: (look) => inbox.find(look),
    nth: <Type extends ServerMessage['type']>(type: Type, index = 0) =>
      inbox.find((messages) => {
        const found = messages.filter((each): each is ServerMessageOf<Type> => each.type === type)
        return found[index]
      }),
    of: (topic) => inbox.messages.filter(isTopicMessage).filter((each) => each.topic === topic),
    async [Symbol.asyncDispose]() {
      socket.terminate()
      await inbox.closed
      inbox.throwOffence()
    },
  }
}

/** Whether a message belongs to a topic. */
function isTopicMessage(message: ServerMessage): message is TopicMessage {
  return message.type === 'snapshot' || message.type === 'update'
}

function topicOf(message: ServerMessage): string | null {
  return isTopicMessage(message) || message.type === 'resumed' ? message.topic : null
}

class Inbox {
  readonly messages: ServerMessage[] = []
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  readonly #socket: WebSocket
  readonly #patienceMs: number
  readonly #order = new StreamOrder()
  readonly #onNews = new Set<() => void>()
  #isClosed = false
  #offence: Error | null = null

  constructor(socket: WebSocket, patienceMs: number) {
    this.#socket = socket
    this.#patienceMs = patienceMs
    socket.on('message', (data, isBinary) => {
      if (isBinary || !Buffer.isBuffer(data)) throw new Error('the stream has text frames only')
      this.#take(data.toString())
    })
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        this.#isClosed = true
        for (const tell of this.#onNews) tell()
        resolve({ code, reason: reason.toString() })
      })
    })
  }

  send(message: ClientMessage): void {
    check('client', message)
    this.#order.ask(message)
    this.#socket.send(JSON.stringify(message))
  }

  find<Found>(look: (messages: readonly ServerMessage[]) => Found | undefined): Promise<Found> {
    const { promise, resolve, reject } = Promise.withResolvers<Found>()
    const tell = () => {
      const found = look(this.messages)
      if (this.#offence !== null) settle(this.#offence)
      else if (found !== undefined) settle(null, found)
      else if (this.#isClosed) settle(new Error('the connection was closed'))
    }
    const patience = setTimeout(() => {
      const last = JSON.stringify(this.messages.slice(-5)).slice(0, 1_000)
      settle(new Error(`it did not come within ${this.#patienceMs} ms; the last messages: ${last}`))
    }, this.#patienceMs)
    const settle = (error: Error | null, found?: Found) => {
      clearTimeout(patience)
      this.#onNews.delete(tell)
      if (error === null) resolve(found as Found)
      else reject(error)
    }
    this.#onNews.add(tell)
    tell()
    return promise
  }

  throwOffence(): void {
    if (this.#offence !== null) throw this.#offence
  }

  #take(text: string): void {
    try {
      const message = check('server', JSON.parse(text))
      this.#order.take(message)
      this.messages.push(message)
    } catch (error) {
      this.#offence ??= new Error(`${String(error)}: ${text.slice(0, 500)}`)
    }
    for (const tell of this.#onNews) tell()
  }
}

/** Holds a message against the document; gives it back. */
function createMessageCheck(): (side: 'client' | 'server', message: unknown) => ServerMessage {
  const ajv = new Ajv({ strict: false })
  const document = asyncApiDocument('v1')
  ajv.addSchema(document, 'stream')
  const compiled = new Map<string, ValidateFunction<ServerMessage>>()
  const namesOf = { client: namesIn('receive'), server: namesIn('send') }

  function namesIn(action: 'send' | 'receive'): Set<string> {
    const operations = Object.values(document.operations).filter((each) => each.action === action)
    return new Set(
      operations.flatMap(({ messages }) => messages.map(({ $ref }) => $ref.split('/').at(-1) ?? '')),
    )
  }

  return (side, message) => {
    const name = componentOf(message)
    if (!namesOf[side].has(name)) throw new Error(`"${name}" is no message of a ${side}`)
    const reference = `stream#/components/messages/${name}/payload`
    const validate = compiled.get(name) ?? ajv.compile<ServerMessage>({ $ref: reference })
    compiled.set(name, validate)
    if (!validate(message)) throw new Error(`${name} ${JSON.stringify(validate.errors)}`)
    return message
  }
}

/** What the document calls a message. */
function componentOf(message: unknown): string {
  const { type, topic } = message as { type?: unknown; topic?: unknown }
  const isOfTopic = type === 'snapshot' || type === 'update'
  return isOfTopic ? `${String(topic).split(':')[0] ?? ''}_${type}` : String(type)
}
