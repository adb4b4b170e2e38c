import { createBackOff, type BackOff } from './back-off.ts'
import { reconnectRule, type ReconnectRule } from './reconnect-rule.ts'
import { parseServerMessage, type ServerMessage } from './server-message.ts'
import type { Welcome } from '../generated/v1/stream-models.ts'
import type { StreamClock } from './stream-clock.ts'
import type { OpenSocket, StreamSocket } from './stream-socket.ts'
import type { StreamTiming } from './stream-timing.ts'

/**
 * `connecting`: a try is under way. `open`: the server has welcomed us. `waiting`: for the next try.
 * `closed`: by `close()`, for good.
 */
export type StreamState = 'connecting' | 'open' | 'waiting' | 'closed'

/** What a connection needs, and whom it tells. */
export interface ConnectionOptions {
  readonly url: string
  readonly openSocket: OpenSocket
  /** The token to connect with; asked before each try. */
  readonly token: ((request: { readonly isRenewal: boolean }) => Promise<string | null>) | null
  readonly random: () => number
  readonly clock: StreamClock
  readonly timing: StreamTiming
  readonly onState: (state: StreamState) => void
  readonly onWelcome: (welcome: Welcome, token: string | null) => void
  readonly onMessage: (message: ServerMessage) => void
  /** The token could not be had. */
  readonly onTokenFailed: (cause: unknown) => void
}

/** One socket after the other: there is always one, or a try, or a wait for the next try. */
export class StreamConnection {
  readonly #options: ConnectionOptions
  readonly #backOff: BackOff
  #state: StreamState = 'waiting'
  #socket: StreamSocket | null = null
  /** Counts the tries: what an earlier one still has to say is not listened to. */
  #tries = 0
  #heardAt = 0
  #openedAt: number | null = null
  #isShutdownNoticed = false
  #needsRenewal = false
  #mayWake = true
  #waitsUntil = 0
  #cancelWait: (() => void) | null = null

  constructor(options: ConnectionOptions) {
    const { timing, random } = options
    this.#options = options
    this.#backOff = createBackOff({ minMs: timing.reconnectMinMs, maxMs: timing.reconnectMaxMs, random })
  }

  get state(): StreamState {
    return this.#state
  }

  /** When the next try comes, Unix ms; `null` unless it is waiting for it. */
  get nextTryAt(): number | null {
    return this.#state === 'waiting' ? this.#waitsUntil : null
  }

  /** How long nothing has been heard, ms. */
  get silenceMs(): number {
    return this.#options.clock.now() - this.#heardAt
  }

  /** Tries to connect now, unless it is connected or trying. */
  connect(): void {
    if (this.#state !== 'waiting') return
    this.#cancelWait?.()
    this.#cancelWait = null
    this.#tries += 1
    this.#heardAt = this.#options.clock.now()
    this.#setState('connecting')
    void this.#try(this.#tries)
  }

  /** Tries now rather than later, unless the server has sent us away. */
  wake(): void {
    if (this.#mayWake) this.connect()
  }

  send(text: string): void {
    if (this.#state === 'open') this.#socket?.send(text)
  }

  /** Gives up a connection, or a try, that has been silent for too long. */
  watch(): void {
    const isTrying = this.#state === 'open' || this.#state === 'connecting'
    if (isTrying && this.silenceMs >= this.#options.timing.deadMs) this.#end(null)
  }

  close(): void {
    if (this.#state === 'closed') return
    this.#cancelWait?.()
    this.#tries += 1
    this.#dropSocket()
    this.#setState('closed')
  }

  async #try(number: number): Promise<void> {
    const token = await this.#token()
    if (number !== this.#tries) return
    if (token === undefined) {
      this.#end(null)
      return
    }
    this.#needsRenewal = false
    try {
      this.#listen(this.#options.openSocket(this.#options.url), { number, token })
    } catch {
      // Some platforms throw where others tell by an event, as when a policy forbids the address.
      this.#end(null)
    }
  }

  /** `undefined`: it could not be had. */
  async #token(): Promise<string | null | undefined> {
    if (this.#options.token === null) return null
    try {
      return await this.#options.token({ isRenewal: this.#needsRenewal })
    } catch (cause) {
      this.#options.onTokenFailed(cause)
      return undefined
    }
  }

  #listen(socket: StreamSocket, attempt: { readonly number: number; readonly token: string | null }): void {
    this.#socket = socket
    const isCurrent = (): boolean => attempt.number === this.#tries
    socket.addEventListener('message', ({ data }) => {
      if (!isCurrent()) return
      // Signs of life without a welcome are no connection.
      if (this.#state === 'open') this.#heardAt = this.#options.clock.now()
      const message = parseServerMessage(data)
      if (message === null) return
      if (message.type === 'welcome') this.#welcome(message, attempt.token)
      else if (this.#state === 'open') this.#receive(message)
    })
    socket.addEventListener('close', ({ code }) => {
      if (isCurrent()) this.#end(code ?? null)
    })
    // A `close` follows; but without a listener some sockets throw.
    socket.addEventListener('error', () => undefined)
  }

  #welcome(welcome: Welcome, token: string | null): void {
    if (this.#state !== 'connecting') return
    this.#heardAt = this.#options.clock.now()
    this.#openedAt = this.#heardAt
    this.#isShutdownNoticed = false
    this.#setState('open')
    this.#options.onWelcome(welcome, token)
  }

  #receive(message: ServerMessage): void {
    // The only notice there is.
    if (message.type === 'notice') this.#isShutdownNoticed = true
    this.#options.onMessage(message)
  }

  #end(closeCode: number | null): void {
    const { clock, timing } = this.#options
    this.#tries += 1
    this.#dropSocket()
    if (this.#openedAt !== null && clock.now() - this.#openedAt >= timing.stableMs) this.#backOff.reset()
    this.#openedAt = null
    const rule = reconnectRule(this.#isShutdownNoticed ? 1012 : closeCode)
    this.#isShutdownNoticed = false
    this.#needsRenewal ||= rule.renewsToken
    this.#mayWake = rule.pace !== 'patient'
    const waitMs = this.#waitMs(rule)
    this.#waitsUntil = clock.unixTime() + waitMs
    this.#setState('waiting')
    // Whoever was told may have closed the client, or tried already.
    if (this.state !== 'waiting') return
    this.#cancelWait = clock.after(waitMs, () => this.connect())
  }

  #waitMs({ pace }: ReconnectRule): number {
    const { timing, random } = this.#options
    switch (pace) {
      case 'quick':
        return random() * timing.quickReconnectMs
      case 'patient':
        return timing.reconnectMaxMs
      case 'back_off':
        return this.#backOff.next()
    }
  }

  #dropSocket(): void {
    const socket = this.#socket
    this.#socket = null
    socket?.close()
  }

  #setState(state: StreamState): void {
    this.#state = state
    this.#options.onState(state)
  }
}
