import { describe, expect, it } from 'vitest'
import { at, ImportBench, resolutionOf, zoneOf, type ImportWishes } from '../import/import.fixture.ts'
import { exportBars, type BarsExportRequest } from './bars-export.service.ts'

async function exportText(
  bench: ImportBench,
  resolution: string,
  options: Partial<BarsExportRequest> = {},
): Promise<{ text: string; barCount: number }> {
  const request = {
    symbol: 'NASDAQ:TEST',
    resolution: resolutionOf(resolution),
    from: null,
    to: null,
    zone: zoneOf('UTC'),
  }
  const { pieces, barCount } = await exportBars({ ...request, ...options }, bench.store)
  let text = ''
  for await (const piece of pieces) text += piece
  return { text, barCount: barCount() }
}

const DAYS = `time,open,high,low,close,volume
2017-01-03,212.61,213.35,211.52,212.80,96708880
2017-01-04,213.16,214.22,213.15,214.06,83348752
2017-01-05,213.77,214.06,213.02,213.89,82961968
`

describe('exporting bars', () => {
  it('writes dates and exact decimals', async () => {
    await using bench = await ImportBench.open()
    await bench.importText(DAYS)
    expect(await exportText(bench, '1D')).toEqual({ text: DAYS, barCount: 3 })
  })

  it('refuses to go on with bars that an import changes meanwhile', async () => {
    await using bench = await ImportBench.open()
    await bench.importText(DAYS)
    const { pieces } = await exportBars(
      {
        ...{ symbol: 'NASDAQ:TEST', resolution: resolutionOf('1D') },
        ...{ from: null, to: null, zone: zoneOf('UTC') },
      },
      bench.store,
    )
    await bench.importText(DAYS.replace('212.80', '212.90'))
    await expect(Array.fromAsync(pieces)).rejects.toThrow('export them again')
  })

  it('writes times in UTC or in the zone that is wanted, with its offset', async () => {
    await using bench = await ImportBench.open()
    await bench.importText('time,close\n2017-01-03T14:30Z,1.5\n2017-07-03T13:30Z,-0.05\n', {
      resolution: '1',
    })
    expect((await exportText(bench, '1')).text).toBe(
      'time,close\n2017-01-03T14:30:00Z,1.50\n2017-07-03T13:30:00Z,-0.05\n',
    )
    expect((await exportText(bench, '1', { zone: zoneOf('America/New_York') })).text).toBe(
      'time,close\n2017-01-03T09:30:00-05:00,1.50\n2017-07-03T09:30:00-04:00,-0.05\n',
    )
    expect((await exportText(bench, '1', { zone: zoneOf('Asia/Kolkata') })).text).toContain(
      '2017-01-03T20:00:00+05:30',
    )
  })

  it('writes the bars from the first bound on to before the second', async () => {
    await using bench = await ImportBench.open()
    const rows = Array.from({ length: 5_000 }, (_, index) => `${at('2017-01-03') + index * 60},${index + 1}`)
    await bench.importText(`time,close\n${rows.join('\n')}`, { resolution: '1' })
    const bounds = { from: at('2017-01-04T23:59:30Z'), to: at('2017-01-05T00:02:00Z') }
    expect(await exportText(bench, '1', bounds)).toEqual({
      text: 'time,close\n2017-01-05T00:00:00Z,2881.00\n2017-01-05T00:01:00Z,2882.00\n',
      barCount: 2,
    })
    expect((await exportText(bench, '1', { from: at('2018-01-01') })).barCount).toBe(0)
    expect((await exportText(bench, '1', { to: at('2017-01-03') })).barCount).toBe(0)
  })

  const QUARTERS = { instrument: { tickSize: { priceScale: 100, minimumMovement: 25 } } }
  const CASES: [string, string, ImportWishes][] = [
    ['days', DAYS, {}],
    ['an index without volume', DAYS.replaceAll(/,\d+\n/g, ',0\n'), {}],
    ['closes alone', 'time,close\n2017-01-31,39.81\n2017-02-28,36.35\n', { resolution: '1M' }],
    ['quarter ticks', 'time,open,high,low,close\n2017-01-03,-1.25,2.5,-1.75,2\n', QUARTERS],
    ['fractions of coins', 'time,open,high,low,close,volume\n2017-01-03,1,2,1,2,10.49307769\n', {}],
    ['weeks', 'time,close\n2017-01-16,5\n2017-01-23,6\n', { resolution: '1W' }],
    [
      'the hour that autumn repeats',
      'time,close\n2021-11-07T05:30Z,5\n2021-11-07T06:30Z,6\n',
      { resolution: '30' },
    ],
  ]

  it.each(CASES)(
    'is the inverse of importing for %s: importing the export changes nothing',
    async (_, text, wishes) => {
      await using bench = await ImportBench.open()
      await bench.importText(text, wishes)
      const resolution = wishes.resolution ?? '1D'
      const before = [await bench.instrument(), await bench.series('NASDAQ:TEST', resolution)]
      const exported = await exportText(bench, resolution, { zone: zoneOf('America/New_York') })
      const summary = await bench.importText(exported.text, { resolution, isStrict: true })
      expect(summary.counts).toEqual({ inserted: 0, updated: 0, unchanged: exported.barCount })
      expect([await bench.instrument(), await bench.series('NASDAQ:TEST', resolution)]).toEqual(before)
      await using fresh = await ImportBench.open()
      await fresh.importText(exported.text, { ...wishes, resolution })
      expect(await fresh.bars('NASDAQ:TEST', resolution)).toEqual(await bench.bars('NASDAQ:TEST', resolution))
    },
  )

  it('says what is stored when the wanted bars are not', async () => {
    await using bench = await ImportBench.open()
    await bench.importText(DAYS)
    await expect(exportText(bench, '60')).rejects.toThrow(
      'NASDAQ:TEST has no stored bars of 60; stored are: 1D',
    )
    await expect(exportText(bench, '1D', { symbol: 'NASDAQ:NONE' })).rejects.toThrow(
      'NASDAQ:NONE is not stored',
    )
  })
})
