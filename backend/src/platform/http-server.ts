import { createServer, type RequestListener, type Server } from 'node:http'
import { HEAD_SECONDS_MAX, REQUEST_SECONDS_MAX } from '@trading-pro/contracts'

/** How often connections are looked at for that: Node's own 30 seconds would double the limits. */
const TIMEOUT_CHECK_INTERVAL_MS = 1_000
/** Longer than the minute after which proxies close the idle connections that they keep. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000

/** A server with our limits, for each address that the application listens on. */
export function createHttpServer(answer: RequestListener): Server {
  const server: Server = createServer(
    {
      headersTimeout: HEAD_SECONDS_MAX * 1000,
      requestTimeout: REQUEST_SECONDS_MAX * 1000,
      connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      // Node would refuse it with an answer of its own; the application does with a problem.
      requireHostHeader: false,
      // A wish for another protocol, such as h2c, is no reason not to answer the request.
      shouldUpgradeCallback: ({ headers }) =>
        server.listenerCount('upgrade') > 0 && headers.upgrade?.toLowerCase() === 'websocket',
    },
    answer,
  )
  return server
}
