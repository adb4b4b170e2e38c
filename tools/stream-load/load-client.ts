import { SeededRandom } from '../fault-proxy/seeded-random.ts'
import type { ResumePoint } from '@trading-pro/contracts'
import type { SharedContent } from './shared-content.ts'
import { StreamSocket, type StreamAddress } from './stream-socket.ts'
import type { Tally } from './tally.ts'
import { TopicChecker, type TopicEnvelope } from './topic-checker.ts'

/** Topics of a message at most: the protocol says so. */
const TOPICS_PER_MESSAGE = 256

/** What all clients of a load share. */
export interface LoadContext {
  readonly address: StreamAddress
  readonly mode: 'check' | 'count'
  readonly reconnectMs: readonly [least: number, most: number]
  readonly tally: Tally
  /** What each topic said. */
  readonly shared: ReadonlyMap<string, SharedContent>
  /** A client has all its topics, or lost them again. */
  readonly onReady: (isReady: boolean) => void
}

/** A message of the server as far as a client looks at it. */
type ServerMessage =
  | TopicEnvelope
  | {
      readonly type: 'subscribed'
      readonly results: readonly TopicAnswer[]
      readonly topics: readonly string[]
    }
  | { readonly type: 'resumed'; readonly topic: string; readonly recovered: boolean }
  | { readonly type: 'error'; readonly code: string; readonly message: string }
  | { readonly type: 'welcome' | 'notice' | 'pong' | 'heartbeat' }

interface TopicAnswer {
  readonly topic: string
  readonly ok: boolean
  readonly code?: string
}

/** A client that never gives up: connects, asks for its topics, follows them, and comes back. */
export class LoadClient {
  readonly #context: LoadContext
  readonly #name: string
  readonly #topics: readonly string[]
  readonly #random: SeededRandom
  readonly #checkers = new Map<string, TopicChecker>()
  #socket: StreamSocket | null = null
  #timer: NodeJS.Timeout | undefined
  #isClosed = false
  #isReady = false
  #isWelcome = false
  /** Answers to `subscribe` that are still to come. */
  #answersDue = 0
  #countedMessages = 0
  #countedBytes = 0

  constructor(index: number, topics: readonly string[], options: { context: LoadContext; seed: number }) {
    const { context, seed } = options
    this.#context = context
    this.#name = `client ${index}`
    this.#topics = topics
    this.#random = new SeededRandom(seed, index)
    for (const topic of topics) {
      const shared = context.shared.get(topic)
      if (shared === undefined || context.mode === 'count') continue
      this.#checkers.set(topic, new TopicChecker(topic, this.#name, { tally: context.tally, shared }))
    }
  }

  connect(): void {
    this.#answersDue = 0
    this.#isWelcome = false
    this.#countedMessages = 0
    this.#countedBytes = 0
    const socket = new StreamSocket(this.#context.address, {
      onOpen: () => this.#subscribe(),
      onMessage: (payload) => this.#receive(payload),
      onSample: (payload) => this.#sampleLatency(payload),
      onProtocolError: (reason) => this.#complain(reason),
      onClose: (code) => this.#lose(code),
    })
    this.#socket = socket
  }

  /** Ends the connection as a program that crashes does; the client comes back. */
  drop(): void {
    // Said at once: the socket tells of it in a later turn.
    this.#setReady(false)
    this.#socket?.reset()
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#socket?.destroy()
  }

  /** Gives up a connection on which nothing has come while this was called so often. */
  dropSilent(looks: number): void {
    const socket = this.#socket
    if (socket === null) return
    socket.quietLooks += 1
    if (socket.quietLooks <= looks) return
    socket.quietLooks = 0
    this.#context.tally.silent += 1
    socket.reset()
  }

  /** Adds what has arrived since the last time to the tally, or, by `false`, forgets it. */
  gather(isCounted = true): void {
    const { messages, bytes } = this.#socket ?? { messages: 0, bytes: 0 }
    if (isCounted) {
      this.#context.tally.messages += messages - this.#countedMessages
      this.#context.tally.bytes += bytes - this.#countedBytes
    }
    this.#countedMessages = messages
    this.#countedBytes = bytes
  }

  #lose(code: number): void {
    const { tally, reconnectMs } = this.#context
    this.gather()
    this.#socket = null
    this.#setReady(false)
    if (this.#isClosed) return
    tally.addClose(code)
    tally.reconnects += 1
    this.#timer = setTimeout(() => this.connect(), this.#random.between(...reconnectMs))
  }

  #setReady(isReady: boolean): void {
    if (this.#isReady === isReady) return
    this.#isReady = isReady
    this.#context.onReady(isReady)
  }

  #subscribe(): void {
    for (let first = 0; first < this.#topics.length; first += TOPICS_PER_MESSAGE) {
      const topics = this.#topics.slice(first, first + TOPICS_PER_MESSAGE)
      const points: [string, ResumePoint][] = []
      for (const topic of topics) {
        const point = this.#checkers.get(topic)?.connect() ?? null
        if (point !== null) points.push([topic, point])
      }
      const resume = points.length === 0 ? {} : { resume: Object.fromEntries(points) }
      this.#answersDue += 1
      this.#socket?.sendText(JSON.stringify({ type: 'subscribe', id: first, topics, ...resume }))
    }
  }

  #receive(payload: Buffer): void {
    try {
      // What is no such message is found where it is read, and counted below.
      const message = JSON.parse(payload.toString()) as ServerMessage
      if (!this.#isWelcome && message.type !== 'welcome') this.#complain(`${message.type} before welcome`)
      this.#isWelcome = true
      this.#take(message, payload)
    } catch (error) {
      this.#complain(`${String(error)} in ${payload.toString('utf8', 0, 200)}`)
    }
  }

  #take(message: ServerMessage, payload: Buffer): void {
    switch (message.type) {
      case 'snapshot':
      case 'update':
        this.#takeTopic(message, payload)
        return
      case 'subscribed':
        this.#takeAnswer(message.results)
        return
      case 'resumed': {
        const checker = this.#checkers.get(message.topic)
        if (checker === undefined) this.#complain(`resumed ${message.topic}, which it does not have`)
        else checker.resumed(message.recovered)
        return
      }
      case 'error':
        this.#complain(`error ${message.code}: ${message.message}`)
        return
      case 'welcome':
      case 'notice':
      case 'pong':
      case 'heartbeat':
        return
      default:
        this.#complain(`a message of type ${String((message as { type: unknown }).type)}`)
    }
  }

  #takeTopic(message: TopicEnvelope, payload: Buffer): void {
    this.#context.tally.latency.add(Date.now() * 1000 - message.ts)
    if (this.#context.mode === 'count') return
    const checker = this.#checkers.get(message.topic)
    if (checker === undefined) this.#complain(`${message.type} of ${message.topic}, which it does not have`)
    else checker.take(message, payload)
  }

  #takeAnswer(results: readonly TopicAnswer[]): void {
    for (const { topic, ok, code } of results) {
      if (!ok) this.#complain(`${topic} is refused: ${code}`)
    }
    this.#answersDue -= 1
    if (this.#answersDue > 0) return
    this.#setReady(true)
    if (this.#context.mode === 'count') this.#socket?.count()
  }

  /** Finds `ts` without reading the rest; it is in the head of each message. */
  #sampleLatency(payload: Buffer): void {
    const found = /"ts":(\d+)/.exec(payload.toString('latin1', 0, 256))?.[1]
    if (found !== undefined) this.#context.tally.latency.add(Date.now() * 1000 - Number(found))
  }

  #complain(example: string): void {
    this.#context.tally.addFlaw('protocolErrors', `${this.#name}: ${example}`)
  }
}
