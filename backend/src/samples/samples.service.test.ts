import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openSqliteMarketStore } from '../adapters/storage/sqlite-market-store.ts'
import { storeSeries, testInstrument } from '../testing/series.ts'
import { createTestDirectory } from '../testing/test-directory.ts'
import { SAMPLES } from '../testing/test-server.ts'
import { importSamples } from './samples.service.ts'

const all = ['INDEX:SPX', 'NASDAQ:AAPL', 'NASDAQ:MSFT', 'NASDAQ:GOOG', 'NASDAQ:AMZN', 'NYSE:IBM']

describe('the samples', () => {
  it('are stored at the first start, in a moment, and not again', async () => {
    await using directory = await createTestDirectory()
    await using store = await openSqliteMarketStore({ directory: directory.path })
    const start = performance.now()
    expect(await importSamples(store, SAMPLES)).toEqual(all)
    expect(performance.now() - start).toBeLessThan(10_000)
    const series = await store.series()
    expect(new Set(series.map(({ origin }) => origin))).toEqual(new Set(['sample']))
    expect(series.map(({ symbol, plots }) => [symbol, plots])).toContainEqual(['NASDAQ:AAPL', 'c'])
    const version = store.dataVersion()
    expect(await importSamples(store, SAMPLES)).toEqual([])
    expect([await store.series(), store.dataVersion()]).toEqual([series, version])
  })

  it('never touch what the user has imported, whatever its resolution', async () => {
    await using directory = await createTestDirectory()
    await using store = await openSqliteMarketStore({ directory: directory.path })
    const instrument = testInstrument('NASDAQ:AAPL', { description: 'My own' })
    await storeSeries(store, { instrument, resolution: '60', rows: [[0, 1, 1, 1, 1, 1]] })
    expect(await importSamples(store, SAMPLES)).toEqual(all.filter((symbol) => symbol !== 'NASDAQ:AAPL'))
    expect((await store.instruments()).find(({ symbol }) => symbol === 'NASDAQ:AAPL')).toEqual(instrument)
    expect((await store.series()).filter(({ symbol }) => symbol === 'NASDAQ:AAPL')).toHaveLength(1)
  })

  it('give data to a symbol that was only listed', async () => {
    await using directory = await createTestDirectory()
    await using store = await openSqliteMarketStore({ directory: directory.path })
    const listed = testInstrument('NYSE:IBM', { origin: 'listing' })
    await store.transact((writer) => writer.putInstrument(listed))
    expect(await importSamples(store, SAMPLES)).toEqual(all)
  })

  it('are all stored or none', async () => {
    await using directory = await createTestDirectory()
    await using store = await openSqliteMarketStore({ directory: directory.path })
    const empty = await mkdtemp(join(directory.path, 'empty-'))
    await expect(importSamples(store, empty)).rejects.toThrow('ENOENT')
    expect(await store.series()).toEqual([])
  })
})
