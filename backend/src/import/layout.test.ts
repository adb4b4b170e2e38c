import { describe, expect, it } from 'vitest'
import { detectLayout, type LayoutHints } from './layout.ts'

const NO_HINTS: LayoutHints = { separator: null, columns: null, dateOrder: null }

function detect(text: string, hints: Partial<LayoutHints> = {}) {
  return detectLayout({ bytes: Buffer.from(text), isWhole: true }, { ...NO_HINTS, ...hints })
}

const IN_ORDER = { time: 0, timeOfDay: null, range: { open: 1, high: 2, low: 3 }, close: 4, volume: 5 }

describe('columns of a file', () => {
  it.each([
    ['date,open,high,low,close,volume\n2017-01-03,1,2,1,2,5\n', IN_ORDER],
    ['\uFEFFTimestamp,Open,High,Low,Close,Volume\r\n1/3/2017,1,2,1,2,5\r\n', IN_ORDER],
    ['"Date","OPEN","High","Low","Close","Volume"\n"2017-01-03","1","2","1","2","5"\n', IN_ORDER],
    ['<DATE>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\n2017.01.03\t1\t2\t1\t2\t5\n', IN_ORDER],
    [
      'Date,AAPL.Open,AAPL.High,AAPL.Low,AAPL.Close,AAPL.Volume,AAPL.Adjusted,dn\n2017-01-03,1,2,1,2,5,1,x\n',
      IN_ORDER,
    ],
    ['open_time,open,high,low,close,volume,close_time\n1,1,2,1,2,5,6\n', IN_ORDER],
    ['20170103 093000;1;2;1;2;5\n', IN_ORDER],
    ['1483228800000,1,2,1,2,5,7,8,9,10,11,12\n', IN_ORDER],
    ['20170103 093000;1;2;1;2\n', { ...IN_ORDER, volume: null }],
    [
      '2017.01.03,09:30,1,2,1,2,5\n',
      { time: 0, timeOfDay: 1, range: { open: 2, high: 3, low: 4 }, close: 5, volume: 6 },
    ],
    [
      'Date,Time,Open,High,Low,Close\n1/3/2017,0930,1,2,1,2\n',
      { time: 0, timeOfDay: 1, range: { open: 2, high: 3, low: 4 }, close: 5, volume: null },
    ],
    [
      'Date,Time,Open,High,Low,Close\n1/3/2017,1483435800,1,2,1,2\n',
      { time: 1, timeOfDay: null, range: { open: 2, high: 3, low: 4 }, close: 5, volume: null },
    ],
    [
      'symbol,date,price\nMSFT,Jan 1 2000,39.81\n2,2000-01-01,39.81\n',
      { time: 1, timeOfDay: null, range: null, close: 2, volume: null },
    ],
    ['2017-01-03,5\n', { time: 0, timeOfDay: null, range: null, close: 1, volume: null }],
  ])('%j', (text, columns) => {
    expect(detect(text).columns).toEqual(columns)
  })

  it('are those that the user names, with or without header', () => {
    const columns = ['time', 'open', 'close', 'high', 'low', 'volume']
    const expected = { time: 0, timeOfDay: null, range: { open: 1, high: 3, low: 4 }, close: 2, volume: 5 }
    expect(detect('1483228800000,1,2,2,1,5\n', { columns }).columns).toEqual(expected)
    expect(detect('a,b,c,d,e,f,g\n1483228800000,1,2,2,1,5,9\n', { columns })).toMatchObject({
      columns: expected,
      hasHeader: true,
      fieldCount: 7,
    })
    expect(detect('x;2017-01-03;5\n', { columns: ['-', 'date', 'close'] }).columns).toMatchObject({
      time: 1,
      close: 2,
    })
  })

  it('are separated by what the user says', () => {
    expect(detect('2017-01-03|1|2|1|2|5\n', { separator: '|' })).toMatchObject({
      separator: 124,
      fieldCount: 6,
    })
  })
})

describe('a layout that cannot be read', () => {
  it.each([
    ['\n\n', 'there is no row'],
    ['date,open,high,low,close\n', 'there is a header but no row'],
    ['hello\nworld\n', 'no columns were found'],
    ['a\0b,c\n', 'not a text file in UTF-8'],
    ['when,open,high,low,close\n2017-01-03,1,2,1,2\n', 'the header has no column for the time'],
    ['date,open,high,low,last,close\n2017-01-03,1,2,1,2,2\n', 'two columns are named close'],
    ['date,open,high,low,end\n2017-01-03,1,2,1,2\n', 'the header has no column for the close'],
    ['date,open,high,close\n2017-01-03,1,2,2\n', 'the header has no column for all of open, high and low'],
    ['2017-01-03,1,2,1\n', 'this one has 4'],
    ['yesterday,1,2,1,2\n', 'the time "yesterday" cannot be read'],
  ])('%j: %s', (text, message) => {
    expect(() => detect(text)).toThrow(message)
  })

  it.each([
    [['time', 'open'], '--columns does not name the close'],
    [['open', 'close'], '--columns does not name the time'],
    [['time', 'opne', 'close'], '"opne" is none of time, open, high, low, close, volume'],
    [Array.from({ length: 8 }, () => '-'), '--columns names 8 columns, the file has 6'],
  ])('columns %j: %s', (columns, message) => {
    expect(() => detect('1483228800000,1,2,2,1,5\n', { columns })).toThrow(message)
  })

  it('does not take a row that the head of the file cuts for a whole one', () => {
    const bytes = Buffer.from('2017-01-03,1,2,1,2,5\n2017-01-0')
    expect(detectLayout({ bytes, isWhole: false }, NO_HINTS).fieldCount).toBe(6)
  })
})
