import type { Kysely } from 'kysely'

/**
 * Bars are kept in blocks of a fixed span of time: `docs/benchmarks.md` has the figures of the layouts tried.
 * Trading hours stand apart, because thousands of instruments share those of their exchange, half a century
 * of holidays long.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('calendars')
    .addColumn('calendar_id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('timezone', 'text', (column) => column.notNull())
    .addColumn('session', 'text', (column) => column.notNull())
    .addColumn('holidays', 'text', (column) => column.notNull())
    .addColumn('corrections', 'text', (column) => column.notNull())
    .addUniqueConstraint('calendars_content', ['timezone', 'session', 'holidays', 'corrections'])
    .execute()
  await database.schema
    .createTable('instruments')
    .addColumn('symbol', 'text', (column) => column.primaryKey())
    .addColumn('exchange', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('calendar_id', 'integer', (column) => column.notNull().references('calendars.calendar_id'))
    .addColumn('currency', 'text')
    .addColumn('price_scale', 'integer', (column) => column.notNull())
    .addColumn('minimum_movement', 'integer', (column) => column.notNull())
    .addColumn('volume_precision', 'integer', (column) => column.notNull())
    .addColumn('origin', 'text', (column) => column.notNull())
    .execute()
  await database.schema
    .createTable('series')
    .addColumn('series_id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('symbol', 'text', (column) => column.notNull().references('instruments.symbol'))
    .addColumn('resolution', 'text', (column) => column.notNull())
    .addColumn('origin', 'text', (column) => column.notNull())
    .addColumn('plots', 'text', (column) => column.notNull())
    .addColumn('first_time', 'integer', (column) => column.notNull())
    .addColumn('last_time', 'integer', (column) => column.notNull())
    .addColumn('bar_count', 'integer', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addUniqueConstraint('series_symbol_resolution', ['symbol', 'resolution'])
    .execute()
  await database.schema
    .createTable('bar_blocks')
    .addColumn('series_id', 'integer', (column) => column.notNull().references('series.series_id'))
    .addColumn('start_time', 'integer', (column) => column.notNull())
    .addColumn('bar_count', 'integer', (column) => column.notNull())
    .addColumn('first_time', 'integer', (column) => column.notNull())
    .addColumn('last_time', 'integer', (column) => column.notNull())
    .addColumn('payload', 'blob', (column) => column.notNull())
    .addPrimaryKeyConstraint('bar_blocks_key', ['series_id', 'start_time'])
    .execute()
}
