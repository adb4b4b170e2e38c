import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MarketStore } from '../adapters/storage/market-store.ts'
import { testSimulation } from '../testing/live-server.ts'
import { openSqliteMarketStore } from '../adapters/storage/sqlite-market-store.ts'
import { storeSeries, testInstrument, type BarRow } from '../testing/series.ts'
import { createTestDirectory, type TestDirectory } from '../testing/test-directory.ts'
import { barCountOf, openCatalog } from './catalog.ts'
import { simulatedEntries } from './simulated-entries.ts'

let directory: TestDirectory
let store: MarketStore
beforeEach(async () => {
  directory = await createTestDirectory()
  store = await openSqliteMarketStore({ directory: directory.path })
})
afterEach(async () => {
  await store[Symbol.asyncDispose]()
  await directory[Symbol.asyncDispose]()
})

const days = (count: number): BarRow[] =>
  Array.from({ length: count }, (_, index) => [index * 86_400, 1, 1, 1, 1, 1])
const put = (symbol: string, resolution: string, count: number) =>
  storeSeries(store, { instrument: testInstrument(symbol), resolution, rows: days(count) })
const list = (symbol: string) => store.transact((writer) => writer.putInstrument(testInstrument(symbol)))

describe('the catalog', () => {
  it('is empty where nothing is stored', async () => {
    const catalog = await (await openCatalog(store)).current()
    expect([catalog.entries, catalog.barCount, catalog.find('X')]).toEqual([[], 0, null])
    expect(catalog.index().search({ text: '', exchange: '', type: '', limit: 10 })).toEqual([])
  })

  it('finds by the whole symbol in any case; by a bare name the one with most data', async () => {
    await put('AAA:ONE', '1D', 2)
    await put('BBB:ONE', '1D', 5)
    await list('CCC:ONE')
    const catalog = await (await openCatalog(store)).current()
    const found = (symbol: string) => catalog.find(symbol)?.instrument.symbol
    expect(found('aaa:one')).toBe('AAA:ONE')
    expect(found('CCC:ONE')).toBe('CCC:ONE')
    expect(found('one')).toBe('BBB:ONE')
    for (const unknown of ['', ':', 'ONE:AAA', 'DDD:ONE', 'constructor', '__proto__', 'AAA:ONE ']) {
      expect([unknown, found(unknown)]).toEqual([unknown, undefined])
    }
  })

  it('knows what can be made of what is stored, finest first', async () => {
    await put('AAA:BOTH', '1D', 3)
    await put('AAA:BOTH', '60', 4)
    await put('AAA:ODD', '7', 1)
    await put('AAA:WEEKS', '1W', 1)
    await list('AAA:NONE')
    const catalog = await (await openCatalog(store)).current()
    const resolutions = (name: string) => catalog.find(name)?.resolutions
    expect(catalog.find('BOTH')?.series.map(({ stored }) => stored.resolution)).toEqual(['60', '1D'])
    expect(resolutions('BOTH')).toEqual([
      ...['60', '120', '180', '240', '360', '480', '720'],
      ...['1D', '2D', '3D', '1W', '2W', '1M', '3M', '6M', '12M'],
    ])
    expect(resolutions('ODD')?.slice(0, 2)).toEqual(['7', '1D'])
    expect(resolutions('WEEKS')).toEqual(['1W', '2W'])
    expect(resolutions('NONE')).toEqual([])
    expect(catalog.barCount).toBe(9)
    expect(catalog.entries.map(barCountOf)).toEqual([7, 0, 1, 1])
  })

  it('is the same until something is stored, and another one soon after', async () => {
    await put('AAA:ONE', '1D', 2)
    const reader = await openCatalog(store)
    const first = await reader.current()
    expect(await reader.current()).toBe(first)
    await using other = await openSqliteMarketStore({ directory: directory.path })
    await storeSeries(other, { instrument: testInstrument('BBB:TWO'), resolution: '1D', rows: days(3) })
    const start = performance.now()
    let current = first
    while (current === first && performance.now() - start < 5_000) current = await reader.current()
    expect([first.find('TWO'), current.barCount]).toEqual([null, 5])
    expect(await reader.current()).toBe(current)
  })

  it('is read anew at once when it is asked to', async () => {
    const reader = await openCatalog(store)
    await put('AAA:ONE', '1D', 2)
    expect((await reader.reload()).barCount).toBe(2)
    expect((await reader.current()).barCount).toBe(2)
  })

  it('is read again after a reading that failed', async () => {
    await put('AAA:ONE', '1D', 2)
    let isBroken = false
    const reader = await openCatalog({
      ...store,
      instruments: () => (isBroken ? Promise.reject(new Error('the disk is gone')) : store.instruments()),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    })
    await put('BBB:TWO', '1D', 3)
    isBroken = true
    await expect(reader.reload()).rejects.toThrow('the disk is gone')
    isBroken = false
    const start = performance.now()
    let { barCount } = await reader.current()
    while (barCount !== 5 && performance.now() - start < 5_000) barCount = (await reader.current()).barCount
    expect(barCount).toBe(5)
  })

  it('says which instrument has hours that nobody can read', async () => {
    const instrument = testInstrument('AAA:ONE', { timezone: 'Mars/Olympus' })
    await store.transact((writer) => writer.putInstrument(instrument))
    const catalog = await (await openCatalog(store)).current()
    expect(() => catalog.find('ONE')?.calendar()).toThrow('the trading hours of AAA:ONE cannot be read')
  })
})

describe('a catalog with simulated instruments', () => {
  const open = () => openCatalog(store, simulatedEntries(testSimulation))

  it('knows them without a store, and has them on top of what is stored', async () => {
    await put('AAA:ONE', '1D', 2)
    const reader = await open()
    const { entries, barCount } = reader.latest()
    expect([entries.length, barCount]).toEqual([5, 2])
    expect(entries.filter(({ isLive }) => isLive).map(({ instrument }) => instrument.symbol)).toEqual([
      ...['SIM:AAPL', 'SIM:BTCUSD', 'SIMX:AAPL', 'SIMX:EURUSD'],
    ])
    expect(entries.map(({ hasData }) => hasData)).toEqual([true, true, true, true, true])
    expect(await reader.reload()).toBe(reader.latest())
  })

  it('means by a bare name real bars, then a simulated instrument, then a listing', async () => {
    await put('AAA:BTCUSD', '1D', 1)
    await list('AAA:AAPL')
    const catalog = (await open()).latest()
    expect(catalog.find('BTCUSD')?.instrument.symbol).toBe('AAA:BTCUSD')
    expect(catalog.find('AAPL')?.instrument.symbol).toBe('SIM:AAPL')
    expect(catalog.find('AAA:AAPL')?.hasData).toBe(false)
  })

  it('never shows stored prices under a simulated symbol', async () => {
    await put('SIM:AAPL', '1D', 1)
    const catalog = (await open()).latest()
    expect(catalog.find('SIM:AAPL')).toMatchObject({ isLive: true, series: [] })
    expect(catalog.entries).toHaveLength(4)
  })
})
