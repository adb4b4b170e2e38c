import { describe, expect, it } from 'vitest'
import { fieldsOfText } from './byte-rows.ts'
import { detectStampFormat } from './stamp-format.ts'
import { allocateStamp, StampReader, type DateOrder } from './stamps.ts'

/** The stamp as `local time [offset in minutes]`, a date alone without time; null when it cannot be read. */
function read(text: string, dateOrder: DateOrder | null = null): string | null {
  const format = detectStampFormat([text], dateOrder)
  if (format === null) return null
  const stamp = allocateStamp()
  if (!new StampReader(format).read(fieldsOfText(text), 0, stamp)) return null
  const local = new Date(stamp.seconds * 1_000).toISOString()
  const written = stamp.hasTimeOfDay ? local.slice(0, 19) : local.slice(0, 10)
  return Number.isNaN(stamp.offsetSeconds) ? written : `${written} ${stamp.offsetSeconds / 60}`
}

describe('times of files', () => {
  it.each([
    ['2017-01-03', '2017-01-03'],
    ['2020-12-15 09:30', '2020-12-15T09:30:00'],
    ['2020-12-15T09:30:05', '2020-12-15T09:30:05'],
    ['2020-12-15T09:30:05.000Z', '2020-12-15T09:30:05 0'],
    ['2022-07-25T09:15:00+05:30', '2022-07-25T09:15:00 330'],
    ['2022-07-25 09:15:00-0500', '2022-07-25T09:15:00 -300'],
    ['2022-07-25 09:15:00+02', '2022-07-25T09:15:00 120'],
    ['2022-07-25 09:15:00 UTC', '2022-07-25T09:15:00 0'],
    ['20170102 020000', '2017-01-02T02:00:00'],
    ['20170102 02:00', '2017-01-02T02:00:00'],
    ['20170102', '2017-01-02'],
    ['20170102093000', '2017-01-02T09:30:00'],
    ['2017/01/02 9:30', '2017-01-02T09:30:00'],
    ['2017.01.02,00:05', '2017-01-02T00:05:00'],
    ['31.01.2017', '2017-01-31'],
    ['31.01.2017 00:01:00.000', '2017-01-31T00:01:00'],
    ['31.01.2017 00:01:00.000 GMT+0100', '2017-01-31T00:01:00 60'],
    ['1/2/1990', '1990-01-02'],
    ['01/03/17', '2017-01-03'],
    ['01/03/70', '1970-01-03'],
    ['1/31/2026 6:49', '2026-01-31T06:49:00'],
    ['1/31/2026 6:49 PM', '2026-01-31T18:49:00'],
    ['1/31/2026 12:00:00 am', '2026-01-31T00:00:00'],
    ['13/1/2026', '2026-01-13'],
    ['3-1-2026', '2026-01-03'],
    ['1483228800', '2017-01-01T00:00:00 0'],
    ['1483228800.0', '2017-01-01T00:00:00 0'],
    ['1483228800000', '2017-01-01T00:00:00 0'],
    ['1483228800000000', '2017-01-01T00:00:00 0'],
    ['1483228800000000000', '2017-01-01T00:00:00 0'],
    ['-631152000', '1950-01-01T00:00:00 0'],
    ['2020-02-29', '2020-02-29'],
  ])('%s is %s', (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  it.each([
    ...['', 'Date', '2017', '2017-13-01', '2017-02-29', '2017-01-32', '2017-01-00', '0000-01-01', '2017-01'],
    ...['2017-01-02 24:00', '2017-01-02 09:60', '2017-01-02 09:3', '2017-01-02 09', '2017-01-02 9:30:61'],
    ...['2017-01-02 13:00 PM', '2017-01-02 0:30 AM', '2017-01-02 09:30:00.5', '2017-01-02 09:30x', '1/2/3/4'],
    ...['2017-01-02 09:30+5', '2017-01-02 09:30+0560', '2017-01-02 09:30+24:00', '2017-01-02 09:30 XYZ'],
    ...['1483228800500', '1483228800.5', '1.4832e9', '12.31', '20171301'],
  ])('%j cannot be read', (text) => {
    // As digits without a date it is an instant of 1970, which is not what was meant but can be read.
    expect(text === '2017' || text === '20171301' ? null : read(text)).toBeNull()
  })

  it('takes the order of the date that it is told', () => {
    expect(read('1/2/1990', 'DMY')).toBe('1990-02-01')
    expect(read('90-02-01', 'YMD')).toBe('1990-02-01')
    expect(read('3-1-2026', 'MDY')).toBe('2026-03-01')
  })

  it('tells milliseconds by the largest stamp of the file, so that early ones are read too', () => {
    expect(detectStampFormat(['86400000', '1483228800000'], null)).toEqual({
      kind: 'epoch',
      digitsBelowSecond: 3,
    })
  })

  it('finds the format although the first stamps are no times', () => {
    expect(detectStampFormat(['', 'n/a', '2017-01-02'], null)).toMatchObject({ kind: 'calendar' })
    expect(detectStampFormat(['', 'n/a'], null)).toBeNull()
  })

  it('counts what proves the order of the dates', () => {
    const reader = new StampReader({ kind: 'calendar', order: 'MDY' })
    for (const text of ['1/2/1990', '13/2/1990', '1/31/1990'])
      reader.read(fieldsOfText(text), 0, allocateStamp())
    expect(reader.evidence).toEqual({ openOrder: 3, firstAbove12: 1, secondAbove12: 1 })
  })
})
