import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { health } from '../testing/health.ts'
import { apiSource, samples } from '../testing/sources.ts'
import { createBrowserMonitor } from './browser-monitor.ts'
import type { ConnectionState } from './connection-monitor.ts'
import { useConnectionStore } from './connection.store.ts'

const contact = { atMs: 1, roundTripMs: 2, health }
const offline: ConnectionState = {
  kind: 'offline',
  cause: null,
  lastContact: null,
  failures: 1,
  nextProbeAtMs: 1,
}
const settled = () => new Promise<void>((resolve) => setTimeout(resolve))

function setUp(loadSampleSource = () => Promise.resolve(samples)) {
  const store = useConnectionStore()
  const api = apiSource()
  const calls: string[] = []
  const idle: (() => void)[] = []
  let report: (state: ConnectionState) => void = () => undefined
  store.start({
    apiSource: api,
    loadSampleSource,
    whenIdle: (task) => idle.push(task),
    createMonitor: (onChange) => {
      report = onChange
      return {
        start: () => onChange({ kind: 'connecting' }),
        probeNow: () => calls.push('probe'),
        stop: () => calls.push('stop'),
      }
    },
  })
  return { store, api, calls, idle, report: (state: ConnectionState) => report(state) }
}

/** Samples that cannot be fetched at first. */
function failingOnce() {
  let attempts = 0
  return () => {
    attempts += 1
    return attempts === 1 ? Promise.reject(new Error('no chunk')) : Promise.resolve(samples)
  }
}

beforeEach(() => setActivePinia(createPinia()))

describe('the connection store', () => {
  it('has no source until it is decided, then the API, then the samples, then the API again', async () => {
    const { store, api, report } = setUp()
    expect(store.source).toBeNull()
    report({ kind: 'online', contact })
    expect(store.source).toBe(api)
    report(offline)
    await settled()
    expect(store.source?.kind).toBe('samples')
    report({ kind: 'online', contact })
    expect(store.source).toBe(api)
  })

  it('falls back to samples that are missing, says so, and tries again', async () => {
    const { store, report } = setUp(failingOnce())
    report(offline)
    expect(store.source?.kind).toBe('samples')
    await settled()
    expect([store.source?.kind, store.samplesState]).toEqual(['samples', 'missing'])
    report(offline)
    await settled()
    expect([store.source?.kind, store.samplesState]).toEqual(['samples', 'ready'])
  })

  it('fetches the samples ahead, while the API is there, until it has them', async () => {
    const { store, idle, report } = setUp(failingOnce())
    report({ kind: 'online', contact })
    expect(store.samplesState).toBe('unasked')
    idle[0]?.()
    await settled()
    expect(store.samplesState).toBe('missing')
    report({ kind: 'online', contact })
    idle[1]?.()
    await settled()
    expect(store.samplesState).toBe('ready')
    report({ kind: 'online', contact })
    expect(idle).toHaveLength(2)
  })

  it('answers from samples that come late', async () => {
    const { store, report } = setUp(failingOnce())
    report({ kind: 'online', contact })
    report(offline)
    await settled()
    expect(store.samplesState).toBe('missing')
    const found = await store.source?.searchSymbols('ibm')
    expect(found).toHaveLength(1)
  })

  it('hands orders to its monitor', () => {
    const { store, calls } = setUp()
    store.probeNow()
    store.stop()
    expect(calls).toEqual(['probe', 'stop'])
  })
})

describe('the monitor of a browser', () => {
  it('asks when the network or the tab comes back, until it is stopped', async () => {
    let probes = 0
    const states: ConnectionState[] = []
    const monitor = createBrowserMonitor(
      {
        getHealth: () => {
          probes += 1
          return Promise.resolve(health)
        },
      },
      (state) => states.push(state),
    )
    monitor.start()
    await settled()
    window.dispatchEvent(new Event('online'))
    await settled()
    document.dispatchEvent(new Event('visibilitychange'))
    await settled()
    expect(probes).toBe(3)
    expect(states.at(-1)?.kind).toBe('online')
    monitor.stop()
    window.dispatchEvent(new Event('online'))
    document.dispatchEvent(new Event('visibilitychange'))
    expect(probes).toBe(3)
  })
})
