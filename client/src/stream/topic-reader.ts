import { callApart } from './call-apart.ts'
import { createResyncPace, type ResyncPace } from './resync-pace.ts'
import { foldTopic } from './topic-state.ts'
import { judgeMessage, type SequencePhase } from './topic-sequence.ts'
import { channelOfText, isLogChannel } from './topics.ts'
import type { ResumePoint } from '../generated/v1/stream-models.ts'
import type { GapReason, StreamHandlers, TopicError } from './handlers.ts'
import type { TopicMessage } from './server-message.ts'
import type { StreamTiming } from './stream-timing.ts'

type Handlers = StreamHandlers<unknown, unknown>

interface Subscriber {
  readonly handlers: Handlers
  /** Whether it has been told a snapshot, so that updates mean something to it. */
  isJoined: boolean
}

/** What a reader needs. */
export interface TopicReaderOptions {
  readonly text: string
  readonly timing: StreamTiming
  readonly now: () => number
  /** Asks the server: to go on from a point, or (`null`) for a snapshot. Does nothing while there is none. */
  readonly ask: (resume: ResumePoint | null) => void
}

/** Refusals that another connection, token or moment may lift. */
const healingCodes: ReadonlySet<string> = new Set([
  'unauthorized',
  'forbidden',
  'token_refused',
  'too_many_topics',
  'rate_limited',
  'internal_error',
])

/** Waits before a topic that came too soon is asked for again. */
const RATE_LIMITED_MS = 1_000

/** A topic that somebody here reads: keeps its sequence whole and tells all its subscribers. */
export class TopicReader {
  readonly #options: TopicReaderOptions
  readonly #isLog: boolean
  readonly #channel: string
  readonly #pace: ResyncPace
  readonly #subscribers = new Set<Subscriber>()
  #phase: SequencePhase = 'asking'
  #position: ResumePoint | null = null
  /** The last message, with the whole state as its data where that is kept. */
  #current: TopicMessage | null = null
  /** Since when the subscribers have not been up to date. */
  #lostAt: number | null
  #isStale = false
  #refusal: TopicError | null = null
  /** When the server was asked for what has not come yet. */
  #askedAt: number | null = null
  /** When the server is to be asked. */
  #askAt: number | null = null

  constructor(options: TopicReaderOptions) {
    this.#options = options
    this.#channel = channelOfText(options.text)
    this.#isLog = isLogChannel(this.#channel)
    this.#pace = createResyncPace(options.timing)
    this.#lostAt = options.now()
  }

  get isUnread(): boolean {
    return this.#subscribers.size === 0
  }

  /** Adds a subscriber, which is told nothing before this turn is over. @returns what takes it away again */
  join(handlers: Handlers): () => void {
    const subscriber: Subscriber = { handlers, isJoined: false }
    this.#subscribers.add(subscriber)
    const isFirst = this.#subscribers.size === 1
    if (isFirst || this.#refusal !== null) this.#askNow(null)
    else queueMicrotask(() => this.#welcome(subscriber))
    return () => this.#subscribers.delete(subscriber)
  }

  /** There is a connection again: goes on where the last one ended. */
  connected(): void {
    if (this.#refusal !== null && !healingCodes.has(this.#refusal.code)) return
    if (this.#phase === 'asking') {
      this.#askNow(null)
      return
    }
    this.#phase = 'resuming'
    this.#askNow(this.#position)
  }

  disconnected(): void {
    this.#lostAt ??= this.#options.now()
    this.#askedAt = null
    this.#askAt = null
  }

  /** There is another token, which may open what was closed. */
  authenticated(): void {
    if (this.#refusal !== null && healingCodes.has(this.#refusal.code)) this.connected()
  }

  receive(message: TopicMessage): void {
    const sequence = { phase: this.#phase, position: this.#position, isLog: this.#isLog }
    switch (judgeMessage(sequence, message)) {
      case 'ignore':
        return
      case 'gap': {
        this.#mend()
        return
      }
      case 'known': {
        this.#tellSnapshot(message, (subscriber) => !subscriber.isJoined)
        return
      }
      case 'apply':
        // A snapshot is an answer to a resume, too.
        if (message.type === 'snapshot') this.resumed(false)
        this.#position = { epoch: message.epoch, seq: message.seq }
        this.#current = foldTopic(this.#channel, this.#current, message)
        if (message.type === 'snapshot') {
          this.#tellSnapshot(message, () => true)
          return
        }
        {
          this.#tell((handlers) => handlers.onUpdate(message.data, positionOf(message)))
          return
        }
    }
  }

  /** What came of asking the server to go on. */
  resumed(isRecovered: boolean): void {
    if (this.#phase !== 'resuming') return
    if (isRecovered) {
      this.#follow()
      if (this.#some(({ isJoined }) => !isJoined)) this.#askNow(null)
      return
    }
    this.#phase = 'asking'
    // Numbers that the server does not know say nothing about those that will come.
    this.#position = null
    this.#current = null
    this.#tell((handlers) => handlers.onGap?.('not_recovered' satisfies GapReason))
  }

  refused(error: TopicError): void {
    const now = this.#options.now()
    this.#askedAt = null
    if (error.code === 'rate_limited') {
      this.#askAt = now + RATE_LIMITED_MS
      return
    }
    this.#refusal = error
    this.#lostAt ??= now
    this.#tellAll((handlers) => handlers.onError?.(error))
  }

  /** What was told cannot be used. Asks once, however many find out. */
  resync(): void {
    if (this.#refusal !== null) {
      this.#askNow(null)
      return
    }
    if (this.#phase === 'asking') return
    this.#beginAnew('asking')
    this.#askPaced()
  }

  /** Looks at the clock. @param isSilent - whether the connection owes a sign of life */
  watch(isSilent: boolean): void {
    const now = this.#options.now()
    const { answerMs, staleMs } = this.#options.timing
    if (this.#askAt !== null && now >= this.#askAt) this.#askNow(this.#resumePoint())
    if (this.#askedAt !== null && now - this.#askedAt >= answerMs) {
      // Whatever the numbers are, it is better to begin anew than never.
      if (this.#phase === 'asking') this.#position = null
      this.#askNow(this.#resumePoint())
    }
    if (this.#refusal !== null) return
    this.#setStale(this.#lostAt === null ? isSilent : now - this.#lostAt > staleMs)
  }

  #resumePoint(): ResumePoint | null {
    return this.#phase === 'resuming' ? this.#position : null
  }

  #askNow(resume: ResumePoint | null): void {
    this.#refusal = null
    this.#askAt = null
    this.#askedAt = this.#options.now()
    this.#options.ask(resume)
  }

  #askPaced(): void {
    const now = this.#options.now()
    const waitMs = this.#pace.next(now)
    if (waitMs === 0) {
      this.#askNow(this.#resumePoint())
      return
    }
    this.#askedAt = null
    this.#askAt = now + waitMs
  }

  #mend(): void {
    this.#beginAnew(this.#isLog ? 'resuming' : 'asking')
    this.#askPaced()
    this.#tell((handlers) => handlers.onGap?.('missed' satisfies GapReason))
  }

  #beginAnew(phase: 'asking' | 'resuming'): void {
    this.#phase = phase
    this.#current = null
    this.#lostAt ??= this.#options.now()
  }

  #follow(): void {
    this.#phase = 'following'
    this.#refusal = null
    this.#askedAt = null
    this.#askAt = null
    this.#lostAt = null
    this.#setStale(false)
  }

  #tellSnapshot(message: TopicMessage, isMeant: (subscriber: Subscriber) => boolean): void {
    this.#follow()
    const position = positionOf(message)
    for (const subscriber of [...this.#subscribers]) {
      if (!isMeant(subscriber)) continue
      subscriber.isJoined = true
      this.#call(subscriber, (handlers) => handlers.onSnapshot(message.data, position))
    }
  }

  /** Brings one who came late to where the others are. */
  #welcome(subscriber: Subscriber): void {
    if (!this.#subscribers.has(subscriber) || subscriber.isJoined) return
    if (this.#isStale) this.#call(subscriber, (handlers) => handlers.onStale?.(true))
    const current = this.#current
    if (current !== null) {
      subscriber.isJoined = true
      this.#call(subscriber, (handlers) => handlers.onSnapshot(current.data, positionOf(current)))
    } else if (this.#phase === 'following') {
      this.#askNow(null)
    }
  }

  #setStale(isStale: boolean): void {
    if (isStale === this.#isStale) return
    this.#isStale = isStale
    this.#tellAll((handlers) => handlers.onStale?.(isStale))
  }

  #some(isMeant: (subscriber: Subscriber) => boolean): boolean {
    return [...this.#subscribers].some(isMeant)
  }

  #tell(say: (handlers: Handlers) => void): void {
    for (const subscriber of [...this.#subscribers]) if (subscriber.isJoined) this.#call(subscriber, say)
  }

  #tellAll(say: (handlers: Handlers) => void): void {
    for (const subscriber of [...this.#subscribers]) this.#call(subscriber, say)
  }

  /** One that throws must not keep the others from being told. */
  #call(subscriber: Subscriber, say: (handlers: Handlers) => void): void {
    if (!this.#subscribers.has(subscriber)) return
    callApart(() => say(subscriber.handlers))
  }
}

function positionOf({ topic, epoch, seq, firstSeq, ts }: TopicMessage) {
  return { topic, epoch, seq, ts, ...(firstSeq === undefined ? {} : { firstSeq }) }
}
