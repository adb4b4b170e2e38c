import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jsonBody, startTestServer, type TestServer } from './testing/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const BARS = '/api/v1/datafeed/bars?symbol=INDEX:SPX&resolution=1D'
const QUOTES = '/api/v1/datafeed/quotes'
/** Texts that are no plain decimal integer in the range of any parameter. */
const noNumbers = [
  ...[
    '',
    ' ',
    '%205',
    '5%20',
    '0x10',
    '0b1',
    '0o7',
    '1e3',
    '1E3',
    '1e400',
    '1.5',
    '1.',
    '.5',
    '+1',
    '--1',
    '-',
  ],
  ...[
    'NaN',
    'Infinity',
    '-Infinity',
    'null',
    'undefined',
    'true',
    '[]',
    '{}',
    '1_000',
    '1,000',
    '٣',
    '１',
    'abc',
  ],
  ...['9007199254740993', '-9007199254740993', '99999999999999999999', '%00', '5%00', '%zz', '%F0%9F%98%80'],
]

async function refused(target: string, init?: RequestInit) {
  const { status, code, errors } = await server.refusal(target, init)
  return { status, code, pointers: errors.map(({ pointer }) => pointer) }
}

const malformed = (pointer: string) => ({ status: 400, code: 'malformed_request', pointers: [pointer] })

describe('a parameter', () => {
  it.each(['from_time', 'to_time', 'count_back'])('%s is a whole number in plain digits', async (name) => {
    for (const text of noNumbers) {
      expect([text, await refused(`${BARS}&${name}=${text}`)]).toEqual([text, malformed(`/query/${name}`)])
    }
  })

  it.each([
    ['count_back', ['0', '-1', '50001']],
    ['from_time', ['-5364662401', '253402300800']],
    ['to_time', ['-5364662401', '253402300800']],
  ])('%s has limits', async (name, texts) => {
    for (const text of texts) {
      expect([text, await refused(`${BARS}&${name}=${text}`)]).toEqual([text, malformed(`/query/${name}`)])
    }
  })

  it('max_results is a number from 1 to 100', async () => {
    for (const text of [...noNumbers, '0', '-1', '101']) {
      const answer = await refused(`/api/v1/datafeed/search?max_results=${text}`)
      expect([text, answer]).toEqual([text, malformed('/query/max_results')])
    }
  })

  it('is given once', async () => {
    for (const [target, name] of [
      [`${BARS}&symbol=NYSE:IBM`, 'symbol'],
      [`${BARS}&resolution=1D`, 'resolution'],
      [`${BARS}&from_time=1&from_time=2`, 'from_time'],
      ['/api/v1/datafeed/search?user_input=a&user_input=b', 'user_input'],
      ['/api/v1/udf/history?symbol=a&symbol=b', 'symbol'],
      ['/api/v1/udf/quotes?symbols=a&symbols=b', 'symbols'],
    ] as const) {
      expect([target, await refused(target)]).toEqual([target, malformed(`/query/${name}`)])
    }
  })

  it('is known by its name, or refused by it', async () => {
    const names = [
      'bogus',
      'fromTime',
      'FROM_TIME',
      'symbol[]',
      'symbol[0]',
      '__proto__',
      'constructor',
      'a/b~c',
      '',
    ]
    for (const name of names) {
      const pointer = `/query/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
      for (const target of [`${BARS}&`, '/api/v1/health?', '/api/v1/datafeed/search?', `/api/v1/versions?`]) {
        const text = `${target}${encodeURIComponent(name)}=1`
        expect([text, await refused(text)]).toEqual([text, malformed(pointer)])
      }
      const body = await refused(`${QUOTES}?${encodeURIComponent(name)}=1`, jsonBody({ symbols: [] }))
      expect(body).toEqual(malformed(pointer))
    }
  })

  it('that must be there is named when it is missing', async () => {
    expect(await refused('/api/v1/datafeed/bars')).toEqual(malformed('/query/symbol'))
    expect(await refused('/api/v1/datafeed/bars?symbol=SPX')).toEqual(malformed('/query/resolution'))
    expect(await refused('/api/v1/datafeed/bars?symbol[]=SPX&resolution=1D')).toEqual(
      malformed('/query/symbol'),
    )
    expect(await refused('/api/v1/datafeed/marks')).toEqual(malformed('/query/symbol'))
    expect(await refused('/api/v1/datafeed/resolve/')).toEqual(malformed('/path/symbol'))
    // The upper case of the long s is S: `ſPX` is not SPX.
    expect((await refused('/api/v1/datafeed/resolve/INDEX:%C5%BFPX')).code).toBe('unknown_symbol')
    expect(await refused('/api/v1/datafeed/bars?symbol=&resolution=1D')).toEqual(malformed('/query/symbol'))
    expect(await refused('/api/v1/datafeed/bars?symbol=SPX&resolution=')).toEqual(
      malformed('/query/resolution'),
    )
  })

  it('is refused when it is too long', async () => {
    for (const length of [65, 1_000, 15_000]) {
      const long = 'A'.repeat(length)
      for (const [target, pointer] of [
        [`/api/v1/datafeed/bars?resolution=1D&symbol=${long}`, '/query/symbol'],
        [`/api/v1/datafeed/bars?symbol=SPX&resolution=${long}`, '/query/resolution'],
        [`/api/v1/datafeed/resolve/${long}`, '/path/symbol'],
        [`/api/v1/datafeed/marks?symbol=${long}`, '/query/symbol'],
        [`/api/v1/datafeed/search?user_input=${long}`, '/query/user_input'],
        [`/api/v1/datafeed/search?exchange=${long}`, '/query/exchange'],
        [`/api/v1/datafeed/search?symbol_type=${long}`, '/query/symbol_type'],
      ] as const) {
        expect([pointer, await refused(target)]).toEqual([pointer, malformed(pointer)])
      }
      expect((await refused(QUOTES, jsonBody({ symbols: ['A', long] }))).pointers).toEqual([
        '/body/symbols/1',
      ])
    }
  })

  it('may be any text otherwise: what nobody knows is unknown', async () => {
    for (const text of [
      'NOPE',
      '%zz',
      '%00',
      '%0d%0aX:1',
      '%F0%9F%98%80',
      '%ff',
      '..%2f..',
      '%27--',
      '__proto__',
      'SPX%20',
    ]) {
      const answer = await refused(`/api/v1/datafeed/bars?resolution=1D&symbol=${text}`)
      expect([text, answer]).toEqual([
        text,
        { status: 404, code: 'unknown_symbol', pointers: ['/query/symbol'] },
      ])
      expect([text, (await server.request(`/api/v1/datafeed/search?user_input=${text}`)).status]).toEqual([
        text,
        200,
      ])
    }
  })

  it('must fit the others: a range does not end before it begins', async () => {
    const answer = await refused(`${BARS}&from_time=1583020801&to_time=1583020800`)
    expect(answer).toEqual({ status: 400, code: 'invalid_time_range', pointers: ['/query/from_time'] })
  })
})

describe('a path', () => {
  it('that cannot be decoded is refused', async () => {
    for (const target of [
      '/%',
      '/%zz',
      '/%c3%28',
      '/api/v1/%',
      '/api/v1/datafeed/resolve/%e0%a4%a',
      '/%ff%ff?a=1',
    ]) {
      expect([target, (await refused(target)).code]).toEqual([target, 'malformed_request'])
    }
  })

  it('that is too long is refused as a whole', async () => {
    const target = `/api/v1/datafeed/search?user_input=${'a'.repeat(20_000)}`
    expect((await refused(target)).code).toBe('headers_too_large')
    expect((await refused('/', { headers: { cookie: 'a'.repeat(20_000) } })).code).toBe('headers_too_large')
  })
})

describe('a body', () => {
  const post = (body: string, type = 'application/json') =>
    refused(QUOTES, { method: 'POST', body, headers: { 'content-type': type } })

  it('must be JSON', async () => {
    const broken = [
      '',
      '{',
      '}',
      'nonsense',
      "{'symbols':[]}",
      '{"symbols":[]}x',
      '{"symbols":[NaN]}',
      '\0',
      '\uFEFF{',
    ]
    const deep = ['['.repeat(60_000), `{"symbols":${'['.repeat(60_000)}`]
    const poisoned = ['{"__proto__":{"symbols":[]}}', '{"symbols":[],"__proto__":{"a":1}}']
    for (const body of [...broken, ...deep, ...poisoned]) {
      expect([body.slice(0, 40), await post(body)]).toMatchObject([
        body.slice(0, 40),
        { code: 'malformed_request' },
      ])
    }
  })

  it.each<[string, string]>([
    ['null', '/body'],
    ['[]', '/body'],
    ['1', '/body'],
    ['"text"', '/body'],
    ['{}', '/body/symbols'],
    ['{"symbols":null}', '/body/symbols'],
    ['{"symbols":"SPX"}', '/body/symbols'],
    ['{"symbols":{"0":"SPX"}}', '/body/symbols'],
    ['{"symbols":["SPX",1]}', '/body/symbols/1'],
    ['{"symbols":["SPX",null]}', '/body/symbols/1'],
    ['{"symbols":[""]}', '/body/symbols/0'],
    ['{"symbols":[["SPX"]]}', '/body/symbols/0'],
    ['{"symbols":[],"fast":true}', '/body/fast'],
    ['{"symbols":[],"toString":1}', '/body/toString'],
    [`{"symbols":[${'[],'.repeat(300)}[]]}`, '/body/symbols/0'],
    [`{"symbols":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, '/body/symbols/0'],
    [JSON.stringify({ symbols: Array<string>(501).fill('A') }), '/body/symbols'],
  ])('must fit: %.40s', async (body, pointer) => {
    expect(await post(body)).toEqual(malformed(pointer))
  })

  it('is needed', async () => {
    expect(await refused(QUOTES, { method: 'POST' })).toEqual(malformed('/body'))
  })

  it('has a size', async () => {
    const body = (size: number) => `{"symbols":[]${' '.repeat(size - 14)}}`
    const { status } = await server.request(QUOTES, {
      ...{ method: 'POST', body: body(65_536), headers: { 'content-type': 'application/json' } },
    })
    expect(status).toBe(200)
    for (const size of [65_537, 200_000, 5_000_000]) {
      expect(await post(body(size))).toMatchObject({ status: 413, code: 'body_too_large' })
    }
  })

  it('is of one type', async () => {
    const types = ['text/plain', 'text/html', 'application/xml', 'application/x-www-form-urlencoded']
    for (const type of [
      ...types,
      'multipart/form-data; boundary=x',
      'application/jsonp',
      'garbage',
      '*/*',
      ',',
    ]) {
      const answer = await post('{"symbols":[]}', type)
      expect([type, answer]).toMatchObject([type, { status: 415, code: 'unsupported_media_type' }])
    }
    const { status } = await server.request(QUOTES, {
      ...{
        method: 'POST',
        body: '{"symbols":[]}',
        headers: { 'content-type': 'Application/JSON; charset=UTF-8' },
      },
    })
    expect(status).toBe(200)
  })
})
