import { operations } from '@trading-pro/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readMonthlyCloses, readSpx } from '../testing/naive-bars.ts'
import { storeSeries, testInstrument, type BarRow } from '../testing/series.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

const DAY = 86_400
const bar = (time: number, close: number): BarRow => [time, close, close, close, close, 0]

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    async prepare(store) {
      await store.transact((writer) => writer.putInstrument(testInstrument('TEST:EMPTY')))
      const minutes: BarRow[] = [
        [DAY - 60, 400, 400, 400, 400, 1],
        [DAY, 500, 530, 490, 510, 25],
        [DAY + 60, 510, 511, 470, 500, 50],
      ]
      const instrument = testInstrument('TEST:MINUTES', { volumePrecision: 2 })
      await storeSeries(store, { instrument, resolution: '1', rows: minutes })
      const once = [bar(DAY, 7)]
      await storeSeries(store, { instrument: testInstrument('TEST:ONCE'), resolution: '1D', rows: once })
      const free = [bar(DAY, 0), bar(2 * DAY, 7)]
      await storeSeries(store, { instrument: testInstrument('TEST:FREE'), resolution: '1D', rows: free })
    },
  })
})
afterAll(() => server[Symbol.asyncDispose]())

const quote = (...symbols: string[]) => server.call(operations.getQuotes, { body: { symbols } })

describe('a quote', () => {
  it('is the last day against the one before, without bid and ask', async () => {
    const [previous, last] = readSpx().slice(-2)
    expect(previous?.close).toBe(2799.55)
    expect(await quote('INDEX:SPX')).toEqual([
      {
        ...{ s: 'ok', n: 'INDEX:SPX' },
        v: {
          ...{ lp: last?.close, open_price: last?.open, high_price: last?.high, low_price: last?.low },
          ...{ prev_close_price: 2799.55, ch: 75.01, chp: 2.68, volume: last?.volume },
          ...{ short_name: 'SPX', exchange: 'INDEX', description: 'S&P 500', original_name: 'INDEX:SPX' },
        },
      },
    ])
  })

  it('is made of minutes where those are stored', async () => {
    const [row] = await quote('TEST:MINUTES')
    expect(row?.v).toMatchObject({
      ...{ lp: 5, open_price: 5, high_price: 5.3, low_price: 4.7, volume: 0.75 },
      ...{ prev_close_price: 4, ch: 1, chp: 25 },
    })
  })

  it('is made of months where nothing finer is stored', async () => {
    const [previous, last] = readMonthlyCloses('AAPL').slice(-2)
    const [row] = await quote('NASDAQ:AAPL')
    expect(row?.v).toMatchObject({ lp: last?.close, prev_close_price: previous?.close })
  })

  it('leaves out what nobody knows: a change against nothing, a percentage of nothing', async () => {
    const [once, free] = await quote('TEST:ONCE', 'TEST:FREE')
    expect(once?.s).toBe('ok')
    expect(Object.keys(once?.v ?? {})).not.toContain('ch')
    expect(free?.v).toMatchObject({ prev_close_price: 0, ch: 0.07 })
    expect(Object.keys(free?.v ?? {})).not.toContain('chp')
  })

  it('repeats each asked symbol as it was asked for, once per asking, errors as rows', async () => {
    const asked = ['spx', 'NOPE', 'TEST:EMPTY', 'Index:Spx', 'spx', ' spx', '😀', '__proto__', '\0']
    const rows = await quote(...asked)
    expect(rows.map(({ n }) => n)).toEqual(asked)
    expect(rows.map(({ s, errmsg }) => errmsg ?? s)).toEqual([
      ...['ok', 'unknown_symbol', 'no_data', 'ok', 'ok'],
      ...['unknown_symbol', 'unknown_symbol', 'unknown_symbol', 'unknown_symbol'],
    ])
    expect(await quote()).toEqual([])
  })

  it('is given for 500 symbols at once', async () => {
    const rows = await quote(...Array.from({ length: 500 }, (_, index) => (index % 2 === 0 ? 'SPX' : 'IBM')))
    expect(rows.filter(({ s }) => s === 'ok')).toHaveLength(500)
  })
})
