import { createServer, type RequestListener, type Server } from 'node:http'

/** A head, and a whole request, that has not arrived after so long is cut; none of ours is large. */
const HEAD_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 15_000
/** How often connections are looked at for that: Node's own 30 seconds would double the limits. */
const TIMEOUT_CHECK_INTERVAL_MS = 1_000
/** Longer than the minute after which proxies close the idle connections that they keep. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000

/** A server with our limits, for each address that the application listens on. */
export function createHttpServer(answer: RequestListener): Server {
  return createServer(
    {
      headersTimeout: HEAD_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      // Node would refuse it with an answer of its own; the application does with a problem.
      requireHostHeader: false,
    },
    answer,
  )
}
