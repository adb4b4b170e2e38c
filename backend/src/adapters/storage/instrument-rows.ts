import type { Kysely, Selectable } from 'kysely'
import type { Instrument, MarketWriter } from './market-store.ts'
import { instrumentOfRow, rowOfInstrument } from './rows.ts'
import type { CalendarTable, MarketTables } from './schema.ts'

/** Rows of one insert: SQLite takes 32,766 parameters. */
const INSERT_ROWS = 500

export async function readInstruments(database: Kysely<MarketTables>): Promise<readonly Instrument[]> {
  const calendars = await database.selectFrom('calendars').selectAll().execute()
  const byId = new Map(calendars.map((calendar) => [calendar.calendar_id, calendar]))
  const rows = await database.selectFrom('instruments').selectAll().orderBy('symbol').execute()
  return rows.flatMap((row) => {
    const calendar = byId.get(row.calendar_id)
    // Between the two reads a writer may have added both; the next read sees them.
    return calendar === undefined ? [] : [instrumentOfRow(row, calendar)]
  })
}

type InstrumentWriter = Pick<MarketWriter, 'instrument' | 'putInstrument' | 'addInstruments'>

/** Writes instruments; each distinct calendar is stored once. */
export function createInstrumentWriter(database: Kysely<MarketTables>): InstrumentWriter {
  const calendarIds = new Map<string, number>()

  async function calendarId({ timezone, session, holidays, corrections }: Instrument): Promise<number> {
    const values = { timezone, session, holidays, corrections }
    const key = JSON.stringify(values)
    const known = calendarIds.get(key)
    if (known !== undefined) return known
    const row = await database
      .insertInto('calendars')
      .values(values)
      .onConflict((conflict) =>
        conflict.columns(['timezone', 'session', 'holidays', 'corrections']).doUpdateSet({ timezone }),
      )
      .returning('calendar_id')
      .executeTakeFirstOrThrow()
    calendarIds.set(key, row.calendar_id)
    return row.calendar_id
  }

  async function rowOf(instrument: Instrument) {
    return rowOfInstrument(instrument, await calendarId(instrument))
  }

  return {
    async instrument(symbol) {
      const row = await database
        .selectFrom('instruments')
        .selectAll()
        .where('symbol', '=', symbol)
        .executeTakeFirst()
      return row === undefined ? null : instrumentOfRow(row, await readCalendar(database, row.calendar_id))
    },
    async putInstrument(instrument) {
      const { symbol, ...values } = await rowOf(instrument)
      await database
        .insertInto('instruments')
        .values({ symbol, ...values })
        .onConflict((conflict) => conflict.column('symbol').doUpdateSet(values))
        .execute()
    },
    async addInstruments(instruments) {
      let added = 0
      for (let start = 0; start < instruments.length; start += INSERT_ROWS) {
        const part = instruments.slice(start, start + INSERT_ROWS)
        const result = await database
          .insertInto('instruments')
          .values(await Promise.all(part.map(rowOf)))
          .onConflict((conflict) => conflict.column('symbol').doNothing())
          .executeTakeFirstOrThrow()
        added += Number(result.numInsertedOrUpdatedRows ?? 0n)
      }
      return added
    },
  }
}

function readCalendar(database: Kysely<MarketTables>, id: number): Promise<Selectable<CalendarTable>> {
  return database.selectFrom('calendars').selectAll().where('calendar_id', '=', id).executeTakeFirstOrThrow()
}
