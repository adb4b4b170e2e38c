import { symlink } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { TIME_SECONDS_MIN } from '@trading-pro/contracts/limits'
import { describe, expect, it } from 'vitest'
import { exchangeDefaults } from '../instruments/instruments.service.ts'
import { UserError } from '../platform/user-error.ts'
import { at, CENT, DAYS, DAYS_STORED, ImportBench, minutes } from './import.fixture.ts'

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
      (_, index) => `${(index % 12) + 1}/1/${2100 + Math.floor(index / 12)}`,
    )
    const text = `date,close\n${[...dates, '31/12/2017'].map((date) => `${date},5`).join('\n')}\n`
    const summary = await bench.importText(text, { symbol: 'A:LATE' })
    expect(summary).toMatchObject({ badRows: { count: 0 }, counts: { inserted: 12_001 } })
    expect((await bench.bars('A:LATE'))[1]?.[0]).toBe(at('2100-01-01'))
  })

  it('takes files whose lines end with carriage returns alone', async () => {
    await using bench = await ImportBench.open()
    await bench.importText(DAYS.replaceAll('\n', '\r'))
    expect(await bench.bars()).toEqual(DAYS_STORED)
    const text = minutes('2020-01-01T00:00:00Z', 20_000).replaceAll('\n', '\r')
    const summary = await bench.importText(text, { symbol: 'BINANCE:X', resolution: '1' })
    expect([summary.counts.inserted, summary.badRows.count]).toEqual([20_000, 0])
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

  it('are several of one week or month: then the file is finer than the bars are said to be', async () => {
    await using bench = await ImportBench.open()
    const text = 'date,close\n2017-01-09,5\n2017-01-16,6\n2017-01-23,7\n2017-01-24,7\n2017-01-24,8\n'
    const weeks = await bench.importText(text, { symbol: 'A:W', resolution: '1W' })
    const reason = 'finer than --resolution 1W: an earlier row is of the same week'
    expect(weeks.badRows.first).toEqual([
      { lineNumber: 5, reason },
      { lineNumber: 6, reason },
    ])
    await expect(bench.importText(text, { symbol: 'A:M', resolution: '1M' })).rejects.toThrow(
      '4 of the 5 rows are no bars (line 3: finer than --resolution 1M: an earlier row is of the same month)',
    )
    const hours = 'time,close\n2017-01-09 09:30,5\n2017-01-10 09:30,5\n2017-01-10 10:30,5\n'
    expect((await bench.importText(hours, { symbol: 'A:D' })).badRows.first).toEqual([
      { lineNumber: 4, reason: 'finer than --resolution 1D: an earlier row is of the same day' },
    ])
  })

  it('are times that the API cannot be asked for', async () => {
    await using bench = await ImportBench.open()
    const days = 'date,close\n1799-12-31,5\n1800-01-01,6\n9999-12-31,7\n1000-01-01,8\n'
    const summary = await bench.importText(days)
    expect(summary.badRows.first).toEqual([
      { lineNumber: 2, reason: 'the time "1799-12-31" is not of the years 1800 to 9999' },
      { lineNumber: 5, reason: 'the time "1000-01-01" is not of the years 1800 to 9999' },
    ])
    expect((await bench.bars()).map(([time]) => time)).toEqual([TIME_SECONDS_MIN, at('9999-12-31')])
    const zoned =
      'time,close\n1800-01-01T00:59+01:00,1\n1799-12-31T23:00-01:00,2\n9999-12-31T23:59-01:00,3\n' +
      '2000-01-01T00:00Z,4\n2000-01-01T00:01Z,4\n'
    expect((await bench.importText(zoned, { symbol: 'A:Z', resolution: '1' })).badRows).toMatchObject({
      count: 2,
      first: [{ lineNumber: 2 }, { lineNumber: 4 }],
    })
    // Rows far behind those that tell seconds from milliseconds.
    const seconds = Array.from({ length: 70 }, (_, index) => at('2017-01-02') + index * 35 * 86_400)
    const farOff = ['-99999999999', '99999999999999', '999999999999999']
    const epochs = [...seconds, ...farOff].map((text) => `${text},5`)
    for (const resolution of ['1', '1D', '1W', '1M']) {
      const wishes = { symbol: `A:E${resolution}`, resolution, timezone: 'America/New_York' }
      const { badRows } = await bench.importText(`time,close\n${epochs.join('\n')}\n`, wishes)
      expect(badRows.first.map(({ lineNumber }) => lineNumber)).toEqual([72, 73, 74])
    }
  })

  it('have text behind a closing quote, or a quote that is never closed', async () => {
    await using bench = await ImportBench.open()
    const text = 'date,close\n"2017-01-03","1"9\n"2017-01-04","2" \n2017-01-05,"3\n2017-01-06,4\n'
    expect((await bench.importText(text)).badRows.first).toEqual([
      { lineNumber: 2, reason: 'text behind the closing quote of field 2' },
      { lineNumber: 4, reason: 'a quote is never closed' },
    ])
    expect((await bench.bars()).map((bar) => bar[4])).toEqual([200, 400])
  })

  it('have a volume that no unit can hold, which does not make that of the others coarse', async () => {
    await using bench = await ImportBench.open()
    const rows = ['2017-01-03,1,1,1,1,0.12345678', '2017-01-04,1,1,1,1,9000000000000000']
    const summary = await bench.importText(`date,open,high,low,close,volume\n${rows.join('\n')}\n`)
    expect(summary.badRows.first).toEqual([{ lineNumber: 3, reason: 'the volume is too large' }])
    expect([summary.volumeRounding.count, summary.notes]).toEqual([0, []])
    expect(await bench.instrument()).toMatchObject({ volumePrecision: 8 })
    expect((await bench.bars()).map((bar) => bar[5])).toEqual([12_345_678])
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

describe('a row that fills the head of the file', () => {
  it('is taken up to the greatest length, also behind a header', async () => {
    await using bench = await ImportBench.open()
    const row = `2017-01-03,${' '.repeat(65_536 - 12)}5`
    await bench.importText(`date,close\n${row}\n`)
    expect((await bench.bars()).map((bar) => bar[4])).toEqual([500])
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
      ['long.csv', `date,close\n2017-01-03,${' '.repeat(70_000)}5\n`, /: line 2 is longer than 65536 bytes/],
      ['longer.csv', `date,close\n2017-01-03,${' '.repeat(300_000)}5`, /: line 2 is longer than 65536 bytes/],
      [
        'bare.csv',
        `2017-01-03,${' '.repeat(70_000)}5\n2017-01-04,5\n`,
        /: line 1 is longer than 65536 bytes/,
      ],
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
    const loop = `${bench.directory}/loop`
    await symlink('loop', loop)
    const long = `${bench.directory}/${'x'.repeat(300)}`
    for (const [path, reason] of [
      [loop, 'too many symbolic links encountered (ELOOP)'],
      [long, 'name too long (ENAMETOOLONG)'],
    ] as const) {
      await expect(bench.import([good, path])).rejects.toThrow(
        new UserError(`${path}: the file cannot be read: ${reason}`),
      )
    }
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
