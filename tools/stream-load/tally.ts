import { LatencyHistogram, type LatencyReport } from './latency-histogram.ts'

/** What can be wrong with a stream, each with what counts as one of it. */
export const flawKinds = {
  gaps: 'an update that never came',
  duplicates: 'a message that was there before',
  reorders: 'a message that came after a later one',
  checksumErrors: 'a book that is not what its `crc` says, or that has more levels than its window',
  tradeErrors: 'a trade whose `tradeId` is not one more than the last one',
  closedBarErrors: 'a bar that did not close, closed again, was out of order, or has a high below its low',
  resumeErrors: 'a `resumed` that is missing, or is not followed by what it says',
  contentErrors: 'a message, or a state, that other clients had otherwise under the same number',
  protocolErrors: 'a frame, a message or an answer that the protocol does not have there',
} as const
export type FlawKind = keyof typeof flawKinds

/** A number for each kind of flaw. */
export type FlawCounts = Record<FlawKind, number>

/** What a load has seen. */
export interface StreamLoadReport extends Readonly<FlawCounts> {
  /** Of all kinds together. */
  readonly flaws: number
  /** The first ones, in words. */
  readonly examples: readonly string[]
  readonly clients: number
  /** Clients that have all their topics now. */
  readonly ready: number
  /** Since the figures were last reset, of topics and all others. */
  readonly messages: number
  /** Of WebSocket frames, with their heads. */
  readonly bytes: number
  /** Since the figures were last reset. */
  readonly seconds: number
  /** Time of a core that this process has used in them: a load near one a second measures itself. */
  readonly cpuSeconds: number
  readonly trades: number
  readonly closedBars: number
  readonly reconnects: number
  readonly recovered: number
  readonly notRecovered: number
  /** Connections given up because nothing came any more. */
  readonly silent: number
  /** How many connections ended with each status code; 1006: without a close frame. */
  readonly closeCodes: Readonly<Record<number, number>>
  /** From `ts` of a message to its arrival, microseconds, exact to a millisecond. */
  readonly latency: LatencyReport
}

const EXAMPLES_MAX = 20
const kinds = Object.keys(flawKinds) as FlawKind[]

/** What all clients of a load count together. */
export class Tally {
  readonly flaws: FlawCounts = {
    gaps: 0,
    duplicates: 0,
    reorders: 0,
    checksumErrors: 0,
    tradeErrors: 0,
    closedBarErrors: 0,
    resumeErrors: 0,
    contentErrors: 0,
    protocolErrors: 0,
  }
  readonly latency = new LatencyHistogram()
  messages = 0
  bytes = 0
  trades = 0
  closedBars = 0
  reconnects = 0
  recovered = 0
  notRecovered = 0
  silent = 0
  readonly #closeCodes = new Map<number, number>()
  readonly #examples: string[] = []
  #resetAt = performance.now()
  #usage = process.cpuUsage()

  addFlaw(kind: FlawKind, example: string, count = 1): void {
    this.flaws[kind] += count
    if (this.#examples.length < EXAMPLES_MAX) this.#examples.push(`${kind}: ${example}`)
  }

  addClose(code: number): void {
    this.#closeCodes.set(code, (this.#closeCodes.get(code) ?? 0) + 1)
  }

  /** Begins to count messages, bytes and latency anew; flaws stay. */
  resetFigures(): void {
    this.messages = 0
    this.bytes = 0
    this.latency.reset()
    this.#resetAt = performance.now()
    this.#usage = process.cpuUsage()
  }

  report(clients: number, ready: number): StreamLoadReport {
    const { messages, bytes, trades, closedBars, reconnects, recovered, notRecovered, silent } = this
    const { user, system } = process.cpuUsage(this.#usage)
    return {
      ...this.flaws,
      flaws: kinds.reduce((sum, kind) => sum + this.flaws[kind], 0),
      examples: [...this.#examples],
      clients,
      ready,
      messages,
      bytes,
      seconds: (performance.now() - this.#resetAt) / 1000,
      cpuSeconds: (user + system) / 1_000_000,
      trades,
      closedBars,
      reconnects,
      recovered,
      notRecovered,
      silent,
      closeCodes: Object.fromEntries(this.#closeCodes),
      latency: this.latency.report(),
    }
  }
}
