import { createFaultProxy, type FaultProxy } from '../fault-proxy/fault-proxy.ts'
import { SeededRandom } from '../fault-proxy/seeded-random.ts'
import { LoadClient, type LoadContext } from './load-client.ts'
import type { StreamLoadOptions } from './load-options.ts'
import { SharedContent } from './shared-content.ts'
import { Tally, type StreamLoadReport } from './tally.ts'

const DEFAULT_PATH = '/api/v1/ws/v1'
const SILENCE_MS = 15_000
/** How often a silent connection is looked at before it is given up. */
const LOOKS = 4
const RECONNECT_MS = [100, 1_000] as const
const CONNECTING = 256
/** Apart from the streams of the clients. */
const TOPIC_SEED_OFFSET = 0x5eed

/** Starts clients in this process; for measurements use a process of its own, by `startStreamLoad`. */
export async function createStreamLoad(options: StreamLoadOptions): Promise<StreamLoad> {
  const { faults, port, seed } = options
  const target = { host: '127.0.0.1', port }
  const proxy = faults === undefined ? null : await createFaultProxy({ target, seed, plan: faults })
  return new StreamLoad(options, proxy)
}

/** Many clients of a stream, and what they have seen together. */
export class StreamLoad {
  readonly #tally = new Tally()
  readonly #proxy: FaultProxy | null
  readonly #clients: readonly LoadClient[]
  readonly #sweep: NodeJS.Timeout
  readonly #connecting: number
  #started = 0
  #ready = 0
  #waiting: (() => void)[] = []

  /** Use `createStreamLoad`. */
  constructor(options: StreamLoadOptions, proxy: FaultProxy | null) {
    const { path = DEFAULT_PATH, mode, topics, seed, reconnectMs = RECONNECT_MS } = options
    this.#proxy = proxy
    this.#connecting = options.connecting ?? CONNECTING
    const context: LoadContext = {
      address: { host: '127.0.0.1', port: proxy?.port ?? options.port, path },
      mode,
      reconnectMs,
      tally: this.#tally,
      shared: new Map(topics.map((topic) => [topic, new SharedContent()])),
      onReady: (isReady) => this.#countReady(isReady),
    }
    this.#clients = Array.from({ length: options.clients }, (_, index) => {
      return new LoadClient(index, drawTopics(options, index), { context, seed })
    })
    this.#sweep = setInterval(
      () => {
        for (const client of this.#clients) client.dropSilent(LOOKS)
      },
      (options.silenceMs ?? SILENCE_MS) / LOOKS,
    )
    this.#startSome()
  }

  /** Once all clients have all their topics at the same time. */
  ready(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#ready === this.#clients.length) resolve()
      else this.#waiting.push(resolve)
    })
  }

  report(): StreamLoadReport {
    for (const client of this.#clients) client.gather()
    return this.#tally.report(this.#clients.length, this.#ready)
  }

  /** Begins to count messages, bytes, seconds and latency anew. */
  resetFigures(): void {
    for (const client of this.#clients) client.gather(false)
    this.#tally.resetFigures()
  }

  /** All clients lose their connections at once, and come back; `ready` says when. */
  dropAll(): void {
    for (const client of this.#clients) client.drop()
  }

  /** No more faults; connections that have vanished are dropped, so that all come back. */
  heal(): void {
    this.#proxy?.heal()
    this.dropAll()
  }

  /** Ends all clients. */
  async stop(): Promise<StreamLoadReport> {
    const report = this.report()
    clearInterval(this.#sweep)
    for (const client of this.#clients) client.close()
    if (report.flaws > 0 && this.#proxy !== null) console.error(this.#proxy.describe())
    await this.#proxy?.close()
    return report
  }

  #countReady(isReady: boolean): void {
    this.#ready += isReady ? 1 : -1
    if (!isReady) return
    this.#startSome()
    if (this.#ready < this.#clients.length) return
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  /** Only so many connect at once in the beginning, or most of them would wait in the kernel's queue. */
  #startSome(): void {
    const last = Math.min(this.#clients.length, this.#ready + this.#connecting)
    while (this.#started < last) {
      this.#clients[this.#started]?.connect()
      this.#started += 1
    }
  }
}

function drawTopics({ topics, topicsPerClient, seed }: StreamLoadOptions, index: number): readonly string[] {
  if (topicsPerClient >= topics.length) return topics
  const random = new SeededRandom(seed + TOPIC_SEED_OFFSET, index)
  const left = [...topics]
  return Array.from({ length: topicsPerClient }, () => {
    return left.splice(random.between(0, left.length - 1), 1)[0] ?? ''
  })
}
