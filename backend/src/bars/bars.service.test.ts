import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MarketStore } from '../adapters/storage/market-store.ts'
import { openSqliteMarketStore } from '../adapters/storage/sqlite-market-store.ts'
import { openCatalog, type CatalogEntry } from '../instruments/instruments.service.ts'
import { storeSeries, testInstrument, type BarRow } from '../testing/series.ts'
import { createTestDirectory, type TestDirectory } from '../testing/test-directory.ts'
import { createBarsService, type BarQuery, type BarsService } from './bars.service.ts'

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

const instrument = testInstrument('TEST:ONE')
const minutes = (count: number, price: number): BarRow[] =>
  Array.from({ length: count }, (_, index) => [index * 60, price, price, price, price, 1])
const put = (rows: readonly BarRow[]) => storeSeries(store, { instrument, resolution: '1', rows })

async function entryNow(): Promise<CatalogEntry> {
  const entry = (await (await openCatalog(store)).current()).find('TEST:ONE')
  if (entry === null) throw new Error('the instrument is stored')
  return entry
}

const decoder = new TextDecoder()

async function closes(bars: BarsService, query: BarQuery): Promise<number[]> {
  const text = bars
    .json(await bars.query(query))
    .map((piece) => decoder.decode(piece))
    .join('')
  return Array.from(text.matchAll(/"close":([\d.]+)/g), ([, close]) => Number(close))
}

describe('bars that change while they are read', () => {
  it('come out as they are now, when the catalog is still the old one', async () => {
    const bars = createBarsService(store, { cacheBytes: 1_000_000, renew: entryNow })
    await put(minutes(4_000, 100))
    const stale = await entryNow()
    await store.transact(async (writer) => {
      for (const { seriesId } of await writer.seriesOf('TEST:ONE')) await writer.deleteSeries(seriesId)
    })
    expect(await closes(bars, { entry: stale, resolution: '1', from: 0 })).toEqual([])
    await put(minutes(10, 200))
    expect(await closes(bars, { entry: await entryNow(), resolution: '1', from: 0 })).toEqual(
      new Array<number>(10).fill(2),
    )
  })

  it('come out whole when a writer has changed their blocks in between', async () => {
    const bars = createBarsService(store, { cacheBytes: 1_000_000, renew: entryNow })
    await put(minutes(3_000, 100))
    const stale = await entryNow()
    expect(await closes(bars, { entry: stale, resolution: '1', to: 60 * 10, countBack: 3 })).toEqual([
      1, 1, 1,
    ])
    // The second day was not read yet, and has other bars by the time it is.
    await put(
      minutes(3_000, 200)
        .filter((_, index) => index % 2 === 1)
        .concat([[180_030, 3, 3, 3, 3, 1]]),
    )
    for (const entry of [stale, await entryNow()]) {
      const fresh = await closes(bars, { entry, resolution: '1', from: 0 })
      expect(fresh.slice(0, 4)).toEqual([1, 2, 1, 2])
      expect(fresh).toHaveLength(3_001)
    }
  })

  it('come out in the units of now, when the units have become finer', async () => {
    const bars = createBarsService(store, { cacheBytes: 1_000_000, renew: entryNow })
    await put(minutes(10, 100))
    const stale = await entryNow()
    await storeSeries(store, {
      instrument: { ...instrument, tickSize: { priceScale: 10_000, minimumMovement: 1 } },
      resolution: '1',
      rows: minutes(10, 10_000),
    })
    expect(new Set(await closes(bars, { entry: stale, resolution: '1', from: 0 }))).toEqual(new Set([1]))
    expect(new Set(await closes(bars, { entry: stale, resolution: '5', from: 0 }))).toEqual(new Set([1]))
  })

  it('are served anew at every coarser resolution too', async () => {
    const bars = createBarsService(store, { cacheBytes: 1_000_000, renew: entryNow })
    await put(minutes(120, 100))
    const query = { resolution: '60', from: 0 }
    expect(await closes(bars, { entry: await entryNow(), ...query })).toEqual([1, 1])
    await put(minutes(120, 300))
    expect(await closes(bars, { entry: await entryNow(), ...query })).toEqual([3, 3])
  })
})

describe('bars asked for by many at once', () => {
  it('are the same for all, with hardly any memory to keep them in', async () => {
    await put(minutes(20_000, 100))
    const entry = await entryNow()
    for (const cacheBytes of [1, 100_000, 100_000_000]) {
      const bars = createBarsService(store, { cacheBytes, renew: entryNow })
      const queries = Array.from({ length: 40 }, (_, index) => ({
        entry,
        resolution: ['1', '5', '60', '1D'][index % 4] ?? '1',
        to: 1_200_000 - index * 10_000,
        countBack: 10,
      }))
      const answers = await Promise.all(queries.map((query) => closes(bars, query)))
      expect(answers.map(({ length }) => length)).toEqual(
        queries.map(({ resolution, to }) => {
          const days = Math.ceil(Math.min(to, 1_200_000) / 86_400)
          return resolution === '1D' ? Math.min(10, days) : 10
        }),
      )
      expect(new Set(answers.flat())).toEqual(new Set([1]))
    }
  })
})
