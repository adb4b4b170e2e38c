import { operations } from '@trading-pro/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeSeries, testInstrument } from '../testing/series.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

const NOW = Date.UTC(2026, 10, 22, 12, 30, 15, 987)
const symbols = ['INDEX:SPX', 'NASDAQ:AAPL', 'NASDAQ:AMZN', 'NASDAQ:GOOG', 'NASDAQ:MSFT', 'NYSE:IBM']

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    nowMs: () => NOW,
    async prepare(store) {
      const listed = testInstrument('NYSE:LISTED', { type: 'stock', currency: null, origin: 'listing' })
      await store.transact((writer) => writer.putInstrument(listed))
      const instrument = testInstrument('CRYPTO:BTCUSD', { volumePrecision: 8, tickSize: eighths })
      await storeSeries(store, { instrument, resolution: '1', rows: [[60, 1, 3, 0, 2, 5]], plots: 'ohlc' })
    },
  })
})
afterAll(() => server[Symbol.asyncDispose]())

const eighths = { priceScale: 8, minimumMovement: 1 }
const search = (query: Record<string, string | number>) => server.call(operations.searchSymbols, { query })
const resolve = (symbol: string) => server.call(operations.resolveSymbol, { params: { symbol } })

describe('the configuration', () => {
  it('offers resolutions, and the exchanges and types that there are', async () => {
    const config = await server.call(operations.getDatafeedConfig)
    expect(config.supported_resolutions).toEqual(expect.arrayContaining(['1S', '1', '60', '1D', '1W', '1M']))
    expect(config).toMatchObject({
      supports_marks: false,
      supports_timescale_marks: false,
      supports_time: true,
    })
    expect(config.exchanges.map(({ value }) => value)).toEqual(['', 'CRYPTO', 'INDEX', 'NASDAQ', 'NYSE'])
    expect(config.symbols_types.map(({ value }) => value)).toEqual(['', 'crypto', 'index', 'stock'])
  })
})

describe('the search', () => {
  it('lists what has data first when nothing is typed', async () => {
    const found = (await search({})).map(({ ticker }) => ticker)
    expect(found.slice(0, 7).sort()).toEqual([...symbols, 'CRYPTO:BTCUSD'].sort())
    expect(found[7]).toBe('NYSE:LISTED')
    expect(await search({ user_input: '' })).toEqual(await search({}))
  })

  it('finds by symbol, by name and with a wrong letter', async () => {
    const [spx] = await search({ user_input: 'spx' })
    expect(spx).toEqual({
      ...{ symbol: 'SPX', full_name: 'INDEX:SPX', ticker: 'INDEX:SPX', description: 'S&P 500' },
      ...{ exchange: 'INDEX', type: 'index' },
    })
    expect((await search({ user_input: 'micro' }))[0]?.ticker).toBe('NASDAQ:MSFT')
    expect((await search({ user_input: 'AAPK' }))[0]?.ticker).toBe('NASDAQ:AAPL')
    expect(await search({ user_input: 'zzzzzzzz' })).toEqual([])
  })

  it('keeps to an exchange, a type and a number of rows', async () => {
    expect((await search({ exchange: 'NYSE' })).map(({ ticker }) => ticker)).toEqual([
      'NYSE:IBM',
      'NYSE:LISTED',
    ])
    expect((await search({ symbol_type: 'index' })).map(({ ticker }) => ticker)).toEqual(['INDEX:SPX'])
    expect(await search({ max_results: 3 })).toHaveLength(3)
    expect(await search({ exchange: 'NOWHERE' })).toEqual([])
  })
})

describe('a symbol', () => {
  it('is described in full', async () => {
    expect(await resolve('INDEX:SPX')).toEqual({
      ...{ name: 'SPX', ticker: 'INDEX:SPX', description: 'S&P 500', type: 'index' },
      ...{ exchange: 'INDEX', listed_exchange: 'INDEX', timezone: 'America/New_York', format: 'price' },
      session: expect.stringMatching(/0930-1600/) as string,
      session_holidays: expect.stringMatching(/(^|,)20200410(,|$)/) as string,
      corrections: expect.stringMatching(/0930-1300:.*20191129/) as string,
      ...{ pricescale: 100, minmov: 1, currency_code: 'USD', volume_precision: 0 },
      ...{ has_intraday: false, intraday_multipliers: [], has_seconds: false, seconds_multipliers: [] },
      ...{ has_daily: true, daily_multipliers: ['1', '2', '3'] },
      ...{ has_weekly_and_monthly: true, weekly_multipliers: ['1', '2'] },
      monthly_multipliers: ['1', '3', '6', '12'],
      supported_resolutions: ['1D', '2D', '3D', '1W', '2W', '1M', '3M', '6M', '12M'],
      ...{ visible_plots_set: 'ohlcv', data_status: 'endofday' },
      library_custom_fields: {
        ...{ origin: 'sample', has_data: true, bars_count: 5105 },
        ...{ first_time: Date.UTC(2000, 0, 3) / 1000, last_time: Date.UTC(2020, 3, 17) / 1000 },
      },
    })
  })

  it.each(['SPX', 'spx', 'index:spx', 'Index:Spx', 'INDEX%3ASPX', 'index%3aspx', '%53PX'])(
    'is found as %s',
    async (text) => {
      const { body } = await server.request(`/api/v1/datafeed/resolve/${text}`)
      expect(body).toEqual(await resolve('INDEX:SPX'))
    },
  )

  it.each(['SP', 'SPX ', 'NYSE:SPX', ':SPX', 'INDEX:', 'INDEX:SPX:', 'a/b', '😀', '__proto__', '%', '\0'])(
    'is not found as %j',
    async (text) => {
      const problem = await server.refusal(`/api/v1/datafeed/resolve/${encodeURIComponent(text)}`)
      expect(problem).toMatchObject({
        code: 'unknown_symbol',
        errors: [{ pointer: '/path/symbol', detail: 'is not known' }],
      })
    },
  )

  it('with data of minutes has all that can be made of them', async () => {
    const details = await resolve('BTCUSD')
    expect(details).toMatchObject({
      ...{ has_intraday: true, has_seconds: false, has_daily: true, has_weekly_and_monthly: true },
      ...{ pricescale: 8, minmov: 1, volume_precision: 8, visible_plots_set: 'ohlc' },
      library_custom_fields: { origin: 'import', bars_count: 1, first_time: 60, last_time: 60 },
    })
    expect(details.intraday_multipliers.slice(0, 3)).toEqual(['1', '2', '3'])
    expect(details.supported_resolutions).not.toContain('30S')
  })

  it('that is only listed says so', async () => {
    const details = await resolve('NYSE:LISTED')
    expect(details.supported_resolutions).toEqual([])
    expect(details).not.toHaveProperty('currency_code')
    expect(details.library_custom_fields).toEqual({
      ...{ origin: 'listing', has_data: false, bars_count: 0 },
      ...{ first_time: null, last_time: null },
    })
  })
})

describe('the rest of the datafeed', () => {
  it('says how much is loaded', async () => {
    expect(await server.call(operations.getDatafeedHealth)).toEqual({
      ...{ status: 'ok', message: 'Datafeed is running', symbols_loaded: 8, bars_count: 5666 },
      timestamp: '2026-11-22T12:30:15.987Z',
    })
    await using empty = await startTestServer({ hasSamples: false })
    expect(await empty.call(operations.getDatafeedHealth)).toMatchObject({
      ...{ status: 'degraded', symbols_loaded: 0, bars_count: 0 },
    })
  })

  it('has the time in whole seconds', async () => {
    expect(await server.call(operations.getServerTime)).toBe(1795350615)
  })

  it('has no marks yet, for symbols that exist', async () => {
    const query = { symbol: 'SPX', from_time: 0, to_time: 1, resolution: '1D' }
    expect(await server.call(operations.getMarks, { query })).toEqual([])
    expect(await server.call(operations.getTimescaleMarks, { query })).toEqual([])
    for (const marks of ['marks', 'timescale-marks']) {
      const problem = await server.refusal(`/api/v1/datafeed/${marks}?symbol=NOPE`)
      expect([problem.code, problem.errors[0]?.pointer]).toEqual(['unknown_symbol', '/query/symbol'])
    }
  })
})
