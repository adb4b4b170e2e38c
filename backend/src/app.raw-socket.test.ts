import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exchangeBytes } from './testing/raw-socket.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ hasSamples: false })
})
afterAll(() => server[Symbol.asyncDispose]())

const CLOSE = 'Host: localhost\r\nConnection: close\r\n'
const quotes = (head: string) =>
  `POST /api/v1/datafeed/quotes HTTP/1.1\r\n${CLOSE}Content-Type: application/json\r\n${head}\r\n\r\n`

async function answerTo(bytes: string, options?: { patienceMs: number }) {
  const text = await exchangeBytes(server.port, Buffer.from(bytes, 'latin1'), options)
  const [head = '', body = ''] = text.split('\r\n\r\n')
  const fields = new Headers(
    head
      .split('\r\n')
      .slice(1)
      .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  )
  return { status: Number(head.split(' ')[1]), fields, body }
}

describe('what is no HTTP request', () => {
  it.each([
    ['garbage', 'garbage\r\n\r\n'],
    ['bytes', '\0\x01\x02\xff\xfe'],
    ['the start of TLS', '\x16\x03\x01\x02\0\x01\0\x01\xfc'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['HTTP/3.1', `GET / HTTP/3.1\r\n${CLOSE}\r\n`],
    ['an unknown method', `FOO / HTTP/1.1\r\n${CLOSE}\r\n`],
    ['a method in lower case', `get / HTTP/1.1\r\n${CLOSE}\r\n`],
    ['no path', `GET  HTTP/1.1\r\n${CLOSE}\r\n`],
    ['a path with bytes', `GET /\xff\xfe HTTP/1.1\r\n${CLOSE}\r\n`],
    ['a path with NUL', `GET /?a=\0b HTTP/1.1\r\n${CLOSE}\r\n`],
    ['a field with NUL', `GET / HTTP/1.1\r\nA: \0\r\n${CLOSE}\r\n`],
    ['a field without a name', `GET / HTTP/1.1\r\n: x\r\n${CLOSE}\r\n`],
    ['a length that is none', quotes('Content-Length: ten')],
    ['a length past all numbers', quotes('Content-Length: 99999999999999999999')],
    ['two lengths', quotes('Content-Length: 2\r\nContent-Length: 3')],
    ['length and chunks', quotes('Content-Length: 2\r\nTransfer-Encoding: chunked')],
    ['broken chunks', `${quotes('Transfer-Encoding: chunked')}zz\r\n`],
  ])('is refused: %s', async (_, bytes) => {
    const { status, fields, body } = await answerTo(bytes)
    expect([status, fields.get('content-type')]).toEqual([400, 'application/problem+json; charset=utf-8'])
    expect(fields.get('api-version')).toBe('v1')
    expect(JSON.parse(body)).toMatchObject({
      ...{ status: 400, code: 'malformed_request' },
      instance: fields.get('x-request-id'),
    })
  })

  it('is refused when its head is too large', async () => {
    const large = 'a'.repeat(20_000)
    for (const bytes of [
      `GET /${large} HTTP/1.1\r\n${CLOSE}\r\n`,
      `GET / HTTP/1.1\r\nA: ${large}\r\n${CLOSE}\r\n`,
    ]) {
      const { status, body } = await answerTo(bytes)
      expect([status, JSON.parse(body)]).toMatchObject([431, { code: 'headers_too_large' }])
    }
  })
})

describe('what is one, but odd', () => {
  it.each([
    ['TRACE', 405],
    ['QUERY', 405],
    ['LINK', 405],
    ['M-SEARCH', 405],
  ])('has the method %s', async (method, expected) => {
    const { status, fields, body } = await answerTo(`${method} /api/v1/health HTTP/1.1\r\n${CLOSE}\r\n`)
    expect([status, fields.get('allow')]).toEqual([expected, 'GET, HEAD'])
    expect(JSON.parse(body)).toMatchObject({ code: 'method_not_allowed' })
  })

  it('wants a tunnel', async () => {
    const { status, fields, body } = await answerTo(`CONNECT localhost:80 HTTP/1.1\r\n${CLOSE}\r\n`)
    expect([status, fields.get('allow')]).toEqual([405, 'GET, HEAD, POST'])
    expect(JSON.parse(body)).toMatchObject({
      code: 'method_not_allowed',
      instance: fields.get('x-request-id'),
    })
  })

  it('names no host, or no path', async () => {
    const nameless = await answerTo('GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n')
    expect([nameless.status, JSON.parse(nameless.body)]).toMatchObject([
      400,
      { code: 'malformed_request', instance: nameless.fields.get('x-request-id') },
    ])
    const star = await answerTo(`GET * HTTP/1.1\r\nAccept: text/html\r\n${CLOSE}\r\n`)
    expect([star.status, JSON.parse(star.body)]).toMatchObject([404, { code: 'not_found' }])
  })

  it.concurrent.each([
    ['a head', 'GET /livez HTTP/1.1\r\nHost: localhost\r\nA:'],
    ['a body', `${quotes('Content-Length: 100')}{`],
  ])(
    'is given up when %s does not arrive',
    async (_, bytes) => {
      const { status, fields, body } = await answerTo(bytes, { patienceMs: 20_000 })
      expect([status, fields.get('connection')]).toEqual([408, 'close'])
      expect(JSON.parse(body)).toMatchObject({ code: 'request_timeout', status: 408 })
    },
    25_000,
  )

  it('expects what nobody knows', async () => {
    const { status, body } = await answerTo(`GET /livez HTTP/1.1\r\nExpect: a miracle\r\n${CLOSE}\r\n`)
    expect([status, body]).toEqual([200, '{"status":"ok"}'])
  })

  it('announces a body that is too large, and is refused before it comes', async () => {
    const { status, body } = await answerTo(`${quotes('Content-Length: 999999')}{`)
    expect([status, JSON.parse(body)]).toMatchObject([413, { code: 'body_too_large' }])
  })

  it('names the whole address, or the host twice', async () => {
    const whole = await answerTo(`GET http://localhost/api/v1/health HTTP/1.1\r\n${CLOSE}\r\n`)
    expect([whole.status, JSON.parse(whole.body)]).toMatchObject([200, { status: 'ok' }])
    expect((await answerTo(`GET /livez HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`)).status).toBe(200)
    expect((await answerTo('GET /livez HTTP/1.0\r\n\r\n')).status).toBe(200)
  })

  it('comes in one byte after the other, or many at once', async () => {
    const one = `GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n`
    const text = await exchangeBytes(server.port, `${one.repeat(20)}GET /livez HTTP/1.1\r\n${CLOSE}\r\n`)
    expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(21)
  })
})
