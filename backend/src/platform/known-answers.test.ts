import { apiVersions, operations } from '@trading-pro/contracts'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeSeries, testInstrument, type BarRow } from '../testing/series.ts'
import { createKnownAnswers } from './known-answers.ts'
import { startTestServer, type Reply, type TestServer } from '../testing/test-server.ts'

const DAY = 86_400
const SYMBOL = 'TEST:KNOWN'
const TARGET = `/api/v1/datafeed/bars?symbol=${SYMBOL}&resolution=1D&count_back=5`
const rowsAt = (price: number) =>
  Array.from({ length: 9 }, (_, day): BarRow => [day * DAY, price, price + 2, price - 1, price + 1, 10])

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ hasSamples: false })
})
afterAll(() => server[Symbol.asyncDispose]())

async function store(price: number): Promise<void> {
  const rows = rowsAt(price)
  await storeSeries(server.context.store, { instrument: testInstrument(SYMBOL), resolution: '1D', rows })
  await server.context.catalog.reload()
}

/** Often enough that the last answers were known before. */
async function askOften(init?: RequestInit, target = TARGET, from = server): Promise<readonly Reply[]> {
  const replies: Reply[] = []
  for (let turn = 0; turn < 4; turn += 1) replies.push(await from.request(target, init))
  return replies
}

/** Header fields but for those that are new in every answer. */
function lastingFields({ headers }: Reply): Record<string, string> {
  const fields = Object.fromEntries(headers)
  delete fields['x-request-id']
  delete fields['date']
  return fields
}

describe('an answer that was given before', () => {
  it('is the same to the last field, but for the request id', async () => {
    await store(1_000)
    const [first, ...others] = await askOften()
    expect(first?.status).toBe(200)
    for (const other of others) {
      expect([other.status, other.text]).toEqual([200, first?.text])
      expect(lastingFields(other)).toEqual(first === undefined ? null : lastingFields(first))
    }
    const ids = [first, ...others].map((reply) => reply?.headers.get('x-request-id'))
    expect(new Set(ids).size).toBe(4)
    const named = await server.request(TARGET, { headers: { 'x-request-id': 'mine' } })
    expect(named.headers.get('x-request-id')).toBe('mine')
  })

  it('is counted like every other', async () => {
    const countOf = async (name: string) => {
      const text = await server.call(operations.getMetrics)
      return Number(
        text
          .split('\n')
          .find((line) => line.startsWith(name))
          ?.split(' ')
          .at(-1) ?? 0,
      )
    }
    for (const name of [
      'http_requests_total{operation="getBars",status="200"}',
      'http_request_duration_seconds_count{operation="getBars"}',
    ]) {
      const before = await countOf(name)
      await askOften()
      expect([name, (await countOf(name)) - before]).toEqual([name, 4])
    }
    const uses = 'trading_api_version_requests_total{version="v1"}'
    const before = await countOf(uses)
    await askOften()
    expect((await countOf(uses)) - before).toBe(4)
  })

  it('ends with the bars that it was made of', async () => {
    await store(1_000)
    const old = (await askOften()).at(-1)
    await store(2_000)
    const renewed = await askOften()
    expect(renewed[0]?.text).not.toBe(old?.text)
    for (const { text } of renewed) expect(text).toBe(renewed[0]?.text)
  })

  it('has no body for HEAD, and is none for POST', async () => {
    await askOften()
    const head = await server.request(TARGET, { method: 'HEAD' })
    expect([head.status, head.text]).toEqual([200, ''])
    expect((await server.request(TARGET, { method: 'POST' })).status).toBe(405)
  })

  it('is not repeated when its version has come to its end', async () => {
    let nowMs = Date.parse('2030-01-01T00:00:00Z')
    const [v1] = apiVersions
    if (v1 === undefined) throw new Error('there is a first version')
    const life = { deprecatedAt: '2030-02-01T00:00:00Z', sunsetAt: '2030-03-01T00:00:00Z' }
    const versions = [{ ...v1, ...life, deprecationNotice: 'Move to v2.' }]
    await using ending = await startTestServer({ versions, nowMs: () => nowMs })
    const target = TARGET.replace(SYMBOL, 'INDEX:SPX')
    const deprecations = async () =>
      (await askOften({}, target, ending)).map(({ headers }) => headers.has('deprecation'))
    expect(await deprecations()).toEqual([false, false, false, false])
    nowMs = Date.parse('2030-02-02T00:00:00Z')
    expect(await deprecations()).toEqual([true, true, true, true])
    nowMs = Date.parse('2030-03-02T00:00:00Z')
    expect((await askOften({}, target, ending)).map(({ status }) => status)).toEqual([410, 410, 410, 410])
  })
})

/** A bare server over known answers; what is not known is answered by `answered`, and kept. */
async function startKeeping(pieces: readonly Buffer[] = [Buffer.from('[1,'), Buffer.from('2]')]) {
  let status: string | null = 'current'
  let isCurrent = true
  let hasFailed = false
  const unknown: string[] = []
  const counted: string[] = []
  const known = createKnownAnswers({
    requestId: () => 'the-id',
    versions: { statusOf: () => status, count: (url) => counted.push(url) },
    countRequest: (operation) => counted.push(operation),
  })
  const server = createServer((request: IncomingMessage, response) => {
    if (known.send(request, response)) return
    unknown.push(request.url ?? '')
    request.resume()
    const fields = { 'x-field': 'kept', 'x-request-id': 'another' }
    response.writeHead(200, fields)
    for (const piece of pieces) response.write(piece)
    response.end()
    known.keep(request, {
      ...{ fields, pieces, operation: 'getList' },
      isCurrent() {
        if (hasFailed) throw new Error('the database is gone')
        return isCurrent
      },
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    known,
    counted,
    setStatus: (next: string | null) => (status = next),
    outdate: () => (isCurrent = false),
    fail: () => (hasFailed = true),
    /** Asks, and answers whether the answer was a known one. */
    async isKnown(path: string, init?: RequestInit): Promise<boolean> {
      const before = unknown.length
      const response = await fetch(`${origin}${path}`, init)
      const text = await response.text()
      const isKnown = unknown.length === before
      expect(response.headers.get('x-field')).toBe('kept')
      expect(response.headers.get('x-request-id')).toBe(isKnown ? 'the-id' : 'another')
      expect(text).toBe(init?.method === 'HEAD' ? '' : Buffer.concat([...pieces]).toString())
      return isKnown
    },
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

/** Asked so often that its answer is known. */
async function makeKnown(server: Awaited<ReturnType<typeof startKeeping>>, path: string): Promise<void> {
  await server.isKnown(path)
  await server.isKnown(path)
  expect(await server.isKnown(path)).toBe(true)
}

describe('known answers', () => {
  it('are those that are asked for a third time, each by its address', async () => {
    await using server = await startKeeping()
    const known: boolean[] = []
    for (const path of ['/a', '/a', '/b', '/a', '/b', '/b']) known.push(await server.isKnown(path))
    expect(known).toEqual([false, false, false, true, false, true])
    expect(server.counted).toEqual(['/a', 'getList', '/b', 'getList'])
  })

  it('are for plain requests only, and only those are kept', async () => {
    const odd: RequestInit[] = [
      { method: 'HEAD' },
      { headers: { origin: 'http://other.example' } },
      { method: 'POST', body: '{}' },
    ]
    for (const init of odd) {
      await using server = await startKeeping()
      for (let turn = 0; turn < 3; turn += 1) expect(await server.isKnown('/a', init)).toBe(false)
      await makeKnown(server, '/a')
      expect(await server.isKnown('/a', init)).toBe(false)
    }
  })

  it('are none any more when they are out of date, their version moves on, or the server stops', async () => {
    await using outdated = await startKeeping()
    await makeKnown(outdated, '/a')
    outdated.outdate()
    expect(await outdated.isKnown('/a')).toBe(false)
    await using moved = await startKeeping()
    await makeKnown(moved, '/a')
    moved.setStatus('deprecated')
    expect(await moved.isKnown('/a')).toBe(false)
    await using failing = await startKeeping()
    await makeKnown(failing, '/a')
    failing.fail()
    expect(await failing.isKnown('/a')).toBe(false)
    await using closing = await startKeeping()
    await makeKnown(closing, '/a')
    closing.known.close()
    expect(await closing.isKnown('/a')).toBe(false)
  })

  it('are only of addresses that name their version', async () => {
    await using server = await startKeeping()
    server.setStatus(null)
    for (let turn = 0; turn < 4; turn += 1) expect(await server.isKnown('/a')).toBe(false)
  })

  it('are not large, and do not fill the memory', async () => {
    await using large = await startKeeping([Buffer.alloc(257 * 1024, '1')])
    for (let turn = 0; turn < 4; turn += 1) expect(await large.isKnown('/a')).toBe(false)
    await using many = await startKeeping([Buffer.alloc(250 * 1024, '1')])
    await makeKnown(many, '/first')
    for (let index = 0; index < 130; index += 1) await makeKnown(many, `/${index}`)
    expect(await many.isKnown('/129')).toBe(true)
    expect(await many.isKnown('/first')).toBe(false)
  })

  it('do not remember every address that was asked for once', async () => {
    await using server = await startKeeping()
    await server.isKnown('/first')
    for (let index = 0; index < 4_100; index += 1) await server.isKnown(`/${index}`)
    await server.isKnown('/first')
    expect(await server.isKnown('/first')).toBe(false)
    expect(await server.isKnown('/first')).toBe(true)
  })
})
