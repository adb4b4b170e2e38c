import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { operations } from '@trading-pro/contracts'
import { describe, expect, it } from 'vitest'
import { startTestServer } from '../testing/test-server.ts'

const NOW = Date.UTC(2026, 10, 22, 12, 30, 15, 250)

describe('the health of the server', () => {
  it('says that it runs, since when the version is out, and what the store holds', async () => {
    await using server = await startTestServer({ nowMs: () => NOW })
    expect(await server.call(operations.getHealth)).toEqual({
      status: 'ok',
      message: 'Trading API is running',
      timestamp: '2026-11-22T12:30:15.250Z',
      api_version: 'v1',
      version_info: {
        version: 'v1',
        release_date: '2026-11-22',
        status: 'stable',
        deprecation_notice: null,
      },
      checks: { store: { status: 'ok', detail: '6 instruments, 5665 bars' } },
    })
  })

  it('is asked for by probes', async () => {
    await using server = await startTestServer({ hasSamples: false })
    expect(await server.call(operations.getLiveness)).toEqual({ status: 'ok' })
    expect(await server.call(operations.getReadiness)).toEqual({ status: 'ok' })
  })

  it('degrades with the store, which ends readiness but not life, and tells no more', async () => {
    await using server = await startTestServer()
    await server.context.store[Symbol.asyncDispose]()
    expect(await server.call(operations.getLiveness)).toEqual({ status: 'ok' })
    const health = await server.call(operations.getHealth)
    expect([health.status, health.checks.store.status]).toEqual(['degraded', 'failed'])
    const { status, headers, text } = await server.request('/readyz')
    expect([status, headers.get('retry-after')]).toEqual([503, '1'])
    expect(text).toContain('"code":"not_ready"')
    const problem = await server.refusal('/api/v1/datafeed/bars?symbol=INDEX:SPX&resolution=1D')
    expect(problem).toMatchObject({
      status: 500,
      code: 'internal_error',
      detail: 'The server failed; its log has the cause under this request id.',
      errors: [],
    })
  })
})

describe('the index at the root', () => {
  it('says where to find what', async () => {
    await using server = await startTestServer({ hasSamples: false })
    expect(await server.call(operations.getServiceIndex)).toEqual({
      name: 'Trading API',
      version: '0.0.0-test',
      current_api_version: 'v1',
      documentation: '/api/v1/docs',
      health: '/api/v1/health',
      versions: '/api/v1/versions',
      datafeed: '/api/v1/datafeed',
    })
  })

  it('is JSON even to browsers while there is no web app, and the page once there is', async () => {
    const accept = 'text/html,application/xhtml+xml'
    await using bare = await startTestServer({ hasSamples: false })
    expect((await bare.request('/', { headers: { accept } })).body).toMatchObject({ name: 'Trading API' })

    await writeFile(join(bare.directory, 'index.html'), '<!doctype html><title>App</title>')
    await using server = await startTestServer({ hasSamples: false, webDirectory: bare.directory })
    const page = await fetch(`${server.origin}/`, { headers: { accept } })
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.headers.get('vary')).toBe('Accept')
    expect(await page.text()).toContain('<title>App</title>')
    for (const others of ['application/json', '*/*']) {
      const { body } = await server.request('/', { headers: { accept: others } })
      expect(body).toMatchObject({ name: 'Trading API' })
    }
  })
})

describe('the metrics', () => {
  it('count and time requests by operation, version and status', async () => {
    await using server = await startTestServer()
    await server.call(operations.getHealth)
    await server.call(operations.getHealth)
    const bars = '/api/v1/datafeed/bars?resolution=1D&symbol='
    for (const symbol of ['SPX', 'SPX', 'NOPE']) await server.request(`${bars}${symbol}`)
    await server.request(`${bars}SPX`, { method: 'HEAD' })
    await server.request('/api/v1/datafeed/resolve/NOPE')
    await server.request('/nothing')
    const text = await server.call(operations.getMetrics)
    expect(text).toContain('http_requests_total{operation="getHealth",status="200"} 2')
    expect(text).toContain('http_requests_total{operation="getBars",status="200"} 3')
    expect(text).toContain('http_requests_total{operation="getBars",status="404"} 1')
    expect(text).toContain('http_requests_total{operation="resolveSymbol",status="404"} 1')
    expect(text).toContain('http_requests_total{operation="other",status="404"} 1')
    expect(text).toContain('http_request_duration_seconds_count{operation="getHealth"} 2')
    expect(text).toContain('trading_api_version_requests_total{version="v1"} 7')
    expect(text).toContain('trading_api_version_requests_total{version="v2"} 0')
    expect(text).toMatch(/process_resident_memory_bytes \d+/)
  })
})
