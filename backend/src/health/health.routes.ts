import { operations, type ApiVersion, type Health } from '@trading-pro/contracts'
import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import type { MarketStore } from '../adapters/storage/market-store.ts'
import type { CatalogReader } from '../instruments/instruments.service.ts'
import type { LiveMarket } from '../live-market/live-market.service.ts'
import { bind } from '../platform/bind.ts'
import { ProblemError } from '../platform/problem.ts'
import { findVersion, statusAt } from '../versions/versions.service.ts'

export interface HealthOptions {
  readonly store: MarketStore
  readonly catalog: CatalogReader
  readonly live: LiveMarket
  readonly versions: readonly ApiVersion[]
  readonly nowMs: () => number
  readonly registry: Registry
  readonly release: string
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

export function healthRoutes(app: FastifyInstance, options: HealthOptions): void {
  bind(app, operations.getHealth, async () => describeHealth(options, await checkAll(options)))
  bind(app, operations.getLiveness, () => ({ status: 'ok' as const }))
  bind(app, operations.getReadiness, async () => {
    const failed = Object.values(await checkAll(options)).find(({ status }) => status === 'failed')
    if (failed !== undefined) throw new ProblemError('not_ready', failed.detail)
    return { status: 'ok' as const }
  })
  bind(app, operations.getMetrics, async (_input, { request }) => {
    if (!LOOPBACK.has(request.ip)) throw new ProblemError('not_found', 'Nothing is served at /metrics.')
    return options.registry.metrics()
  })
}

async function checkAll(options: HealthOptions): Promise<Health['checks']> {
  const store = await checkStore(options)
  return options.live.size === 0 ? { store } : { store, market: options.live.check() }
}

async function checkStore({ catalog, store }: HealthOptions): Promise<Health['checks']['store']> {
  try {
    store.dataVersion()
    const { entries, barCount } = await catalog.current()
    return { status: 'ok', detail: `${entries.length} instruments, ${barCount} bars` }
  } catch {
    return { status: 'failed', detail: 'the store does not answer' }
  }
}

function describeHealth(options: HealthOptions, checks: Health['checks']): Health {
  const version = findVersion(options.versions, 'v1')
  const nowMs = options.nowMs()
  return {
    status: Object.values(checks).every(({ status }) => status === 'ok') ? 'ok' : 'degraded',
    message: 'Trading API is running',
    timestamp: new Date(nowMs).toISOString(),
    api_version: version.version,
    version_info: {
      version: version.version,
      release_date: version.releaseDate,
      status: statusAt(version, nowMs),
      deprecation_notice: version.deprecationNotice,
    },
    checks,
  }
}
