import { apiVersions, operations, type ApiVersion } from '@trading-pro/contracts'
import { describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

const DEPRECATED_AT = '2027-01-01T00:00:00Z'
const SUNSET_AT = '2027-07-01T00:00:00Z'

/** The versions of the product, v1 with another life. */
function withLife(life: Partial<ApiVersion>): readonly ApiVersion[] {
  return apiVersions.map((version) => (version.version === 'v1' ? { ...version, ...life } : version))
}

const ending = { deprecatedAt: DEPRECATED_AT, sunsetAt: SUNSET_AT, deprecationNotice: 'Move to v2.' }
const deprecated = withLife({ ...ending, status: 'deprecated' })

/** Of every kind of route, and of none. */
const callsOfV1 = [
  ...['/api/v1/health', '/api/v1/version', '/api/v1/versions', '/api/v1/datafeed/config'],
  ...['/api/v1/datafeed/bars', '/api/v1/udf/config', '/api/v1/udf/time', '/api/v1/udf/history?symbol=x'],
  ...['/api/v1/nothing', '/api/v1', '/api/v1/', '/api/v1?a=b', '/api/v1/%zz', '/api/%76%31/health'],
  ...['/api/v1/docs', '/api/v1/docs/static/nothing.js', '/api/v1/redoc', '/api/v1/openapi.json'],
]

async function lifeOf(server: TestServer, target: string) {
  const { status, headers } = await fetch(`${server.origin}${target}`, { redirect: 'manual' })
  return { status, deprecation: headers.get('deprecation'), sunset: headers.get('sunset') }
}

describe('the versions', () => {
  it('are listed, the current one and the one to come', async () => {
    await using server = await startTestServer({ hasSamples: false })
    const v1 = {
      ...{ version: 'v1', release_date: '2026-11-22', status: 'stable', breaking_changes: [] },
      ...{ deprecation_notice: null, sunset_date: null },
    }
    expect(await server.call(operations.getVersion)).toEqual(v1)
    expect(await server.call(operations.getVersions)).toEqual({
      current_version: 'v1',
      available_versions: [
        v1,
        {
          version: 'v2',
          release_date: null,
          status: 'development',
          breaking_changes: [
            'Authentication required on all endpoints',
            'New error format',
            'Health endpoint renamed to status',
          ],
          deprecation_notice: null,
          sunset_date: null,
        },
      ],
      documentation_url: '/api/v1/docs',
      support_contact: expect.stringMatching(/^https:\/\//) as string,
    })
  })

  it('show no end while they have none', async () => {
    await using server = await startTestServer({ hasSamples: false })
    for (const target of callsOfV1) {
      expect(await lifeOf(server, target), target).toMatchObject({ deprecation: null, sunset: null })
    }
  })
})

describe('a deprecated version', () => {
  it('still answers, and says on every call when it ends', async () => {
    await using server = await startTestServer({ hasSamples: false, versions: deprecated })
    for (const target of callsOfV1) {
      const { status, deprecation, sunset } = await lifeOf(server, target)
      expect([target, deprecation]).toEqual([target, '@1798761600'])
      expect([target, sunset]).toEqual([target, 'Thu, 01 Jul 2027 00:00:00 GMT'])
      expect([target, status === 410]).toEqual([target, false])
    }
    const { version_info: info } = await server.call(operations.getHealth)
    expect(info).toMatchObject({ status: 'deprecated', deprecation_notice: 'Move to v2.' })
    expect((await lifeOf(server, '/livez')).deprecation).toBeNull()
  })

  it('says so beside bars too', async () => {
    await using server = await startTestServer({ versions: deprecated })
    const target = '/api/v1/datafeed/bars?symbol=SPX&resolution=1D'
    expect(await lifeOf(server, target)).toMatchObject({ status: 200, deprecation: '@1798761600' })
    const { status, headers } = await server.request(target, { method: 'HEAD' })
    expect([status, headers.get('deprecation')]).toEqual([200, '@1798761600'])
  })

  it('is marked so in its document', async () => {
    await using server = await startTestServer({ hasSamples: false, versions: deprecated })
    const document: unknown = await (await fetch(`${server.origin}/api/v1/openapi.json`)).json()
    expect(document).toMatchObject({ paths: { '/api/v1/health': { get: { deprecated: true } } } })
  })

  it('becomes one at its date', async () => {
    let nowMs = Date.parse(DEPRECATED_AT) - 1
    const versions = withLife({ deprecatedAt: DEPRECATED_AT, sunsetAt: SUNSET_AT })
    await using server = await startTestServer({ hasSamples: false, versions, nowMs: () => nowMs })
    expect((await lifeOf(server, '/api/v1/version')).deprecation).toBeNull()
    nowMs += 1
    expect((await lifeOf(server, '/api/v1/version')).deprecation).toBe('@1798761600')
    expect((await server.call(operations.getVersion)).status).toBe('deprecated')
  })
})

describe('a version that has ended', () => {
  it('answers 410 to every call, served or not, whatever the method', async () => {
    await using server = await startTestServer({
      hasSamples: false,
      versions: withLife({ ...ending, status: 'sunset' }),
    })
    for (const target of callsOfV1) {
      for (const init of [
        {},
        { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } },
      ]) {
        const problem = await server.refusal(target, init)
        expect([target, problem.status, problem.code]).toEqual([target, 410, 'version_sunset'])
        expect(problem.detail).toContain('Move to v2.')
      }
    }
    for (const target of ['/', '/livez', '/readyz', '/metrics']) {
      expect([target, (await server.request(target)).status]).toEqual([target, 200])
    }
    for (const target of ['/api/v2/health', '/api/v10/health', '/api/v1x']) {
      expect([target, (await server.request(target)).status]).toEqual([target, 404])
    }
  })

  it('ends at its date', async () => {
    let nowMs = Date.parse(SUNSET_AT) - 1
    await using server = await startTestServer({
      hasSamples: false,
      versions: deprecated,
      nowMs: () => nowMs,
    })
    expect((await lifeOf(server, '/api/v1/version')).status).toBe(200)
    nowMs += 1
    expect(await lifeOf(server, '/api/v1/version')).toEqual({
      status: 410,
      deprecation: '@1798761600',
      sunset: 'Thu, 01 Jul 2027 00:00:00 GMT',
    })
  })
})

describe('the use of a version', () => {
  it('is counted, also where nothing is served', async () => {
    await using server = await startTestServer({ hasSamples: false, versions: deprecated })
    await server.call(operations.getVersion)
    for (const target of ['/api/v1/nothing', '/api/v1/%zz', '/api/v2/health', '/api/v3/x', '/livez']) {
      await server.request(target)
    }
    const text = await server.call(operations.getMetrics)
    expect(text).toContain('trading_api_version_requests_total{version="v1"} 3')
    expect(text).toContain('trading_api_version_requests_total{version="v2"} 1')
    expect(text).not.toContain('version="v3"')
  })
})
