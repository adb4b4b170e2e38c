import { ApiProblem, ApiUnreachable, createRestClient } from '@trading-pro/client'
import type { SymbolDetails } from '@trading-pro/contracts'
import { describe, expect, it } from 'vitest'
import { samples } from '../testing/sources.ts'
import { createApiSource } from './api-source.ts'
import { describeFailure, mayPass } from './failure.ts'
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
      return Response.json(name in answers ? answers[name] : answers, { status })
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

const details: SymbolDetails = await samples.resolveSymbol('INDEX:SPX')
const bar = { time: 1_583_020_800_000, open: 1, high: 2, low: 0.5, close: 1.5, volume: 0 }
const later = { ...bar, time: bar.time + 60_000 }

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
    const { source, requests } = setUp({ resolve: details })
    expect(await source.resolveSymbol('INDEX:SPX')).toEqual(details)
    expect(requests[0]).toMatch(/^GET \/api\/v1\/datafeed\/resolve\/INDEX(:|%3A)SPX$/)
  })
})

describe('an answer of another shape', () => {
  const bars = { symbol: 'INDEX:SPX', resolution: '1D', countBack: 2 }

  it('is not one that has members which are not known here: a newer server tells more', async () => {
    const answer = { bars: [bar, { ...later, trades: 5 }], no_data: false, next_time: null }
    expect(await setUp({ bars: answer }).source.getBars(bars)).toEqual(answer)
  })

  it.each<[string, unknown]>([
    ['null', null],
    ['a text', 'ok'],
    ['no list', { bars: null, no_data: false }],
    ['an object for a list', { bars: {}, no_data: false }],
    ['no word on older bars', { bars: [bar] }],
    ['nothing for a bar', { bars: [null], no_data: false }],
    ['a text for a bar', { bars: ['bar'], no_data: false }],
    ['a text for a price', { bars: [{ ...bar, close: '1.5' }], no_data: false }],
    ['no volume', { bars: [{ ...bar, volume: undefined }], no_data: false }],
    ['nothing for a price', { bars: [bar, { ...later, high: null }], no_data: false }],
    ['a date for a time', { bars: [{ ...bar, time: '2020-03-01' }], no_data: false }],
    ['half a millisecond', { bars: [{ ...bar, time: 0.5 }], no_data: false }],
    ['times that go back', { bars: [later, bar], no_data: false }],
    ['one time twice', { bars: [bar, bar], no_data: false }],
    ['a time that no date has', { bars: [{ ...bar, time: 8_640_000_000_000_001 }], no_data: false }],
    ['a time before all dates', { bars: [{ ...bar, time: -8_640_000_000_000_001 }], no_data: false }],
    ['a low above the open', { bars: [{ ...bar, low: 1.2 }], no_data: false }],
    ['a low above the close', { bars: [{ ...bar, open: 2, low: 1.7 }], no_data: false }],
    ['a high below the open', { bars: [{ ...bar, open: 2.5 }], no_data: false }],
    ['a high below the close', { bars: [bar, { ...later, high: 1.2 }], no_data: false }],
  ])('for bars is a bad answer: %s', async (_name, answer) => {
    await expect(setUp({ bars: answer }).source.getBars(bars)).rejects.toMatchObject({
      name: 'ApiUnreachable',
      reason: 'bad_answer',
    })
  })

  it.each(['UTC', 'Etc/UTC', 'EST', 'America/New_York', 'asia/kolkata', '-05:00', '+05:30'])(
    'is not one with the zone %s',
    async (timezone) => {
      const answer = { ...details, timezone, volume_precision: 15 }
      expect(await setUp({ resolve: answer }).source.resolveSymbol('INDEX:SPX')).toEqual(answer)
    },
  )

  it('is not a symbol without data, which has no resolutions', async () => {
    const answer = { ...details, supported_resolutions: [] }
    expect(await setUp({ resolve: answer }).source.resolveSymbol('INDEX:SPX')).toEqual(answer)
  })

  it('is not a bar whose prices are all one, nor the first or last of all times', async () => {
    const flat = { ...bar, open: -5, high: -5, low: -5, close: -5 }
    const answer = {
      bars: [
        { ...flat, time: -8.64e15 },
        { ...flat, time: 8.64e15 },
      ],
      no_data: false,
    }
    expect(await setUp({ bars: answer }).source.getBars(bars)).toEqual(answer)
  })

  it.each<[string, unknown]>([
    ['null', null],
    ['no price scale', { ...details, pricescale: null }],
    ['a price scale of zero', { ...details, pricescale: 0 }],
    ['no resolutions', { ...details, supported_resolutions: null }],
    ['resolutions that are none', { ...details, supported_resolutions: [1] }],
    ['no zone', { ...details, timezone: undefined }],
    ['a zone that is none', { ...details, timezone: 'Mars/Base' }],
    ['an empty zone', { ...details, timezone: '' }],
    ['more decimals than a volume has', { ...details, volume_precision: 16 }],
    ['half a decimal of the volume', { ...details, volume_precision: 0.5 }],
    ['less than no decimal of the volume', { ...details, volume_precision: -1 }],
    ['no origin', { ...details, library_custom_fields: null }],
  ])('for a symbol is a bad answer: %s', async (_name, answer) => {
    await expect(setUp({ resolve: answer }).source.resolveSymbol('INDEX:SPX')).rejects.toMatchObject({
      reason: 'bad_answer',
    })
  })

  it.each<[string, unknown]>([
    ['null', null],
    ['nothing for a quote', [null]],
    ['no values', [{ s: 'ok', n: 'INDEX:SPX' }]],
    ['a text for a price', [{ s: 'ok', n: 'INDEX:SPX', v: { lp: '5' } }]],
    ['an unknown state', [{ s: 'maybe', n: 'INDEX:SPX', v: {} }]],
  ])('for quotes is a bad answer: %s', async (_name, answer) => {
    const { source } = setUp({ quotes: answer })
    await expect(source.getQuotes(['INDEX:SPX'])).rejects.toMatchObject({ reason: 'bad_answer' })
    await expect(source.dataStates(['INDEX:SPX'])).rejects.toMatchObject({ reason: 'bad_answer' })
  })

  it.each<[string, unknown]>([
    ['null', null],
    ['nothing for a symbol', [null]],
    ['no ticker', [{ ...row, ticker: undefined }]],
  ])('for a search is a bad answer: %s', async (_name, answer) => {
    await expect(setUp({ search: answer }).source.searchSymbols('')).rejects.toMatchObject({
      reason: 'bad_answer',
    })
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
    expect(describeFailure(new ApiUnreachable('bad_answer', 'The answer is not JSON'))).toMatchObject({
      code: 'bad_answer',
      title: 'The answer cannot be used',
      detail: expect.stringContaining('The answer is not JSON. ') as string,
    })
    expect(describeFailure(new ApiUnreachable('bad_answer', 'Odd', { status: 502 })).detail).toContain(
      'The answer has the status 502. ',
    )
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

describe('a failure that may pass', () => {
  const problem = (status: number) =>
    new ApiProblem({
      type: '',
      title: '',
      status,
      detail: '',
      instance: '',
      code: 'internal_error',
      errors: [],
    })

  it.each<[string, unknown, boolean]>([
    ['no connection', new ApiUnreachable('network', ''), true],
    ['no answer in time', new ApiUnreachable('timeout', ''), true],
    ['an answer of another shape', new ApiUnreachable('bad_answer', '', { status: 200 }), true],
    ['a gateway without a server', new ApiUnreachable('bad_answer', '', { status: 502 }), true],
    ['the page of a proxy that says 404', new ApiUnreachable('bad_answer', '', { status: 404 }), false],
    ['a malformed request', problem(400), false],
    ['an unknown symbol', problem(404), false],
    ['a server that gave up waiting', problem(408), true],
    ['too many requests', problem(429), true],
    ['a defect of the server', problem(500), true],
    ['a server that starts', problem(503), true],
    ['a symbol that is no sample', new SampleRefusal('X'), false],
    ['a defect of this page', new TypeError('x is undefined'), false],
  ])('%s', (_name, error, isPassing) => {
    expect(mayPass(error)).toBe(isPassing)
  })
})
