import type { Kysely } from 'kysely'

/** Minutes of the simulated market in which users traded: few, and never changed again. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('simulated_minutes')
    .addColumn('simulation', 'text', (column) => column.notNull())
    .addColumn('symbol', 'text', (column) => column.notNull())
    .addColumn('time', 'integer', (column) => column.notNull())
    .addColumn('open', 'integer', (column) => column.notNull())
    .addColumn('high', 'integer', (column) => column.notNull())
    .addColumn('low', 'integer', (column) => column.notNull())
    .addColumn('close', 'integer', (column) => column.notNull())
    .addColumn('volume', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('simulated_minutes_key', ['simulation', 'symbol', 'time'])
    .execute()
}
