import { createTokenBucket, type TokenBucket } from './token-bucket.ts'
import { channelOfText, isPublicChannel } from './topics.ts'
import type { ResumePoint, StreamLimits } from '../generated/v1/stream-models.ts'
import type { StreamClock } from './stream-clock.ts'

/** No server takes more topics in a message. */
const TOPICS_PER_MESSAGE_MAX = 256

/** Messages may arrive closer together than they were sent, so some of what is allowed is left unused. */
const SHARE_USED = 0.9

/** What a message asked for that is not answered yet. */
export interface SentRequest {
  readonly type: 'subscribe' | 'unsubscribe' | 'auth'
  readonly topics: readonly string[]
}

/** What a queue needs. */
export interface ControlQueueOptions {
  readonly clock: StreamClock
  readonly send: (text: string) => void
}

/**
 * What the client has to say to the server. What is asked within one turn goes out together, in as few
 * messages as the limits of the connection allow, and never faster than they allow. Without a connection
 * nothing is kept: who wants something asks again when there is one.
 */
export class ControlQueue {
  readonly #options: ControlQueueOptions
  #connection: { readonly bucket: TokenBucket; readonly topicsPerMessage: number } | null = null
  #token: string | null = null
  /** Whether the server has yet to say whether it takes the last token. */
  #isAuthenticating = false
  readonly #wanted = new Map<string, ResumePoint | null>()
  readonly #unwanted = new Set<string>()
  readonly #sent = new Map<number, SentRequest>()
  /** Topics that the server has been asked for. */
  readonly #held = new Set<string>()
  #lastId = 0
  #isFlushPlanned = false
  #cancelWait: (() => void) | null = null

  constructor(options: ControlQueueOptions) {
    this.#options = options
  }

  /** There is a connection, and these are its limits. */
  open(limits: StreamLimits): void {
    this.close()
    const { controlMessagesPerSecond, controlMessageBurst, topicsPerMessage } = limits
    const rates = {
      perSecond: controlMessagesPerSecond * SHARE_USED,
      burst: Math.max(1, Math.floor(controlMessageBurst * SHARE_USED)),
    }
    this.#connection = {
      bucket: createTokenBucket(rates, this.#options.clock.now()),
      topicsPerMessage: Math.max(1, Math.min(TOPICS_PER_MESSAGE_MAX, topicsPerMessage)),
    }
  }

  /** The connection is gone, and all that was asked of it. */
  close(): void {
    this.#connection = null
    this.#token = null
    this.#isAuthenticating = false
    this.#wanted.clear()
    this.#unwanted.clear()
    this.#sent.clear()
    this.#held.clear()
    this.#cancelWait?.()
    this.#cancelWait = null
  }

  /** Says who the client is, before all else that waits; private topics wait for what comes of it. */
  authenticate(token: string): void {
    this.#token = token
    this.#isAuthenticating = true
    this.#plan()
  }

  /** The server has taken a token, or there is none that it takes. */
  authenticationEnded(): void {
    this.#isAuthenticating = this.#token !== null
    this.#plan()
  }

  /** Asks for a topic: from a resume point on, or (`null`) for its snapshot. */
  subscribe(topic: string, resume: ResumePoint | null): void {
    this.#unwanted.delete(topic)
    this.#wanted.set(topic, resume)
    this.#plan()
  }

  /** Gives up a topic. */
  unsubscribe(topic: string): void {
    this.#wanted.delete(topic)
    if (!this.#held.has(topic)) return
    this.#unwanted.add(topic)
    this.#plan()
  }

  /** The server did not listen when these topics were given up. */
  unsubscribeAgain(topics: readonly string[]): void {
    for (const topic of topics) {
      this.#held.add(topic)
      this.unsubscribe(topic)
    }
  }

  /** What the answered message had asked for; `null` if it is none of ours. */
  takeSent(id: number): SentRequest | null {
    const request = this.#sent.get(id) ?? null
    this.#sent.delete(id)
    return request
  }

  /** The server does not have this topic for us, whatever was asked. */
  forget(topic: string): void {
    this.#held.delete(topic)
  }

  /** The server says that it was too much. */
  slowDown(): void {
    this.#connection?.bucket.drain(this.#options.clock.now())
  }

  #plan(): void {
    if (this.#connection === null || this.#isFlushPlanned || this.#cancelWait !== null) return
    this.#isFlushPlanned = true
    queueMicrotask(() => {
      this.#isFlushPlanned = false
      this.#flush()
    })
  }

  #flush(): void {
    const { clock, send } = this.#options
    while (this.#connection !== null && this.#cancelWait === null && this.#hasMore()) {
      const { bucket } = this.#connection
      if (bucket.take(clock.now())) {
        send(JSON.stringify(this.#takeNext(this.#connection.topicsPerMessage)))
      } else {
        this.#cancelWait = clock.after(bucket.waitMs(clock.now()), () => {
          this.#cancelWait = null
          this.#flush()
        })
      }
    }
  }

  #hasMore(): boolean {
    return this.#token !== null || this.#unwanted.size > 0 || this.#askable().length > 0
  }

  #askable(): (readonly [topic: string, resume: ResumePoint | null])[] {
    const wanted = [...this.#wanted]
    return this.#isAuthenticating ? wanted.filter(([topic]) => isPublicChannel(channelOfText(topic))) : wanted
  }

  /** What is given up goes before what is asked for, because there may be room for so many topics only. */
  #takeNext(topicsMax: number): object {
    this.#lastId += 1
    const id = this.#lastId
    const token = this.#token
    if (token !== null) {
      this.#token = null
      this.#sent.set(id, { type: 'auth', topics: [] })
      return { type: 'auth', id, token }
    }
    if (this.#unwanted.size > 0) {
      const topics = [...this.#unwanted].slice(0, topicsMax)
      for (const topic of topics) {
        this.#unwanted.delete(topic)
        this.#held.delete(topic)
      }
      this.#sent.set(id, { type: 'unsubscribe', topics })
      return { type: 'unsubscribe', id, topics }
    }
    const wanted = this.#askable().slice(0, topicsMax)
    const topics = wanted.map(([topic]) => topic)
    for (const topic of topics) {
      this.#wanted.delete(topic)
      this.#held.add(topic)
    }
    const resume = Object.fromEntries(wanted.filter(([, point]) => point !== null))
    this.#sent.set(id, { type: 'subscribe', topics })
    return { type: 'subscribe', id, topics, ...(Object.keys(resume).length > 0 ? { resume } : {}) }
  }
}
