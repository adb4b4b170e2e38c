import { existsSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { join, sep } from 'node:path'
import fastifyStatic, { type FastifyStaticOptions } from '@fastify/static'
import { operations } from '@trading-pro/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { describeService } from '../health/health.service.ts'
import { bind } from '../platform/bind.ts'
import type { NotFoundHandler } from '../platform/not-found.ts'

/** Nothing but our own files: no inline script or style, no frame, no other site. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

export interface WebOptions {
  /** Where the built web app is; it may be missing. */
  readonly directory: string
  readonly release: string
  readonly notFound: NotFoundHandler
}

/**
 * The web app: its files, and its page for every address that a browser asks for and nothing else answers.
 */
export async function webRoutes(app: FastifyInstance, options: WebOptions): Promise<void> {
  const { directory, release, notFound } = options
  const page = join(directory, 'index.html')
  const isServed = existsSync(page)
  // Looked for each time: a build or `make clean` beside the running server takes it away.
  const hasApp = () => isServed && existsSync(page)
  if (isServed) await serveFiles(app, directory)
  await app.register((scope, _options, done) => {
    // The page takes the place of the JSON only for those who ask for a page.
    scope.addHook('onRequest', async (request, reply) => {
      const vary = reply.getHeader('vary')
      void reply.header('vary', vary === undefined ? 'Accept' : `${String(vary)}, Accept`)
      if (hasApp() && wantsPage(request)) await sendPage(reply)
    })
    bind(scope, operations.getServiceIndex, () => describeService(release))
    done()
  })
  const answerElse: NotFoundHandler = (request, reply) =>
    hasApp() && wantsPage(request) && !request.url.startsWith('/api/') && !request.url.startsWith('/assets/')
      ? sendPage(reply)
      : notFound(request, reply)
  app.setNotFoundHandler(answerElse)
  // Before a body is read: whether it is one that could be parsed is not the point.
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404) answerElse(request, reply)
    else done()
  })
}

async function serveFiles(app: FastifyInstance, directory: string): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, outsideContract: 'a file of the web app' }
    })
    await scope.register(fastifyStatic, { ...fileOptions(directory), wildcard: false, decorateReply: false })
  })
  await app.register(fastifyStatic, { ...fileOptions(directory), serve: false })
}

/**
 * Names in `assets/` carry a hash of their content, so they never change; all else is asked for anew each
 * time.
 */
function fileOptions(directory: string): FastifyStaticOptions {
  return {
    root: directory,
    index: false,
    cacheControl: false,
    setHeaders(reply, path) {
      const isHashed = path.startsWith(join(directory, 'assets') + sep)
      void reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      void reply.header('content-security-policy', CONTENT_SECURITY_POLICY)
      void reply.header('referrer-policy', 'no-referrer')
    },
  }
}

/** Whether the request comes from somebody who looks at pages. */
export function acceptsPage({ accept = '' }: IncomingHttpHeaders): boolean {
  return accept.includes('text/html')
}

function wantsPage({ method, headers }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && acceptsPage(headers)
}

function sendPage(reply: FastifyReply): FastifyReply {
  return reply.sendFile('index.html')
}
