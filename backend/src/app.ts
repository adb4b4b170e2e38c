import type { IncomingMessage } from 'node:http'
import cors from '@fastify/cors'
import { BODY_BYTES_MAX, CURRENT_VERSION, HEAD_BYTES_MAX, type ApiVersion } from '@trading-pro/contracts'
import Fastify, { LogController, type FastifyInstance, type RouteOptions } from 'fastify'
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Context } from './context.ts'
import { datafeedRoutes } from './datafeed/datafeed.routes.ts'
import { healthRoutes } from './health/health.routes.ts'
import { handleClientError, handleConnect, handleError, sendProblem } from './platform/errors.ts'
import { createHttpServer } from './platform/http-server.ts'
import { createKnownAnswers, type KnownAnswers } from './platform/known-answers.ts'
import { addMetricsHook, createRequestMetrics } from './platform/metrics.ts'
import { createNotFoundHandler, type NotFoundHandler } from './platform/not-found.ts'
import { ProblemError } from './platform/problem.ts'
import { createValidatorCompiler } from './platform/request-validation.ts'
import { referenceRoutes } from './reference/reference.routes.ts'
import { createOriginCheck } from './stream/origin.ts'
import { StreamGateway, type StreamSettings } from './stream/stream-gateway.ts'
import { streamRoutes } from './stream/stream.routes.ts'
import { attachStream } from './stream/upgrade.ts'
import { udfRoutes } from './udf/udf.routes.ts'
import { addVersionHook, createVersionGate, type VersionGate } from './versions/version-hook.ts'
import { versionRoutes } from './versions/versions.routes.ts'
import { acceptsPage, webRoutes } from './web/web.routes.ts'

export interface AppOptions {
  readonly context: Context
  readonly versions: readonly ApiVersion[]
  readonly corsOrigins: readonly string[]
  readonly stream: StreamSettings
  readonly logLevel: string
  /** Where the built web app is. */
  readonly webDirectory: string
  /** Release of the software. */
  readonly release: string
}

/** Builds the server; it does not listen yet. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { context, versions, release } = options
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const gate = createVersionGate({ versions, nowMs: context.nowMs, registry })
  const countRequest = createRequestMetrics(registry)
  const requestId = createRequestIds()
  const knownAnswers = createKnownAnswers({ requestId, versions: gate, countRequest })
  const app = createServer({ level: options.logLevel, gate, requestId, knownAnswers })
  addRouteLaw(app)
  const notFound = createNotFoundHandler(app)
  addIdentity(app)
  addMetricsHook(app, countRequest)
  addRequestLaw(app)
  if (options.corsOrigins.length > 0) await addCors(app, options.corsOrigins, notFound)
  addVersionHook(app, gate)
  addClosingHook(app)

  healthRoutes(app, { ...context, versions, registry, release })
  versionRoutes(app, { versions, nowMs: context.nowMs })
  datafeedRoutes(app, context)
  udfRoutes(app, context)
  streamRoutes(app)
  addStream(app, options, registry)
  await referenceRoutes(app, versions)
  await webRoutes(app, { directory: options.webDirectory, release, notFound })
  await app.ready()
  return app
}

/** The market goes on, and is sent, for as long as the server listens. */
function addStream(app: FastifyInstance, options: AppOptions, registry: Registry): void {
  const { live, nowMs } = options.context
  const isOriginAllowed = createOriginCheck(options.corsOrigins)
  const { log } = app
  const gateway = new StreamGateway({
    ...{ hub: live.hub, settings: options.stream, nowMs, isOriginAllowed, log, registry },
  })
  attachStream(app.server, gateway)
  app.addHook('onListen', (done) => {
    live.start({
      onAdvance: () => {
        gateway.flush()
      },
      onRestart: () => {
        log.warn({ event: 'live_market_restarted' }, 'live_market_restarted')
        gateway.disconnectAll()
      },
      onFailure: (error) => {
        log.error({ event: 'live_market_failed', err: error }, 'live_market_failed')
      },
    })
    gateway.start({ flushes: false })
    done()
  })
  app.addHook('preClose', async () => {
    await gateway.close()
    live.close()
  })
}

interface ServerParts {
  readonly level: string
  readonly gate: VersionGate
  readonly requestId: (request: IncomingMessage) => string
  readonly knownAnswers: KnownAnswers
}

function createServer({ level, gate, requestId, knownAnswers }: ServerParts): FastifyInstance {
  const app = Fastify({
    serverFactory: (answer) =>
      createHttpServer((request, response) => {
        if (!knownAnswers.send(request, response)) answer(request, response)
      }),
    rewriteUrl: readableUrl,
    bodyLimit: BODY_BYTES_MAX,
    logController: new LogController({ disableRequestLogging: true }),
    return503OnClosing: false,
    genReqId: requestId,
    // One logger for all requests: what is logged of one names its id.
    childLoggerFactory: (logger) => logger,
    routerOptions: { maxParamLength: HEAD_BYTES_MAX },
    clientErrorHandler: handleClientError,
    // An address that cannot be decoded reaches no hook.
    frameworkErrors: (error, request, reply) => {
      void reply.headers({
        ...{ 'x-request-id': request.id, 'api-version': CURRENT_VERSION },
        'x-content-type-options': 'nosniff',
      })
      void handleError(gate.enter(request, reply) ?? error, request, reply)
    },
    logger: level === 'silent' ? false : { level },
  })
  app.decorate('knownAnswers', knownAnswers)
  app.server.on('connect', handleConnect)
  // An expectation that we do not know is no reason to refuse the request.
  app.server.on('checkExpectation', (request, response) => {
    app.routing(request, response)
  })
  // Every body is JSON.
  app.removeContentTypeParser('text/plain')
  app.setValidatorCompiler(createValidatorCompiler())
  app.setErrorHandler(handleError)
  return app
}

/** What a client may call its request; anything else could not stand in a header field or in a log. */
const REQUEST_ID = /^[\w.:-]{1,100}$/

/** The client's own, or one that is unique within and, by its first part, across runs of the server. */
function createRequestIds(): (request: IncomingMessage) => string {
  const run = crypto.randomUUID().slice(0, 8)
  let count = 0
  return ({ headers }) => {
    const given = headers['x-request-id']
    if (typeof given === 'string' && REQUEST_ID.test(given)) return given
    count += 1
    return `${run}-${count.toString(36)}`
  }
}

/** A server with a route that the contract does not describe does not start. */
function addRouteLaw(app: FastifyInstance): void {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => {
    routes.push(route)
  })
  app.addHook('onReady', (done) => {
    const offender = routes.find(
      ({ config, schema }) =>
        config?.outsideContract === undefined &&
        (config?.operation === undefined || schema?.response === undefined),
    )
    done(
      offender === undefined
        ? undefined
        : new Error(
            `the route ${String(offender.method)} ${offender.url} has no operation with response schemas`,
          ),
    )
  })
}

/** An address that cannot be decoded is refused; for a browser that asks for a page it is taken literally. */
function readableUrl({ url = '/', headers }: IncomingMessage): string {
  if (!url.includes('%') || url.startsWith('/api/') || !acceptsPage(headers)) return url
  const [path = '', ...query] = url.split('?')
  try {
    decodeURIComponent(path)
    return url
  } catch {
    return [path.replaceAll('%', '%25'), ...query].join('?')
  }
}

/** What every answer carries; the routes of another version say so. */
function addIdentity(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    reply.header('api-version', CURRENT_VERSION)
    reply.header('x-content-type-options', 'nosniff')
    done()
  })
}

/** What HTTP itself asks of a request, and the router does not. */
function addRequestLaw(app: FastifyInstance): void {
  app.addHook('onRequest', ({ raw }, reply, done) => {
    if (raw.httpVersion === '1.1' && raw.headers.host === undefined) {
      sendProblem(reply, new ProblemError('malformed_request', 'The field Host is missing.'))
    } else if (raw.url === '*') {
      sendProblem(reply, new ProblemError('not_found', 'Nothing is served at *.'))
    } else {
      done()
    }
  })
}

/** While in-flight requests finish, new ones are sent elsewhere. */
function addClosingHook(app: FastifyInstance): void {
  let isClosing = false
  app.addHook('preClose', (done) => {
    isClosing = true
    app.knownAnswers.close()
    done()
  })
  app.addHook('onRequest', (_request, reply, done) => {
    if (!isClosing) {
      done()
      return
    }
    void reply.header('connection', 'close')
    sendProblem(reply, new ProblemError('not_ready', 'The server is stopping.'))
  })
}

/** Comes before all that refuses, so that pages of other sites can read refusals too. */
async function addCors(
  app: FastifyInstance,
  origins: readonly string[],
  notFound: NotFoundHandler,
): Promise<void> {
  app.addHook('onRoute', (route) => {
    if (route.method === 'OPTIONS') route.config = { ...route.config, outsideContract: 'preflights of CORS' }
  })
  app.addHook('onRequest', (request, reply, done) => {
    const { origin, 'access-control-request-method': asked } = request.headers
    if (request.method === 'OPTIONS' && (origin === undefined || asked === undefined))
      notFound(request, reply)
    else done()
  })
  await app.register(cors, {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST'],
    exposedHeaders: ['API-Version', 'X-Request-Id', 'Deprecation', 'Sunset', 'Retry-After'],
    maxAge: 600,
  })
}
