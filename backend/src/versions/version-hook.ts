import { CURRENT_VERSION, type ApiVersion } from '@trading-pro/contracts'
import type { FastifyInstance } from 'fastify'
import { Counter, type Registry } from 'prom-client'
import { sendProblem } from '../platform/errors.ts'
import { ProblemError } from '../platform/problem.ts'
import { lifeHeaders, statusAt } from './version-life.ts'
import type { VersionsOptions } from './versions.routes.ts'

const PREFIX = '/api/'

/** Marks, counts and, after its end, refuses every call of a version, whatever route it is for. */
export function addVersionHook(
  app: FastifyInstance,
  options: VersionsOptions & { registry: Registry },
): void {
  const uses = new Counter({
    name: 'trading_api_version_requests_total',
    help: 'Requests by version of the API',
    labelNames: ['version'],
    registers: [options.registry],
  })
  const counters = new Map(options.versions.map(({ version }) => [version, uses.labels(version)]))
  const byName = new Map(options.versions.map((version) => [version.version, version]))

  app.addHook('onRequest', (request, reply, done) => {
    const version = versionOfUrl(request.url, byName)
    if (version === undefined) {
      reply.header('api-version', CURRENT_VERSION)
      done()
      return
    }
    counters.get(version.version)?.inc()
    reply.header('api-version', version.version)
    const nowMs = options.nowMs()
    for (const [name, value] of Object.entries(lifeHeaders(version, nowMs))) reply.header(name, value)
    if (statusAt(version, nowMs) !== 'sunset') {
      done()
      return
    }
    const notice = version.deprecationNotice ?? '/api/v1/versions lists those that are served.'
    sendProblem(reply, new ProblemError('version_sunset', `Version ${version.version} has ended. ${notice}`))
  })
}

function versionOfUrl(url: string, versions: ReadonlyMap<string, ApiVersion>): ApiVersion | undefined {
  if (!url.startsWith(PREFIX)) return undefined
  let end = PREFIX.length
  while (end < url.length && url[end] !== '/' && url[end] !== '?') end += 1
  return versions.get(url.slice(PREFIX.length, end))
}
