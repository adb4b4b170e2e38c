import { createOpenGateway } from '../../backend/src/testing/open-gateway.ts'
import { listenOn, type MeasuredServer } from './measured-server.ts'
import { headBytes, PublishedSource } from './published-source.ts'
import type { StreamServerOptions } from './server-protocol.ts'

/** The product's hub and gateway, with sources that have news when they are told to. */
export async function startGatewayServer(options: StreamServerOptions): Promise<MeasuredServer> {
  const sources = new Map<string, PublishedSource>()
  let publishedAt: number | null = null
  const nowMs = (): number => publishedAt ?? Date.now()
  const { server, gateway, metric } = createOpenGateway(nowMs, (topic) => {
    if (!('symbol' in topic)) return 'unknown_channel'
    const text = `${topic.channel}:${topic.symbol}`
    const source = new PublishedSource(options.messageBytes - headBytes(text))
    sources.set(text, source)
    return source
  })
  return {
    port: await listenOn(server),
    publish(dueMs) {
      for (const source of sources.values()) source.publish()
      // As the market does: what is new is sent in the same turn. It counts from when it was due.
      publishedAt = dueMs
      gateway.flush()
      publishedAt = null
    },
    connections: () => metric('stream_connections'),
    lagging: () => metric('stream_lagging_connections'),
  }
}
