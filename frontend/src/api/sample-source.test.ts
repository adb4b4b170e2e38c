import { describe, expect, it } from 'vitest'
import { samples } from '../testing/sources.ts'
import { sampleFiles } from './sample-files.ts'
import { SampleRefusal } from './sample-refusal.ts'

const rows = sampleFiles['sp500-2000.csv'].trim().split('\n').slice(1)
const dayOf = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 10)

/** The nearest cent of a text with six decimals, written by moving its digits. */
function roundedToCents(text: string): number {
  const micros = BigInt(text.replace('.', ''))
  return Number((micros + 5_000n) / 10_000n) / 100
}

describe('the bundled S&P 500', () => {
  it('equals its file row by row, to the cent', async () => {
    const { bars } = await samples.getBars({ symbol: 'INDEX:SPX', resolution: '1D', countBack: 10_000 })
    const expected = rows.map((row) => {
      const [date, open = '', high = '', low = '', close = '', , volume = ''] = row.trim().split(',')
      return [date, ...[open, high, low, close].map(roundedToCents), Number(volume)]
    })
    const actual = bars.map(({ time, open, high, low, close, volume }) => [
      dayOf(time),
      open,
      high,
      low,
      close,
      volume,
    ])
    expect(actual).toEqual(expected)
  })

  it('makes weeks and months out of the days of its file', async () => {
    const week = await samples.getBars({
      symbol: 'INDEX:SPX',
      resolution: '1W',
      toTime: Date.parse('2020-03-21') / 1_000,
      countBack: 1,
    })
    const days = rows.slice(
      rows.findIndex((row) => row.startsWith('2020-03-16')),
      rows.findIndex((row) => row.startsWith('2020-03-21') || row.startsWith('2020-03-23')),
    )
    const column = (index: number) => days.map((row) => roundedToCents(row.split(',')[index] ?? ''))
    expect(days).toHaveLength(5)
    expect(week.bars).toEqual([
      {
        time: Date.parse('2020-03-16'),
        open: column(1)[0],
        high: Math.max(...column(2)),
        low: Math.min(...column(3)),
        close: column(4).at(-1),
        volume: days.reduce((sum, row) => sum + Number(row.split(',')[6]), 0),
      },
    ])
    const months = await samples.getBars({ symbol: 'INDEX:SPX', resolution: '1M', countBack: 1_000 })
    const [first, last] = [months.bars.at(0), months.bars.at(-1)]
    expect(months.bars).toHaveLength(244)
    expect([dayOf(first?.time ?? 0), dayOf(last?.time ?? 0)]).toEqual(['2000-01-03', '2020-04-01'])
  })

  it('pages backwards without a gap or a repetition, and says where history begins', async () => {
    const request = { symbol: 'INDEX:SPX', resolution: '1D', countBack: 2_000 }
    const seen: number[] = []
    let toTime: number | undefined
    for (let page = 0; page < 3; page += 1) {
      const { bars } = await samples.getBars(toTime === undefined ? request : { ...request, toTime })
      seen.unshift(...bars.map(({ time }) => time))
      toTime = (seen[0] ?? 0) / 1_000
    }
    expect(seen).toHaveLength(rows.length)
    expect(new Set(seen).size).toBe(rows.length)
    expect(await samples.getBars({ ...request, ...(toTime === undefined ? {} : { toTime }) })).toEqual({
      bars: [],
      no_data: true,
    })
  })

  it('is described with what can be made of it', async () => {
    expect(await samples.resolveSymbol('spx')).toMatchObject({
      ticker: 'INDEX:SPX',
      pricescale: 100,
      minmov: 1,
      timezone: 'America/New_York',
      supported_resolutions: ['1D', '2D', '3D', '1W', '2W', '1M', '3M', '6M', '12M'],
      visible_plots_set: 'ohlcv',
      library_custom_fields: { origin: 'sample', has_data: true, bars_count: rows.length },
    })
  })
})

describe('the bundled stocks', () => {
  it('have the monthly closes of their file, stamped with the first trading day', async () => {
    const { bars } = await samples.getBars({ symbol: 'NASDAQ:MSFT', resolution: '1M', countBack: 1_000 })
    const closes = sampleFiles['stocks.csv']
      .split('\n')
      .filter((row) => row.startsWith('MSFT,'))
      .map((row) => Number(row.split(',')[2]))
    expect(bars.map(({ close }) => close)).toEqual(closes)
    expect(dayOf(bars[0]?.time ?? 0)).toBe('2000-01-03')
  })

  it('are drawn as closes only, and have nothing finer than months', async () => {
    const details = await samples.resolveSymbol('NYSE:IBM')
    expect(details).toMatchObject({
      visible_plots_set: 'c',
      supported_resolutions: ['1M', '3M', '6M', '12M'],
    })
    await expect(samples.getBars({ symbol: 'NYSE:IBM', resolution: '1D', countBack: 1 })).rejects.toThrow(
      SampleRefusal,
    )
  })
})

describe('the sample source', () => {
  it('finds by symbol, exchange and name, in any case', async () => {
    const tickersOf = async (text: string) => (await samples.searchSymbols(text)).map(({ ticker }) => ticker)
    expect(await tickersOf('apple')).toEqual(['NASDAQ:AAPL'])
    expect(await tickersOf('nyse')).toEqual(['NYSE:IBM'])
    expect(await tickersOf('')).toHaveLength(6)
    expect(await tickersOf('zzz')).toEqual([])
  })

  it('quotes the last bar against the one before', async () => {
    const [quote, unknown] = await samples.getQuotes(['INDEX:SPX', 'NOPE:XYZ'])
    expect(quote).toMatchObject({
      s: 'ok',
      n: 'INDEX:SPX',
      v: { lp: 2874.56, prev_close_price: 2799.55, ch: 75.01, chp: 2.68 },
    })
    expect(unknown).toMatchObject({ s: 'error', n: 'NOPE:XYZ' })
  })

  it('refuses what it does not hold', async () => {
    await expect(samples.resolveSymbol('NOPE:XYZ')).rejects.toThrow(SampleRefusal)
    expect(await samples.dataStates(['AAPL', 'NOPE:XYZ'])).toEqual(['loaded', 'none'])
  })
})
