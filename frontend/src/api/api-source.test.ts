import { ApiProblem, ApiUnreachable, createRestClient } from '@trading-pro/client'
import { describe, expect, it } from 'vitest'
import { createApiSource } from './api-source.ts'
import { describeFailure } from './failure.ts'
import { SampleRefusal } from './sample-refusal.ts'

/** The real client over a network that answers from a table, and the requests that it saw. */
function setUp(answers: Readonly<Record<string, unknown>>, status = 200) {
  const requests: string[] = []
  const client = createRestClient({
    baseUrl: 'http://api.test',
    async fetch(request) {
      const { pathname, search } = new URL(request.url)
      requests.push(`${request.method} ${pathname}${search} ${await request.text()}`.trim())
      const name = pathname.split('/').at(4) ?? ''
      return Response.json(answers[name] ?? answers, { status })
    },
  })
  return { source: createApiSource(client), requests }
}

const row = {
  symbol: 'SPX',
  full_name: 'INDEX:SPX',
  description: 'S&P 500',
  exchange: 'INDEX',
  ticker: 'INDEX:SPX',
  type: 'index',
}

describe('the API source', () => {
  it('searches, and asks the quotes which of the symbols have data', async () => {
    const { source, requests } = setUp({
      search: [row],
      quotes: [
        { s: 'ok', n: 'INDEX:SPX', v: {} },
        { s: 'error', n: 'NASDAQ:ZUMZ', v: {}, errmsg: 'no_data' },
      ],
    })
    expect(await source.searchSymbols('spx')).toEqual([{ ...row, dataState: 'unknown' }])
    expect(await source.dataStates(['INDEX:SPX', 'NASDAQ:ZUMZ'])).toEqual(['loaded', 'none'])
    expect(await source.dataStates([])).toEqual([])
    expect(requests).toEqual([
      'GET /api/v1/datafeed/search?user_input=spx&max_results=30',
      'POST /api/v1/datafeed/quotes {"symbols":["INDEX:SPX","NASDAQ:ZUMZ"]}',
    ])
  })

  it('asks for the newest bars, or for those before an instant', async () => {
    const { source, requests } = setUp({ bars: { bars: [], no_data: true } })
    await source.getBars({ symbol: 'INDEX:SPX', resolution: '1D', countBack: 500 })
    await source.getBars({ symbol: 'INDEX:SPX', resolution: '1D', countBack: 1000, toTime: 946857600 })
    const urls = requests.map((request) => new URL(request.slice(4), 'http://api.test').searchParams)
    expect(urls.map((parameters) => Object.fromEntries(parameters))).toEqual([
      { symbol: 'INDEX:SPX', resolution: '1D', count_back: '500' },
      { symbol: 'INDEX:SPX', resolution: '1D', count_back: '1000', to_time: '946857600' },
    ])
  })

  it('resolves a symbol by its whole name', async () => {
    const { source, requests } = setUp({ resolve: { ticker: 'INDEX:SPX' } })
    expect(await source.resolveSymbol('INDEX:SPX')).toEqual({ ticker: 'INDEX:SPX' })
    expect(requests[0]).toMatch(/^GET \/api\/v1\/datafeed\/resolve\/INDEX(:|%3A)SPX$/)
  })
})

describe('a failure in words', () => {
  it('of a refusal is that of the API, with code and request', async () => {
    const problem = {
      type: '/problems/unknown_symbol',
      title: 'Unknown symbol',
      status: 404,
      detail: 'No instrument is called NOPE.',
      instance: 'req-7',
      code: 'unknown_symbol',
      errors: [],
    }
    const error = await setUp(problem, 404)
      .source.resolveSymbol('NOPE')
      .catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(ApiProblem)
    expect(describeFailure(error)).toEqual({
      title: 'Unknown symbol',
      detail: 'No instrument is called NOPE.',
      code: 'unknown_symbol',
      requestId: 'req-7',
    })
  })

  it('tells a silent API, a missing sample and a defect apart', () => {
    expect(describeFailure(new ApiUnreachable('timeout', 'No answer')).code).toBe('timeout')
    expect(describeFailure(new SampleRefusal('X is not among the samples.'))).toMatchObject({
      code: 'not_in_samples',
    })
    expect(describeFailure(new TypeError('x is undefined'))).toMatchObject({
      code: 'defect',
      detail: 'x is undefined',
    })
    expect(describeFailure('odd')).toMatchObject({ code: 'defect', detail: 'odd' })
  })
})
