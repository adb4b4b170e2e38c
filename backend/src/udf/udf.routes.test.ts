import { operations } from '@trading-pro/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testInstrument } from '../testing/series.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

const NOW = Date.UTC(2026, 10, 22, 12, 30, 15, 987)

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    nowMs: () => NOW,
    async prepare(store) {
      const listed = testInstrument('INDEX:LISTED', { type: 'index', origin: 'listing' })
      await store.transact((writer) => writer.putInstrument(listed))
    },
  })
})
afterAll(() => server[Symbol.asyncDispose]())

describe('the configuration of UDF', () => {
  it('is that of the datafeed, with search and without groups', async () => {
    expect(await server.call(operations.udfGetConfig)).toEqual({
      ...(await server.call(operations.getDatafeedConfig)),
      supports_search: true,
      supports_group_request: false,
    })
  })
})

describe('a symbol of UDF', () => {
  const symbol = (query: Record<string, string>) => server.call(operations.udfGetSymbol, { query })

  it('has every spelling that adapters read, and no `s`, which they take for a failure', async () => {
    const details = await server.call(operations.resolveSymbol, { params: { symbol: 'INDEX:SPX' } })
    const answer = await symbol({ symbol: 'INDEX:SPX' })
    expect(answer).toEqual({
      ...details,
      ...{ minmovement: 1, exchange_listed_name: 'INDEX' },
      ...{ 'exchange-listed': 'INDEX', 'exchange-traded': 'INDEX' },
    })
    expect(answer).not.toHaveProperty('s')
    expect(answer).toMatchObject({ ticker: 'INDEX:SPX', name: 'SPX', minmov: 1, pricescale: 100 })
  })

  it('is found by symbol, ticker and EXCHANGE:SYMBOL in any case, with whatever adapters add', async () => {
    const known = await symbol({ symbol: 'INDEX:SPX' })
    for (const text of ['spx', 'SPX', 'index:spx']) expect(await symbol({ symbol: text })).toEqual(known)
    expect(await symbol({ symbol: 'SPX', currencyCode: 'EUR', unitId: 'x' })).toEqual(known)
  })

  it('that nobody knows is an error in JSON with status 200', async () => {
    for (const query of [
      {},
      { symbol: '' },
      { symbol: 'NOPE' },
      { symbol: '\0' },
      { symbol: 'A'.repeat(5000) },
    ]) {
      expect(await symbol(query)).toEqual({ s: 'error', errmsg: 'unknown_symbol' })
    }
  })
})

describe('a group of UDF', () => {
  it('is a table of the symbols of an exchange that have data', async () => {
    const table = await server.call(operations.udfGetSymbolInfo, { query: { group: 'NASDAQ' } })
    if ('s' in table) throw new Error(table.errmsg)
    expect(table.symbol).toEqual(['AAPL', 'AMZN', 'GOOG', 'MSFT'])
    expect(table.ticker).toEqual(['NASDAQ:AAPL', 'NASDAQ:AMZN', 'NASDAQ:GOOG', 'NASDAQ:MSFT'])
    for (const [name, column] of Object.entries(table)) expect([name, column.length]).toEqual([name, 4])
    expect(table['supported-resolutions'][0]).toEqual(['1M', '3M', '6M', '12M'])
    expect(table['exchange-listed']).toEqual(table['exchange-traded'])
    expect(table['exchange-listed']).toEqual(table.exchange_listed_name)
    const indices = await server.call(operations.udfGetSymbolInfo, { query: { group: 'index' } })
    expect(indices).toMatchObject({ symbol: ['SPX'] })
  })

  it('that nobody knows is an error', async () => {
    for (const query of [{}, { group: '' }, { group: 'FOREX' }]) {
      expect(await server.call(operations.udfGetSymbolInfo, { query })).toMatchObject({ s: 'error' })
    }
  })
})

describe('the search of UDF', () => {
  const search = (query: Record<string, string | number>) => server.call(operations.udfSearch, { query })

  it('finds what the other search finds', async () => {
    const others = await server.call(operations.searchSymbols, { query: { user_input: 'A', max_results: 3 } })
    expect(others).toHaveLength(3)
    expect(await search({ query: 'A', type: '', exchange: '', limit: 3 })).toEqual(others)
    expect(await search({ query: 'A', limit: 30 })).toEqual(await search({ query: 'A' }))
    expect(await search({ query: 'A', limit: '' })).toEqual(await search({ query: 'A' }))
  })

  it('keeps to type and exchange, and takes a limit beyond the greatest for the greatest', async () => {
    expect(await search({ query: '', type: 'index', limit: 1000 })).toMatchObject([
      { ticker: 'INDEX:SPX' },
      { ticker: 'INDEX:LISTED' },
    ])
    expect(await search({ exchange: 'NYSE' })).toMatchObject([{ ticker: 'NYSE:IBM' }])
  })

  it('reads no more of a text than a search text may have', async () => {
    expect(await search({ query: 'x'.repeat(5000) })).toEqual([])
  })

  it.each(['0', '-1', '0.5', 'abc', '1e999', 'NaN', '0x10', ' 5', '99999999999999999999'])(
    'refuses the limit %j',
    async (limit) => {
      expect(await search({ query: 'A', limit })).toMatchObject({ s: 'error' })
    },
  )
})

describe('the quotes of UDF', () => {
  const quotes = (query: Record<string, string>) => server.call(operations.udfGetQuotes, { query })

  it('repeat each asked symbol exactly, errors as rows', async () => {
    const answer = await quotes({ symbols: 'spx,NOPE,Index:Spx,INDEX:LISTED' })
    expect(answer).toMatchObject({
      s: 'ok',
      d: [
        { s: 'ok', n: 'spx', v: { lp: 2874.56 } },
        { s: 'error', n: 'NOPE', errmsg: 'unknown_symbol', v: {} },
        { s: 'ok', n: 'Index:Spx', v: { lp: 2874.56, original_name: 'INDEX:SPX' } },
        { s: 'error', n: 'INDEX:LISTED', errmsg: 'no_data', v: {} },
      ],
    })
  })

  it('are an empty list when nothing is asked for', async () => {
    for (const query of [{}, { symbols: '' }, { symbols: ',' }, { symbols: '', fast: 'true' }] as const) {
      expect(await quotes({ ...query })).toEqual({ s: 'ok', d: [] })
    }
  })

  it('are at most 500', async () => {
    expect(await quotes({ symbols: Array<string>(501).fill('SPX').join(',') })).toMatchObject({ s: 'error' })
  })
})

describe('the rest of UDF', () => {
  it('has the time as plain text, in seconds', async () => {
    const { text, headers } = await server.request('/api/v1/udf/time?_=123')
    expect([text, headers.get('content-type')]).toEqual(['1795350615', 'text/plain; charset=utf-8'])
  })

  it('has no marks yet, whatever is asked', async () => {
    for (const query of [{}, { symbol: 'SPX', from: 0, to: 'x', resolution: 'D' }, { symbol: 'NOPE' }]) {
      expect(await server.call(operations.udfGetMarks, { query: { ...query } })).toEqual([])
      expect(await server.call(operations.udfGetTimescaleMarks, { query: { ...query } })).toEqual([])
    }
  })

  it('answers in JSON whatever goes wrong', async () => {
    const targets = [
      '/api/v1/udf/nothing',
      '/api/v1/udf/%zz',
      '/api/v1/udf',
      '/api/v1/udf/history?symbol=a&symbol=b',
    ]
    for (const target of targets) {
      const { status, body } = await server.request(target, { headers: { accept: 'text/html' } })
      expect([target, status >= 400]).toEqual([target, true])
      expect(body).toBeTypeOf('object')
    }
  })
})
