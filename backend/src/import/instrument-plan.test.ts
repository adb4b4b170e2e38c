import { describe, expect, it } from 'vitest'
import { allocateBars } from '@trading-pro/market'
import { exchangeDefaults } from '../instruments/instruments.service.ts'
import { at, CENT, DAYS, DAYS_STORED, ImportBench, minutes } from './import.fixture.ts'

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
    expect(summary.notes).toEqual([expect.stringContaining('noise of 32-bit floats, so the tick is 0.01')])
    expect(summary.priceRounding.count).toBe(2)
    expect(summary.priceRounding.differenceMax).toBeCloseTo(0.0029, 6)
    expect((await bench.bars()).map((bar) => bar[4])).toEqual([145522, 12749])
  })

  it('is that of --tick; prices off it are rounded and counted, with the largest difference', async () => {
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

  it('makes a row bad whose price it would round to zero, or is too large for it', async () => {
    await using bench = await ImportBench.open()
    const instrument = { tickSize: CENT }
    const summary = await bench.importText(
      'date,close\n2017-01-03,5\n2017-01-06,5\n2017-01-04,0.004\n2017-01-05,99999999999999\n',
      {
        instrument,
      },
    )
    expect(summary.badRows.first.map(({ reason }) => reason)).toEqual([
      'a price is too small for the tick',
      'a price is too large for the tick',
    ])
  })

  it('is not made so coarse by one enormous price that the others lose their look', async () => {
    await using bench = await ImportBench.open()
    const text = 'date,close\n2017-01-03,1.001\n2017-01-04,1.5\n2017-01-05,9007199254740993\n'
    await expect(bench.importText(text)).rejects.toThrow('--tick sets one')
    expect(await bench.instrument()).toBeNull()
    expect((await bench.importText(text, { instrument: { tickSize: CENT } })).badRows.count).toBe(1)
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

  it('beyond what is storable make the row a bad one, and no other unit', async () => {
    await using bench = await ImportBench.open()
    const rows = '2017-01-03,1,1,1,1,0.5\n2017-01-04,1,1,1,1,3000000000000000\n'
    const summary = await bench.importText(`date,open,high,low,close,volume\n${rows}`)
    expect(summary.badRows.first).toEqual([{ lineNumber: 3, reason: 'the volume is too large' }])
    expect([summary.notes, summary.volumeRounding.count]).toEqual([[], 0])
    expect(await bench.instrument()).toMatchObject({ volumePrecision: 1 })
  })

  it('with more digits than can be stored keep their whole ones, which is said', async () => {
    await using bench = await ImportBench.open()
    const rows = '2017-01-03,1,1,1,1,0.5\n2017-01-04,1,1,1,1,2000000000000000\n'
    const summary = await bench.importText(`date,open,high,low,close,volume\n${rows}`)
    expect([summary.badRows.count, summary.volumeRounding.count]).toEqual([0, 1])
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
