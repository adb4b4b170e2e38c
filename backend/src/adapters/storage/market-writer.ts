import { nominalSeconds, parseResolution } from '@trading-pro/market'
import type { Kysely } from 'kysely'
import { createInstrumentWriter } from './instrument-rows.ts'
import type { MarketWriter } from './market-store.ts'
import { seriesOfRow } from './rows.ts'
import type { MarketTables } from './schema.ts'
import { createSeriesWriter } from './series-writer.ts'

/** One block spans so many bars of an unbroken market: a day of minutes, four years of days. */
const BLOCK_BARS = 1440

/** All writes of the transaction that is open on the connection. */
export function createMarketWriter(database: Kysely<MarketTables>): MarketWriter {
  return {
    ...createInstrumentWriter(database),
    async seriesOf(symbol) {
      const rows = await database.selectFrom('series').selectAll().where('symbol', '=', symbol).execute()
      return rows.map(seriesOfRow)
    },
    async writeSeries({ symbol, resolution, origin }) {
      const parsed = parseResolution(resolution)
      if (parsed === null) throw new Error(`not a resolution: ${resolution}`)
      const summary = { plots: 'ohlcv', first_time: 0, last_time: 0, bar_count: 0, revision: 0 }
      const { series_id: seriesId } = await database
        .insertInto('series')
        .values({ symbol, resolution, origin, ...summary })
        .onConflict((conflict) => conflict.columns(['symbol', 'resolution']).doUpdateSet({ origin }))
        .returning('series_id')
        .executeTakeFirstOrThrow()
      return createSeriesWriter(database, { seriesId, blockSpan: nominalSeconds(parsed) * BLOCK_BARS })
    },
    async deleteSeries(seriesId) {
      await database.deleteFrom('bar_blocks').where('series_id', '=', seriesId).execute()
      await database.deleteFrom('series').where('series_id', '=', seriesId).execute()
    },
    async putSimulatedMinutes(minutes) {
      for (const { simulation, symbol, time, ...values } of minutes) {
        await database
          .insertInto('simulated_minutes')
          .values({ simulation, symbol, time, ...values })
          .onConflict((conflict) => conflict.columns(['simulation', 'symbol', 'time']).doUpdateSet(values))
          .execute()
      }
    },
  }
}
