import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openSqliteMarketStore } from '../adapters/storage/sqlite-market-store.ts'
import { UserError } from '../platform/user-error.ts'
import { holdWriting } from '../testing/hold-writing.ts'
import { barsOf, storeSeries, testInstrument } from '../testing/series.ts'
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

  it('never touch what an import stores while they wait for it', async () => {
    await using directory = await createTestDirectory()
    await using importing = await openSqliteMarketStore({ directory: directory.path })
    await using starting = await openSqliteMarketStore({ directory: directory.path })
    const instrument = testInstrument('NASDAQ:AAPL', { description: 'My own' })
    const importBars = await holdWriting(importing, async (writer) => {
      await writer.putInstrument(instrument)
      const series = await writer.writeSeries({ symbol: 'NASDAQ:AAPL', resolution: '60', origin: 'import' })
      await series.upsert(barsOf([[0, 1, 1, 1, 1, 1]]))
      await series.finish('ohlcv')
    })
    const samples = importSamples(starting, SAMPLES)
    await delay(200)
    await importBars.release()
    expect(await samples).toEqual(all.filter((symbol) => symbol !== 'NASDAQ:AAPL'))
    expect((await starting.instruments()).find(({ symbol }) => symbol === 'NASDAQ:AAPL')).toEqual(instrument)
    expect((await starting.series()).filter(({ symbol }) => symbol === 'NASDAQ:AAPL')).toHaveLength(1)
  })

  it('that are not there are told in one sentence', async () => {
    await using directory = await createTestDirectory()
    await using store = await openSqliteMarketStore({ directory: directory.path })
    const none = join(directory.path, 'none')
    await expect(importSamples(store, none)).rejects.toThrow(
      new UserError(
        `The bundled samples cannot be read from ${join(none, 'sp500-2000.csv')}: ` +
          'no such file or directory (ENOENT).',
      ),
    )
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
