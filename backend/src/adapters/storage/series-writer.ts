import { allocateBars, indexAtOrAfter, sliceBars, type Bars } from '@trading-pro/market'
import type { Kysely } from 'kysely'
import { decodeBlock, encodeBlock } from './bar-block.ts'
import { defectOfBars, mergeBars } from './bar-merge.ts'
import type { Plots, SeriesWriter, UpsertCounts } from './market-store.ts'
import type { MarketTables } from './schema.ts'

/** Blocks held before the oldest is written: 70 kB each, so 5 MB, whatever the size of the file. */
const PENDING_BLOCKS_MAX = 64

interface PendingBlock {
  bars: Bars
  isChanged: boolean
}

interface SeriesIdentity {
  readonly seriesId: number
  /** Seconds that one block spans. */
  readonly blockSpan: number
}

/** The writer of one series inside an open transaction. */
export function createSeriesWriter(database: Kysely<MarketTables>, identity: SeriesIdentity): SeriesWriter {
  const { seriesId, blockSpan } = identity
  const pending = new Map<number, PendingBlock>()
  const total = { inserted: 0, updated: 0, unchanged: 0 }

  async function loadBlock(startTime: number): Promise<Bars> {
    const row = await database
      .selectFrom('bar_blocks')
      .select(['payload', 'bar_count'])
      .where('series_id', '=', seriesId)
      .where('start_time', '=', startTime)
      .executeTakeFirst()
    return row === undefined ? allocateBars(0) : decodeBlock(row.payload, row.bar_count)
  }

  async function writeBlock(startTime: number, { bars, isChanged }: PendingBlock): Promise<void> {
    if (!isChanged) return
    const values = {
      bar_count: bars.time.length,
      first_time: bars.time[0] ?? 0,
      last_time: bars.time[bars.time.length - 1] ?? 0,
      payload: encodeBlock(bars),
    }
    await database
      .insertInto('bar_blocks')
      .values({ series_id: seriesId, start_time: startTime, ...values })
      .onConflict((conflict) => conflict.columns(['series_id', 'start_time']).doUpdateSet(values))
      .execute()
  }

  async function mergeIntoBlock(startTime: number, added: Bars): Promise<void> {
    const block = pending.get(startTime) ?? { bars: await loadBlock(startTime), isChanged: false }
    const { bars, counts } = mergeBars(block.bars, added)
    total.inserted += counts.inserted
    total.updated += counts.updated
    total.unchanged += counts.unchanged
    pending.delete(startTime)
    pending.set(startTime, { bars, isChanged: block.isChanged || counts.inserted + counts.updated > 0 })
    if (pending.size <= PENDING_BLOCKS_MAX) return
    const oldest = pending.entries().next().value
    if (oldest === undefined) return
    await writeBlock(...oldest)
    pending.delete(oldest[0])
  }

  return {
    async upsert(bars) {
      const defect = defectOfBars(bars)
      if (defect !== null) throw new Error(`bars cannot be stored: ${defect}`)
      for (let start = 0; start < bars.time.length;) {
        const startTime = Math.floor((bars.time[start] ?? 0) / blockSpan) * blockSpan
        const end = indexAtOrAfter(bars, startTime + blockSpan)
        await mergeIntoBlock(startTime, sliceBars(bars, start, end))
        start = end
      }
    },
    async finish(plots) {
      for (const [startTime, block] of pending) await writeBlock(startTime, block)
      pending.clear()
      await writeSummary(database, { seriesId, plots, counts: total })
      return total
    },
  }
}

async function writeSummary(
  database: Kysely<MarketTables>,
  { seriesId, plots, counts }: { seriesId: number; plots: Plots; counts: UpsertCounts },
): Promise<void> {
  const summary = await database
    .selectFrom('bar_blocks')
    .select(({ fn }) => [
      fn.min('first_time').as('firstTime'),
      fn.max('last_time').as('lastTime'),
      fn.sum<number | null>('bar_count').as('barCount'),
    ])
    .where('series_id', '=', seriesId)
    .executeTakeFirstOrThrow()
  if (summary.barCount === null) {
    await database.deleteFrom('series').where('series_id', '=', seriesId).execute()
    return
  }
  const isChanged = counts.inserted + counts.updated > 0
  await database
    .updateTable('series')
    .set((expression) => ({
      plots,
      first_time: summary.firstTime,
      last_time: summary.lastTime,
      bar_count: summary.barCount ?? 0,
      revision: expression('revision', '+', isChanged ? 1 : 0),
    }))
    .where('series_id', '=', seriesId)
    .execute()
}
