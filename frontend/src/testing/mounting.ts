import { ApiUnreachable } from '@trading-pro/client'
import { mount, type ComponentMountingOptions } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import type { Component } from 'vue'
import { createMemoryHistory } from 'vue-router'
import type { ConnectionState } from '../api/connection-monitor.ts'
import { useConnectionStore } from '../api/connection.store.ts'
import type { MarketSource } from '../api/market-source.ts'
import { marketStreamKey } from '../api/stream/market-stream.ts'
import { createChartKey } from '../chart/useChartCanvas.ts'
import { createAppRouter } from '../router.ts'
import { completeBrowser } from './browser.ts'
import { recordingChart } from './charts.ts'
import { health } from './health.ts'
import { apiSource, samples } from './sources.ts'
import { fakeStream } from './streams.ts'

export const online: ConnectionState = {
  kind: 'online',
  contact: { atMs: Date.now(), roundTripMs: 12, health },
}

export function offline(
  parts: { nextProbeAtMs?: number | null; hadContact?: boolean } = {},
): ConnectionState {
  const { nextProbeAtMs = Date.now() + 8_000, hadContact = false } = parts
  const lastContact = hadContact ? { atMs: Date.now(), roundTripMs: 12, health } : null
  return {
    kind: 'offline',
    cause: new ApiUnreachable('network', 'gone'),
    lastContact,
    failures: 3,
    nextProbeAtMs,
  }
}

export interface MountingOptions {
  /** @default the samples as if the API had sent them */
  readonly api?: MarketSource
  /** Where the app is opened. @default /market/INDEX:SPX */
  readonly address?: string
  readonly loadSampleSource?: () => Promise<MarketSource>
  /** Whether all panels fit beside the chart. @default true */
  readonly isWide?: boolean
  readonly mounting?: ComponentMountingOptions<unknown>
}

/** Lets answers arrive and the page follow. */
export const settle = async () => {
  for (let turn = 0; turn < 3; turn += 1) await new Promise<void>((resolve) => setTimeout(resolve))
}

/** Mounts a component in the whole app's surroundings, with a connection that the test drives. */
export async function mountInApp(component: Component, options: MountingOptions = {}) {
  const { api = apiSource(), address = '/market/INDEX:SPX', mounting = {} } = options
  const { isWide = true } = options
  const browser = completeBrowser({ isWide })
  localStorage.clear()
  const pinia = createPinia()
  setActivePinia(pinia)
  const router = createAppRouter(createMemoryHistory())
  await router.push(address)
  await router.isReady()
  const chart = recordingChart()
  const stream = fakeStream()
  let report: (state: ConnectionState) => void = () => undefined
  let probes = 0
  useConnectionStore().start({
    apiSource: api,
    loadSampleSource: options.loadSampleSource ?? (() => Promise.resolve(samples)),
    whenIdle: (task) => task(),
    createMonitor: (onChange) => {
      report = onChange
      return { start: () => undefined, probeNow: () => (probes += 1), stop: () => undefined }
    },
  })
  const wrapper = mount(component, {
    ...mounting,
    attachTo: document.body,
    global: {
      ...mounting.global,
      plugins: [pinia, router],
      provide: {
        [createChartKey as symbol]: chart.create,
        [marketStreamKey as symbol]: stream.stream,
        ...mounting.global?.provide,
      },
    },
  })
  async function connection(state: ConnectionState): Promise<void> {
    report(state)
    await settle()
  }
  return { wrapper, router, chart, stream, browser, connection, probes: () => probes }
}
