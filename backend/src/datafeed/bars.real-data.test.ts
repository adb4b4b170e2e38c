import { operations, type Bar, type BarsAnswer } from '@trading-pro/contracts'
import { describe, expect, it } from 'vitest'
import { runCommand } from '../testing/program.ts'
import { importArguments, naiveResample, readMarket, realMarkets } from '../testing/real-markets.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

const folder = process.env['TEST_DATA_DIR']
if (folder === undefined) {
  console.log('SKIPPED: TEST_DATA_DIR not set, imported bars of real markets at every resolution over HTTP')
}

const TIMEOUT_MS = 180_000

/** The whole history, from the newest bar back, by the largest pages that there are. */
async function wholeHistory(server: TestServer, symbol: string, resolution: string): Promise<Bar[]> {
  const pages: Bar[][] = []
  let before = {}
  for (;;) {
    const query = { symbol, resolution, count_back: 50_000, ...before }
    const answer: BarsAnswer = await server.call(operations.getBars, { query })
    const [first] = answer.bars
    if (first === undefined) return pages.reverse().flat()
    pages.push(answer.bars)
    before = { to_time: first.time / 1000 }
  }
}

/** The first bar that is not the expected one: a report of half a million bars would tell no more. */
function firstDifference(bars: readonly Bar[], expected: readonly Bar[]) {
  const names = ['time', 'open', 'high', 'low', 'close', 'volume'] as const
  const index = bars.findIndex((bar, at) => names.some((name) => bar[name] !== expected[at]?.[name]))
  return index === -1 ? null : { index, bar: bars[index], expected: expected[index] }
}

describe.skipIf(folder === undefined)('imported bars of a real market', () => {
  it.each(realMarkets)(
    'equal their files at every resolution: $symbol',
    async (market) => {
      await using server = await startTestServer()
      const { symbol, priceScale, volumeScale } = market
      await runCommand(importArguments(market, folder ?? ''), { DATA_DIR: server.directory })
      const rows = readMarket(market, folder ?? '')
      expect(rows.length).toBeGreaterThan(500)
      const served = await server.context.catalog.reload()
      const resolutions = served.find(symbol)?.resolutions ?? []
      expect(resolutions).toEqual(expect.arrayContaining([market.resolution, '2D', '1W', '2W', '1M', '12M']))
      if (market.resolution === '1') expect(resolutions.length).toBeGreaterThan(20)
      for (const resolution of resolutions) {
        const expected = naiveResample(rows, market, resolution).map(
          ([time, open, high, low, close, volume]): Bar => ({
            time: time * 1000,
            ...{ open: open / priceScale, high: high / priceScale },
            ...{ low: low / priceScale, close: close / priceScale, volume: volume / volumeScale },
          }),
        )
        const bars = await wholeHistory(server, symbol, resolution)
        expect([resolution, bars.length]).toEqual([resolution, expected.length])
        expect([resolution, firstDifference(bars, expected)]).toEqual([resolution, null])
      }
    },
    TIMEOUT_MS,
  )

  it('takes the place of the sample of the same symbol, while the server runs', async () => {
    await using server = await startTestServer()
    const describeAapl = () => server.call(operations.resolveSymbol, { params: { symbol: 'AAPL' } })
    const before = await describeAapl()
    expect(before.library_custom_fields.origin).toBe('sample')
    expect(before.supported_resolutions[0]).toBe('1M')
    const [aapl] = realMarkets
    if (aapl === undefined) throw new Error('AAPL is the first')
    await runCommand(importArguments(aapl, folder ?? ''), { DATA_DIR: server.directory })
    await server.context.catalog.reload()
    const after = await describeAapl()
    const { origin, bars_count, first_time } = after.library_custom_fields
    expect([origin, bars_count, first_time]).toEqual(['import', 506, Date.UTC(2015, 1, 17) / 1000])
    expect([after.supported_resolutions[0], after.visible_plots_set]).toEqual(['1D', 'ohlcv'])
    const months = await wholeHistory(server, 'AAPL', '1M')
    expect(months[0]).toMatchObject({ time: Date.UTC(2015, 1, 2), open: 127.49 })
    expect(months).toHaveLength(25)
    const others = await server.call(operations.resolveSymbol, { params: { symbol: 'MSFT' } })
    expect(others.library_custom_fields.origin).toBe('sample')
  })
})
