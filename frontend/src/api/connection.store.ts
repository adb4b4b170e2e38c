import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { ConnectionMonitor, ConnectionState } from './connection-monitor.ts'
import type { MarketSource } from './market-source.ts'

/** What the store is wired to; tests wire it to fakes. */
export interface ConnectionWiring {
  readonly apiSource: MarketSource
  readonly loadSampleSource: () => Promise<MarketSource>
  readonly createMonitor: (onChange: (state: ConnectionState) => void) => ConnectionMonitor
}

/** Whether the API answers, and where market data comes from meanwhile. */
export const useConnectionStore = defineStore('connection', () => {
  const state = shallowRef<ConnectionState>({ kind: 'connecting' })
  const sampleSource = shallowRef<MarketSource | null>(null)
  const apiSource = shallowRef<MarketSource | null>(null)
  const samplesFailure = shallowRef<unknown>(null)
  let monitor: ConnectionMonitor | null = null

  /** `null` until the first answer, or its absence, decides it. */
  const source = computed<MarketSource | null>(() => {
    switch (state.value.kind) {
      case 'online':
        return apiSource.value
      case 'offline':
        return sampleSource.value
      default:
        return null
    }
  })

  async function fallBack(load: () => Promise<MarketSource>): Promise<void> {
    if (sampleSource.value !== null) return
    try {
      sampleSource.value = await load()
      samplesFailure.value = null
    } catch (error) {
      samplesFailure.value = error
    }
  }

  function start(wiring: ConnectionWiring): void {
    apiSource.value = wiring.apiSource
    monitor = wiring.createMonitor((next) => {
      state.value = next
      if (next.kind === 'offline') void fallBack(wiring.loadSampleSource)
    })
    monitor.start()
  }

  return {
    state,
    source,
    samplesFailure,
    start,
    probeNow: () => monitor?.probeNow(),
    stop: () => monitor?.stop(),
  }
})
