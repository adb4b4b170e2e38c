import { BARS_PER_ANSWER_MAX, operations } from '@trading-pro/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeSeries, testInstrument, type BarRow } from '../testing/series.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

/** Minutes 0-9, a hole of 50 minutes, minutes 60-64: ten and five bars from 2024-01-01 00:00 UTC on. */
const START = Date.UTC(2024, 0, 1) / 1000
const minutes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 60, 61, 62, 63, 64]
const bar = (time: number, close: number): BarRow => [time, close, close, close, close, 1]

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    hasSamples: false,
    async prepare(store) {
      const holed = minutes.map((minute) => bar(START + minute * 60, minute))
      await storeSeries(store, { instrument: testInstrument('TEST:HOLED'), resolution: '1', rows: holed })
      const long = Array.from({ length: BARS_PER_ANSWER_MAX + 5 }, (_, index) =>
        bar(START + index * 60, index),
      )
      await storeSeries(store, { instrument: testInstrument('TEST:LONG'), resolution: '1', rows: long })
      const old = [-90_000, -60, 0, 60].map((time, index) => bar(time, index))
      await storeSeries(store, { instrument: testInstrument('TEST:OLD'), resolution: '1', rows: old })
      await store.transact((writer) => writer.putInstrument(testInstrument('TEST:EMPTY')))
    },
  })
})
afterAll(() => server[Symbol.asyncDispose]())

interface Range {
  /** Minutes after the start. */
  readonly from?: number
  readonly to?: number
  readonly countBack?: number
}

/** The minutes of the bars of an answer, and whether it is the start of history. */
async function ask({ from, to, countBack }: Range) {
  const { bars, no_data: isStart } = await server.call(operations.getBars, {
    query: {
      ...{ symbol: 'TEST:HOLED', resolution: '1' },
      ...(from === undefined ? {} : { from_time: START + from * 60 }),
      ...(to === undefined ? {} : { to_time: START + to * 60 }),
      ...(countBack === undefined ? {} : { count_back: countBack }),
    },
  })
  return { minutes: bars.map(({ time }) => (time / 1000 - START) / 60), isStart }
}

describe('a range of bars', () => {
  it.each<[string, Range, number[]]>([
    ['begins with the bar at from_time and ends before the one at to_time', { from: 3, to: 6 }, [3, 4, 5]],
    ['takes times between bars for what they are', { from: 3.5, to: 5.5 }, [4, 5]],
    ['is empty when it ends where it begins', { from: 3, to: 3 }, []],
    ['goes on to the newest bar without to_time', { from: 62 }, [62, 63, 64]],
    ['may end long after the newest bar', { from: 63, to: 1e6 }, [63, 64]],
    ['may begin before the oldest bar', { from: -1e6, to: 2 }, [0, 1]],
    ['goes over a hole', { from: 8, to: 62 }, [8, 9, 60, 61]],
    ['is empty inside a hole, which is not the start of history', { from: 20, to: 40 }, []],
    ['after the newest bar is empty, and not the start of history', { from: 100, to: 200 }, []],
    ['is all there is without any limits', {}, minutes],
  ])('%s', async (_, range, expected) => {
    expect(await ask(range)).toEqual({ minutes: expected, isStart: false })
  })

  it.each<[string, Range, number[]]>([
    ['ends before to_time', { to: 5, countBack: 3 }, [2, 3, 4]],
    ['reaches over a hole', { to: 61, countBack: 3 }, [8, 9, 60]],
    ['reaches back from inside a hole', { to: 40, countBack: 2 }, [8, 9]],
    ['goes further back than from_time', { from: 63, to: 65, countBack: 4 }, [61, 62, 63, 64]],
    ['never cuts what from_time asks for', { from: 0, to: 5, countBack: 2 }, [0, 1, 2, 3, 4]],
    ['gives what there is when there are fewer', { to: 3, countBack: 50 }, [0, 1, 2]],
    ['counts from the newest bar without to_time', { countBack: 2 }, [63, 64]],
    ['has bars even when the range before it is empty', { from: 20, to: 40, countBack: 1 }, [9]],
  ])('with count_back %s', async (_, range, expected) => {
    expect(await ask(range)).toEqual({ minutes: expected, isStart: false })
  })

  it.each<[string, Range]>([
    ['that ends with the oldest bar', { to: 0, countBack: 300 }],
    ['that ends before it', { from: -100, to: -50 }],
    ['without count_back', { to: 0 }],
  ])('%s is the start of history', async (_, range) => {
    expect(await ask(range)).toEqual({ minutes: [], isStart: true })
  })

  it('has 300 bars when nothing says how many', async () => {
    const query = { symbol: 'TEST:LONG', resolution: '1' }
    expect((await server.call(operations.getBars, { query })).bars).toHaveLength(300)
  })

  it('may have 50,000 bars and no more', async () => {
    const query = { symbol: 'TEST:LONG', resolution: '1', from_time: START }
    const most = { ...query, to_time: START + BARS_PER_ANSWER_MAX * 60 }
    expect((await server.call(operations.getBars, { query: most })).bars).toHaveLength(BARS_PER_ANSWER_MAX)
    const problem = await server.refusal(
      `/api/v1/datafeed/bars?symbol=TEST:LONG&resolution=1&from_time=${START}`,
    )
    expect(problem).toMatchObject({
      code: 'range_too_large',
      errors: [{ pointer: '/query/from_time', detail: 'must be later, or to_time earlier' }],
    })
  })

  it('may lie before 1970', async () => {
    const timesOf = async (range: Record<string, number>) => {
      const query = { symbol: 'TEST:OLD', resolution: '1', ...range }
      return (await server.call(operations.getBars, { query })).bars.map(({ time }) => time)
    }
    expect(await timesOf({ from_time: -100_000 })).toEqual([-90_000_000, -60_000, 0, 60_000])
    expect(await timesOf({ from_time: -60, to_time: 60 })).toEqual([-60_000, 0])
    expect(await timesOf({ to_time: 0, count_back: 5 })).toEqual([-90_000_000, -60_000])
  })

  it('of a listed symbol without data is empty, and its start', async () => {
    for (const resolution of ['1', '1D', '1M']) {
      const query = { symbol: 'TEST:EMPTY', resolution, count_back: 300 }
      expect(await server.call(operations.getBars, { query })).toEqual({ bars: [], no_data: true })
    }
  })
})

describe('a resolution', () => {
  it('may be spelled as TradingView spells it', async () => {
    const barsOf = async (resolution: string) => {
      const query = { symbol: 'TEST:LONG', resolution, from_time: 0, count_back: 5 }
      return (await server.call(operations.getBars, { query })).bars
    }
    for (const [short, long] of [
      ['D', '1D'],
      ['W', '1W'],
      ['M', '1M'],
    ] as const) {
      const bars = await barsOf(long)
      expect(bars.length).toBeGreaterThan(0)
      expect(await barsOf(short)).toEqual(bars)
    }
    expect(await barsOf('1440')).toEqual(await barsOf('1D'))
  })

  it('is made of minutes, around the clock', async () => {
    const query = { symbol: 'TEST:HOLED', resolution: '5', from_time: 0 }
    const { bars } = await server.call(operations.getBars, { query })
    expect(
      bars.map(({ time, open, close, volume }) => [(time / 1000 - START) / 60, open, close, volume]),
    ).toEqual([
      [0, 0, 0.04, 5],
      [5, 0.05, 0.09, 5],
      [60, 0.6, 0.64, 5],
    ])
  })

  it.each(['1H', '1h', '0', '-1', '01', '1T', '1.5', 'X', '1D ', '1d', '99999', '1441'])(
    'is refused where the text is none: %s',
    async (resolution) => {
      const target = `/api/v1/datafeed/bars?symbol=TEST:HOLED&resolution=${encodeURIComponent(resolution)}`
      const problem = await server.refusal(target)
      expect([problem.code, problem.errors[0]?.pointer]).toEqual(['unknown_resolution', '/query/resolution'])
      // A symbol that has no data refuses the same texts.
      expect((await server.refusal(target.replace('HOLED', 'EMPTY'))).code).toBe('unknown_resolution')
    },
  )

  it('is refused where it is finer than the data', async () => {
    const problem = await server.refusal('/api/v1/datafeed/bars?symbol=TEST:HOLED&resolution=30S')
    expect([problem.code, problem.errors[0]?.pointer]).toEqual([
      'unsupported_resolution',
      '/query/resolution',
    ])
  })
})
