import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { operations, type Operation } from '@trading-pro/contracts'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from './testing/test-server.ts'

const CREATED = 'fastify.initialization'

/** Starts a server and hands out its instance before anything is added to it. */
async function startWatched(watch: (app: FastifyInstance) => void): Promise<TestServer> {
  const listener = (message: unknown) => {
    watch((message as { fastify: FastifyInstance }).fastify)
  }
  subscribe(CREATED, listener)
  try {
    return await startTestServer({ hasSamples: false })
  } finally {
    unsubscribe(CREATED, listener)
  }
}

/** Every route, as it is once the server has started. */
async function routesOfServer(): Promise<readonly RouteOptions[]> {
  const routes: RouteOptions[] = []
  const server = await startWatched((app) => {
    app.addHook('onRoute', (route) => {
      routes.push(route)
    })
  })
  await server[Symbol.asyncDispose]()
  return routes
}

describe('the routes of the server', () => {
  it('are the operations of the contract, one to one', async () => {
    const routes = await routesOfServer()
    const served = routes.flatMap(({ method, url, config, schema }) => {
      const operation = config?.operation
      // Fastify adds a HEAD to each GET.
      if (operation === undefined || method === 'HEAD') return []
      expect(Object.keys(schema?.response ?? {}), operation.id).toEqual(Object.keys(operation.answers))
      return [{ id: operation.id, at: `${String(method)} ${url}` }]
    })
    const contract = Object.entries<Operation>(operations).map(([id, { method, path }]) => ({
      id,
      at: `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    }))
    const byId = (left: { id: string }, right: { id: string }) => (left.id < right.id ? -1 : 1)
    expect(served.sort(byId)).toEqual(contract.sort(byId))
  })

  it('say why, where the contract has none of them', async () => {
    const routes = await routesOfServer()
    const others = routes.filter(({ config }) => config?.operation === undefined)
    expect(others.map(({ url }) => url)).toContain('/api/v1/openapi.json')
    expect(others.every(({ url }) => url.startsWith('/api/v1/'))).toBe(true)
    expect(new Set(others.map(({ config }) => config?.outsideContract))).toEqual(
      new Set([
        'the reference itself',
        'the reference of the stream itself',
        'the stream, which has a document of its own',
      ]),
    )
  })

  it.each(['no schemas', 'schemas but no operation'])('stop the start when one has %s', async (which) => {
    const schema = which === 'no schemas' ? {} : { response: { 200: { type: 'object' } } }
    const start = startWatched((app) => {
      void app.register((scope, _options, done) => {
        scope.get('/rogue', { schema }, () => 'rogue')
        done()
      })
    })
    await expect(start).rejects.toThrow('the route GET /rogue has no operation with response schemas')
  })
})

describe('an answer', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  it('bears the name that the client gave its request, when it can stand in a log', async () => {
    const idOf = async (given: string) => {
      const { headers } = await server.request('/livez', { headers: { 'x-request-id': given } })
      return headers.get('x-request-id')
    }
    expect(await idOf('order-7:retry.2')).toBe('order-7:retry.2')
    for (const unusable of ['', 'a b', 'ü'.normalize(), 'x'.repeat(101), '"><script>']) {
      expect(await idOf(unusable)).toMatch(/^[0-9a-f]{8}-[0-9a-z]+$/)
    }
  })

  it('bears a name of its own otherwise', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => server.request('/livez')))
    expect(new Set(answers.map(({ headers }) => headers.get('x-request-id'))).size).toBe(20)
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])(
    'refuses %s where there is only GET, whatever the body',
    async (method) => {
      for (const target of ['/', '/livez', '/api/v1/datafeed/resolve/INDEX%3ASPX', '/api/v1/udf/time']) {
        const bodies = ['{', 'x'.repeat(70_000)].map((body) => ({ body, headers: { 'content-type': 'a/b' } }))
        for (const init of [{}, ...bodies]) {
          const { status, headers } = await server.request(target, { method, ...init })
          expect([target, status, headers.get('allow')]).toEqual([target, 405, 'GET, HEAD'])
        }
      }
    },
  )

  it('refuses GET where there is only POST', async () => {
    const { status, headers } = await server.request('/api/v1/datafeed/quotes')
    expect([status, headers.get('allow')]).toEqual([405, 'POST'])
  })

  it('has a head without a body to HEAD', async () => {
    for (const target of ['/api/v1/health', '/api/v1/datafeed/bars?symbol=INDEX:SPX&resolution=1D']) {
      const { status, headers, text } = await server.request(target, { method: 'HEAD' })
      expect([status, text]).toEqual([200, ''])
      expect(Number(headers.get('content-length'))).toBeGreaterThan(100)
    }
    expect((await server.request('/nothing', { method: 'HEAD' })).status).toBe(404)
  })

  it.each([
    ...['/nothing', '/api', '/api/v1', '/api/v1/', '/api/v1/healthz', '/api/v1/health/', '/api/V1/health'],
    ...['/api/v1/datafeed', '/api/v1/datafeed/book', '/api/v1/udf', '/api/v2/health', '/api/v9/health'],
    ...['/api/v1//health', '/api/v1/health;x', '/api/v1/datafeed/resolve/a/b', '/..%2f..%2fpackage.json'],
  ])('says that nothing is served at %s', async (target) => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const problem = await server.refusal(target, { method })
      expect([method, problem.status, problem.code]).toEqual([method, 404, 'not_found'])
    }
  })
})
