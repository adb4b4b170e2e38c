import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from './testing/test-server.ts'

/** Every answer to a random request is held against the OpenAPI document by `request`. */
let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const RUNS = { numRuns: 400 }

/** What is right and what is nearly so. */
const symbols = [
  ['INDEX:SPX', 'spx', 'INDEX%3aSPX', 'ibm'],
  ['NOPE', 'A:B:C', ''],
] as const
const resolutions = [
  ['1D', 'D', '1W', '2W', '1M', '12M'],
  ['1', '60', '1S', '0', '1H', '13M', '9999', 'X', ''],
] as const
const times = [
  ['0', '-1', '946857600', '1583020800', '1587081600', '1587081601', '253402300799', '-5364662400'],
  ['1.5', '1e3', '0x10', 'NaN', '', '-', '9007199254740993', '253402300800'],
] as const
const numbers = [
  ['1', '2', '100', '30'],
  ['50001', '0', '-5', '1.5', '1e3', '0x10', 'NaN', ''],
] as const
const names = [
  ...['symbol', 'resolution', 'from_time', 'to_time', 'count_back', 'from', 'to', 'countback', 'user_input'],
  ...[
    'exchange',
    'symbol_type',
    'max_results',
    'query',
    'type',
    'limit',
    'symbols',
    'group',
    '__proto__',
    'x[]',
  ],
]

const ODD_CHARACTERS = Array.from('%&=?+;[]{}"\'<>\\^`|~ A1z\t')
const anyText = fc.oneof(
  fc.string({ maxLength: 20 }).map(encodeURIComponent),
  fc.string({ unit: 'binary', maxLength: 10 }).map((text) => encodeURIComponent(text.toWellFormed())),
  fc.string({ unit: fc.constantFrom(...ODD_CHARACTERS), maxLength: 12 }),
  fc.string({ maxLength: 400 }).map(encodeURIComponent),
)
const oneOf = ([right, wrong]: readonly [readonly string[], readonly string[]]) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...right) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong) },
    { weight: 1, arbitrary: anyText },
  )
const anyTime = fc.oneof(oneOf(times), fc.integer({ min: 9e8, max: 17e8 }).map(String))

/** A query of some of the fields, each now and then twice, and now and then something else. */
function anyQuery(fields: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<string> {
  const known = Object.entries(fields).map(([name, value]) =>
    fc
      .tuple(fc.array(value, { minLength: 1, maxLength: 2 }), fc.integer({ min: 0, max: 40 }))
      .map(([values, chance]) => {
        if (chance <= 1) return ''
        return (chance === 2 ? values : values.slice(0, 1)).map((one) => `&${name}=${one}`).join('')
      }),
  )
  const stray = fc.tuple(
    fc.oneof(fc.constantFrom(...names), anyText),
    anyText,
    fc.integer({ min: 0, max: 9 }),
  )
  return fc
    .tuple(fc.tuple(...known), stray)
    .map(([parts, [name, value, chance]]) => `?${parts.join('')}${chance === 0 ? `&${name}=${value}` : ''}`)
}

const calls: readonly [string, fc.Arbitrary<string>][] = [
  [
    '/api/v1/datafeed/bars',
    anyQuery({
      ...{ symbol: oneOf(symbols), resolution: oneOf(resolutions) },
      ...{ from_time: anyTime, to_time: anyTime, count_back: oneOf(numbers) },
    }),
  ],
  [
    '/api/v1/udf/history',
    anyQuery({
      ...{ symbol: oneOf(symbols), resolution: oneOf(resolutions) },
      ...{ from: anyTime, to: anyTime, countback: oneOf(numbers), currencyCode: anyText },
    }),
  ],
  [
    '/api/v1/datafeed/search',
    anyQuery({
      ...{ user_input: anyText, exchange: oneOf([['NYSE', ''], ['nasdaq']]), max_results: oneOf(numbers) },
      symbol_type: oneOf([['stock', 'index', ''], ['x']]),
    }),
  ],
  [
    '/api/v1/udf/search',
    anyQuery({ query: anyText, type: anyText, exchange: anyText, limit: oneOf(numbers) }),
  ],
  ['/api/v1/udf/quotes', anyQuery({ symbols: fc.array(oneOf(symbols)).map((list) => list.join(',')) })],
  ['/api/v1/udf/symbols', anyQuery({ symbol: oneOf(symbols) })],
]

describe('random requests', () => {
  it.each(calls)('for %s are answered as documented, and never fail', async (path, query) => {
    const seen = new Map<number, number>()
    await fc.assert(
      fc.asyncProperty(query, async (text) => {
        const { status } = await server.request(`${path}${text}`)
        expect(status).toBeLessThan(500)
        seen.set(status, (seen.get(status) ?? 0) + 1)
      }),
      RUNS,
    )
    expect(seen.get(200) ?? 0).toBeGreaterThan(RUNS.numRuns / 10)
  })

  it('with random paths are answered as documented, and never fail', async () => {
    const parts = ['api', 'v1', 'v2', 'datafeed', 'udf', 'resolve', 'docs', 'INDEX%3ASPX']
    const anyPart = oneOf([parts, ['..', '.', '', '%2f', '%2e%2e']])
    const anyPath = fc.array(anyPart, { maxLength: 6 }).map((parts) => `/${parts.join('/')}`)
    await fc.assert(
      fc.asyncProperty(anyPath, async (path) => {
        const answer = await fetch(`${server.origin}${path.replaceAll('#', '')}`, { redirect: 'manual' })
        await answer.arrayBuffer()
        expect(answer.status).toBeLessThan(500)
        expect(answer.headers.get('x-request-id')).not.toBeNull()
        expect(answer.headers.get('api-version')).toMatch(/^v[12]$/)
      }),
      RUNS,
    )
  })

  it('with random bodies are answered as documented, and never fail', async () => {
    const anyBody = fc.oneof(
      fc.json(),
      anyText,
      fc.array(oneOf(symbols)).map((list) => JSON.stringify({ symbols: list })),
      fc.record({ symbols: fc.anything() }).map((value) => JSON.stringify(value, skipBigInts)),
    )
    await fc.assert(
      fc.asyncProperty(anyBody, async (body) => {
        const headers = { 'content-type': 'application/json' }
        const { status } = await server.request('/api/v1/datafeed/quotes', { method: 'POST', body, headers })
        expect(status).toBeLessThan(500)
      }),
      RUNS,
    )
  })
})

function skipBigInts(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
