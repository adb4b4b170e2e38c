import { apiVersions } from '@trading-pro/contracts'
import { describe, expect, it } from 'vitest'
import { storeSeries, testInstrument } from './testing/series.ts'
import { startTestServer } from './testing/test-server.ts'

const OURS = 'https://charts.example.org'
const preflight = (origin: string): RequestInit => ({
  method: 'OPTIONS',
  headers: {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  },
})
const allowedOrigin = ({ headers }: { headers: Headers }) => headers.get('access-control-allow-origin')

describe('pages of other sites', () => {
  it('may read nothing unless they are told of', async () => {
    await using server = await startTestServer({ hasSamples: false })
    expect(allowedOrigin(await server.request('/api/v1/health', { headers: { origin: OURS } }))).toBeNull()
    expect((await server.request('/api/v1/health', preflight(OURS))).status).toBe(405)
  })

  it('may call when they are, and no others', async () => {
    await using server = await startTestServer({
      ...{ hasSamples: false, corsOrigins: [OURS] },
      async prepare(store) {
        const rows = [[0, 1, 1, 1, 1, 1]] as const
        await storeSeries(store, { instrument: testInstrument('TEST:ONE'), resolution: '1D', rows })
      },
    })
    const answer = await server.request('/api/v1/health', { headers: { origin: OURS } })
    expect(allowedOrigin(answer)).toBe(OURS)
    expect(answer.headers.get('vary')).toBe('Origin')
    expect(answer.headers.get('access-control-expose-headers')).toContain('X-Request-Id')
    expect((await server.request('/', { headers: { origin: OURS } })).headers.get('vary')).toBe(
      'Origin, Accept',
    )
    const bars = '/api/v1/datafeed/bars?symbol=TEST:ONE&resolution=1D'
    expect(allowedOrigin(await server.request(bars, { headers: { origin: OURS } }))).toBe(OURS)
    const other = await server.request('/api/v1/health', { headers: { origin: 'https://evil.example.org' } })
    expect(allowedOrigin(other)).toBeNull()
  })

  it('are asked for by preflights, and only by those', async () => {
    await using server = await startTestServer({ hasSamples: false, corsOrigins: [OURS] })
    const asked = await fetch(`${server.origin}/api/v1/datafeed/quotes`, preflight(OURS))
    expect([asked.status, allowedOrigin(asked)]).toEqual([204, OURS])
    expect(asked.headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST')
    expect(asked.headers.get('access-control-allow-headers')).toBe('content-type')
    expect(asked.headers.get('api-version')).toBe('v1')
    const others = await fetch(`${server.origin}/api/v1/health`, preflight('https://evil.example.org'))
    expect(allowedOrigin(others)).toBeNull()
    expect((await server.request('/api/v1/health', { method: 'OPTIONS' })).status).toBe(405)
    expect((await server.request('/nothing', { method: 'OPTIONS' })).status).toBe(404)
  })

  it('can read refusals, also of a version that has ended', async () => {
    const versions = apiVersions.map((version) => ({ ...version, sunsetAt: '2001-01-01T00:00:00Z' }))
    await using server = await startTestServer({ hasSamples: false, corsOrigins: ['*'], versions })
    const answer = await server.request('/api/v1/health', { headers: { origin: OURS } })
    expect([answer.status, allowedOrigin(answer)]).toEqual([410, '*'])
  })
})
