import cors from '@fastify/cors'
import { BODY_BYTES_MAX, HEAD_BYTES_MAX, type ApiVersion } from '@trading-pro/contracts'
import Fastify, { LogController, type FastifyInstance, type RouteOptions } from 'fastify'
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Context } from './context.ts'
import { datafeedRoutes } from './datafeed/datafeed.routes.ts'
import { healthRoutes } from './health/health.routes.ts'
import { handleClientError, handleError, sendProblem } from './platform/errors.ts'
import { addMetricsHook } from './platform/metrics.ts'
import { ProblemError } from './platform/problem.ts'
import { createValidatorCompiler } from './platform/request-validation.ts'
import { referenceRoutes } from './reference/reference.routes.ts'
import { udfRoutes } from './udf/udf.routes.ts'
import { addVersionHook } from './versions/version-hook.ts'
import { versionRoutes } from './versions/versions.routes.ts'
import { webRoutes } from './web/web.routes.ts'

export interface AppOptions {
  readonly context: Context
  readonly versions: readonly ApiVersion[]
  readonly corsOrigins: readonly string[]
  readonly logLevel: string
  /** Where the built web app is. */
  readonly webDirectory: string
  /** Release of the software. */
  readonly release: string
}

/** A request that has not arrived after so long is cut; none of ours is large. */
const REQUEST_TIMEOUT_MS = 15_000

/** Builds the server; it does not listen yet. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const app = createServer(options.logLevel)
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  addRouteLaw(app)
  addRequestId(app)
  addMetricsHook(app, registry)
  addVersionHook(app, { versions: options.versions, nowMs: options.context.nowMs, registry })
  addClosingHook(app)
  if (options.corsOrigins.length > 0) await addCors(app, options.corsOrigins)

  const { context, versions, release } = options
  healthRoutes(app, { ...context, versions, registry, release })
  versionRoutes(app, { versions, nowMs: context.nowMs })
  datafeedRoutes(app, context)
  udfRoutes(app, context)
  await referenceRoutes(app)
  await webRoutes(app, { directory: options.webDirectory, release })
  await app.ready()
  return app
}

function createServer(level: string): FastifyInstance {
  const app = Fastify({
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    logController: new LogController({ disableRequestLogging: true }),
    return503OnClosing: false,
    genReqId: createRequestIds(),
    routerOptions: { maxParamLength: HEAD_BYTES_MAX },
    clientErrorHandler: handleClientError,
    frameworkErrors: (error, request, reply) => {
      void handleError(error, request, reply)
    },
    logger: level === 'silent' ? false : { level },
  })
  app.setValidatorCompiler(createValidatorCompiler())
  app.setErrorHandler(handleError)
  return app
}

/** Unique within and, by its first part, across runs of the server. */
function createRequestIds(): () => string {
  const run = crypto.randomUUID().slice(0, 8)
  let count = 0
  return () => `${run}-${(count += 1).toString(36)}`
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

function addRequestId(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
}

/** While in-flight requests finish, new ones are sent elsewhere. */
function addClosingHook(app: FastifyInstance): void {
  let isClosing = false
  app.addHook('preClose', (done) => {
    isClosing = true
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

async function addCors(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  await app.register(cors, {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST'],
    exposedHeaders: ['API-Version', 'X-Request-Id', 'Deprecation', 'Sunset', 'Retry-After'],
    maxAge: 600,
  })
}
