import { createServer, type Server } from 'node:http'
import { publicChannels, type PublicChannel } from '@trading-pro/contracts'
import { StreamHub, type StreamHubOptions } from '@trading-pro/exchange'
import Fastify from 'fastify'
import { Registry } from 'prom-client'
import { createOriginCheck } from '../stream/origin.ts'
import { StreamGateway } from '../stream/stream-gateway.ts'
import { attachStream } from '../stream/upgrade.ts'

/** Once a millisecond is as good as no cap. */
const UNCAPPED = 1_000
const CONNECTIONS_MAX = 100_000

const uncapped = Object.fromEntries(
  Object.keys(publicChannels).map((channel) => [channel, UNCAPPED]),
) as Record<PublicChannel, number>

/** A gateway that runs, on a bare HTTP server that does not listen yet. */
export interface OpenGateway {
  readonly server: Server
  readonly gateway: StreamGateway
  /** The value of a metric. */
  readonly metric: (name: string) => Promise<number>
}

/** The hub and the gateway of the product, without caps, for measurements. */
export function createOpenGateway(
  nowMs: () => number,
  openSource: StreamHubOptions['openSource'],
): OpenGateway {
  const registry = new Registry()
  const gateway = new StreamGateway({
    ...{ nowMs, registry, isOriginAllowed: createOriginCheck([]) },
    hub: new StreamHub({
      ...{ epoch: 'bench', messagesPerSecond: uncapped, openSource },
      onFailure(error) {
        throw error
      },
    }),
    settings: {
      topicsPerConnectionMax: 1_000,
      connectionsMax: CONNECTIONS_MAX,
      connectionsPerAddressMax: CONNECTIONS_MAX,
    },
    log: Fastify({ logger: false }).log,
  })
  const server = createServer((_request, response) => response.writeHead(404).end())
  attachStream(server, gateway)
  // As the product does: who has news tells.
  gateway.start({ flushes: false })
  return {
    server,
    gateway,
    async metric(name) {
      const values = (await registry.getSingleMetric(name)?.get())?.values ?? []
      return values[0]?.value ?? 0
    },
  }
}
