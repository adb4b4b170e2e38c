import { CURRENT_VERSION, type ApiVersion, type VersionStatus } from '@trading-pro/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Counter, type Registry } from 'prom-client'
import { decodedPath } from '../platform/decoded-path.ts'
import { sendProblem } from '../platform/errors.ts'
import { ProblemError } from '../platform/problem.ts'
import { lifeHeaders, statusAt } from './versions.service.ts'
import type { VersionsOptions } from './versions.routes.ts'

const PREFIX = '/api/'

/** Where every call of a version passes, and is counted. */
export interface VersionGate {
  /** Marks and counts a call of a version; answers why it is refused, `null` while the version is served. */
  enter(request: FastifyRequest, reply: FastifyReply): ProblemError | null
  /** Where the version of an address is in its life; `null` for an address of none. */
  statusOf(url: string): VersionStatus | null
  /** Counts a call of the version of an address. */
  count(url: string): void
}

/** Makes the gate of these versions, and the metric of their calls. */
export function createVersionGate(options: VersionsOptions & { registry: Registry }): VersionGate {
  const uses = new Counter({
    name: 'trading_api_version_requests_total',
    help: 'Requests by version of the API',
    labelNames: ['version'],
    registers: [options.registry],
  })
  const counters = new Map(options.versions.map(({ version }) => [version, uses.labels(version)]))
  // A version that nobody uses is shown as such.
  for (const counter of counters.values()) counter.inc(0)
  const byName = new Map(options.versions.map((version) => [version.version, version]))

  function enter(request: FastifyRequest, reply: FastifyReply): ProblemError | null {
    const version = versionOfUrl(request.url, byName) ?? versionOfUrl(plainPath(request), byName)
    if (version === undefined) return null
    if (version.version !== CURRENT_VERSION) void reply.header('api-version', version.version)
    counters.get(version.version)?.inc()
    const nowMs = options.nowMs()
    for (const [name, value] of Object.entries(lifeHeaders(version, nowMs))) void reply.header(name, value)
    if (statusAt(version, nowMs) !== 'sunset') return null
    const notice = version.deprecationNotice ?? '/api/v1/versions lists those that are served.'
    return new ProblemError('version_sunset', `Version ${version.version} has ended. ${notice}`)
  }

  return {
    enter,
    statusOf(url) {
      const version = versionOfUrl(url, byName)
      return version === undefined ? null : statusAt(version, options.nowMs())
    },
    count(url) {
      counters.get(versionOfUrl(url, byName)?.version ?? '')?.inc()
    },
  }
}

/** Lets every call through the gate, whatever route it is for. */
export function addVersionHook(app: FastifyInstance, gate: VersionGate): void {
  app.addHook('onRequest', (request, reply, done) => {
    const refusal = gate.enter(request, reply)
    if (refusal === null) done()
    else sendProblem(reply, refusal)
  })
}

/** An address can be written in several ways: the route's own path where there is one. */
function plainPath({ routeOptions, url }: FastifyRequest): string {
  return routeOptions.url ?? decodedPath(url)
}

function versionOfUrl(url: string, versions: ReadonlyMap<string, ApiVersion>): ApiVersion | undefined {
  if (!url.startsWith(PREFIX)) return undefined
  let end = PREFIX.length
  while (end < url.length && url[end] !== '/' && url[end] !== '?') end += 1
  return versions.get(url.slice(PREFIX.length, end))
}
