import { operations } from '@trading-pro/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MONDAY, startLiveServer, testSimulation, type LiveServer } from '../testing/live-server.ts'
import { storeSeries, testInstrument } from '../testing/series.ts'

let server: LiveServer
beforeAll(async () => {
  server = await startLiveServer({
    async prepare(store) {
      // Real bars under a name that is simulated as well, and a name that is only listed.
      const bitcoin = testInstrument('KRAKEN:BTCUSD')
      await storeSeries(store, { instrument: bitcoin, resolution: '1', rows: [[60, 1, 1, 1, 1, 1]] })
      const listed = testInstrument('FOREX:EURUSD', { origin: 'listing' })
      await store.transact((writer) => writer.putInstrument(listed))
    },
  })
})
afterAll(() => server[Symbol.asyncDispose]())

const resolve = (symbol: string) => server.call(operations.resolveSymbol, { params: { symbol } })

describe('a simulated symbol', () => {
  it('is told from real ones, streams, and has all that is offered from minutes up', async () => {
    const details = await resolve('sim:aapl')
    expect(details).toMatchObject({
      ...{ ticker: 'SIM:AAPL', exchange: 'SIM', type: 'stock', currency_code: 'USD', session: '24x7' },
      ...{ timezone: 'Etc/UTC', pricescale: 100, minmov: 1, volume_precision: 0 },
      ...{ has_seconds: false, has_intraday: true, has_daily: true, has_weekly_and_monthly: true },
      ...{ data_status: 'streaming', visible_plots_set: 'ohlcv' },
      library_custom_fields: {
        ...{ origin: 'simulated', has_data: true, bars_count: 0 },
        first_time: Date.UTC(2000, 0, 1) / 1000,
        last_time: Math.floor(MONDAY / 60_000) * 60,
      },
    })
    expect(details.supported_resolutions).toEqual(expect.arrayContaining(['1', '60', '1D', '1W', '12M']))
    expect(details.supported_resolutions.filter((text) => text.endsWith('S'))).toEqual([])
  })

  it('ends with the last minute of its session while it is closed', async () => {
    await using other = await startLiveServer({ hasSamples: false })
    other.at(Date.UTC(2026, 0, 4, 12))
    const last = async (symbol: string) =>
      (await other.call(operations.resolveSymbol, { params: { symbol } })).library_custom_fields.last_time
    expect(await last('SIMX:AAPL')).toBe(Date.UTC(2026, 0, 2, 20, 59) / 1000)
    expect(await last('SIMX:EURUSD')).toBe(Date.UTC(2026, 0, 2, 21, 59) / 1000)
    expect(await last('SIM:AAPL')).toBe(Date.UTC(2026, 0, 4, 12) / 1000)
  })

  it('is meant by its bare name unless there are real bars of it', async () => {
    expect((await resolve('AAPL')).ticker).toBe('NASDAQ:AAPL')
    expect((await resolve('BTCUSD')).ticker).toBe('KRAKEN:BTCUSD')
    expect((await resolve('EURUSD')).ticker).toBe('SIMX:EURUSD')
  })

  it('is found, and is listed first of all', async () => {
    const tickers = async (query: Record<string, string>) =>
      (await server.call(operations.searchSymbols, { query })).map(({ ticker }) => ticker)
    expect((await tickers({})).slice(0, 3)).toEqual(['SIM:AAPL', 'SIM:BTCUSD', 'NASDAQ:AAPL'])
    expect((await tickers({ user_input: 'aapl' })).slice(0, 3)).toEqual([
      ...['NASDAQ:AAPL', 'SIM:AAPL', 'SIMX:AAPL'],
    ])
    expect((await tickers({ user_input: 'eurusd' })).slice(0, 2)).toEqual(['SIMX:EURUSD', 'FOREX:EURUSD'])
    expect(await tickers({ exchange: 'SIMX' })).toEqual(['SIMX:AAPL', 'SIMX:EURUSD'])
  })

  it('has exchanges that say what they are', async () => {
    const { exchanges } = await server.call(operations.getDatafeedConfig)
    expect(exchanges).toContainEqual({ value: 'SIM', name: 'SIM', desc: 'Simulated market, round the clock' })
    const group = await server.call(operations.udfGetSymbolInfo, { query: { group: 'SIM' } })
    expect(group).toMatchObject({ ticker: ['SIM:AAPL', 'SIM:BTCUSD'] })
    const symbol = await server.call(operations.udfGetSymbol, { query: { symbol: 'SIM:AAPL' } })
    expect(symbol).toMatchObject({ data_status: 'streaming' })
  })
})

describe('quotes', () => {
  it('of what trades here are of this moment, both sides and the day', async () => {
    const [row] = await server.call(operations.getQuotes, { body: { symbols: ['sim:aapl'] } })
    if (row === undefined) throw new Error('no row')
    const { v } = row
    expect(row).toMatchObject({
      s: 'ok',
      n: 'sim:aapl',
      v: { short_name: 'AAPL', original_name: 'SIM:AAPL' },
    })
    const { bid = NaN, ask = NaN, spread = NaN, lp = NaN, prev_close_price: before = NaN } = v
    expect(ask).toBeGreaterThan(bid)
    expect(spread).toBe(Math.round((ask - bid) * 100) / 100)
    expect([bid, ask]).toContain(lp)
    expect(v.ch).toBeCloseTo(lp - before, 8)
    expect(v.chp).toBeCloseTo(((lp - before) / before) * 100, 1)
    const query = { symbol: 'SIM:AAPL', resolution: '1D', count_back: 2 }
    const { bars } = await server.call(operations.getBars, { query })
    expect(bars.map(({ close }) => close)).toEqual([before, lp])
    expect(bars[1]).toMatchObject({
      open: v.open_price,
      high: v.high_price,
      low: v.low_price,
      volume: v.volume,
    })
    const udf = await server.call(operations.udfGetQuotes, { query: { symbols: 'SIM:AAPL,NASDAQ:AAPL' } })
    expect(udf).toMatchObject({ s: 'ok', d: [{ v: { bid, ask } }, { n: 'NASDAQ:AAPL', s: 'ok' }] })
  })

  it('of what is closed have the last price and no sides', async () => {
    await using other = await startLiveServer({ hasSamples: false })
    other.at(Date.UTC(2026, 0, 4, 12))
    const [row] = await other.call(operations.getQuotes, { body: { symbols: ['SIMX:AAPL'] } })
    const query = { symbol: 'SIMX:AAPL', resolution: '1D', count_back: 1 }
    const { bars } = await other.call(operations.getBars, { query })
    expect(row).toMatchObject({ s: 'ok', v: { lp: bars[0]?.close, ch: 0 } })
    expect([row?.v.bid, row?.v.ask, row?.v.spread]).toEqual([undefined, undefined, undefined])
  })
})

describe('the book', () => {
  it('has so many levels a side as were asked for, best first, at the quote', async () => {
    const book = await server.call(operations.getDepth, { query: { symbol: 'sim:btcusd', levels: 50 } })
    expect(book).toMatchObject({
      symbol: 'SIM:BTCUSD',
      priceScale: 100,
      quantityScale: 100_000,
      time: MONDAY,
    })
    expect([book.bids.length, book.asks.length]).toEqual([50, 50])
    const prices = [...book.asks.toReversed(), ...book.bids].map(([price = NaN]) => price)
    expect(prices).toEqual(prices.toSorted((one, other) => other - one))
    const [row] = await server.call(operations.getQuotes, { body: { symbols: ['SIM:BTCUSD'] } })
    expect([book.bids[0]?.[0], book.asks[0]?.[0]]).toEqual([row?.v.bid, row?.v.ask])
    expect((await server.call(operations.getDepth, { query: { symbol: 'SIM:AAPL' } })).bids).toHaveLength(20)
  })

  it('is empty while nothing trades', async () => {
    await using other = await startLiveServer({ hasSamples: false })
    other.at(Date.UTC(2026, 0, 4, 12))
    const book = await other.call(operations.getDepth, { query: { symbol: 'SIMX:AAPL' } })
    expect([book.bids, book.asks]).toEqual([[], []])
  })
})

describe('the last trades', () => {
  it('are those of the market, the newest at the end', async () => {
    const query = { symbol: 'SIM:AAPL', limit: 4 }
    const { symbol, trades } = await server.call(operations.getTrades, { query })
    const minute = MONDAY - (MONDAY % 60_000)
    const prints = [minute - 60_000, minute].flatMap((time) =>
      testSimulation.printsOf('SIM:AAPL', time / 1000),
    )
    const expected = prints
      .filter(({ time }) => time <= MONDAY)
      .slice(-4)
      .map(({ time, price, quantity, aggressor: side }) => ({ time, price: price / 100, quantity, side }))
    expect(symbol).toBe('SIM:AAPL')
    const numbers = trades.map(({ tradeId }) => tradeId)
    expect(trades).toEqual(expected.map((trade, index) => ({ ...trade, tradeId: numbers[index] })))
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index))
  })

  it.each(['depth', 'trades'])('and the book (%s) are of what trades here only', async (name) => {
    const path = `/api/v1/datafeed/${name}?symbol=`
    expect(await server.refusal(`${path}INDEX:SPX`)).toMatchObject({ status: 422, code: 'not_streamed' })
    expect(await server.refusal(`${path}SIM:NOTHING`)).toMatchObject({ status: 404, code: 'unknown_symbol' })
    const limit = name === 'depth' ? 'levels=501' : 'limit=1001'
    expect(await server.refusal(`${path}SIM:AAPL&${limit}`)).toMatchObject({ status: 400 })
  })
})

describe('health', () => {
  it('counts what trades, and says how old it is', async () => {
    const { status, checks } = await server.call(operations.getHealth)
    expect([status, checks.market]).toEqual(['ok', { status: 'ok', detail: '4 instruments, 0 ms old' }])
    expect(await server.call(operations.getDatafeedHealth)).toMatchObject({
      status: 'ok',
      symbols_loaded: 12,
    })
  })

  it('of a datafeed without a single bar is good when there is a market', async () => {
    await using other = await startLiveServer({ hasSamples: false })
    expect(await other.call(operations.getDatafeedHealth)).toMatchObject({
      ...{ status: 'ok', symbols_loaded: 4, bars_count: 0 },
    })
  })
})
