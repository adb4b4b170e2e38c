import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { venueCalendar } from '@trading-pro/market'
import { describe, expect, it } from 'vitest'
import { openSqliteMarketStore } from '../adapters/storage/sqlite-market-store.ts'
import { holdWriting } from '../testing/hold-writing.ts'
import { CENT, ImportBench } from './import.fixture.ts'
import { importSymbols } from './symbols-import.service.ts'

const NEW_YORK = venueCalendar('XNYS')
const folder = process.env.TEST_DATA_DIR
if (folder === undefined) console.log('SKIPPED: TEST_DATA_DIR not set, real listings are not imported')

async function importText(bench: ImportBench, text: string) {
  const [summary] = await importSymbols([await bench.write('listing.csv', text)], bench.store)
  return summary
}

describe('importing symbols', () => {
  it('takes the listing of NASDAQ without test issues and footer', async () => {
    await using bench = await ImportBench.open()
    const summary = await importText(
      bench,
      'Symbol,Company Name,Security Name,Market Category,Test Issue,Financial Status,' +
        'Round Lot Size,ETF,NextShares\n' +
        'AAPL,Apple Inc.,Apple Inc. - Common Stock,Q,N,N,100,N,N\n' +
        'QQQ,"Invesco QQQ Trust, Series 1","Invesco QQQ Trust, Series 1",G,N,N,100,Y,N\n' +
        'ZAZZT,Tick Pilot Test,Tick Pilot Test Stock,G,Y,N,100,N,N\n' +
        'File Creation Time: 0731202621:31,,,,,,,,\n,,,,,,,,\n',
    )
    expect(summary).toMatchObject({ format: 'NASDAQ listing', addedCount: 2, knownCount: 0, skippedCount: 2 })
    expect(await bench.instrument('NASDAQ:AAPL')).toEqual({
      ...{
        symbol: 'NASDAQ:AAPL',
        exchange: 'NASDAQ',
        name: 'AAPL',
        description: 'Apple Inc.',
        type: 'stock',
      },
      ...{
        timezone: 'America/New_York',
        session: '0930-1600',
        holidays: NEW_YORK.holidays,
        corrections: NEW_YORK.corrections,
        currency: 'USD',
      },
      ...{ tickSize: CENT, volumePrecision: 0, origin: 'listing' },
    })
    expect(await bench.instrument('NASDAQ:QQQ')).toMatchObject({ type: 'fund' })
  })

  it('takes lines that end with carriage returns alone, and no text behind a closing quote', async () => {
    await using bench = await ImportBench.open()
    const summary = await importText(bench, 'Symbol,Security Name\rA,"Agilent" Inc.\rAA,"Alcoa"\r')
    expect(summary).toMatchObject({
      addedCount: 1,
      badRows: { first: [{ lineNumber: 2, reason: 'text behind the closing quote of field 2' }] },
    })
  })

  it('gives a name to an instrument as an import of bars leaves it, for which it waits', async () => {
    await using bench = await ImportBench.open()
    await bench.importText('date,close\n2017-01-03,5.25\n')
    await using other = await openSqliteMarketStore({ directory: join(bench.directory, 'data') })
    const importing = await holdWriting(other, async (writer) => {
      const instrument = await writer.instrument('NASDAQ:TEST')
      if (instrument !== null) await writer.putInstrument({ ...instrument, volumePrecision: 4 })
    })
    const listing = importText(bench, 'Symbol,Security Name\nTEST,Test Inc.\n')
    await delay(200)
    await Promise.all([importing.release(), listing])
    expect(await bench.instrument()).toMatchObject({ description: 'Test Inc.', volumePrecision: 4 })
  })

  it('takes equities, currencies and coins by the exchange that their codes mean', async () => {
    await using bench = await ImportBench.open()
    const equities =
      'symbol,name,summary,currency,exchange,mic\n' +
      'BRK/B,Berkshire,"Line one,\n""line"" two",USD,NYQ,XNYS\n' +
      'SPY,SPDR,,USD,,ARCX\nX,Unknown,,USD,ZZZ,\nY,None,,USD,,\n' +
      '"BQI RT WI",Rights,,USD,ASE,XASE\nlow,Lower case,,USD,NMS,XNAS\n'
    expect(await importText(bench, equities)).toMatchObject({
      addedCount: 3,
      badRows: {
        count: 3,
        first: [
          { lineNumber: 5, reason: 'unknown exchange "ZZZ"' },
          { lineNumber: 6, reason: 'no exchange' },
          { lineNumber: 7, reason: 'unusable symbol "BQI RT WI"' },
        ],
      },
    })
    await importText(
      bench,
      'symbol,name,base_currency,quote_currency,summary,exchange\nAED=X,USD/AED,USD,AED,,CCY\n',
    )
    await importText(
      bench,
      'symbol,name,cryptocurrency,currency,summary,exchange\nBTC-USD,Bitcoin USD,BTC,USD,,CCC\n',
    )
    const symbols = (await bench.store.instruments()).map(({ symbol, type }) => `${symbol} ${type}`)
    expect(symbols.sort()).toEqual([
      ...[
        'ARCA:SPY stock',
        'CRYPTO:BTCUSD crypto',
        'FX:USDAED forex',
        'NASDAQ:LOW stock',
        'NYSE:BRK/B stock',
      ],
    ])
  })

  it('takes ticks of venues, a coin apart from its perpetual future, and no options', async () => {
    await using bench = await ImportBench.open()
    const summary = await importText(
      bench,
      'market,symbol,type,description,quote_currency,contract_multiplier,' +
        'minimum_price_variation,lot_size\n\n# venues\n' +
        'binance,BTCUSDT,crypto,BTCUSDT,USDT,1,0.01000,0.00001\n' +
        'binance,BTCUSDT,cryptofuture,,USDT,1,0.1,0.001\n' +
        'cme,ES,future,E-mini,USD,50,0.25\nusa,SPX,index,S&P 500,USD,1,0.01,1\n' +
        'cbot,OZB,futureoption,,USD,1,0.1,1\n' +
        'cfe,[*],future,,USD,1,0.01,1\nx,A,swap,,USD,1,0.01,1\nx,B,cfd,,USD,1,none,1\n',
    )
    expect(summary).toMatchObject({ addedCount: 4, skippedCount: 3, badRows: { count: 2 } })
    expect(summary?.badRows.first.map(({ reason }) => reason)).toEqual([
      'unknown type "swap"',
      'unreadable tick "none"',
    ])
    const ticks = (await bench.store.instruments()).map(({ symbol, type, tickSize }) => {
      return [symbol, type, tickSize.minimumMovement / tickSize.priceScale]
    })
    expect(ticks.sort()).toEqual([
      ['BINANCE:BTCUSDT', 'crypto', 0.01],
      ['BINANCE:BTCUSDT.P', 'futures', 0.1],
      ['CME:ES', 'futures', 0.25],
      ['INDEX:SPX', 'index', 0.01],
    ])
  })

  it('puts members of an index where other listings have them, whichever file comes first', async () => {
    await using bench = await ImportBench.open()
    const members = await bench.write(
      'members.csv',
      'Symbol,Security,GICS Sector\nAAPL,Apple,IT\nMMM,3M,Industrials\n',
    )
    const listing = await bench.write('listing.csv', 'Symbol,Security Name\nAAPL,Apple Inc. - Common Stock\n')
    const summaries = await importSymbols([members, listing], bench.store)
    expect(summaries.map(({ addedCount, knownCount }) => [addedCount, knownCount])).toEqual([
      [1, 0],
      [1, 1],
    ])
    expect((await bench.store.instruments()).map(({ symbol }) => symbol).sort()).toEqual([
      'NASDAQ:AAPL',
      'NYSE:MMM',
    ])
  })

  it('names what came with bars alone, and changes nothing else of what is stored', async () => {
    await using bench = await ImportBench.open()
    await bench.importText('date,close\n2017-01-03,5\n', { symbol: 'NASDAQ:AAPL' })
    const before = await bench.instrument('NASDAQ:AAPL')
    const summary = await importText(bench, 'Symbol,Security Name\nAAPL,Apple Inc.\nAAPL,Twice\n')
    expect(summary).toMatchObject({ addedCount: 0, knownCount: 2 })
    expect(await bench.instrument('NASDAQ:AAPL')).toEqual({ ...before, description: 'Apple Inc.' })
    await importText(bench, 'Symbol,Security Name\nAAPL,Another name\n')
    expect(await bench.instrument('NASDAQ:AAPL')).toMatchObject({
      description: 'Apple Inc.',
      origin: 'import',
    })
  })

  it('counts rows with too few or too many fields as bad', async () => {
    await using bench = await ImportBench.open()
    const summary = await importText(bench, 'Symbol|Security Name\nA|B|C\nD\n|E\nF|G\n')
    expect(summary?.badRows.first).toEqual([
      { lineNumber: 2, reason: '3 fields instead of 2' },
      { lineNumber: 3, reason: '1 fields instead of 2' },
      { lineNumber: 4, reason: 'no symbol' },
    ])
    expect(summary?.addedCount).toBe(1)
  })

  it('refuses a file whose header it does not know, before anything is stored', async () => {
    await using bench = await ImportBench.open()
    const good = await bench.write('good.csv', 'Symbol,Security Name\nA,B\n')
    const other = await bench.write('other.csv', 'date,close\n2017-01-03,5\n')
    await expect(importSymbols([good, other], bench.store)).rejects.toThrow(
      'other.csv: the header is of no listing that is known',
    )
    expect(await bench.store.instruments()).toEqual([])
  })
})

describe.skipIf(folder === undefined)('importing real listings', () => {
  it('takes all of them, and the second time nothing', async () => {
    await using bench = await ImportBench.open()
    const root = join(folder ?? '', 'symbols')
    const names = [
      ...[
        'constituents.csv',
        'nasdaq-listed-symbols.csv',
        'nasdaq-listed.csv',
        'symbol-properties-database.csv',
      ],
      ...['cryptos', 'currencies'].map((name) => `financedatabase/database_${name}.csv`),
      ...['equities_ASE', 'equities_NCM', 'equities_NGM', 'etfs_NGM', 'etfs_NMS', 'etfs_PCX'].map(
        (name) => `financedatabase/${name}.csv`,
      ),
    ]
    const paths = names.map((name) => join(root, name))
    const summaries = await importSymbols(paths, bench.store)
    const byName = new Map(summaries.map((summary) => [summary.path.slice(root.length + 1), summary]))
    const rows = (name: string) => {
      const { addedCount = 0, knownCount = 0, skippedCount = 0, badRows } = byName.get(name) ?? {}
      return [addedCount + knownCount, skippedCount, badRows?.count]
    }
    expect(rows('nasdaq-listed.csv')).toEqual([5_569, 1, 0])
    expect(rows('nasdaq-listed-symbols.csv')).toEqual([5_561, 9, 0])
    expect(rows('constituents.csv')).toEqual([503, 0, 0])
    expect(rows('symbol-properties-database.csv')).toEqual([10_792, 29, 8])
    expect(rows('financedatabase/database_cryptos.csv')).toEqual([3_367, 0, 0])
    expect(rows('financedatabase/equities_ASE.csv')).toEqual([1_106, 0, 9])
    expect(rows('financedatabase/etfs_PCX.csv')).toEqual([1_699, 0, 0])
    const stored = await bench.store.instruments()
    expect(stored.filter(({ symbol }) => symbol === 'NYSE:AAPL')).toEqual([])
    expect(stored.filter(({ symbol }) => symbol === 'NYSE:MMM')).toHaveLength(1)
    const again = await importSymbols(paths, bench.store)
    expect(again.map(({ addedCount }) => addedCount)).toEqual(paths.map(() => 0))
    expect(await bench.store.instruments()).toEqual(stored)
  }, 60_000)
})
