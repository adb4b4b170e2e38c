import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { allocateBars } from '@trading-pro/market'
import { exchangeDefaults } from '../instruments/exchanges.ts'
import { at, CENT, ImportBench, type StoredBar } from './import.fixture.ts'

const DAYS = `date,open,high,low,close,volume
2017-01-03,212.61,213.35,211.52,212.80,96708880
2017-01-04,213.16,214.22,213.15,214.06,83348752
2017-01-05,213.77,214.06,213.02,213.89,82961968
`
const DAYS_STORED: readonly StoredBar[] = [
  [at('2017-01-03'), 21261, 21335, 21152, 21280, 96708880],
  [at('2017-01-04'), 21316, 21422, 21315, 21406, 83348752],
  [at('2017-01-05'), 21377, 21406, 21302, 21389, 82961968],
]

/** Minutes from the given UTC time on, each with the same bar. */
function minutes(start: string, count: number, { volume = '5' } = {}): string {
  const rows = Array.from({ length: count }, (_, index) => {
    return `${new Date(Date.parse(start) + index * 60_000).toISOString()},10.5,10.75,10.25,10.5,${volume}`
  })
  return `time,open,high,low,close,volume\n${rows.join('\n')}\n`
}

describe('importing bars', () => {
  it('stores them with a new instrument that has the defaults of its exchange', async () => {
    await using bench = await ImportBench.open()
    const summary = await bench.importText(DAYS)
    expect(summary.counts).toEqual({ inserted: 3, updated: 0, unchanged: 0 })
    expect(await bench.bars()).toEqual(DAYS_STORED)
    expect(await bench.series()).toMatchObject({ origin: 'import', plots: 'ohlcv', barCount: 3 })
    const { hours } = exchangeDefaults({ exchange: 'NASDAQ', name: 'TEST' })
    expect(await bench.instrument()).toEqual({
      symbol: 'NASDAQ:TEST',
      exchange: 'NASDAQ',
      name: 'TEST',
      description: 'TEST',
      type: 'stock',
      ...hours,
      currency: 'USD',
      tickSize: CENT,
      volumePrecision: 0,
      origin: 'import',
    })
  })

  it('changes nothing the second time', async () => {
    await using bench = await ImportBench.open()
    await bench.importText(DAYS)
    const before = [await bench.series(), await bench.instrument()]
    const summary = await bench.importText(DAYS)
    expect(summary.counts).toEqual({ inserted: 0, updated: 0, unchanged: 3 })
    expect([await bench.series(), await bench.instrument()]).toEqual(before)
  })

  it('updates what a file corrects and adds what is new', async () => {
    await using bench = await ImportBench.open()
    await bench.importText(DAYS)
    const correction = 'date,open,high,low,close,volume\n2017-01-05,213.77,214.06,213.02,213.90,82961968\n'
    const summary = await bench.importText(`${correction}2017-01-06,1,2,1,2,3\n`)
    expect(summary.counts).toEqual({ inserted: 1, updated: 1, unchanged: 0 })
    expect((await bench.bars())[2]?.[4]).toBe(21390)
  })

  it.each([
    ['newest first', (rows: string[]) => rows.toReversed()],
    ['in no order', (rows: string[]) => [rows[1], rows[2], rows[0]]],
  ])('takes rows %s', async (_, reorder) => {
    await using bench = await ImportBench.open()
    const [header, ...rows] = DAYS.trimEnd().split('\n')
    await bench.importText([header, ...reorder(rows)].join('\n'))
    expect(await bench.bars()).toEqual(DAYS_STORED)
  })

  it('takes gzip whatever the file is called, several members too', async () => {
    await using bench = await ImportBench.open()
    const [first, second] = [DAYS.slice(0, 80), DAYS.slice(80)].map((part) => gzipSync(part))
    const path = await bench.write('days.csv', Buffer.concat([first ?? Buffer.of(), second ?? Buffer.of()]))
    await bench.import([path])
    expect(await bench.bars()).toEqual(DAYS_STORED)
  })

  it('takes an index without volume and closes alone for what they are', async () => {
    await using bench = await ImportBench.open()
    await bench.importText('date,open,high,low,close\n2017-01-03,1.5,2.5,1.25,2\n', { symbol: 'INDEX:A' })
    expect(await bench.series('INDEX:A')).toMatchObject({ plots: 'ohlc' })
    await bench.importText(DAYS.replaceAll(/,\d+\n/g, ',0\n'), { symbol: 'INDEX:B' })
    expect(await bench.series('INDEX:B')).toMatchObject({ plots: 'ohlc' })
    await bench.importText('symbol,date,price\nC,2017-01-31,39.81\n', { symbol: 'INDEX:C', resolution: '1M' })
    expect(await bench.series('INDEX:C', '1M')).toMatchObject({ plots: 'c' })
    expect(await bench.bars('INDEX:C', '1M')).toEqual([[at('2017-01-03'), 3981, 3981, 3981, 3981, 0]])
    await bench.importText(DAYS, { symbol: 'INDEX:B' })
    await bench.importText('date,open,high,low,close\n2017-01-06,1.5,2.5,1.25,2\n', { symbol: 'INDEX:B' })
    expect(await bench.series('INDEX:B')).toMatchObject({ plots: 'ohlcv', barCount: 4 })
  })

  it('takes what the user says about the instrument, and keeps it', async () => {
    await using bench = await ImportBench.open()
    const instrument = {
      description: 'A test',
      type: 'fund',
      currency: 'EUR',
      session: '24x7',
      sessionTimezone: 'UTC',
    }
    await bench.importText(DAYS, { instrument })
    await bench.importText(DAYS)
    expect(await bench.instrument()).toMatchObject({
      ...{ description: 'A test', type: 'fund', currency: 'EUR', session: '24x7', timezone: 'UTC' },
      ...{ holidays: '', corrections: '' },
    })
  })

  it('says again what it was told: dates proved by a later row are read right from the first row on', async () => {
    await using bench = await ImportBench.open()
    const rows = (dates: string[]) => `date,close\n${dates.map((date) => `${date},5`).join('\n')}\n`
    const early = Array.from({ length: 12 }, (_, index) => `1/${index + 1}/2017`)
    const proved = await bench.importText(rows([...early, '13/12/2017']), { symbol: 'A:DMY' })
    expect(proved).toMatchObject({ badRows: { count: 0 }, notes: [] })
    expect((await bench.bars('A:DMY')).map(([time]) => time).slice(0, 2)).toEqual([
      at('2017-01-01'),
      at('2017-02-01'),
    ])
    const assumed = await bench.importText(rows(early), { symbol: 'A:MDY' })
    expect(assumed.notes).toEqual([expect.stringContaining('read as month, day, year')])
    expect((await bench.bars('A:MDY')).at(-1)?.[0]).toBe(at('2017-01-12'))
    const told = await bench.importText(rows(early), { symbol: 'A:TOLD', layout: { dateOrder: 'DMY' } })
    expect(told.notes).toEqual([])
    expect((await bench.bars('A:TOLD')).at(-1)?.[0]).toBe(at('2017-12-01'))
  })

  it('finds the order of dates that only rows far behind the head of the file prove', async () => {
    await using bench = await ImportBench.open()
    const dates = Array.from(
      { length: 12_000 },
      (_, index) => `${(index % 12) + 1}/1/${1000 + Math.floor(index / 12)}`,
    )
    const text = `date,close\n${[...dates, '31/12/2017'].map((date) => `${date},5`).join('\n')}\n`
    const summary = await bench.importText(text, { symbol: 'A:LATE' })
    expect(summary).toMatchObject({ badRows: { count: 0 }, counts: { inserted: 12_001 } })
    expect((await bench.bars('A:LATE'))[1]?.[0]).toBe(at('1000-01-02'))
  })

  it('takes files that come in many pieces', async () => {
    await using bench = await ImportBench.open()
    const text = minutes('2020-01-01T00:00:00Z', 60_000)
    const paths = [await bench.write('one.csv', text)]
    const [summary] = await bench.import(paths, { symbol: 'BINANCE:X', resolution: '1' })
    expect(summary?.counts.inserted).toBe(60_000)
    const bars = await bench.bars('BINANCE:X', '1')
    expect(bars).toHaveLength(60_000)
    expect(bars.every(([time], index) => time === at('2020-01-01') + index * 60)).toBe(true)
  })
})

describe('rows that are no bars', () => {
  const ROWS = [
    '2017-01-03,10,12,9,11,5',
    '2017-01-04,10,12,9,11',
    'yesterday,10,12,9,11,5',
    '2017-01-05,ten,12,9,11,5',
    '2017-01-06,10,12,9,,5',
    '2017-01-07,10,8,9,8,5',
    '2017-01-08,10,9.5,9,9,5',
    '2017-01-09,9,11,9,12,5',
    '2017-01-10,8,12,9,11,5',
    '2017-01-11,10,12,9,8,5',
    '2017-01-12,10,12,0,11,5',
    '2017-01-13,10,12,9,11,-5',
    '2017-01-14,10,12,9,11,many',
    '2017-01-15,-37.63,12,-40.32,11,',
    '',
    '2017-01-15,-37.63,12,-40.32,11,0',
    '2017-01-15,-37.63,13,-40.32,11,0',
    ...Array.from({ length: 12 }, (_, index) => `2018-01-${index + 10},10,12,9,11,5`),
  ]

  it('are counted, the first ten shown with their line and the reason, and all others are stored', async () => {
    await using bench = await ImportBench.open()
    const summary = await bench.importText(`date,open,high,low,close,volume\n${ROWS.join('\n')}`)
    expect(summary.badRows).toEqual({
      count: 13,
      first: [
        { lineNumber: 3, reason: '5 fields instead of 6' },
        { lineNumber: 4, reason: 'unreadable time "yesterday"' },
        { lineNumber: 5, reason: 'unreadable open "ten"' },
        { lineNumber: 6, reason: 'no close' },
        { lineNumber: 7, reason: 'high is below low' },
        { lineNumber: 8, reason: 'high is below open' },
        { lineNumber: 9, reason: 'high is below close' },
        { lineNumber: 10, reason: 'low is above open' },
        { lineNumber: 11, reason: 'low is above close' },
        { lineNumber: 12, reason: 'a price is zero' },
      ],
    })
    expect(summary.repeatedCount).toBe(1)
    expect(summary.counts.inserted).toBe(14)
    expect((await bench.bars())[1]).toEqual([at('2017-01-15'), -3763, 1200, -4032, 1100, 0])
  })

  it('are repeated times too, also when the file is in no order', async () => {
    await using bench = await ImportBench.open()
    const summary = await bench.importText(
      'date,close\n2017-01-05,5\n2017-01-03,3\n2017-01-04,4\n2017-01-05,6\n',
    )
    expect(summary.badRows).toEqual({
      count: 1,
      first: [{ lineNumber: 5, reason: 'the time of an earlier row, with other values' }],
    })
    expect((await bench.bars()).map((bar) => bar[4])).toEqual([300, 400, 500])
  })

  it('are local times that the clock skips', async () => {
    await using bench = await ImportBench.open()
    const text = 'time,close\n2021-03-14 01:30,5\n2021-03-14 02:30,5\n2021-03-14 03:30,5\n'
    const summary = await bench.importText(text, { resolution: '1', timezone: 'America/New_York' })
    expect(summary.badRows.first).toEqual([
      { lineNumber: 3, reason: 'the clock skips the time "2021-03-14 02:30"' },
    ])
  })

  it('refuse the file under --strict, and nothing of it is stored', async () => {
    await using bench = await ImportBench.open()
    await bench.importText(DAYS)
    const text = `${DAYS.replace('213.89', '213.90')}2017-01-06,1,2\n`
    await expect(bench.importText(text, { isStrict: true })).rejects.toThrow(
      '--strict: bad rows: 1 (the first in line 5: 3 fields instead of 6)',
    )
    expect(await bench.bars()).toEqual(DAYS_STORED)
  })

  it('refuse the file when they are the most of it: then the columns are other ones', async () => {
    await using bench = await ImportBench.open()
    const inOtherOrder = Array.from({ length: 9 }, (_, index) => `14832288000${index}0,9,11,12,8,5`)
    await expect(bench.importText(inOtherOrder.join('\n'))).rejects.toThrow('--columns says in which order')
    const none = 'date,open,high,low,close\n2017-01-03,0,0,0,0\n2017-01-04,0,0,0,0\n'
    await expect(bench.importText(none)).rejects.toThrow(
      'none of the 2 rows is a bar (line 2: a price is zero)',
    )
    expect(await bench.instrument()).toBeNull()
  })
})

describe('the tick', () => {
  it('is the finest that the prices need, no coarser than the exchange uses', async () => {
    await using bench = await ImportBench.open()
    await bench.importText('date,close\n2017-01-03,0.378\n2017-01-04,0.40\n', { symbol: 'NASDAQ:A' })
    await bench.importText('date,close\n2017-01-03,5\n', { symbol: 'NASDAQ:B' })
    await bench.importText('date,close\n2017-01-03,1.1\n', { symbol: 'FX:EURUSD' })
    await bench.importText('date,close\n2017-01-03,374175175057530\n', { symbol: 'X:BIG' })
    const scales = ['NASDAQ:A', 'NASDAQ:B', 'FX:EURUSD', 'X:BIG'].map(async (symbol) => {
      return (await bench.instrument(symbol))?.tickSize.priceScale
    })
    expect(await Promise.all(scales)).toEqual([1_000, 100, 100_000, 1])
  })

  it('is the one behind prices that are printed floats, which is said; they count as rounded', async () => {
    await using bench = await ImportBench.open()
    const summary = await bench.importText('date,close\n2017-01-03,1455.219971\n2017-01-04,127.489998\n')
    expect((await bench.instrument())?.tickSize).toEqual(CENT)
    expect(summary.notes).toEqual([expect.stringContaining('noise of 24-bit floats, so the tick is 0.01')])
    expect(summary.priceRounding.count).toBe(2)
    expect(summary.priceRounding.differenceMax).toBeCloseTo(0.0029, 6)
    expect((await bench.bars()).map((bar) => bar[4])).toEqual([145522, 12749])
  })

  it('is that of --tick; prices off it are rounded, counted, and the largest difference is kept', async () => {
    await using bench = await ImportBench.open()
    const instrument = { tickSize: { priceScale: 100, minimumMovement: 25 } }
    const summary = await bench.importText('date,open,high,low,close\n2017-01-03,1.25,1.60,1.00,1.37\n', {
      instrument,
    })
    expect(await bench.bars()).toEqual([[at('2017-01-03'), 5, 6, 4, 5, 0]])
    expect(summary.priceRounding.count).toBe(2)
    expect(summary.priceRounding.differenceMax).toBeCloseTo(0.48, 12)
  })

  it('off it refuses the file under --strict', async () => {
    await using bench = await ImportBench.open()
    const instrument = { tickSize: { priceScale: 100, minimumMovement: 25 } }
    const text = 'date,open,high,low,close\n2017-01-03,1.25,1.60,1.00,1.37\n'
    await expect(bench.importText(text, { instrument, isStrict: true })).rejects.toThrow(
      'bars.csv: --strict: prices off the tick 0.25: 2, by up to 0.12',
    )
    expect(await bench.instrument()).toBeNull()
    expect(await bench.store.series()).toEqual([])
  })

  it('stays once bars are imported: finer prices are rounded, another --tick is refused', async () => {
    await using bench = await ImportBench.open()
    await bench.importText(DAYS)
    const summary = await bench.importText('date,close\n2017-01-06,1.2345\n')
    expect(summary.priceRounding.count).toBe(1)
    expect((await bench.bars()).at(-1)?.[4]).toBe(123)
    const instrument = { tickSize: { priceScale: 1_000, minimumMovement: 1 } }
    await expect(bench.importText(DAYS, { instrument })).rejects.toThrow(
      'with the tick 0.01, which --tick cannot change',
    )
    await bench.importText(DAYS, { instrument: { tickSize: { priceScale: 1_000, minimumMovement: 10 } } })
  })

  it('of a price that it would round to zero makes the row a bad one, and so does a price past its range', async () => {
    await using bench = await ImportBench.open()
    const instrument = { tickSize: CENT }
    const summary = await bench.importText(
      'date,close\n2017-01-03,5\n2017-01-04,0.004\n2017-01-05,99999999999999\n',
      {
        instrument,
      },
    )
    expect(summary.badRows.first.map(({ reason }) => reason)).toEqual([
      'a price is too small for the tick',
      'a price is too large for the tick',
    ])
  })

  it('is taken together for all files of a command', async () => {
    await using bench = await ImportBench.open()
    const first = await bench.write('one.csv', 'date,close,volume\n2017-01-03,5.5,1\n')
    const second = await bench.write('two.csv', 'date,close,volume\n2017-01-04,5.5125,0.125\n')
    const summaries = await bench.import([first, second])
    expect(
      summaries.map(({ priceRounding, volumeRounding }) => priceRounding.count + volumeRounding.count),
    ).toEqual([0, 0])
    expect(await bench.instrument()).toMatchObject({ tickSize: { priceScale: 10_000 }, volumePrecision: 3 })
  })
})

describe('volumes', () => {
  it('have the decimals of the file', async () => {
    await using bench = await ImportBench.open()
    await bench.importText('date,open,high,low,close,volume\n2017-01-03,1,1,1,1,10.49307769\n')
    expect((await bench.bars())[0]?.[5]).toBe(1_049_307_769)
    expect((await bench.instrument())?.volumePrecision).toBe(8)
  })

  it('that are finer than the stored ones make these finer too, in every series', async () => {
    await using bench = await ImportBench.open()
    await bench.importText(DAYS)
    await bench.importText(minutes('2017-01-03T15:00:00Z', 3), { resolution: '1' })
    const finer = 'date,open,high,low,close,volume\n2017-01-06,1,1,1,1,0.25\n'
    const summary = await bench.importText(finer)
    expect(summary.volumeRounding.count).toBe(0)
    expect((await bench.instrument())?.volumePrecision).toBe(2)
    expect((await bench.bars()).map((bar) => bar[5])).toEqual([
      9_670_888_000, 8_334_875_200, 8_296_196_800, 25,
    ])
    expect((await bench.bars('NASDAQ:TEST', '1')).map((bar) => bar[5])).toEqual([500, 500, 500])
    expect((await bench.importText(DAYS)).counts).toEqual({ inserted: 0, updated: 0, unchanged: 3 })
  })

  it('become only so fine that the largest stored one fits; the rest is rounded and counted', async () => {
    await using bench = await ImportBench.open()
    await bench.importText('date,open,high,low,close,volume\n2017-01-03,1,1,1,1,200000000000000\n')
    const summary = await bench.importText('date,open,high,low,close,volume\n2017-01-04,1,1,1,1,0.25\n')
    expect((await bench.instrument())?.volumePrecision).toBe(1)
    expect(summary.volumeRounding).toMatchObject({ count: 1, differenceMax: 0.5 })
    expect((await bench.bars()).map((bar) => bar[5])).toEqual([2_000_000_000_000_000, 3])
  })

  it('beyond what is storable make the row a bad one', async () => {
    await using bench = await ImportBench.open()
    const rows = '2017-01-03,1,1,1,1,0.5\n2017-01-04,1,1,1,1,3000000000000000\n'
    const summary = await bench.importText(`date,open,high,low,close,volume\n${rows}`)
    expect(summary.badRows.first).toEqual([{ lineNumber: 3, reason: 'the volume is too large' }])
    expect(summary.notes).toEqual([expect.stringContaining('of the 1 decimals of the volumes 0 fit')])
  })
})

describe('the session', () => {
  it('of a new instrument becomes the extended one when its minutes need it, which is said', async () => {
    await using bench = await ImportBench.open()
    const summary = await bench.importText(minutes('2017-01-03T09:00:00Z', 60), { resolution: '1' })
    expect(await bench.instrument()).toMatchObject({ session: '0400-2000', timezone: 'America/New_York' })
    expect((await bench.instrument())?.corrections).toContain('0400-1700:')
    expect(summary).toMatchObject({
      outsideSession: 0,
      notes: [expect.stringContaining('so the session is 0400-2000')],
    })
    const again = await bench.importText(minutes('2017-01-03T09:00:00Z', 60), { resolution: '1' })
    expect(again).toMatchObject({ outsideSession: 0, notes: [], counts: { unchanged: 60 } })
  })

  it('is the extended one for an instrument with days only, whose days stay', async () => {
    await using bench = await ImportBench.open()
    await bench.importText(DAYS)
    await bench.importText(minutes('2017-01-03T21:30:00Z', 60), { resolution: '1' })
    expect((await bench.instrument())?.session).toBe('0400-2000')
    expect(await bench.bars()).toEqual(DAYS_STORED)
  })

  it('stays regular for regular minutes, and then for good; bars outside are counted', async () => {
    await using bench = await ImportBench.open()
    await bench.importText(minutes('2017-01-03T14:30:00Z', 390), { resolution: '1' })
    expect((await bench.instrument())?.session).toBe('0930-1600')
    const summary = await bench.importText(minutes('2017-01-03T20:30:00Z', 60), { resolution: '1' })
    expect(summary.outsideSession).toBe(30)
    expect((await bench.instrument())?.session).toBe('0930-1600')
  })

  it('that the user names is kept, and what lies outside is counted', async () => {
    await using bench = await ImportBench.open()
    const instrument = { session: '0930-1600' }
    const summary = await bench.importText(minutes('2017-01-03T14:00:00Z', 60), {
      resolution: '1',
      instrument,
    })
    expect(summary).toMatchObject({ outsideSession: 30, notes: [] })
    expect((await bench.instrument())?.corrections).toContain('0930-1300:')
  })

  it('has short days that end early in the extended hours too', async () => {
    await using bench = await ImportBench.open()
    const summary = await bench.importText(minutes('2017-11-24T21:30:00Z', 60), { resolution: '1' })
    // 16:30 to 17:30 in New York on the day after Thanksgiving: the last half hour lies outside.
    expect(summary.outsideSession).toBe(30)
    expect((await bench.instrument())?.session).toBe('0400-2000')
  })

  it('never closes for crypto, nor for an exchange that nobody knows', async () => {
    await using bench = await ImportBench.open()
    const summary = await bench.importText(minutes('2017-01-01T00:00:00Z', 60), {
      symbol: 'BINANCE:X',
      resolution: '1',
    })
    expect(summary).toMatchObject({ outsideSession: 0, notes: [] })
    expect(await bench.instrument('BINANCE:X')).toMatchObject({ session: '24x7', timezone: 'Etc/UTC' })
  })
})

describe('what is stored before', () => {
  async function withSample(bench: ImportBench, resolution: string): Promise<void> {
    const { hours } = exchangeDefaults({ exchange: 'NASDAQ', name: 'TEST' })
    await bench.store.transact(async (writer) => {
      await writer.putInstrument({
        ...{
          symbol: 'NASDAQ:TEST',
          exchange: 'NASDAQ',
          name: 'TEST',
          description: 'Sample Inc.',
          type: 'stock',
        },
        ...{ ...hours, currency: 'USD', tickSize: CENT, volumePrecision: 0, origin: 'sample' },
      })
      const series = await writer.writeSeries({ symbol: 'NASDAQ:TEST', resolution, origin: 'sample' })
      const bars = allocateBars(1)
      for (const column of [bars.open, bars.high, bars.low, bars.close]) column[0] = 4_000
      await series.upsert(bars)
      await series.finish('c')
    })
  }

  it.each(['1', '1D', '1M'])(
    'a monthly sample makes room for bars of %s, and its description stays',
    async (resolution) => {
      await using bench = await ImportBench.open()
      await withSample(bench, '1M')
      const text = 'time,close\n2017-01-03 15:00,1.2345\n'
      const summary = await bench.importText(text, { resolution })
      expect((await bench.store.series()).map((series) => [series.resolution, series.origin])).toEqual([
        [resolution, 'import'],
      ])
      expect(summary.notes).toEqual(['the bundled sample 1M of NASDAQ:TEST made room'])
      expect(await bench.instrument()).toMatchObject({
        ...{ origin: 'import', description: 'Sample Inc.', tickSize: { priceScale: 10_000 } },
      })
    },
  )

  it('a daily sample stays beside coarser bars, which take its tick', async () => {
    await using bench = await ImportBench.open()
    await withSample(bench, '1D')
    const summary = await bench.importText('time,close\n2017-01-03,1.2345\n', { resolution: '1M' })
    expect((await bench.store.series()).map((series) => series.resolution).sort()).toEqual(['1D', '1M'])
    expect(summary.priceRounding.count).toBe(1)
    expect((await bench.instrument())?.tickSize).toEqual(CENT)
  })

  it('a listing gives its description, and its tick when the prices fit', async () => {
    await using bench = await ImportBench.open()
    const listed = {
      exchange: 'NASDAQ',
      type: 'stock',
      timezone: 'America/New_York',
      session: '0930-1600',
    } as const
    await bench.store.transact((writer) =>
      writer.addInstruments(
        ['A', 'B'].map((name) => ({
          ...{
            ...listed,
            symbol: `NASDAQ:${name}`,
            name,
            description: `${name} Inc.`,
            holidays: '',
            corrections: '',
          },
          ...{
            currency: 'USD',
            tickSize: { priceScale: 1_000, minimumMovement: 1 },
            volumePrecision: 0,
            origin: 'listing',
          },
        })),
      ),
    )
    await bench.importText('date,close\n2017-01-03,1.25\n', { symbol: 'NASDAQ:A' })
    await bench.importText('date,close\n2017-01-03,1.2345\n', { symbol: 'NASDAQ:B' })
    const { hours } = exchangeDefaults({ exchange: 'NASDAQ', name: 'A' })
    expect(await bench.instrument('NASDAQ:A')).toMatchObject({
      ...{ description: 'A Inc.', origin: 'import', tickSize: { priceScale: 1_000 }, ...hours },
    })
    expect((await bench.instrument('NASDAQ:B'))?.tickSize.priceScale).toBe(10_000)
  })
})

describe('files that cannot be read', () => {
  it('are named in one sentence, and nothing is stored, of the other files neither', async () => {
    await using bench = await ImportBench.open()
    const good = await bench.write('good.csv', DAYS)
    const whole = gzipSync(minutes('2017-01-01T00:00:00Z', 20_000))
    const damaged = Buffer.from(whole)
    damaged.fill(0xff, 20_000, 20_100)
    const cases: [string, string | Uint8Array, RegExp][] = [
      [
        'cut.csv.gz',
        whole.subarray(0, whole.length - 9),
        /cut\.csv\.gz: the gzip data is cut off: it ends too early$/,
      ],
      ['damaged.csv.gz', damaged, /damaged\.csv\.gz: the gzip data is damaged and cannot be decompressed$/],
      ['empty.csv', '', /empty\.csv: the file is empty$/],
      ['header.csv', 'date,close\n', /header\.csv: there is a header but no row$/],
      ['prose.csv', 'Once upon a time, there was\na market.\n', /prose\.csv: /],
      ['binary.csv', Buffer.alloc(70_000), /binary\.csv: this is not a text file in UTF-8$/],
    ]
    for (const [name, content, message] of cases) {
      const path = await bench.write(name, content)
      await expect(bench.import([good, path], { resolution: '1' }), name).rejects.toThrow(message)
    }
    await expect(bench.import([good, `${bench.directory}/none.csv`])).rejects.toThrow(
      /none\.csv: the file does not exist$/,
    )
    await expect(bench.import([good, `${good}/none.csv`])).rejects.toThrow('the file does not exist')
    await expect(bench.import([good, bench.directory])).rejects.toThrow('a directory, not a file')
    await expect(bench.import(['/dev/null'])).rejects.toThrow('/dev/null: not a regular file')
    expect([await bench.store.instruments(), await bench.store.series()]).toEqual([[], []])
  })

  it('are one transaction each: a file that --strict refuses leaves those before it', async () => {
    await using bench = await ImportBench.open()
    const good = await bench.write('good.csv', DAYS)
    const bad = await bench.write('bad.csv', `${DAYS.replaceAll('2017', '2018')}2018-01-06,1,2\n`)
    await expect(bench.import([good, bad], { isStrict: true })).rejects.toThrow('bad.csv: --strict')
    expect(await bench.bars()).toEqual(DAYS_STORED)
  })
})
