import type { ClientMessage } from '@trading-pro/contracts'
import { checkAgainstContract } from './contract-check.fixture.ts'
import { ManualClock } from './manual-clock.fixture.ts'
import { createStreamClient, type StreamClientOptions } from './stream-client.ts'
import type { StreamSocket, StreamSocketEvent } from './stream-socket.ts'

export const limits = {
  topicsPerConnection: 1_000,
  topicsPerMessage: 256,
  messageBytes: 65_536,
  controlMessagesPerSecond: 20,
  controlMessageBurst: 50,
  heartbeatSeconds: 5,
}

/** A socket whose other end is the test. */
export class FakeSocket implements StreamSocket {
  readonly sent: ClientMessage[] = []
  isClosedByClient = false
  #onSent: ((text: string) => void) | null = null
  readonly #listeners = new Map<string, ((event: StreamSocketEvent) => void)[]>()

  addEventListener(type: string, listener: (event: StreamSocketEvent) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener])
  }

  send(text: string): void {
    // The check makes sure that it is one.
    const message = JSON.parse(text) as ClientMessage
    checkAgainstContract(message)
    this.sent.push(message)
    this.#onSent?.(text)
  }

  hear(listener: (text: string) => void): void {
    this.#onSent = listener
  }

  close(): void {
    this.isClosedByClient = true
  }

  /** The server says something. */
  say(message: object): void {
    checkAgainstContract(message)
    this.deliver(JSON.stringify(message))
  }

  deliver(data: unknown): void {
    for (const listener of this.#listeners.get('message') ?? []) listener({ data })
  }

  /** The connection ends. */
  end(code: number): void {
    for (const listener of this.#listeners.get('close') ?? []) listener({ code })
  }

  welcome(changed: Partial<typeof limits> = {}, serverTime = 1_700_000_000_000): void {
    const all = { ...limits, ...changed }
    this.say({ type: 'welcome', protocol: 'v1', connectionId: 'c', serverTime, limits: all })
  }
}

/** A client with a clock that stands still and sockets that the test answers. */
export function clientUnderTest(options: Partial<StreamClientOptions> = {}) {
  const clock = new ManualClock()
  const sockets: FakeSocket[] = []
  const states: string[] = []
  let wake = (): void => undefined
  let isWatching = true
  const client = createStreamClient({
    url: 'ws://stream.invalid/api/v1/ws/v1',
    clock,
    random: () => 0,
    openSocket: () => {
      const socket = new FakeSocket()
      sockets.push(socket)
      return socket
    },
    watchWakeUps: (run) => {
      wake = run
      return () => {
        isWatching = false
      }
    },
    ...options,
  })
  client.onState((state) => states.push(state))
  /** The newest socket. */
  const socket = (): FakeSocket => {
    const last = sockets.at(-1)
    if (last === undefined) throw new Error('no socket was opened')
    return last
  }
  /** Opens the newest socket, and lets the client say what it has to say. */
  const open = async (changed: Partial<typeof limits> = {}): Promise<FakeSocket> => {
    await clock.advance(0)
    const newest = socket()
    newest.welcome(changed)
    await clock.advance(0)
    return newest
  }
  return { client, clock, sockets, states, socket, open, wake: () => wake(), isWatching: () => isWatching }
}

/** Writes down all that a subscriber is told. */
export function recorder(told: string[] = []) {
  const position = ({ epoch, seq }: { epoch: string; seq: number }): string => `${epoch}${seq}`
  return {
    told,
    handlers: {
      onSnapshot: (data: unknown, at: { epoch: string; seq: number }) => {
        told.push(`snapshot ${position(at)} ${JSON.stringify(data)}`)
      },
      onUpdate: (data: unknown, at: { epoch: string; seq: number }) => {
        told.push(`update ${position(at)} ${JSON.stringify(data)}`)
      },
      onGap: (reason: string) => {
        told.push(`gap ${reason}`)
      },
      onStale: (isStale: boolean) => {
        told.push(isStale ? 'stale' : 'fresh')
      },
      onError: ({ code }: { code: string }) => {
        told.push(`error ${code}`)
      },
    },
    /** What was told since this was asked last. */
    take: () => told.splice(0),
  }
}

const HEARTBEAT = { serverTime: 1_700_000_000_000 }

/** Messages of a topic; those of `heartbeat` and `system` have the least to say. */
export function messageOf(type: 'snapshot' | 'update', topic: string, fields: object): object {
  return { type, topic, epoch: 'e', seq: 0, ts: 1, data: HEARTBEAT, ...fields }
}
