import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { UserError } from '../../platform/user-error.ts'
import { decodeBlock } from './bar-block.ts'
import type { BlockHead, MarketStore, MarketWriter } from './market-store.ts'
import * as initial from './migrations/001-instruments-and-bars.ts'
import { readInstruments } from './instrument-rows.ts'
import { createMarketWriter } from './market-writer.ts'
import { seriesOfRow } from './rows.ts'
import type { MarketTables } from './schema.ts'
import { NodeSqliteDialect } from './sqlite-dialect.ts'

export const DATABASE_FILE = 'market.sqlite'

/** A writer in another process may hold the lock for as long as an import of one file takes to commit. */
const BUSY_TIMEOUT_MS = 10_000

/**
 * Opens, and if need be makes, the store in a directory.
 *
 * @throws UserError when the directory cannot be written, or the file is no sound database
 */
export async function openSqliteMarketStore(options: { directory: string }): Promise<MarketStore> {
  const file = join(options.directory, DATABASE_FILE)
  const writeConnection = openDatabase(options.directory, file)
  try {
    checkDatabase(writeConnection)
    const writing = new Kysely<MarketTables>({ dialect: new NodeSqliteDialect(writeConnection) })
    await migrate(writing)
    const readConnection = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
    const reading = new Kysely<MarketTables>({ dialect: new NodeSqliteDialect(readConnection) })
    return createStore({ writing, writeConnection, reading, readConnection })
  } catch (error) {
    if (writeConnection.isOpen) writeConnection.close()
    throw error instanceof UserError ? error : damaged(file, error)
  }
}

function openDatabase(directory: string, file: string): DatabaseSync {
  try {
    mkdirSync(directory, { recursive: true })
    return new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true })
  } catch (error) {
    throw new UserError(`The data directory ${directory} cannot be used: ${messageOf(error)}.`)
  }
}

function checkDatabase(connection: DatabaseSync): void {
  connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  const result = connection.prepare('PRAGMA quick_check(1)').get()
  if (result?.quick_check !== 'ok') throw new Error(String(result?.quick_check))
}

function damaged(file: string, error: unknown): UserError {
  return new UserError(
    `The database ${file} cannot be read (${messageOf(error)}): put a copy of it back, or move it away to start anew.`,
  )
}

/** One line: the check of a database may report several, and the last says what is wrong. */
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return (message.trim().split('\n').at(-1) ?? '').replace(/\.$/, '')
}

async function migrate(database: Kysely<MarketTables>): Promise<void> {
  const migrations = { '001-instruments-and-bars': initial }
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error instanceof Error ? error : new Error(messageOf(error))
}

interface Connections {
  readonly writing: Kysely<MarketTables>
  readonly writeConnection: DatabaseSync
  readonly reading: Kysely<MarketTables>
  readonly readConnection: DatabaseSync
}

function createStore({ writing, writeConnection, reading, readConnection }: Connections): MarketStore {
  let lastTransaction: Promise<unknown> = Promise.resolve()
  const dataVersion = readConnection.prepare('PRAGMA data_version')

  async function runTransaction<Result>(work: (writer: MarketWriter) => Promise<Result>): Promise<Result> {
    writeConnection.exec('BEGIN IMMEDIATE')
    try {
      const result = await work(createMarketWriter(writing))
      writeConnection.exec('COMMIT')
      return result
    } catch (error) {
      if (writeConnection.isTransaction) writeConnection.exec('ROLLBACK')
      throw error
    }
  }

  return {
    instruments: () => readInstruments(reading),
    series: async () => (await reading.selectFrom('series').selectAll().execute()).map(seriesOfRow),
    blockHeads: (seriesId) => readBlockHeads(reading, seriesId),
    async readBlock(seriesId, startTime) {
      const row = await reading
        .selectFrom('bar_blocks')
        .select(['payload', 'bar_count'])
        .where('series_id', '=', seriesId)
        .where('start_time', '=', startTime)
        .executeTakeFirst()
      return row === undefined ? null : decodeBlock(row.payload, row.bar_count)
    },
    transact(work) {
      // One connection writes: transactions follow one another.
      const result = lastTransaction.then(() => runTransaction(work))
      lastTransaction = result.catch(() => undefined)
      return result
    },
    dataVersion: () => Number(dataVersion.get()?.data_version),
    async [Symbol.asyncDispose]() {
      await lastTransaction
      await reading.destroy()
      await writing.destroy()
    },
  }
}

async function readBlockHeads(
  database: Kysely<MarketTables>,
  seriesId: number,
): Promise<readonly BlockHead[]> {
  return database
    .selectFrom('bar_blocks')
    .select([
      'start_time as startTime',
      'bar_count as barCount',
      'first_time as firstTime',
      'last_time as lastTime',
    ])
    .where('series_id', '=', seriesId)
    .orderBy('start_time')
    .execute()
}
