import { operations } from '@trading-pro/contracts'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MONDAY, naiveLiveBars, startLiveServer, type LiveServer } from '../testing/live-server.ts'

const RESOLUTIONS = ['1', '3', '15', '60', '240', '1D', '3D', '1W', '1M', '3M']
const DAY = 86_400
/** Days of the naive history: the long way is slow. */
const daysOf = (resolution: string) => (/^\d+$/.test(resolution) ? 32 : resolution.endsWith('D') ? 70 : 190)

let server: LiveServer
beforeAll(async () => {
  server = await startLiveServer({ hasSamples: false })
})
afterAll(() => server[Symbol.asyncDispose]())

const bars = (query: Readonly<Record<string, string | number>>) => server.call(operations.getBars, { query })

describe('bars of a live market', () => {
  it('are every bar of the range and older ones until there are enough, never beyond now', async () => {
    const known = new Map<string, ReturnType<typeof naiveLiveBars>>()
    const anyQuestion = fc.record({
      symbol: fc.constantFrom('SIM:AAPL', 'SIM:BTCUSD', 'SIMX:AAPL', 'SIMX:EURUSD'),
      resolution: fc.constantFrom(...RESOLUTIONS),
      // A weekday, a night between two sessions, an evening of currencies, a weekend.
      now: fc.constantFrom(0, 9 * 3_600_000, 32 * 3_600_000 + 59_999, 4 * DAY * 1000, 5 * DAY * 1000 + 123),
      ago: fc.option(fc.integer({ min: -2 * DAY, max: 20 * DAY })),
      length: fc.option(fc.integer({ min: 0, max: 3 * DAY })),
      countBack: fc.option(fc.integer({ min: 1, max: 40 })),
    })
    await fc.assert(
      fc.asyncProperty(anyQuestion, async ({ symbol, resolution, now, ago, length, countBack }) => {
        const nowMs = MONDAY + now
        server.at(nowMs)
        const to = ago === null ? undefined : Math.floor(nowMs / 1000) - ago
        const from = length === null || to === undefined ? undefined : to - length
        const key = `${symbol} ${resolution} ${nowMs}`
        const start = Math.floor(nowMs / 1000) - daysOf(resolution) * DAY
        const all = known.get(key) ?? naiveLiveBars({ symbol, resolution, from: start }, nowMs)
        known.set(key, all)
        const before = all.filter(({ time }) => to === undefined || time < to * 1000)
        const inRange = from === undefined ? 0 : before.filter(({ time }) => time >= from * 1000).length
        const count = Math.max(inRange, countBack ?? (from === undefined ? 300 : 0))
        // The beginning of the naive history is not that of the market, and of no whole bar.
        if (before.length <= count) return
        const answer = await bars({
          ...{ symbol, resolution },
          ...(to === undefined ? {} : { to_time: to }),
          ...(from === undefined ? {} : { from_time: from }),
          ...(countBack === null ? {} : { count_back: countBack }),
        })
        expect(answer).toEqual({ bars: count === 0 ? [] : before.slice(-count), no_data: false })
      }),
      { numRuns: 100 },
    )
  })

  it('go on with the market, and close as they were', async () => {
    server.at(MONDAY + 7 * DAY * 1000)
    const query = { symbol: 'SIM:AAPL', resolution: '1', count_back: 2 }
    const first = await bars(query)
    server.at(MONDAY + 7 * DAY * 1000 + 40_000)
    const second = await bars(query)
    expect(second.bars[0]).toEqual(first.bars[0])
    expect(second.bars[1]?.volume).toBeGreaterThan(first.bars[1]?.volume ?? Infinity)
    server.at(MONDAY + 7 * DAY * 1000 + 60_000)
    const third = await bars(query)
    const whole = naiveLiveBars(
      { symbol: 'SIM:AAPL', resolution: '1', from: MONDAY / 1000 + 6 * DAY },
      MONDAY + 7 * DAY * 1000 + 59_999 - 17_300,
    )
    expect(third.bars[0]).toEqual(whole.at(-1))
  })

  it.each([
    ['1', '2000-01-01T00:00', '2000-01-03T14:30'],
    ['1D', '2000-01-01', '2000-01-03'],
    ['1W', '2000-01-03', '2000-01-03'],
    ['1M', '2000-01-01', '2000-01-03'],
    ['12M', '2000-01-01', '2000-01-03'],
  ])('of %s begin with the year 2000', async (resolution, roundTheClock, bySession) => {
    for (const [symbol, first] of [
      ['SIM:AAPL', roundTheClock],
      ['SIMX:AAPL', bySession],
    ] as const) {
      const time = Date.parse(`${first}Z`)
      const until = { symbol, resolution, to_time: time / 1000 + 1, count_back: 10 }
      expect(await bars(until)).toMatchObject({ bars: [{ time }], no_data: false })
      expect(await bars({ ...until, to_time: time / 1000 })).toEqual({ bars: [], no_data: true })
    }
    expect(
      await bars({ symbol: 'SIM:AAPL', resolution, from_time: 0, to_time: 1_000_000, count_back: 1 }),
    ).toEqual({ bars: [], no_data: true })
  })

  it('have no end of history where nothing trades yet', async () => {
    const to = Math.floor(MONDAY / 1000) + 9 * DAY
    const weekend = Date.UTC(2026, 0, 3) / 1000
    const query = { symbol: 'SIMX:AAPL', resolution: '5' }
    expect(await bars({ ...query, from_time: to, to_time: to + DAY })).toEqual({ bars: [], no_data: false })
    const closed = { ...query, from_time: weekend, to_time: weekend + DAY }
    expect(await bars(closed)).toEqual({ bars: [], no_data: false })
    expect((await bars({ ...closed, count_back: 1 })).bars).toHaveLength(1)
  })

  it('are refused when they are too many, none, finer than minutes, or in reverse', async () => {
    const path = '/api/v1/datafeed/bars?symbol=SIM:AAPL'
    const codes = ['&resolution=1&from_time=946684800', '&resolution=1S', '&resolution=x'].map(
      async (rest) => (await server.refusal(`${path}${rest}`)).code,
    )
    expect(await Promise.all(codes)).toEqual([
      'range_too_large',
      'unsupported_resolution',
      'unknown_resolution',
    ])
    const reversed = await server.refusal(`${path}&resolution=1&from_time=1767000001&to_time=1767000000`)
    expect(reversed.code).toBe('invalid_time_range')
  })

  it('are answered from memory only once they cannot change any more', async () => {
    const nowMs = MONDAY + 14 * DAY * 1000
    server.at(nowMs)
    const minute = Math.floor(nowMs / 60_000) * 60
    const known: string[] = []
    const { keep } = server.app.knownAnswers
    server.app.knownAnswers.keep = (request, answer) => {
      known.push(request.url ?? '')
      keep(request, answer)
    }
    const query = { symbol: 'SIM:AAPL', resolution: '1', count_back: 5 }
    await bars({ ...query, to_time: minute })
    expect(known).toHaveLength(1)
    await bars({ ...query, to_time: minute + 1 })
    await bars(query)
    await bars({ ...query, resolution: '60', to_time: minute })
    expect(known).toHaveLength(1)
  })
})

describe('UDF', () => {
  it('has the same bars', async () => {
    const nowMs = MONDAY + 14 * DAY * 1000
    server.at(nowMs)
    const query = { symbol: 'SIM:BTCUSD', resolution: '15', to: Math.ceil(nowMs / 1000), countback: 20 }
    const history = await server.call(operations.udfGetHistory, { query })
    const { bars: expected } = await bars({ symbol: 'SIM:BTCUSD', resolution: '15', count_back: 20 })
    expect(history).toEqual({
      s: 'ok',
      t: expected.map(({ time }) => time / 1000),
      o: expected.map(({ open }) => open),
      h: expected.map(({ high }) => high),
      l: expected.map(({ low }) => low),
      c: expected.map(({ close }) => close),
      v: expected.map(({ volume }) => volume),
    })
  })
})
