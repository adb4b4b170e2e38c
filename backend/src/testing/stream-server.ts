import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { publicChannels, topicText, type PublicChannel } from '@trading-pro/contracts'
import { StreamHub } from '@trading-pro/exchange'
import Fastify from 'fastify'
import { Registry } from 'prom-client'
import { createOriginCheck } from '../stream/origin.ts'
import type { StreamAccess } from '../stream/stream-access.ts'
import { StreamGateway, type StreamSettings } from '../stream/stream-gateway.ts'
import { attachStream } from '../stream/upgrade.ts'
import { createScriptedSources, type ScriptedSource } from './stream-sources.ts'

export interface StreamServerOptions {
  readonly settings?: Partial<StreamSettings>
  readonly corsOrigins?: readonly string[]
  readonly access?: StreamAccess
}

/** A gateway on a bare HTTP server: its topics are scripted, its clock is in the hands of the test. */
export interface StreamServer extends AsyncDisposable {
  readonly port: number
  readonly gateway: StreamGateway
  readonly hub: StreamHub
  /** The source of a topic that somebody has subscribed to. */
  source(topic: string): ScriptedSource
  /** Its clock, Unix ms. */
  now(): number
  /** Lets time pass. */
  advance(ms: number): void
  /** A piece of news on each topic, and a flush that all of them take part in. */
  publish(topics: readonly string[], entries?: number): void
  /** Time passes second by second, and the gateway looks after its connections. */
  sweep(seconds: number): void
  /** Flushes again and again until the end of the block. */
  flushing(): Disposable
  /** The value of a metric. */
  metric(name: string, labels?: Readonly<Record<string, string>>): Promise<number>
}

/** Every channel as often as it is flushed. */
const uncapped = Object.fromEntries(Object.keys(publicChannels).map((name) => [name, 1_000])) as Record<
  PublicChannel,
  number
>

export async function startStreamServer(options: StreamServerOptions = {}): Promise<StreamServer> {
  let now = Date.UTC(2026, 0, 5)
  const nowMs = () => now
  const sources = createScriptedSources(topicText)
  const hub = new StreamHub({
    epoch: 'test',
    messagesPerSecond: uncapped,
    openSource: (topic) => sources.open(topic),
    onFailure: () => undefined,
  })
  const registry = new Registry()
  const gateway = new StreamGateway({
    ...{ hub, nowMs, registry },
    settings: {
      ...{ topicsPerConnectionMax: 1_000, connectionsMax: 10_000, connectionsPerAddressMax: 100 },
      ...options.settings,
    },
    isOriginAllowed: createOriginCheck(options.corsOrigins ?? []),
    log: Fastify({ logger: false }).log,
    ...(options.access === undefined ? {} : { access: options.access }),
  })
  const server = createServer((_request, response) => response.writeHead(404).end())
  attachStream(server, gateway)
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    // It listens on a port.
    port: (server.address() as AddressInfo).port,
    gateway,
    hub,
    source: (topic) => sources.of(topic),
    now: nowMs,
    advance(ms) {
      now += ms
    },
    publish(topics, entries) {
      for (const topic of topics) sources.of(topic).publish(entries)
      now += 1
      gateway.flush()
    },
    sweep(seconds) {
      for (let count = 0; count < seconds; count += 1) {
        now += 1_000
        gateway.sweep()
      }
    },
    flushing() {
      const timer = setInterval(() => {
        gateway.flush()
      }, 1)
      return {
        [Symbol.dispose]() {
          clearInterval(timer)
        },
      }
    },
    async metric(name, labels = {}) {
      const metric = registry.getSingleMetric(name)
      const values = (await metric?.get())?.values ?? []
      const wanted = Object.entries(labels)
      const found = values.find((value) => wanted.every(([key, text]) => value.labels[key] === text))
      return found?.value ?? 0
    },
    async [Symbol.asyncDispose]() {
      await gateway.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
