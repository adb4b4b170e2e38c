import { operations, type Bar, type BarsAnswer } from '@trading-pro/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dateGroups, groupBars, groupsOfDays, readMonthlyCloses, readSpx } from '../testing/naive-bars.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

const symbol = 'INDEX:SPX'
const spx = readSpx()
let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const seconds = (date: string) => Date.parse(`${date}T00:00:00Z`) / 1000

async function allBars(of: string, resolution: string): Promise<Bar[]> {
  const query = { symbol: of, resolution, from_time: 0 }
  return (await server.call(operations.getBars, { query })).bars
}

/**
 * From the newest bar back, a page at a time, as a chart scrolls; `countBacks` are the sizes of the pages.
 */
async function pageBack(of: string, resolution: string, countBacks: readonly number[]): Promise<Bar[]> {
  const pages: Bar[][] = []
  let before: number | null = null
  for (let page = 0; ; page += 1) {
    const count_back = countBacks[page % countBacks.length] ?? 1
    const query = { symbol: of, resolution, count_back, ...(before === null ? {} : { to_time: before }) }
    const answer: BarsAnswer = await server.call(operations.getBars, { query })
    const [first] = answer.bars
    if (answer.no_data) return first === undefined ? pages.reverse().flat() : []
    if (first === undefined) throw new Error('no bars, but not the start of history')
    pages.push(answer.bars)
    before = first.time / 1000
  }
}

describe('the S&P 500', () => {
  it('is that of the file in March 2020, row by row', async () => {
    const march = spx.filter(({ time }) => new Date(time).toISOString().startsWith('2020-03'))
    expect(march).toHaveLength(22)
    const range = { from_time: seconds('2020-03-01'), to_time: seconds('2020-04-01') }
    const query = { symbol, resolution: '1D', ...range }
    expect(await server.call(operations.getBars, { query })).toEqual({ bars: march, no_data: false })
    expect(march[0]).toEqual({
      ...{ time: 1583107200000, open: 2974.28, high: 3090.96, low: 2945.19, close: 3090.23 },
      volume: 6376400000,
    })
  })

  it('is that of the file from end to end', async () => {
    expect(spx).toHaveLength(5105)
    expect(await allBars(symbol, '1D')).toEqual(spx)
  })

  it.each(Object.entries(dateGroups))(
    'has the bars of %s that the textbook makes',
    async (resolution, groupOf) => {
      expect(await allBars(symbol, resolution)).toEqual(groupBars(spx, groupOf))
    },
  )

  it.each([2, 3])('has the bars of %s days that the textbook makes', async (count) => {
    expect(await allBars(symbol, `${count}D`)).toEqual(groupBars(spx, groupsOfDays(count)))
  })

  it('has no other resolutions than those', async () => {
    const { supported_resolutions: served } = await server.call(operations.resolveSymbol, {
      params: { symbol },
    })
    expect(served).toEqual(['1D', '2D', '3D', '1W', '2W', '1M', '3M', '6M', '12M'])
  })

  it.each([[[1000]], [[300]], [[1, 7, 128, 129, 1440]]])(
    'gives every bar once when a chart scrolls back by %j',
    async (countBacks) => {
      expect(await pageBack(symbol, '1D', countBacks)).toEqual(spx)
    },
  )

  it('gives every bar of a coarser resolution once when a chart scrolls back', async () => {
    expect(await pageBack(symbol, '1W', [100, 3])).toEqual(groupBars(spx, dateGroups['1W'] ?? String))
  })
})

describe('the monthly samples', () => {
  it.each([
    ['NASDAQ:AAPL', 123],
    ['NASDAQ:MSFT', 123],
    ['NASDAQ:AMZN', 123],
    ['NASDAQ:GOOG', 68],
    ['NYSE:IBM', 123],
  ])('of %s are the %i closes of the file, on the first trading day of their month', async (of, count) => {
    const closes = readMonthlyCloses(of.split(':')[1] ?? '')
    const bars = await allBars(of, '1M')
    expect(bars).toHaveLength(count)
    const firstDays = Map.groupBy(spx, ({ time }) => new Date(time).toISOString().slice(0, 7))
    expect(bars).toEqual(
      closes.map(({ month, close }) => ({
        time: firstDays.get(month)?.[0]?.time,
        ...{ open: close, high: close, low: close, close, volume: 0 },
      })),
    )
  })

  it('make quarters and years', async () => {
    const months = await allBars('NYSE:IBM', '1M')
    for (const resolution of ['3M', '6M', '12M']) {
      const expected = groupBars(months, dateGroups[resolution] ?? String)
      expect(await allBars('NYSE:IBM', resolution)).toEqual(expected)
    }
  })
})
