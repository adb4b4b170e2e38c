import { callApart } from './call-apart.ts'
import { createClockOffset } from './clock-offset.ts'
import { StreamConnection, type StreamState } from './connection.ts'
import { ControlQueue } from './control-queue.ts'
import { platformClock, type StreamClock } from './stream-clock.ts'
import { openPlatformSocket, socketUrl, type OpenSocket } from './stream-socket.ts'
import { timingDefaults, type StreamTiming } from './stream-timing.ts'
import { TopicReader } from './topic-reader.ts'
import { textOfTopic, type StreamTopic } from './topics.ts'
import { watchBrowserWakeUps, type WatchWakeUps } from './wake-ups.ts'
import type {
  StreamError,
  StreamLimits,
  Subscribed,
  TopicResult,
  Unsubscribed,
  Welcome,
} from '../generated/v1/stream-models.ts'
import type { Subscription, TopicHandlers } from './handlers.ts'
import type { ServerMessage } from './server-message.ts'

/** What went wrong without being the business of one topic. */
export interface StreamProblem {
  /** Of the stream, or `token_unavailable`: the `token` function failed. */
  readonly code: StreamError['code'] | 'token_unavailable'
  readonly message: string
  readonly cause?: unknown
}

/** Where the stream is, and how to reach it. */
export interface StreamClientOptions {
  /** Such as `ws://localhost:8000/api/v1/ws/v1`; in a browser also `/api/v1/ws/v1`. */
  readonly url: string
  /**
   * An access token or stream ticket, `null` without login; asked before each try to connect, and when one
   * was refused, has ended, or is to be renewed: then with `isRenewal`.
   */
  readonly token?: (request: { readonly isRenewal: boolean }) => Promise<string | null>
  /** Opens a socket. @default the platform's own WebSocket */
  readonly openSocket?: OpenSocket
  /** From 0 to below 1. @default Math.random */
  readonly random?: () => number
  readonly clock?: StreamClock
  /** Waits and limits of time that are to differ from `timingDefaults`. */
  readonly timing?: Partial<StreamTiming>
  /** @default the browser's `online` and `visibilitychange` */
  readonly watchWakeUps?: WatchWakeUps
  readonly onProblem?: (problem: StreamProblem) => void
}

/** One socket for all topics, in browsers and Node. It connects by itself, always, until `close()`. */
export interface StreamClient {
  readonly state: StreamState
  /** When the client tries to connect again, Unix ms; `null` unless its state is `waiting`. */
  readonly nextTryAt: number | null
  /** Milliseconds that the server's clock is ahead of ours; `null` before it has said its time. */
  readonly serverTimeOffset: number | null
  /** Follows a topic; all who do share it on the wire. Nothing is told before this turn is over. */
  subscribe<const Topic extends StreamTopic | string>(
    topic: Topic,
    handlers: TopicHandlers<Topic>,
  ): Subscription
  /** Tells each new state. @returns what ends it */
  onState(listener: (state: StreamState) => void): () => void
  /** Says anew who the client is, before the token of now ends, without a new connection. */
  renewToken(): Promise<void>
  /** Ends the connection and all subscriptions, for good. */
  close(): void
}

/** Opens a client of the stream. */
export function createStreamClient(options: StreamClientOptions): StreamClient {
  return new ConnectedStreamClient(options)
}

class ConnectedStreamClient implements StreamClient {
  readonly #options: StreamClientOptions
  readonly #clock: StreamClock
  readonly #timing: StreamTiming
  readonly #connection: StreamConnection
  readonly #queue: ControlQueue
  readonly #readers = new Map<string, TopicReader>()
  readonly #listeners = new Set<(state: StreamState) => void>()
  readonly #offset = createClockOffset()
  readonly #stopWakeUps: () => void
  #cancelWatch: () => void
  #limits: StreamLimits | null = null
  #isSilent = false
  /** Whether a refused token has been renewed; once in a connection is enough to know. */
  #isRenewed = false

  constructor(options: StreamClientOptions) {
    const { openSocket = openPlatformSocket, random = Math.random, token = null } = options
    this.#options = options
    this.#clock = options.clock ?? platformClock
    this.#timing = { ...timingDefaults, ...options.timing }
    this.#connection = new StreamConnection({
      url: socketUrl(options.url),
      openSocket,
      token,
      random,
      clock: this.#clock,
      timing: this.#timing,
      onState: (state) => this.#stateChanged(state),
      onWelcome: (welcome, used) => this.#welcomed(welcome, used),
      onMessage: (message) => this.#receive(message),
      onTokenFailed: (cause) => this.#tokenFailed(cause),
    })
    this.#queue = new ControlQueue({ clock: this.#clock, send: (text) => this.#connection.send(text) })
    this.#stopWakeUps = (options.watchWakeUps ?? watchBrowserWakeUps)(() => this.#connection.wake())
    this.#cancelWatch = this.#clock.after(this.#timing.watchMs, () => this.#watch())
    this.#connection.connect()
  }

  get state(): StreamState {
    return this.#connection.state
  }

  get nextTryAt(): number | null {
    return this.#connection.nextTryAt
  }

  get serverTimeOffset(): number | null {
    return this.#offset.ms
  }

  subscribe<const Topic extends StreamTopic | string>(
    topic: Topic,
    handlers: TopicHandlers<Topic>,
  ): Subscription {
    const text = textOfTopic(topic)
    if (this.state === 'closed') throw new Error(`The stream client is closed: no ${text} any more`)
    const reader = this.#readers.get(text) ?? this.#addReader(text)
    // What a topic carries is known to the caller by its type, to the reader not at all.
    const leave = reader.join(handlers)
    let isClosed = false
    return {
      topic: text,
      close: () => {
        if (isClosed) return
        isClosed = true
        leave()
        this.#dropIfUnread(text, reader)
      },
      resync: () => {
        if (!isClosed) reader.resync()
      },
    }
  }

  onState(listener: (state: StreamState) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  renewToken(): Promise<void> {
    return this.#renew(true)
  }

  close(): void {
    this.#cancelWatch()
    this.#stopWakeUps()
    this.#readers.clear()
    this.#connection.close()
  }

  #addReader(text: string): TopicReader {
    const reader = new TopicReader({
      text,
      timing: this.#timing,
      now: () => this.#clock.now(),
      ask: (resume) => {
        if (this.state === 'open') this.#queue.subscribe(text, resume)
      },
    })
    this.#readers.set(text, reader)
    return reader
  }

  #dropIfUnread(text: string, reader: TopicReader): void {
    if (!reader.isUnread || this.#readers.get(text) !== reader) return
    this.#readers.delete(text)
    this.#queue.unsubscribe(text)
  }

  #stateChanged(state: StreamState): void {
    if (state === 'waiting' || state === 'closed') {
      this.#queue.close()
      this.#limits = null
      for (const reader of this.#readers.values()) reader.disconnected()
    }
    for (const listener of [...this.#listeners]) {
      if (this.#listeners.has(listener)) callApart(() => listener(state))
    }
  }

  #welcomed(welcome: Welcome, token: string | null): void {
    this.#limits = welcome.limits
    this.#isRenewed = false
    this.#offset.reset()
    this.#offset.observe(welcome.serverTime, this.#clock.unixTime())
    this.#queue.open(welcome.limits)
    if (token !== null) this.#queue.authenticate(token)
    for (const reader of this.#readers.values()) reader.connected()
  }

  #receive(message: ServerMessage): void {
    if (this.#isSilent) {
      this.#isSilent = false
      for (const reader of [...this.#readers.values()]) reader.watch(false)
    }
    switch (message.type) {
      case 'snapshot':
      case 'update':
        return this.#readers.get(message.topic)?.receive(message)
      case 'resumed':
        return this.#readers.get(message.topic)?.resumed(message.recovered)
      case 'subscribed': {
        this.#subscribed(message)
        return
      }
      case 'unsubscribed': {
        this.#unsubscribed(message)
        return
      }
      case 'pong':
      case 'heartbeat': {
        this.#offset.observe(message.serverTime, this.#clock.unixTime())
        return
      }
      case 'authenticated':
        this.#queue.takeSent(message.id)
        {
          this.#queue.authenticationEnded()
          return
        }
      case 'error': {
        this.#failed(message)
        return
      }
      case 'notice':
      case 'welcome':
        return
    }
  }

  #subscribed({ id, results, topics }: Subscribed): void {
    this.#queue.takeSent(id)
    for (const result of results) {
      if (result.ok) continue
      // A resync that is refused takes nothing away.
      if (!topics.includes(result.topic)) this.#queue.forget(result.topic)
      this.#refused(result)
    }
  }

  /** What nobody here asked for, the server has ended by itself: such as private topics with their token. */
  #unsubscribed({ id, results }: Unsubscribed): void {
    if (this.#queue.takeSent(id) !== null) return
    for (const result of results) {
      this.#queue.forget(result.topic)
      this.#refused({ code: 'unauthorized', ...result })
    }
  }

  #refused({ topic, code = 'internal_error', reason = code }: TopicResult): void {
    if (code === 'rate_limited') this.#queue.slowDown()
    this.#readers.get(topic)?.refused({ code, reason })
  }

  /** A whole message was refused. */
  #failed({ id, code, message }: StreamError): void {
    const sent = id === undefined ? null : this.#queue.takeSent(id)
    if (code === 'rate_limited') this.#queue.slowDown()
    if (sent?.type === 'subscribe') {
      for (const topic of sent.topics) this.#refused({ topic, ok: false, code, reason: message })
      return
    }
    if (sent?.type === 'unsubscribe' && code === 'rate_limited') {
      this.#queue.unsubscribeAgain(sent.topics.filter((topic) => !this.#readers.has(topic)))
      return
    }
    if (sent?.type === 'auth' && !this.#isRenewed) {
      this.#isRenewed = true
      void this.#renew(code === 'token_refused')
      return
    }
    if (sent?.type === 'auth') this.#queue.authenticationEnded()
    this.#tellProblem({ code, message })
  }

  async #renew(isRenewal: boolean): Promise<void> {
    const limits = this.#limits
    // Another connection asks for a token of its own.
    const isCurrent = (): boolean => limits !== null && this.#limits === limits
    let token: string | null = null
    try {
      token = (await this.#options.token?.({ isRenewal })) ?? null
    } catch (cause) {
      this.#tokenFailed(cause)
    }
    if (!isCurrent()) return
    if (token === null) {
      this.#queue.authenticationEnded()
      return
    }
    this.#queue.authenticate(token)
    for (const reader of [...this.#readers.values()]) reader.authenticated()
  }

  #tokenFailed(cause: unknown): void {
    this.#tellProblem({ code: 'token_unavailable', message: 'The token could not be had', cause })
  }

  #tellProblem(problem: StreamProblem): void {
    callApart(() => this.#options.onProblem?.(problem))
  }

  #watch(): void {
    this.#cancelWatch = this.#clock.after(this.#timing.watchMs, () => this.#watch())
    this.#connection.watch()
    // The server speaks at least once in `heartbeatSeconds`; what is missing after that is overdue.
    const promisedMs = (this.#limits?.heartbeatSeconds ?? 0) * 1000
    this.#isSilent = this.state === 'open' && this.#connection.silenceMs > promisedMs + this.#timing.staleMs
    for (const reader of [...this.#readers.values()]) reader.watch(this.#isSilent)
  }
}
