import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSymbolIndex } from './symbol-search.ts'
import type { SearchEntry } from './symbol-search.ts'

interface Listed {
  readonly exchange?: string
  readonly type?: string
  readonly hasData?: boolean
}

const listed = (
  name: string,
  description: string,
  { exchange, type, hasData }: Listed = {},
): SearchEntry => ({
  symbol: `${exchange ?? 'NASDAQ'}:${name}`,
  exchange: exchange ?? 'NASDAQ',
  name,
  description,
  type: type ?? 'stock',
  hasData: hasData ?? false,
})

const entries: readonly SearchEntry[] = [
  listed('SOFI', 'SoFi Technologies, Inc. - Common Stock'),
  listed('MSFT', 'Microsoft Corporation - Common Stock', { hasData: true }),
  listed('AAPL', 'Apple Inc. - Common Stock', { hasData: true }),
  listed('AAPD', 'Direxion Daily AAPL Bear 1X ETF', { type: 'etf' }),
  listed('APLE', 'Apple Hospitality REIT, Inc.', { exchange: 'NYSE' }),
  listed('AP', 'Ampco-Pittsburgh Corporation', { exchange: 'NYSE' }),
  listed('BRK.B', 'Berkshire Hathaway Inc. Class B', { exchange: 'NYSE' }),
  listed('T', 'AT&T Inc.', { exchange: 'NYSE' }),
  listed('NSRGY', 'Nestlé S.A.', { exchange: 'OTC' }),
  listed('SPX', 'S&P 500 Index', { exchange: 'INDEX', type: 'index', hasData: true }),
  listed('BTCUSD', 'Bitcoin / US Dollar', { exchange: 'BITFINEX', type: 'crypto', hasData: true }),
  listed('BTC-USD', 'Bitcoin USD', { exchange: 'CCC', type: 'crypto' }),
  listed('GSOF', 'Micro Software Growth'),
]

/** As the bundled samples name them. */
const samples: readonly SearchEntry[] = [
  listed('AAPL', 'Apple Inc.', { hasData: true }),
  listed('AMZN', 'Amazon.com, Inc.', { hasData: true }),
  listed('GOOG', 'Alphabet Inc.', { hasData: true }),
  listed('IBM', 'International Business Machines Corporation', { exchange: 'NYSE', hasData: true }),
  listed('MSFT', 'Microsoft Corporation', { hasData: true }),
  listed('SPX', 'S&P 500', { exchange: 'INDEX', type: 'index', hasData: true }),
]

interface Asked {
  readonly exchange?: string
  readonly type?: string
  readonly limit?: number
  readonly among?: readonly SearchEntry[]
}

const find = (text: string, { exchange = '', type = '', limit = 30, among = entries }: Asked = {}) =>
  createSymbolIndex(among)
    .search({ text, exchange, type, limit })
    .map((entry) => entry.symbol)

describe('what a text finds', () => {
  it.each([
    ['aapl', 'NASDAQ:AAPL'],
    ['NASDAQ:AAPL', 'NASDAQ:AAPL'],
    [' nasdaq : aapl ', 'NASDAQ:AAPL'],
    ['nasd:aapl', 'NASDAQ:AAPL'],
    ['NASDQA:AAPL', 'NASDAQ:AAPL'],
    ['berkshire', 'NYSE:BRK.B'],
    ['brk.b', 'NYSE:BRK.B'],
    ['BRK/B', 'NYSE:BRK.B'],
    ['brkb', 'NYSE:BRK.B'],
    ['hathaway berkshire', 'NYSE:BRK.B'],
    ['hathaw brk', 'NYSE:BRK.B'],
    ['nestle', 'OTC:NSRGY'],
    ['NESTLÉ', 'OTC:NSRGY'],
    ['at&t', 'NYSE:T'],
    ['att', 'NYSE:T'],
    ['s&p 500', 'INDEX:SPX'],
    ['pittsburgh', 'NYSE:AP'],
    ['kshire', 'NYSE:BRK.B'],
    ['nyse hospitality', 'NYSE:APLE'],
    ['btc/usd', 'BITFINEX:BTCUSD'],
    ['dollar us bitcoin', 'BITFINEX:BTCUSD'],
  ])('%s finds %s first', (text, symbol) => {
    expect(find(text)[0]).toBe(symbol)
  })

  it.each(['SP500', 'S&P500', 'sp 500', 's&p 500', 's p 500', 'SP5', 'S&P-500'])(
    '%s finds the S&P 500: a description begins with the text, spaces and marks aside',
    (text) => {
      const others = [listed('SPY', 'SPDR S&P 500 Trust'), listed('SP', 'SP Plus Corporation')]
      expect(find(text, { among: samples })).toEqual(['INDEX:SPX'])
      expect(find(text, { among: [...others, ...samples] })[0]).toBe('INDEX:SPX')
    },
  )

  it.each(['amazon', 'amazon.', 'amazon.c', 'amazon.com', 'amazoncom', 'Amazon com', 'com amazon'])(
    '%s finds Amazon.com: a dot before two letters parts words',
    (text) => {
      expect(find(text, { among: samples })).toEqual(['NASDAQ:AMZN'])
    },
  )

  it.each(['jp', 'J.P.', 'morgan', 'j.p.morgan', 'jpmorgan', 'us', 'u.s.'])(
    '%s finds J.P.Morgan U.S.: initials stay together',
    (text) => {
      expect(find(text, { among: [listed('X', 'J.P.Morgan U.S. Fund')] })).toEqual(['NASDAQ:X'])
    },
  )

  it.each(['Ægir', 'aegir', 'AEGIR'])(
    '%s finds Ægir: letters that are two in ASCII are folded too',
    (text) => {
      expect(find(text, { among: [listed('X', 'Ægir Insurance')] })).toEqual(['NASDAQ:X'])
    },
  )

  it('finds words of other scripts', () => {
    expect(find('тинь', { among: [listed('T', 'АО Тиньков')] })).toEqual(['NASDAQ:T'])
  })

  it.each(['zzzzz', '???', 'apple zzzzz', 'nothing such'])('finds nothing for %s', (text) => {
    expect(find(text)).toEqual([])
  })

  it('takes a colon that follows no exchange for a mark between words', () => {
    expect(find('berkshire: hathaway')).toEqual(['NYSE:BRK.B'])
  })

  it('keeps to the exchange before the colon, and lists that exchange when nothing follows', () => {
    expect(find('nyse:ap')).toEqual(['NYSE:AP', 'NYSE:APLE'])
    expect(find('nyse:')).toEqual(['NYSE:AP', 'NYSE:APLE', 'NYSE:BRK.B', 'NYSE:T'])
  })

  it('takes the exchange that is written out before those that only begin so', () => {
    const among = [
      listed('A', 'One', { exchange: 'NYSEARCA', hasData: true }),
      listed('A', 'Two', { exchange: 'NYSE' }),
      listed('B', 'Nys A Company', { exchange: 'AMEX' }),
    ]
    expect(find('NYSE:A', { among })).toEqual(['NYSE:A'])
    expect(find('NYS:A', { among })).toEqual(['NYSEARCA:A', 'NYSE:A'])
  })

  it('filters by exchange and type in any case', () => {
    expect(find('ap', { exchange: 'nyse' })).toEqual(['NYSE:AP', 'NYSE:APLE'])
    expect(find('bitcoin', { type: 'Crypto' })).toEqual(['BITFINEX:BTCUSD', 'CCC:BTC-USD'])
    expect(find('bitcoin', { type: 'stock' })).toEqual([])
    expect(find('', { exchange: 'NASDAQ', type: 'etf' })).toEqual(['NASDAQ:AAPD'])
  })

  it('ignores what a text has beyond a hundred characters or eight words', () => {
    expect(find(`${'apple '.repeat(16)}     zzzzz`)[0]).toBe('NASDAQ:AAPL')
    expect(find('apple inc apple inc apple inc apple inc zzzzz')[0]).toBe('NASDAQ:AAPL')
  })
})

describe('the order of what is found', () => {
  it('lists those with data first for a blank text, each part by the alphabet', () => {
    const all = find('  ')
    expect(all.slice(0, 5)).toEqual([
      'NASDAQ:AAPL',
      'BITFINEX:BTCUSD',
      'NASDAQ:MSFT',
      'INDEX:SPX',
      'NASDAQ:AAPD',
    ])
    expect(all).toHaveLength(entries.length)
  })

  it('lists what is featured before all others, and finds what is real before what is simulated', () => {
    const simulated = (name: string, isFeatured: boolean): SearchEntry => ({
      ...listed(name, `${name} Inc.`, { exchange: 'SIM', hasData: true }),
      ...{ isLive: true, isFeatured },
    })
    const among = [
      ...[simulated('AAPL', true), simulated('AXE', false), simulated('ZOO', true)],
      listed('AAPL', 'Apple Inc.', { hasData: true }),
      listed('AAPL', 'Apple Inc.', { exchange: 'OTHER' }),
    ]
    expect(find('', { among })).toEqual(['SIM:AAPL', 'SIM:ZOO', 'NASDAQ:AAPL', 'SIM:AXE', 'OTHER:AAPL'])
    expect(find('aapl', { among })).toEqual(['NASDAQ:AAPL', 'SIM:AAPL', 'OTHER:AAPL'])
  })

  it('puts symbols with data first, then the whole symbol without, then other words with data', () => {
    const among = [
      listed('A', 'Agilent', { exchange: 'NYSE' }),
      listed('AA', 'Alcoa', { exchange: 'NYSE' }),
      listed('AMZN', 'Amazon.com, Inc.', { hasData: true }),
      listed('GOOG', 'Alphabet Inc.', { hasData: true }),
      listed('ZZZ', 'Aardvark'),
    ]
    const names = ['NASDAQ:AMZN', 'NYSE:A', 'NASDAQ:GOOG', 'NYSE:AA', 'NASDAQ:ZZZ']
    expect(find('a', { among })).toEqual(names)
    expect(find('ap').slice(0, 3)).toEqual(['NYSE:AP', 'NASDAQ:AAPL', 'NYSE:APLE'])
  })

  it('puts a beginning with data before whole symbols without', () => {
    const among = [
      listed('BTC', 'Grayscale Bitcoin Mini Trust', { exchange: 'ARCA' }),
      listed('BTC', 'Bitcoin Futures', { exchange: 'CME' }),
      listed('BTCUSD', 'Bitcoin / US Dollar', { exchange: 'BITFINEX', hasData: true }),
    ]
    expect(find('btc', { among })).toEqual(['BITFINEX:BTCUSD', 'ARCA:BTC', 'CME:BTC'])
  })

  it('puts the same symbol with data before the one without', () => {
    const among = [
      listed('ABC', 'One', { exchange: 'AMEX' }),
      listed('ABC', 'One', { exchange: 'NYSE', hasData: true }),
    ]
    expect(find('abc', { among })).toEqual(['NYSE:ABC', 'AMEX:ABC'])
  })

  it('puts symbols before beginnings of descriptions before words further on, where data is equal', () => {
    const among = [
      listed('D', 'The Tool Makers'),
      listed('E', 'The Maker of Tool'),
      listed('B', 'Tools of Makers'),
      listed('C', 'Tool Makers'),
      listed('TOOLX', 'Something'),
      listed('F', 'Pretooled'),
    ]
    const names = ['TOOLX', 'C', 'B', 'D', 'E', 'F'].map((name) => `NASDAQ:${name}`)
    expect(find('tool', { among })).toEqual(names)
  })

  it('puts beginnings of a description as it is written before those with spaces left out', () => {
    const among = [listed('A', 'Bio Green'), listed('B', 'Biogen'), listed('C', 'The Biogas Plant')]
    expect(find('biog', { among })).toEqual(['NASDAQ:B', 'NASDAQ:A', 'NASDAQ:C'])
  })

  it('puts whole words before words that only begin so', () => {
    const among = [listed('A', 'The Goldman Bank'), listed('B', 'The Gold Bank')]
    expect(find('gold', { among })).toEqual(['NASDAQ:B', 'NASDAQ:A'])
  })

  it('puts matches in the middle of a word last, with data or not', () => {
    expect(find('soft')).toEqual(['NASDAQ:GSOF', 'NASDAQ:MSFT', 'NASDAQ:SOFI'])
  })

  it('puts words that a large part of all descriptions has behind rarer ones, where data is equal', () => {
    const crowd = Array.from({ length: 60 }, (_, index) =>
      listed(`X${index}`, `Company ${index} Common Stock`, { hasData: index > 0 }),
    )
    const rare = [
      listed('STOCKS', 'Something'),
      listed('Y', 'Stockholm Paper'),
      listed('Z', 'Old Stockings', { hasData: true }),
    ]
    const found = find('stock', { among: [...crowd, ...rare], limit: 100 })
    expect(found.slice(0, 2)).toEqual(['NASDAQ:Z', 'NASDAQ:X1'])
    expect(found.slice(60)).toEqual(['NASDAQ:STOCKS', 'NASDAQ:Y', 'NASDAQ:X0'])
    expect(find('common stock 7', { among: crowd })[0]).toBe('NASDAQ:X7')
  })

  it('gives at most as many as wanted, the same ones first, and none for a limit below one', () => {
    const all = find('a')
    expect(find('a', { limit: 2 })).toEqual(all.slice(0, 2))
    expect(find('a', { limit: 0 })).toEqual([])
    expect(find('', { limit: -1 })).toEqual([])
  })
})

describe('one slip in the text', () => {
  it.each([
    ['Aplle', 'NASDAQ:AAPL'],
    ['Micrsoft', 'NASDAQ:MSFT'],
    ['Mircosoft', 'NASDAQ:MSFT'],
    ['Imcrosoft', 'NASDAQ:MSFT'],
    ['Nicrosoft', 'NASDAQ:MSFT'],
    ['Microsofft', 'NASDAQ:MSFT'],
    ['micrsof', 'NASDAQ:MSFT'],
    ['MSTF', 'NASDAQ:MSFT'],
    ['NASDAQ:AAPK', 'NASDAQ:AAPL'],
    ['berkshire hatjaway', 'NYSE:BRK.B'],
    ['bitcion', 'BITFINEX:BTCUSD'],
    ['BTXUSD', 'BITFINEX:BTCUSD'],
    ['BTCUS', 'BITFINEX:BTCUSD'],
    ['SPXX', 'INDEX:SPX'],
    ['brk.v', 'NYSE:BRK.B'],
  ])('%s still finds %s first', (text, symbol) => {
    expect(find(text)[0]).toBe(symbol)
  })

  it('is looked for in symbols from three letters on and in words from five on', () => {
    const among = [listed('XY', 'Bank')]
    expect(find('xz', { among })).toEqual([])
    expect(find('bsnk', { among })).toEqual([])
    expect(find('xyq', { among })).toEqual(['NASDAQ:XY'])
    expect(find('bsnks', { among: [listed('XY', 'Banks')] })).toEqual(['NASDAQ:XY'])
  })

  it.each(['amazom', 'Amazob', 'amaxon', 'amazn', 'amazom.com', 'Amazob com'])(
    '%s finds Amazon.com first, as the samples have it and between others',
    (text) => {
      expect(find(text, { among: samples })).toEqual(['NASDAQ:AMZN'])
      expect(find(text, { among: [...entries, ...samples] })[0]).toBe('NASDAQ:AMZN')
    },
  )

  it('is forgiven in the last letter of an unfinished word, behind all that fits better', () => {
    expect(find('hathx')).toEqual(['NYSE:BRK.B'])
    expect(find('hxtha')).toEqual(['NYSE:BRK.B'])
    const among = [
      listed('A', 'Hathaway', { hasData: true }),
      listed('B', 'Hxathway'),
      listed('C', 'Wahathx'),
      listed('D', 'Hathe'),
    ]
    expect(find('hathx', { among })).toEqual(['NASDAQ:C', 'NASDAQ:D', 'NASDAQ:A'])
  })

  it('never comes before what the text says without one', () => {
    const among = [
      listed('ABCDF', 'One', { hasData: true }),
      listed('ABCDE', 'Two'),
      listed('ABCDEF', 'Three'),
    ]
    expect(find('abcde', { among })).toEqual(['NASDAQ:ABCDE', 'NASDAQ:ABCDEF', 'NASDAQ:ABCDF'])
  })

  it('ranks by likelihood: touching keys, other letters, the first letter, too many, too few', () => {
    const among = ['BACD', 'BADE', 'BACDEF', 'AACDE', 'BAPDE', 'BAVDE', 'BACED'].map((name) =>
      listed(name, 'Nothing'),
    )
    const names = ['BACED', 'BAVDE', 'BAPDE', 'AACDE', 'BACD', 'BADE'].map((name) => `NASDAQ:${name}`)
    expect(find('bacde', { among }).filter((symbol) => symbol !== 'NASDAQ:BACDEF')).toEqual(names)
  })

  it('puts those with data first among symbols of the same length', () => {
    const among = [listed('BAVDE', 'Near'), listed('XACDE', 'Far', { hasData: true })]
    expect(find('bacde', { among })).toEqual(['NASDAQ:XACDE', 'NASDAQ:BAVDE'])
  })
})

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'É', '.', ' '), maxLength: 6 })

const anyEntry = fc
  .record({ name: word, exchange: fc.constantFrom('X', 'XY'), description: word, hasData: fc.boolean() })
  .map(({ name, description, ...rest }) => listed(name, description, rest))

describe('any index and any text', () => {
  it('gives each entry once, all of them for a blank text, and the first ones for a smaller limit', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 30 }), fc.string(), fc.nat(10), (among, text, limit) => {
        const index = createSymbolIndex(among)
        const ask = (wanted: string, most: number) =>
          index.search({ text: wanted, exchange: '', type: '', limit: most })
        const found = ask(text, 100)
        expect(new Set(found).size).toBe(found.length)
        expect(ask(text, limit)).toEqual(found.slice(0, limit))
        expect(ask('', 100)).toHaveLength(among.length)
      }),
    )
  })

  it('finds every entry by its own symbol, behind none but longer ones with data, in any order given', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyEntry, { selector: (entry) => entry.symbol, maxLength: 30 }), (among) => {
        const index = createSymbolIndex(among)
        const reversed = createSymbolIndex(among.toReversed())
        const compact = (name: string) => name.toLowerCase().replaceAll(/[. ]/g, '').replaceAll('é', 'e')
        for (const { name } of among) {
          if (compact(name) === '') continue
          const request = { text: name, exchange: '', type: '', limit: 100 }
          const found = index.search(request)
          const sameName = among.filter((entry) => compact(entry.name) === compact(name))
          const longer = among.filter(
            (entry) => entry.hasData && compact(entry.name).startsWith(compact(name)),
          )
          const firsts = new Set([...longer, ...sameName])
          expect(new Set(found.slice(0, firsts.size))).toEqual(firsts)
          expect(found.slice(0, longer.length).every((entry) => entry.hasData)).toBe(true)
          expect(reversed.search(request)).toEqual(found)
        }
      }),
    )
  })

  it('keeps what it was built from, whatever happens to the list afterwards', () => {
    const list = [...entries]
    const index = createSymbolIndex(list)
    list.length = 0
    expect(index.search({ text: 'aapl', exchange: '', type: '', limit: 1 })).toEqual([entries[2]])
  })
})
