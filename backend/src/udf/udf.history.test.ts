import { BARS_PER_ANSWER_MAX, operations, type Bar } from '@trading-pro/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSpx } from '../testing/naive-bars.ts'
import { storeSeries, testInstrument, type BarRow } from '../testing/series.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

/** Minutes 0-9, a hole of 50 minutes, minutes 60-64, from 2024-01-01 00:00 UTC on. */
const START = Date.UTC(2024, 0, 1) / 1000
const minutes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 60, 61, 62, 63, 64]

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    async prepare(store) {
      const rows = minutes.map((minute): BarRow => [START + minute * 60, 10, 12, 9, minute + 9, 150_000_000])
      const instrument = testInstrument('TEST:HOLED', {
        volumePrecision: 8,
        tickSize: { priceScale: 32, minimumMovement: 1 },
      })
      await storeSeries(store, { instrument, resolution: '1', rows: rows.map(withinRange) })
      await store.transact((writer) => writer.putInstrument(testInstrument('TEST:EMPTY')))
    },
  })
})
afterAll(() => server[Symbol.asyncDispose]())

function withinRange([time, open, high, low, close, volume]: BarRow): BarRow {
  return [time, open, Math.max(high, close), low, close, volume]
}

type Query = Readonly<Record<string, string | number>>
const history = (query: Query) => server.call(operations.udfGetHistory, { query })

interface Range {
  /** Minutes after the start. */
  readonly from?: number
  readonly to?: number
  readonly countback?: number
}

/** The minutes of the bars of an answer; its status where it has none. */
async function ask({ from, to, countback }: Range): Promise<number[] | string> {
  const answer = await history({
    ...{ symbol: 'TEST:HOLED', resolution: '1' },
    ...(from === undefined ? {} : { from: START + from * 60 }),
    ...(to === undefined ? {} : { to: START + to * 60 }),
    ...(countback === undefined ? {} : { countback }),
  })
  return answer.s === 'ok' ? answer.t.map((time) => (time - START) / 60) : JSON.stringify(answer)
}

const NO_DATA = '{"s":"no_data"}'

describe('the history of UDF', () => {
  it('has the bars of the other datafeed as columns, times in seconds', async () => {
    const range = { from: Date.UTC(2020, 2, 1) / 1000, to: Date.UTC(2020, 3, 1) / 1000 }
    const march = readSpx().filter(({ time }) => time >= range.from * 1000 && time < range.to * 1000)
    const column = (name: keyof Bar) => march.map((bar) => bar[name])
    expect(await history({ symbol: 'INDEX:SPX', resolution: 'D', ...range, countback: 22 })).toEqual({
      s: 'ok',
      t: column('time').map((time) => time / 1000),
      ...{ o: column('open'), h: column('high'), l: column('low'), c: column('close'), v: column('volume') },
    })
  })

  it('equals the other datafeed in prices of fractions and volumes of decimals', async () => {
    const { bars } = await server.call(operations.getBars, {
      query: { symbol: 'TEST:HOLED', resolution: '5', from_time: 0 },
    })
    const answer = await history({ symbol: 'TEST:HOLED', resolution: '5', from: 0 })
    expect(bars[0]).toMatchObject({ open: 0.3125, low: 0.28125, volume: 7.5 })
    expect(answer).toMatchObject({
      o: bars.map(({ open }) => open),
      c: bars.map(({ close }) => close),
      v: bars.map(({ volume }) => volume),
    })
  })

  it.each<[string, Range, number[] | string]>([
    [
      'begins with the bar at from and ends before the one at to',
      { from: 3, to: 6, countback: 1 },
      [3, 4, 5],
    ],
    ['gives all of the range even when countback is less', { from: 0, to: 5, countback: 2 }, [0, 1, 2, 3, 4]],
    [
      'goes further back than from until there are countback',
      { from: 63, to: 65, countback: 4 },
      [61, 62, 63, 64],
    ],
    ['goes over a hole to have countback', { from: 60, to: 61, countback: 3 }, [8, 9, 60]],
    ['gives what there is at the start of history', { from: -99, to: 3, countback: 300 }, [0, 1, 2]],
    ['has the newest bars without to', { from: 62 }, [62, 63, 64]],
    ['counts back without from', { to: 3, countback: 2 }, [1, 2]],
    ['has the newest bar when to is in the future', { from: 64, to: 1e6, countback: 2 }, [63, 64]],
    ['is never empty in a hole: it has the bar before it', { from: 20, to: 40 }, [9]],
    ['is never empty in a hole that countback reaches over', { from: 20, to: 40, countback: 3 }, [7, 8, 9]],
    ['is never empty after the newest bar', { from: 100, to: 200, countback: 0 }, [64]],
    ['is never empty for an empty range', { from: 5, to: 5, countback: 0 }, [4]],
    ['has no data at the start of history', { from: -99, to: 0, countback: 300 }, NO_DATA],
    ['has no data before it, whatever is asked', { to: -50 }, NO_DATA],
  ])('%s', async (_, range, expected) => {
    expect(await ask(range)).toEqual(expected)
  })

  it('has no data for a listed symbol without any, at every resolution', async () => {
    for (const resolution of ['1', '1D', 'W']) {
      expect(await history({ symbol: 'TEST:EMPTY', resolution, from: 0, to: 9e9, countback: 9 })).toEqual({
        s: 'no_data',
      })
    }
  })

  it.each<[string, string]>([
    ['D', '1D'],
    ['W', '1W'],
    ['M', '1M'],
  ])('takes %s for %s', async (short, long) => {
    const query = { symbol: 'spx', from: 0, to: 1e9, countback: 5 }
    const answer = await history({ ...query, resolution: short })
    expect(answer.s).toBe('ok')
    expect(answer).toEqual(await history({ ...query, resolution: long }))
  })

  it('cuts fractions off and takes empty texts for none', async () => {
    const query = { symbol: 'TEST:HOLED', resolution: '1' }
    const exact = await history({ ...query, from: START, to: START + 180, countback: 2 })
    const other = { from: `${START}.75`, to: `${START + 180}.5`, countback: '2.0' }
    expect(await history({ ...query, ...other })).toEqual(exact)
    expect(await history({ ...query, from: '', to: '', countback: '' })).toMatchObject({
      t: [START + 64 * 60],
    })
  })

  it('ignores parameters that adapters add', async () => {
    const query = { symbol: 'TEST:HOLED', resolution: '1', from: START, to: START + 60, countback: 1 }
    const added = { currencyCode: 'USD', unitId: '', firstDataRequest: 'true', __proto__x: '1' }
    expect(await history({ ...query, ...added })).toEqual(await history(query))
  })

  const known = { symbol: 'TEST:HOLED', resolution: '1', from: START, to: START + 60, countback: 1 }
  it.each<[string, Query, string]>([
    ['no symbol', { resolution: '1' }, 'symbol is missing'],
    ['an empty symbol', { ...known, symbol: '' }, 'symbol is missing'],
    ['an unknown symbol', { ...known, symbol: 'NOPE' }, 'unknown_symbol'],
    ['no resolution', { symbol: 'TEST:HOLED' }, 'resolution is missing'],
    ['an unknown resolution', { ...known, resolution: '1H' }, 'resolution'],
    ['a resolution finer than the data', { ...known, resolution: '1S' }, 'resolution'],
    ['a start after the end', { ...known, from: START + 61 }, 'range'],
    ...['0x10', ' 5', '1e3', 'NaN', '1e400', '9007199254740993', '-', '1,5', 'Infinity'].flatMap(
      (text): [string, Query, string][] => [
        [`from ${text}`, { ...known, from: text }, 'from must be Unix seconds'],
        [`to ${text}`, { ...known, to: text }, 'to must be Unix seconds'],
        [`countback ${text}`, { ...known, countback: text }, 'countback must be a number'],
      ],
    ),
    ['countback beyond the limit', { ...known, countback: BARS_PER_ANSWER_MAX + 1 }, 'countback must be'],
    ['countback below 0', { ...known, countback: -1 }, 'countback must be a number from 0 to 50000'],
  ])('refuses %s in JSON with status 200', async (_, query, reason) => {
    const answer = await history(query)
    expect(answer.s).toBe('error')
    expect('errmsg' in answer ? answer.errmsg : '').toContain(reason)
  })
})
