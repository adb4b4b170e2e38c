import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { problems, type ProblemCode } from '@trading-pro/contracts'
import Fastify, { type FastifyInstance } from 'fastify'
import { describe, expect, it } from 'vitest'
import { handleError } from '../platform/errors.ts'
import { createHttpServer } from '../platform/http-server.ts'
import { exchangeBytes } from '../testing/raw-socket.ts'
import { connectStream } from '../testing/stream-client.ts'
import { startStreamServer, type StreamServer } from '../testing/stream-server.ts'
import { createOriginCheck } from './origin.ts'
import { streamRoutes } from './stream.routes.ts'
import { attachStream } from './upgrade.ts'

const HANDSHAKE = {
  Host: 'localhost',
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

interface Wish {
  readonly line?: string
  readonly fields?: Readonly<Record<string, string | null>>
}

async function refusalOf(port: number, { line = 'GET /api/v1/ws', fields = {} }: Wish) {
  const given: [string, string | null][] = Object.entries({ ...HANDSHAKE, ...fields })
  const head = given.map(([name, value]) => (value === null ? '' : `${name}: ${value}\r\n`)).join('')
  const text = await exchangeBytes(port, `${line} HTTP/1.1\r\n${head}\r\n`)
  const [answerHead = '', body = ''] = text.split('\r\n\r\n')
  return { head: answerHead, problem: JSON.parse(body) as { code: ProblemCode; instance: string } }
}

function expectProblem({ head, problem }: Awaited<ReturnType<typeof refusalOf>>, code: ProblemCode): void {
  const { status } = problems[code]
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(head.toLowerCase()).toContain('content-type: application/problem+json')
  expect(problem).toMatchObject({ code, status })
}

describe('a wish for a stream', () => {
  it.each<[string, Wish, ProblemCode, string]>([
    ['at another path', { line: 'GET /api/v1/ws/v2' }, 'not_found', 'API-Version'],
    ['at the root', { line: 'GET /' }, 'not_found', 'API-Version'],
    ['with POST', { line: 'POST /api/v1/ws' }, 'method_not_allowed', 'Allow: GET'],
    ['for h2c', { fields: { Upgrade: 'h2c' } }, 'upgrade_required', 'Upgrade: websocket'],
    [
      'of an old version',
      { fields: { 'Sec-WebSocket-Version': '12' } },
      'upgrade_required',
      'Sec-WebSocket-Version: 13',
    ],
    ['of no version', { fields: { 'Sec-WebSocket-Version': null } }, 'upgrade_required', 'API-Version'],
    ['without a key', { fields: { 'Sec-WebSocket-Key': null } }, 'malformed_request', 'API-Version'],
    ['with a short key', { fields: { 'Sec-WebSocket-Key': 'YQ==' } }, 'malformed_request', 'API-Version'],
    ['with a broken protocol', { fields: { 'Sec-WebSocket-Protocol': ',' } }, 'malformed_request', ''],
  ])('%s is refused', async (...[, wish, code, field]) => {
    await using server = await startStreamServer()
    const refusal = await refusalOf(server.port, wish)
    expectProblem(refusal, code)
    expect(refusal.head).toContain(field)
    expect(refusal.head).toContain(`X-Request-Id: ${refusal.problem.instance}`)
    expect(await server.metric('stream_refused_total', { code })).toBe(1)
    await using client = await connectStream(server.port)
    await client.nth('welcome')
  })

  it('is refused when there are too many connections, and granted when one has gone', async () => {
    await using server = await startStreamServer({ settings: { connectionsMax: 2 } })
    await using resources = new AsyncDisposableStack()
    const first = await connectStream(server.port)
    resources.use(await connectStream(server.port))
    const refusal = await refusalOf(server.port, {})
    expectProblem(refusal, 'stream_full')
    expect(refusal.head).toContain('Retry-After: 1')
    await first[Symbol.asyncDispose]()
    await using third = await connectAgain(server)
    await third.nth('welcome')
  })

  it('of this machine is not counted by address', async () => {
    await using server = await startStreamServer({ settings: { connectionsPerAddressMax: 1 } })
    await using resources = new AsyncDisposableStack()
    resources.use(await connectStream(server.port))
    await using second = await connectStream(server.port)
    await second.nth('welcome')
  })
})

/** The server may still have to notice that a connection has gone. */
async function connectAgain(server: StreamServer) {
  while ((await server.metric('stream_connections')) > 1) {
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
  }
  return connectStream(server.port)
}

describe('pages', () => {
  it('of other sites are told why they get no stream', async () => {
    await using server = await startStreamServer({ corsOrigins: ['https://friend.example'] })
    for (const origin of ['https://friend.example', `http://127.0.0.1:${server.port}`, undefined]) {
      await using client = await connectStream(server.port, origin === undefined ? {} : { origin })
      await client.nth('welcome')
    }
    await using stranger = await connectStream(server.port, { origin: 'https://foe.example' })
    expect(await stranger.closed).toEqual({ code: 4003, reason: 'forbidden origin' })
    expect(stranger.messages).toEqual([])
  })

  it.each([
    [undefined, 'a.example', [], true],
    ['https://a.example', 'a.example', [], true],
    ['http://a.example:8000', 'A.example:8000', [], true],
    ['http://a.example:8001', 'a.example:8000', [], false],
    ['http://a.example', undefined, [], false],
    ['null', 'a.example', [], false],
    ['null', 'a.example', ['*'], true],
    ['https://b.example', 'a.example', ['https://b.example'], true],
    ['https://b.example', 'a.example', ['https://c.example'], false],
    ['b.example', 'b.example', [], false],
  ])('from %s on %s, with %j allowed: %s', (...[origin, host, origins, expected]) => {
    expect(createOriginCheck(origins)(origin, host)).toBe(expected)
  })
})

describe('the application', () => {
  async function startApplication(server: StreamServer): Promise<FastifyInstance & AsyncDisposable> {
    const app = Fastify({ serverFactory: (answer) => createHttpServer(answer) })
    app.setErrorHandler(handleError)
    app.get('/hello', () => 'hello')
    streamRoutes(app)
    attachStream(app.server, server.gateway)
    await app.listen({ host: '127.0.0.1', port: 0 })
    return Object.assign(app, { [Symbol.asyncDispose]: () => app.close() })
  }
  const portOf = (app: FastifyInstance) => (app.server.address() as AddressInfo).port

  it('serves the stream, and says so to plain requests', async () => {
    await using server = await startStreamServer()
    await using app = await startApplication(server)
    {
      await using client = await connectStream(portOf(app))
      await client.subscribe(['system'])
    }
    for (const path of ['/api/v1/ws/v1', '/api/v1/ws']) {
      const answer = await fetch(`http://127.0.0.1:${portOf(app)}${path}`)
      expect([answer.status, answer.headers.get('upgrade')]).toEqual([426, 'websocket'])
      expect(await answer.json()).toMatchObject({ code: 'upgrade_required' })
    }
    expectProblem(await refusalOf(portOf(app), { line: 'GET /hello' }), 'not_found')
  })

  it('answers requests that would rather speak another protocol', async () => {
    await using server = await startStreamServer()
    await using app = await startApplication(server)
    const head = 'Host: localhost\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n'
    const text = await exchangeBytes(portOf(app), `GET /hello HTTP/1.1\r\n${head}\r\n`)
    expect(text).toMatch(/^HTTP\/1.1 200 OK[^]*hello$/)
  })

  it('is not kept from closing by a wish that never ends', async () => {
    await using server = await startStreamServer()
    const app = await startApplication(server)
    await using client = await connectStream(portOf(app))
    const gone = once(client.socket, 'close')
    await Promise.all([server.gateway.close(), app.close()])
    await gone
  })
})
