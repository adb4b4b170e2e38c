import fastifySwagger, { type StaticDocumentSpec } from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import { openApiDocument, type ApiVersion } from '@trading-pro/contracts'
import type { FastifyInstance } from 'fastify'
import { streamReferenceRoutes } from './stream-reference.routes.ts'

const config = { outsideContract: 'the reference itself' }

/** The page of the reference sets styles of its own. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "frame-ancestors 'none'",
].join('; ')

/** Versions with routes of their own; each has its document and its page. */
const DOCUMENTED = ['v1'] as const

/** The document and the interactive reference of each version, offline. */
export async function referenceRoutes(app: FastifyInstance, versions: readonly ApiVersion[]): Promise<void> {
  for (const version of DOCUMENTED) {
    const base = `/api/${version}`
    const text = JSON.stringify(openApiDocument(version, versions))
    app.get(`${base}/openapi.json`, { config }, (_request, reply) =>
      reply.type('application/json; charset=utf-8').send(text),
    )
    streamReferenceRoutes(app, version)
    app.get(`${base}/redoc`, { config }, (_request, reply) => reply.redirect(`${base}/docs`, 302))
    await app.register(async (scope) => {
      scope.addHook('onRoute', (route) => {
        route.config = { ...route.config, ...config }
      })
      await scope.register(fastifySwagger, {
        mode: 'static',
        specification: { document: JSON.parse(text) as StaticDocumentSpec['document'] },
      })
      await scope.register(fastifySwaggerUi, {
        routePrefix: `${base}/docs`,
        staticCSP: CONTENT_SECURITY_POLICY,
        uiConfig: { docExpansion: 'list', deepLinking: false },
        theme: { title: `Trading API ${version}` },
      })
    })
  }
}
