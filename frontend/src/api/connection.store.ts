import { defineStore } from 'pinia'
import { computed, shallowReadonly, shallowRef } from 'vue'
import type { ConnectionMonitor, ConnectionState } from './connection-monitor.ts'
import { createLazySamples, type LazySamples } from './lazy-samples.ts'
import type { MarketSource } from './market-source.ts'

/** What the store is wired to; tests wire it to fakes. */
export interface ConnectionWiring {
  readonly apiSource: MarketSource
  readonly loadSampleSource: () => Promise<MarketSource>
  /** Runs a task that nobody waits for, after the first view. */
  readonly whenIdle: (task: () => void) => void
  readonly createMonitor: (onChange: (state: ConnectionState) => void) => ConnectionMonitor
}

/** Whether the samples are there; `missing` until the server has them again. */
export type SamplesState = 'unasked' | 'ready' | 'missing'

/** Whether the API answers, and where market data comes from meanwhile. */
export const useConnectionStore = defineStore('connection', () => {
  const state = shallowRef<ConnectionState>({ kind: 'connecting' })
  const sampleSource = shallowRef<MarketSource | null>(null)
  const samplesState = shallowRef<SamplesState>('unasked')
  const apiSource = shallowRef<MarketSource | null>(null)
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

  /** Whoever asks the samples meets the failure; here it only becomes known. */
  async function fetchSamples({ load }: LazySamples): Promise<void> {
    samplesState.value = await load().then(
      () => 'ready',
      () => 'missing',
    )
  }

  function start(wiring: ConnectionWiring): void {
    apiSource.value = wiring.apiSource
    const samples = createLazySamples(wiring.loadSampleSource)
    sampleSource.value = samples.source
    monitor = wiring.createMonitor((next) => {
      state.value = next
      if (samplesState.value === 'ready') return
      // Ahead of need: when the server goes, so does what the samples are fetched from.
      if (next.kind === 'online') wiring.whenIdle(() => void fetchSamples(samples))
      else if (next.kind === 'offline') void fetchSamples(samples)
    })
    monitor.start()
  }

  return {
    state,
    source,
    samplesState: shallowReadonly(samplesState),
    start,
    probeNow: () => monitor?.probeNow(),
    stop: () => monitor?.stop(),
  }
})
