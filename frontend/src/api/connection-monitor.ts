import type { Health } from '@trading-pro/contracts'
import { unreachable } from '../ui/unreachable.ts'
import { demandHealth } from './answer-shapes.ts'
import { doubledDelayMs } from './doubled-delay.ts'

/** What the last good answer of the API said, and how long it took. */
export interface Contact {
  readonly atMs: number
  readonly roundTripMs: number
  readonly health: Health
}

export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online'; readonly contact: Contact }
  | {
      readonly kind: 'offline'
      readonly cause: unknown
      /** `null`: the API has not answered since the app was opened. */
      readonly lastContact: Contact | null
      readonly failures: number
      /** `null` while a probe is under way. */
      readonly nextProbeAtMs: number | null
    }

export interface ConnectionPorts {
  readonly probe: () => Promise<Health>
  /** Milliseconds of the wall clock. */
  readonly now: () => number
  /** Runs the task later; the answer cancels it. */
  readonly schedule: (task: () => void, delayMs: number) => () => void
  /** From 0 to below 1. */
  readonly random: () => number
  readonly onChange: (state: ConnectionState) => void
}

export interface ConnectionMonitor {
  readonly start: () => void
  /** Asks at once, whatever the wait was to be; a probe under way is enough. */
  readonly probeNow: () => void
  readonly stop: () => void
}

export const HEARTBEAT_MS = 10_000
const RETRY_FIRST_MS = 500
const RETRY_LAST_MS = 30_000

/** Half a second, doubled with each failure up to half a minute; jitter spreads the pages of one server. */
export function retryDelayMs(failures: number, random: number): number {
  const delayMs = doubledDelayMs(failures, { firstMs: RETRY_FIRST_MS, lastMs: RETRY_LAST_MS })
  return Math.round(delayMs * (0.75 + random * 0.25))
}

/** Watches whether the API answers; never gives up. */
export function createConnectionMonitor(ports: ConnectionPorts): ConnectionMonitor {
  let state: ConnectionState = { kind: 'connecting' }
  let cancelTimer: (() => void) | null = null
  let isProbing = false
  let isStopped = false

  function publish(next: ConnectionState): void {
    state = next
    ports.onChange(next)
  }

  function probeAfter(delayMs: number): void {
    cancelTimer?.()
    cancelTimer = ports.schedule(probe, delayMs)
  }

  function succeeded(contact: Contact): void {
    publish({ kind: 'online', contact })
    probeAfter(HEARTBEAT_MS)
  }

  function failed(cause: unknown): void {
    const failures = state.kind === 'offline' ? state.failures + 1 : 1
    const delayMs = retryDelayMs(failures, ports.random())
    publish({
      kind: 'offline',
      cause,
      lastContact: lastContactOf(state),
      failures,
      nextProbeAtMs: ports.now() + delayMs,
    })
    probeAfter(delayMs)
  }

  function probe(): void {
    cancelTimer?.()
    cancelTimer = null
    if (isProbing || isStopped) return
    isProbing = true
    if (state.kind === 'offline') publish({ ...state, nextProbeAtMs: null })
    const startedAtMs = ports.now()
    const finish = (report: () => void) => {
      isProbing = false
      if (!isStopped) report()
    }
    // The sign-in page of a network answers as well: only a state of health is an answer of the API.
    const answer = ports.probe().then(demandHealth)
    answer.then(
      (health) => {
        const atMs = ports.now()
        finish(() => succeeded({ atMs, roundTripMs: Math.max(0, atMs - startedAtMs), health }))
      },
      (cause: unknown) => finish(() => failed(cause)),
    )
  }

  return {
    start() {
      ports.onChange(state)
      probe()
    },
    probeNow: probe,
    stop() {
      isStopped = true
      cancelTimer?.()
    },
  }
}

/** The last good answer, also while the API is away; `null` before the first. */
export function lastContactOf(state: ConnectionState): Contact | null {
  switch (state.kind) {
    case 'connecting':
      return null
    case 'online':
      return state.contact
    case 'offline':
      return state.lastContact
    default:
      return unreachable(state)
  }
}
