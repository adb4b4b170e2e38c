import type { FaultPlan } from '../fault-proxy/fault-plan.ts'

/** What a load does. */
export interface StreamLoadOptions {
  /** Of a server on this machine. */
  readonly port: number
  /** @default `/api/v1/ws/v1` */
  readonly path?: string
  readonly clients: number
  /** Those that clients choose from. */
  readonly topics: readonly string[]
  /** Each client draws its own; all if there are no more. */
  readonly topicsPerClient: number
  /**
   * `check`: every message is read and followed, for proofs; `count`: once a client has its topics, messages
   * are counted by the heads of their frames, for measurements.
   */
  readonly mode: 'check' | 'count'
  /** Of topics, pauses and faults. */
  readonly seed: number
  /** Clients go through a fault proxy with this plan; without one, they go to the server. */
  readonly faults?: FaultPlan | undefined
  /** How long a client waits before it connects again, ms. @default 100 to 1000 */
  readonly reconnectMs?: readonly [least: number, most: number]
  /** A connection without a byte for so long is given up, ms. @default 15000 */
  readonly silenceMs?: number
  /** Clients that connect at the same time in the beginning. @default 256 */
  readonly connecting?: number
}
