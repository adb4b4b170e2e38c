import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { exchangeDefaults } from '../instruments/instruments.service.ts'
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

  it('reads dates in the order that a later row proves, and says when none proves it', async () => {
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

  it('are counted, the first ten kept with line and reason, and all others are stored', async () => {
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
      first: [{ lineNumber: 5, reason: 'the time of an earlier row' }],
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
