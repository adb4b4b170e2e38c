import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import {
  ApiProblem,
  ApiUnreachable,
  createRestClient,
  type Problem,
  type RestClientOptions,
} from './index.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

/** A real server on a free port; gives its address. */
async function serve(handler: Handler): Promise<string> {
  const server = createServer(handler)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  cleanups.push(
    () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  )
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function clientOf(handler: Handler, options: Partial<RestClientOptions> = {}) {
  return createRestClient({ baseUrl: await serve(handler), ...options })
}

function answerWith(body: string, { status = 200, type = 'application/json' } = {}): Handler {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': type }).end(body)
  }
}

/** What the call throws. */
async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => {
      throw new Error('the call should have failed')
    },
    (error: unknown) => error,
  )
}

const problem: Problem = {
  type: '/problems/malformed_request',
  title: 'The request is malformed',
  status: 400,
  detail: 'One parameter is wrong.',
  instance: 'req-7',
  code: 'malformed_request',
  errors: [{ pointer: '/query/from_time', detail: 'must be an integer' }],
}

/** Answers each request with what it was. */
const echo: Handler = (request, response) => {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (chunk: string) => (body += chunk))
  request.on('end', () => {
    const { method, url, headers } = request
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ method, url, body, type: headers['content-type'], key: headers['x-key'] }))
  })
}

describe('a call', () => {
  it('sends query parameters encoded, and leaves out those that are undefined', async () => {
    const client = await clientOf(echo)
    const sent = await client.getBars({
      query: { symbol: 'FX:EUR/USD&x=ü', resolution: '1D', from_time: undefined, to_time: -5 },
    })
    expect(sent).toMatchObject({
      method: 'GET',
      url: '/api/v1/datafeed/bars?symbol=FX%3AEUR%2FUSD%26x%3D%C3%BC&resolution=1D&to_time=-5',
      body: '',
    })
  })

  it('puts path parameters into one segment of the path', async () => {
    const client = await clientOf(echo)
    const sent = await client.resolveSymbol({ params: { symbol: 'A/B?c#d' } })
    expect(sent).toMatchObject({ url: '/api/v1/datafeed/resolve/A%2FB%3Fc%23d' })
  })

  it('sends a body as JSON with its media type', async () => {
    const client = await clientOf(echo)
    const symbols: readonly string[] = ['INDEX:SPX', 'NASDAQ:AAPL']
    const sent = await client.getQuotes({ body: { symbols } })
    expect(sent).toMatchObject({
      method: 'POST',
      url: '/api/v1/datafeed/quotes',
      body: '{"symbols":["INDEX:SPX","NASDAQ:AAPL"]}',
      type: 'application/json',
    })
  })

  it('needs no request where nothing is required', async () => {
    const client = await clientOf(echo)
    expect(await client.searchSymbols()).toMatchObject({ url: '/api/v1/datafeed/search' })
  })

  it('sends the header fields of the client, and those of the call over them', async () => {
    const client = await clientOf(echo, { headers: { 'x-key': 'of client' } })
    expect(await client.getHealth()).toMatchObject({ key: 'of client' })
    expect(await client.getHealth({ headers: { 'x-key': 'of call' } })).toMatchObject({ key: 'of call' })
  })

  it('goes through the given fetch', async () => {
    const urls: string[] = []
    const client = createRestClient({
      baseUrl: 'http://api.invalid/',
      fetch: (request) => {
        urls.push(request.url)
        return Promise.resolve(Response.json(1583020800))
      },
    })
    expect(await client.getServerTime()).toBe(1583020800)
    expect(urls).toEqual(['http://api.invalid/api/v1/datafeed/time'])
  })

  it('resolves to plain text where the answer is plain text', async () => {
    const client = await clientOf(answerWith('1583020800', { type: 'text/plain' }))
    expect(await client.udfGetTime()).toBe('1583020800')
  })
})

describe('a refusal', () => {
  it('throws the problem with its code, status, errors and request id', async () => {
    const body = JSON.stringify(problem)
    const client = await clientOf(answerWith(body, { status: 400, type: 'application/problem+json' }))
    const error = await failureOf(client.getHealth())
    expect(error).toBeInstanceOf(ApiProblem)
    expect(error).toMatchObject({
      name: 'ApiProblem',
      message: problem.detail,
      code: 'malformed_request',
      status: 400,
      title: problem.title,
      detail: problem.detail,
      errors: problem.errors,
      requestId: 'req-7',
    })
  })

  it.each([
    ['a page', '<h1>Bad gateway</h1>'],
    ['JSON of another kind', '{"error":"bad gateway"}'],
    ['a text in JSON', '"bad gateway"'],
    ['null', 'null'],
    ['nothing', ''],
    ['a problem without its errors', JSON.stringify({ ...problem, errors: undefined })],
  ])('with %s for a body is a bad answer with its status', async (_name, body) => {
    const client = await clientOf(answerWith(body, { status: 502 }))
    const error = await failureOf(client.getHealth())
    expect(error).toBeInstanceOf(ApiUnreachable)
    expect(error).toMatchObject({ reason: 'bad_answer', status: 502 })
  })
})

describe('no usable answer', () => {
  it('is a network failure when nothing listens', async () => {
    const baseUrl = await serve(echo)
    await cleanups.pop()?.()
    const error = await failureOf(createRestClient({ baseUrl }).getHealth())
    expect(error).toBeInstanceOf(ApiUnreachable)
    expect(error).toMatchObject({ name: 'ApiUnreachable', reason: 'network', status: null })
    expect((error as ApiUnreachable).cause).toBeInstanceOf(TypeError)
  })

  it('is a network failure when the connection breaks within the body', async () => {
    const client = await clientOf((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
      response.write('{"status":', () => response.destroy())
    })
    expect(await failureOf(client.getHealth())).toMatchObject({ reason: 'network' })
  })

  it('is a timeout when the answer does not come in time', async () => {
    const client = await clientOf(() => undefined, { timeoutMs: 30 })
    expect(await failureOf(client.getHealth())).toMatchObject({
      reason: 'timeout',
      message: 'No answer within 30 ms',
    })
  })

  it('is a timeout when the body stops coming', async () => {
    const client = await clientOf((_request, response) => response.write('{"status":'), { timeoutMs: 30 })
    expect(await failureOf(client.getHealth())).toMatchObject({ reason: 'timeout' })
  })

  it.each([
    ['a page', '<!doctype html><title>Web app</title>'],
    ['half of the JSON', '{"status":'],
    ['nothing', ''],
  ])('is a bad answer when a success carries %s', async (_name, body) => {
    const client = await clientOf(answerWith(body))
    expect(await failureOf(client.getHealth())).toMatchObject({ reason: 'bad_answer', status: 200 })
  })
})

describe('the caller aborts', () => {
  it('while the answer is awaited: the call throws the reason of the signal', async () => {
    const controller = new AbortController()
    const client = await clientOf(() => {
      controller.abort(new Error('the panel was closed'))
    })
    const error = await failureOf(client.getHealth({ signal: controller.signal }))
    expect(error).toEqual(new Error('the panel was closed'))
  })

  it('before the call: nothing is sent', async () => {
    let requests = 0
    const client = await clientOf(() => (requests += 1))
    const error = await failureOf(client.getHealth({ signal: AbortSignal.abort() }))
    expect(error).toMatchObject({ name: 'AbortError' })
    expect(requests).toBe(0)
  })
})
