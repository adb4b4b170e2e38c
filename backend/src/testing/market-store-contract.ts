import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MarketStore, StoredSeries } from '../adapters/storage/market-store.ts'
import { barsOf, readSeries, storeSeries, testInstrument, type BarRow } from './series.ts'

/** Data that several stores may be opened on, as several processes do. */
export interface StoreLocation extends AsyncDisposable {
  open(): Promise<MarketStore>
}

const instrument = testInstrument('TEST:ONE', { holidays: '20240101', corrections: '0900-1200:20240102' })
const MINUTE = 60
/** One block of minutes spans a day, so this many rows reach over several. */
const DAY = 86_400

const flat = (time: number, price: number): BarRow => [time, price, price, price, price, 1]
const minutesFrom = (start: number, count: number): BarRow[] =>
  Array.from({ length: count }, (_, index) => flat(start + index * MINUTE, index + 1))

/** What every store of instruments and bars keeps, whatever it stands on. */
export function describeMarketStoreContract(name: string, makeLocation: () => Promise<StoreLocation>): void {
  describe(`a market store on ${name}`, () => {
    let location: StoreLocation
    let store: MarketStore
    beforeEach(async () => {
      location = await makeLocation()
      store = await location.open()
    })
    afterEach(async () => {
      await store[Symbol.asyncDispose]()
      await location[Symbol.asyncDispose]()
    })
    const opened = { store: () => store, location: () => location }
    describeInstruments(opened)
    describeUpserts(opened)
    describeSeries(opened)
    describeBlocks(opened)
    describeTransactions(opened)
    describeDataVersion(opened)
    describeModel(makeLocation)
  })
}

interface Opened {
  readonly store: () => MarketStore
  readonly location: () => StoreLocation
}

async function onlySeries(store: MarketStore): Promise<StoredSeries> {
  const [series, ...others] = await store.series()
  if (series === undefined || others.length > 0) throw new Error('there is one series')
  return series
}

const storeRows = (store: MarketStore, rows: readonly BarRow[]) =>
  storeSeries(store, { instrument, resolution: '1', rows })

function describeInstruments({ store, location }: Opened): void {
  describe('instruments', () => {
    const second = testInstrument('TEST:TWO', {
      currency: null,
      tickSize: { priceScale: 32, minimumMovement: 5 },
    })

    it('come back as they were put, by symbol', async () => {
      await store().transact(async (writer) => {
        await writer.putInstrument(second)
        await writer.putInstrument(instrument)
        expect(await writer.instrument('TEST:TWO')).toEqual(second)
        expect(await writer.instrument('TEST:THREE')).toBeNull()
      })
      expect(await store().instruments()).toEqual([instrument, second])
      await using other = await location().open()
      expect(await other.instruments()).toEqual([instrument, second])
    })

    it('are replaced by putting, not by adding', async () => {
      const renamed = {
        ...instrument,
        description: 'Renamed',
        session: '0900-1700',
        origin: 'listing',
      } as const
      await store().transact((writer) => writer.putInstrument(instrument))
      const added = await store().transact((writer) => writer.addInstruments([renamed, second]))
      expect(added).toBe(1)
      expect(await store().instruments()).toEqual([instrument, second])
      await store().transact((writer) => writer.putInstrument(renamed))
      expect(await store().instruments()).toEqual([renamed, second])
    })

    it('may be thousands, with odd texts', async () => {
      const many = Array.from({ length: 2_500 }, (_, index) =>
        testInstrument(`TEST:${index}`, { description: `Größe 'quoted' "${index}" \u{1f600} %_;--` }),
      )
      expect(await store().transact((writer) => writer.addInstruments(many))).toBe(2_500)
      expect(await store().transact((writer) => writer.addInstruments(many))).toBe(0)
      expect(await store().transact((writer) => writer.addInstruments([]))).toBe(0)
      const stored = await store().instruments()
      expect(new Map(stored.map((one) => [one.symbol, one]))).toEqual(
        new Map(many.map((one) => [one.symbol, one])),
      )
    })
  })
}

function describeUpserts({ store }: Opened): void {
  describe('bars', () => {
    it('come back as they were stored, with the summary of their series', async () => {
      const rows = minutesFrom(0, 100)
      expect(await storeRows(store(), rows)).toEqual({ inserted: 100, updated: 0, unchanged: 0 })
      const series = await onlySeries(store())
      expect(series).toMatchObject({
        ...{ symbol: 'TEST:ONE', resolution: '1', origin: 'import', plots: 'ohlcv' },
        ...{ firstTime: 0, lastTime: 99 * MINUTE, barCount: 100, revision: 1 },
      })
      expect(await readSeries(store(), series)).toEqual(rows)
    })

    it('stored again change nothing, not even the revision', async () => {
      const rows = minutesFrom(-DAY, 4_000)
      await storeRows(store(), rows)
      const before = await onlySeries(store())
      expect(await storeRows(store(), rows)).toEqual({ inserted: 0, updated: 0, unchanged: 4_000 })
      expect(await onlySeries(store())).toEqual(before)
      expect(await readSeries(store(), before)).toEqual(rows)
    })

    it('of the same time are replaced, and counted so', async () => {
      await storeRows(store(), minutesFrom(0, 10))
      const changed: BarRow[] = [flat(0, 1), flat(MINUTE, 99), [120, 3, 3, 3, 3, 2], flat(600, 5)]
      expect(await storeRows(store(), changed)).toEqual({ inserted: 1, updated: 2, unchanged: 1 })
      const series = await onlySeries(store())
      expect(series).toMatchObject({ barCount: 11, lastTime: 600, revision: 2 })
      const rows = await readSeries(store(), series)
      expect(rows.slice(0, 4)).toEqual([flat(0, 1), flat(MINUTE, 99), [120, 3, 3, 3, 3, 2], flat(180, 4)])
    })

    it('come out the same whatever the order of the calls', async () => {
      const rows = minutesFrom(-2 * DAY, 6_000)
      await store().transact(async (writer) => {
        await writer.putInstrument(instrument)
        const target = await writer.writeSeries({ symbol: 'TEST:ONE', resolution: '1', origin: 'import' })
        for (let end = rows.length; end > 0; end -= 700) {
          await target.upsert(barsOf(rows.slice(Math.max(0, end - 700), end)))
        }
        expect(await target.finish('ohlcv')).toEqual({ inserted: 6_000, updated: 0, unchanged: 0 })
      })
      expect(await readSeries(store(), await onlySeries(store()))).toEqual(rows)
    })

    it('may hold the least and the greatest values', async () => {
      const greatest = 2 ** 51 - 1
      const rows: BarRow[] = [
        [-5_364_662_400, -greatest, greatest, -greatest, greatest, greatest],
        [0, greatest, greatest, -greatest, -greatest, 0],
        [253_402_300_799, 0, 0, 0, 0, 0],
      ]
      await storeSeries(store(), { instrument, resolution: '1D', rows, plots: 'c' })
      const series = await onlySeries(store())
      expect(series).toMatchObject({ firstTime: -5_364_662_400, lastTime: 253_402_300_799, plots: 'c' })
      expect(await readSeries(store(), series)).toEqual(rows)
    })
  })
}

function describeSeries({ store }: Opened): void {
  describe('a series', () => {
    it.each<[string, readonly BarRow[]]>([
      ['out of order', [flat(60, 1), flat(0, 1)]],
      ['of the same time twice', [flat(60, 1), flat(60, 1)]],
      ['with fractions of seconds', [flat(0.5, 1)]],
      ['with fractions of ticks', [flat(0, 1.5)]],
      ['with values that are too large', [flat(0, 2 ** 51)]],
      ['with no numbers', [flat(0, NaN)]],
      ['with a low above the close', [[0, 5, 5, 4, 3, 1]]],
      ['with a high below the open', [[0, 5, 4, 3, 3, 1]]],
      ['with a negative volume', [[0, 1, 1, 1, 1, -1]]],
    ])('takes no bars %s, and nothing of the transaction stays', async (_, rows) => {
      await expect(storeRows(store(), rows)).rejects.toThrow('bars cannot be stored')
      expect([await store().series(), await store().instruments()]).toEqual([[], []])
    })

    it('is not kept without bars', async () => {
      expect(await storeRows(store(), [])).toEqual({ inserted: 0, updated: 0, unchanged: 0 })
      expect(await store().series()).toEqual([])
    })

    it('stands beside those of other resolutions, and can go', async () => {
      await storeRows(store(), minutesFrom(0, 10))
      await storeSeries(store(), { instrument, resolution: '1D', rows: [flat(0, 5)] })
      const series = await store().series()
      expect(series.map(({ resolution }) => resolution).sort()).toEqual(['1', '1D'])
      const minutes = series.find(({ resolution }) => resolution === '1')
      if (minutes === undefined) throw new Error('the minutes are stored')
      await store().transact(async (writer) => {
        expect(await writer.seriesOf('TEST:ONE')).toEqual(series)
        expect(await writer.seriesOf('TEST:TWO')).toEqual([])
        await writer.deleteSeries(minutes.seriesId)
      })
      expect((await onlySeries(store())).resolution).toBe('1D')
      expect(await store().blockHeads(minutes)).toEqual([])
      // A series that comes again is another one: nobody may take its bars for the old ones.
      await storeRows(store(), [flat(0, 7)])
      const anew = (await store().series()).find(({ resolution }) => resolution === '1')
      expect(anew?.seriesId).not.toBe(minutes.seriesId)
    })

    it('needs a resolution, and an instrument to belong to', async () => {
      const write = (symbol: string, resolution: string) =>
        store().transact((writer) => writer.writeSeries({ symbol, resolution, origin: 'import' }))
      await expect(write('TEST:ONE', '1H')).rejects.toThrow('not a resolution')
      await expect(write('TEST:NONE', '1')).rejects.toThrow()
    })
  })
}

function describeBlocks({ store }: Opened): void {
  describe('blocks', () => {
    it('tell in order which bars they hold, on both sides of 1970', async () => {
      const rows = minutesFrom(-2 * DAY + 3 * MINUTE, 2_880)
      await storeRows(store(), rows)
      const series = await onlySeries(store())
      const heads = await store().blockHeads(series)
      expect(heads.map(({ startTime, barCount }) => [startTime, barCount])).toEqual([
        [-2 * DAY, 1_437],
        [-DAY, 1_440],
        [0, 3],
      ])
      expect(heads.map(({ firstTime }) => firstTime)).toEqual([-2 * DAY + 180, -DAY, 0])
      expect(heads.map(({ lastTime }) => lastTime)).toEqual([-DAY - MINUTE, -MINUTE, 2 * MINUTE])
      const last = await store().readBlock(series, 0)
      expect([...(last?.time ?? [])]).toEqual([0, MINUTE, 2 * MINUTE])
    })

    it('that nobody wrote are not there', async () => {
      await storeRows(store(), [flat(0, 1)])
      const series = await onlySeries(store())
      const another = { ...series, seriesId: series.seriesId + 1 }
      expect(await store().readBlock(series, DAY)).toBeNull()
      expect(await store().readBlock(series, MINUTE)).toBeNull()
      expect(await store().readBlock(another, 0)).toBeNull()
      expect(await store().blockHeads(another)).toEqual([])
    })

    it('are those of the revision that is asked for, and of no other', async () => {
      await storeRows(store(), [flat(0, 1)])
      const before = await onlySeries(store())
      await storeRows(store(), [flat(0, 2)])
      expect(await store().readBlock(before, 0)).toBeNull()
      expect(await store().blockHeads(before)).toEqual([])
      const after = await onlySeries(store())
      expect([...((await store().readBlock(after, 0))?.close ?? [])]).toEqual([2])
    })

    it('are more than a writer holds at once, and grow later', async () => {
      const sparse = Array.from({ length: 200 }, (_, index) => flat(index * DAY, index))
      const between = sparse.map(([time], index) => flat(time + MINUTE, index))
      await store().transact(async (writer) => {
        await writer.putInstrument(instrument)
        const target = await writer.writeSeries({ symbol: 'TEST:ONE', resolution: '1', origin: 'import' })
        await target.upsert(barsOf(sparse))
        await target.upsert(barsOf(between))
        expect(await target.finish('ohlcv')).toEqual({ inserted: 400, updated: 0, unchanged: 0 })
      })
      const series = await onlySeries(store())
      expect(series).toMatchObject({ barCount: 400, revision: 1 })
      const expected = [...sparse, ...between].sort(([left], [right]) => left - right)
      expect(await readSeries(store(), series)).toEqual(expected)
    })
  })
}

function describeTransactions({ store, location }: Opened): void {
  describe('transactions', () => {
    it('that fail leave nothing, and the next one succeeds', async () => {
      await storeRows(store(), minutesFrom(0, 10))
      const before = await onlySeries(store())
      const failing = store().transact(async (writer) => {
        await writer.putInstrument(testInstrument('TEST:LOST'))
        const target = await writer.writeSeries({ symbol: 'TEST:ONE', resolution: '1', origin: 'import' })
        await target.upsert(barsOf(minutesFrom(-DAY, 3_000)))
        await target.finish('c')
        throw new Error('the file is broken')
      })
      await expect(failing).rejects.toThrow('the file is broken')
      expect(await onlySeries(store())).toEqual(before)
      expect(await readSeries(store(), before)).toEqual(minutesFrom(0, 10))
      expect(await store().instruments()).toEqual([instrument])
      expect(await storeRows(store(), [flat(900, 1)])).toMatchObject({ inserted: 1 })
    })

    it('follow one another, in the order they were asked for', async () => {
      const order: number[] = []
      const each = [1, 2, 3, 4].map((number) =>
        store().transact(async (writer) => {
          order.push(number)
          await writer.putInstrument(instrument)
          order.push(number)
          if (number === 2) throw new Error('two')
          return number
        }),
      )
      const settled = await Promise.allSettled(each)
      expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
      expect(order).toEqual([1, 1, 2, 2, 3, 3, 4, 4])
    })

    it('that are open hold no reader up, and show nothing before they are done', async () => {
      await storeRows(store(), minutesFrom(0, 10))
      const before = await onlySeries(store())
      await using other = await location().open()
      await store().transact(async (writer) => {
        const target = await writer.writeSeries({ symbol: 'TEST:ONE', resolution: '1', origin: 'import' })
        await target.upsert(barsOf(minutesFrom(0, 2_000)))
        await target.finish('ohlcv')
        for (const reader of [store(), other]) {
          expect((await onlySeries(reader)).barCount).toBe(10)
          expect(await readSeries(reader, before)).toHaveLength(10)
        }
      })
      const after = await onlySeries(store())
      for (const reader of [store(), other]) expect(await readSeries(reader, after)).toHaveLength(2_000)
    })
  })
}

function describeDataVersion({ store, location }: Opened): void {
  describe('the version of the data', () => {
    it('changes with every transaction of another process, and never by reading', async () => {
      await using other = await location().open()
      const before = other.dataVersion()
      await other.instruments()
      await store().series()
      expect(other.dataVersion()).toBe(before)
      await storeRows(store(), minutesFrom(0, 10))
      expect(other.dataVersion()).not.toBe(before)
      const after = other.dataVersion()
      expect(other.dataVersion()).toBe(after)
      expect((await onlySeries(other)).barCount).toBe(10)
    })

    it('changes with its own transactions too', async () => {
      const before = store().dataVersion()
      await storeRows(store(), minutesFrom(0, 10))
      expect(store().dataVersion()).not.toBe(before)
    })
  })
}

const anyRow = fc
  .record({
    time: fc.integer({ min: -3 * 1440, max: 3 * 1440 }).map((minute) => minute * MINUTE),
    prices: fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 4, maxLength: 4 }),
    volume: fc.integer({ min: 0, max: 2 ** 40 }),
  })
  .map(({ time, prices, volume }): BarRow => {
    const [open = 0, close = 0] = prices
    return [time, open, Math.max(...prices), Math.min(...prices), close, volume]
  })

const anyUpsert = fc
  .uniqueArray(anyRow, { selector: ([time]) => time, maxLength: 60 })
  .map((rows) => rows.sort(([left], [right]) => left - right))

function describeModel(makeLocation: () => Promise<StoreLocation>): void {
  it('keeps what a map keeps, whatever is stored in whatever transactions', async () => {
    const transactions = fc.array(
      fc.record({ upserts: fc.array(anyUpsert, { maxLength: 4 }), isBroken: fc.boolean() }),
      { maxLength: 5 },
    )
    await fc.assert(
      fc.asyncProperty(transactions, async (plan) => {
        await using location = await makeLocation()
        await using store = await location.open()
        await store.transact((writer) => writer.putInstrument(instrument))
        let model = new Map<number, BarRow>()
        for (const { upserts, isBroken } of plan) {
          const next = new Map(model)
          const counts = { inserted: 0, updated: 0, unchanged: 0 }
          for (const row of upserts.flat()) {
            const known = next.get(row[0])
            if (known === undefined) counts.inserted += 1
            else if (known.join() === row.join()) counts.unchanged += 1
            else counts.updated += 1
            next.set(row[0], row)
          }
          const work = store.transact(async (writer) => {
            const target = await writer.writeSeries({ symbol: 'TEST:ONE', resolution: '1', origin: 'import' })
            for (const rows of upserts) await target.upsert(barsOf(rows))
            expect(await target.finish('ohlcv')).toEqual(counts)
            if (isBroken) throw new Error('broken on purpose')
          })
          if (isBroken) await expect(work).rejects.toThrow('broken on purpose')
          else {
            await work
            model = next
          }
          const expected = [...model.values()].sort(([left], [right]) => left - right)
          const [series] = await store.series()
          expect(series?.barCount ?? 0).toBe(expected.length)
          expect(series === undefined ? [] : await readSeries(store, series)).toEqual(expected)
        }
      }),
      { numRuns: 60 },
    )
  })
}
