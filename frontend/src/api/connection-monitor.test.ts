import { createRestClient } from '@trading-pro/client'
import type { Health } from '@trading-pro/contracts'
import { describe, expect, it } from 'vitest'
import { health } from '../testing/health.ts'
import { deferred } from '../testing/sources.ts'
import {
  createConnectionMonitor,
  HEARTBEAT_MS,
  retryDelayMs,
  type ConnectionState,
} from './connection-monitor.ts'

/** A clock that stands still, timers that run when told, and a server that answers when told. */
function setUp({ random = 1 - Number.EPSILON } = {}) {
  let nowMs = 1_000
  let timer: { task: () => void; atMs: number } | null = null
  let answer = deferred<Health>()
  let probes = 0
  const states: ConnectionState[] = []
  const monitor = createConnectionMonitor({
    probe: () => {
      probes += 1
      answer = deferred<Health>()
      return answer.promise
    },
    now: () => nowMs,
    schedule: (task, delayMs) => {
      timer = { task, atMs: nowMs + delayMs }
      return () => (timer = null)
    },
    random: () => random,
    onChange: (state) => states.push(state),
  })
  const settled = () => new Promise<void>((resolve) => setTimeout(resolve))
  return {
    monitor,
    states,
    state: () => states.at(-1),
    probes: () => probes,
    waitMs: () => (timer === null ? null : timer.atMs - nowMs),
    async succeed(afterMs = 0, state: Health = health) {
      nowMs += afterMs
      answer.resolve(state)
      await settled()
    },
    async fail(cause: unknown = new Error('gone')) {
      answer.reject(cause)
      await settled()
    },
    runTimer() {
      const due = timer
      if (due === null) throw new Error('no timer is set')
      nowMs = due.atMs
      due.task()
    },
  }
}

describe('the connection', () => {
  it('is connecting until the first answer, then online with its round trip', async () => {
    const { monitor, state, succeed, waitMs } = setUp()
    monitor.start()
    expect(state()).toEqual({ kind: 'connecting' })
    await succeed(12)
    expect(state()).toEqual({ kind: 'online', contact: { atMs: 1_012, roundTripMs: 12, health } })
    expect(waitMs()).toBe(HEARTBEAT_MS)
  })

  it('goes offline at the first failure and says when it tries again', async () => {
    const cause = new Error('refused')
    const { monitor, state, fail } = setUp()
    monitor.start()
    await fail(cause)
    expect(state()).toEqual({ kind: 'offline', cause, lastContact: null, failures: 1, nextProbeAtMs: 1_500 })
  })

  it('never gives up: the waits double from half a second to half a minute', async () => {
    const { monitor, fail, runTimer, waitMs } = setUp()
    monitor.start()
    const waits: (number | null)[] = []
    for (let attempt = 0; attempt < 9; attempt += 1) {
      await fail()
      waits.push(waitMs())
      runTimer()
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  })

  it('spreads its attempts over the last quarter of the wait', () => {
    expect(retryDelayMs(1, 0)).toBe(375)
    expect(retryDelayMs(1, 0.999_999)).toBe(500)
    expect(retryDelayMs(50, 0)).toBe(22_500)
  })

  it('remembers its last contact through failures, and starts the waits anew after an answer', async () => {
    const { monitor, state, succeed, fail, runTimer, waitMs } = setUp()
    monitor.start()
    await succeed()
    runTimer()
    await fail()
    runTimer()
    await fail()
    expect(state()).toMatchObject({ kind: 'offline', failures: 2, lastContact: { atMs: 1_000 } })
    runTimer()
    await succeed()
    expect(state()?.kind).toBe('online')
    runTimer()
    await fail()
    expect(waitMs()).toBe(500)
  })

  it('asks at once when told, and never twice at the same time', async () => {
    const { monitor, state, fail, succeed, probes, waitMs } = setUp()
    monitor.start()
    await fail()
    monitor.probeNow()
    monitor.probeNow()
    expect(probes()).toBe(2)
    expect(state()).toMatchObject({ kind: 'offline', nextProbeAtMs: null })
    expect(waitMs()).toBeNull()
    await succeed()
    expect(state()?.kind).toBe('online')
  })

  it.each([
    ['null', 'null'],
    ['a text', '"ok"'],
    ['a list', '[]'],
    ['the JSON of a sign-in page', '{"status":"ok","login":"/portal"}'],
    ['an unknown status', JSON.stringify({ ...health, status: 'signed_out' })],
    ['no version', JSON.stringify({ ...health, version_info: null })],
    ['a check that is none', JSON.stringify({ ...health, checks: { store: 'ok' } })],
    ['a page', '<!doctype html><title>Sign in to the network</title>'],
  ])('is not there when a 200 carries %s: somebody else answered', async (_name, body) => {
    const states: ConnectionState[] = []
    const client = createRestClient({
      baseUrl: 'http://api.test',
      fetch: () => Promise.resolve(new Response(body)),
    })
    const answered = Promise.withResolvers<undefined>()
    const monitor = createConnectionMonitor({
      probe: () => client.getHealth(),
      now: () => 1_000,
      schedule: () => {
        answered.resolve(undefined)
        return () => undefined
      },
      random: () => 0,
      onChange: (state) => states.push(state),
    })
    monitor.start()
    await answered.promise
    expect(states.at(-1)).toMatchObject({ kind: 'offline', cause: { reason: 'bad_answer' } })
  })

  it('is there when a newer server tells more than is known here', async () => {
    const { monitor, state, succeed } = setUp()
    monitor.start()
    const newer = { ...health, uptime_seconds: 7 }
    await succeed(0, newer)
    expect(state()?.kind).toBe('online')
  })

  it('is silent once stopped', async () => {
    const { monitor, states, succeed, waitMs } = setUp()
    monitor.start()
    monitor.stop()
    await succeed()
    expect(states).toEqual([{ kind: 'connecting' }])
    expect(waitMs()).toBeNull()
  })
})
