import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { UserError } from '../../platform/user-error.ts'
import { decodeBlock } from './bar-block.ts'
import type { MarketStore, SeriesRevision } from './market-store.ts'
import * as initial from './migrations/001-instruments-and-bars.ts'
import * as blocksInColumns from './migrations/002-blocks-in-columns.ts'
import * as simulatedMinutes from './migrations/003-simulated-minutes.ts'
import { readInstruments } from './instrument-rows.ts'
import { createMarketWriter } from './market-writer.ts'
import { seriesOfRow } from './rows.ts'
import type { MarketTables } from './schema.ts'
import { NodeSqliteDialect } from './sqlite-dialect.ts'
import { inTransaction, isBusy, sqliteCode, untilFree, type OnWait } from './sqlite-transaction.ts'

export const DATABASE_FILE = 'market.sqlite'

/** Readers never wait for a writer; for a moment only, when another process mends what a crash has left. */
const READ_TIMEOUT_MS = 10_000
/** SQLITE_PERM, READONLY, FULL, CANTOPEN. */
const UNWRITABLE_CODES: ReadonlySet<number> = new Set([3, 8, 13, 14])

export interface SqliteStoreOptions {
  readonly directory: string
  /** Writers wait for those of other processes, however long; this is told of each wait that is felt. */
  readonly onWait?: OnWait
}

/**
 * Opens, and if need be makes, the store in a directory.
 *
 * @throws UserError when the directory cannot be written, or the file is no sound database
 */
export async function openSqliteMarketStore({
  directory,
  onWait = () => undefined,
}: SqliteStoreOptions): Promise<MarketStore> {
  const file = join(directory, DATABASE_FILE)
  const writeConnection = openDatabase(directory, file)
  try {
    await untilFree(() => {
      checkDatabase(writeConnection)
    }, onWait)
    const writing = new Kysely<MarketTables>({ dialect: new NodeSqliteDialect(writeConnection) })
    await migrate(writing, { writeConnection, onWait })
    const readConnection = new DatabaseSync(file, { readOnly: true, timeout: READ_TIMEOUT_MS })
    const reading = new Kysely<MarketTables>({ dialect: new NodeSqliteDialect(readConnection) })
    return createStore({ writing, writeConnection, reading, readConnection, onWait })
  } catch (error) {
    if (writeConnection.isOpen) writeConnection.close()
    throw error instanceof UserError ? error : unusable(file, error)
  }
}

function openDatabase(directory: string, file: string): DatabaseSync {
  try {
    makeDirectory(directory)
    return new DatabaseSync(file, { enableForeignKeyConstraints: true })
  } catch (error) {
    throw new UserError(`The data directory ${directory} cannot be used: ${messageOf(error)}.`)
  }
}

/** Step by step: `mkdirSync` with `recursive` never returns below `/proc`. */
function makeDirectory(directory: string): void {
  if (existsSync(directory)) return
  const parent = dirname(directory)
  if (parent !== directory) makeDirectory(parent)
  try {
    mkdirSync(directory)
  } catch (error) {
    // Another process may have made it in this very moment.
    if (!existsSync(directory)) throw error
  }
}

function checkDatabase(connection: DatabaseSync): void {
  connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  probeWriting(connection)
  const result = connection.prepare('PRAGMA quick_check(1)').get()
  if (result?.quick_check !== 'ok') throw new Error(String(result?.quick_check))
}

/**
 * Finds out now whether writing is allowed; an import that is under way in another process proves that it is.
 */
function probeWriting(connection: DatabaseSync): void {
  try {
    connection.exec('BEGIN IMMEDIATE; ROLLBACK')
  } catch (error) {
    if (!isBusy(error)) throw error
  }
}

function unusable(file: string, error: unknown): UserError {
  const code = sqliteCode(error)
  if (code !== null && UNWRITABLE_CODES.has(code)) {
    const remedy = 'check its rights and the space on its disk'
    return new UserError(`The database ${file} cannot be written (${messageOf(error)}): ${remedy}.`)
  }
  const remedy = 'put a copy of it back, or move it away to start anew'
  return new UserError(`The database ${file} cannot be read (${messageOf(error)}): ${remedy}.`)
}

/** One line: the check of a database may report several, and the last says what is wrong. */
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return (message.trim().split('\n').at(-1) ?? '').replace(/\.$/, '')
}

interface WriteAccess {
  readonly writeConnection: DatabaseSync
  readonly onWait: OnWait
}

/** Processes that open a new database at once follow one another: the first makes the tables. */
async function migrate(
  database: Kysely<MarketTables>,
  { writeConnection, onWait }: WriteAccess,
): Promise<void> {
  const migrations = {
    '001-instruments-and-bars': initial,
    '002-blocks-in-columns': blocksInColumns,
    '003-simulated-minutes': simulatedMinutes,
  }
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    // The whole migration is one transaction here, so that one that fails leaves nothing behind.
    disableTransactions: true,
  })
  const isCurrent = (await migrator.getMigrations()).every(({ executedAt }) => executedAt !== undefined)
  // Then it writes nothing, and a long import in another process does not hold it up.
  if (isCurrent) await migrateToLatest(migrator)
  else await inTransaction(writeConnection, onWait, () => migrateToLatest(migrator))
}

async function migrateToLatest(migrator: Migrator): Promise<void> {
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error instanceof Error ? error : new Error(messageOf(error))
}

interface Connections extends WriteAccess {
  readonly writing: Kysely<MarketTables>
  readonly reading: Kysely<MarketTables>
  readonly readConnection: DatabaseSync
}

function createStore(connections: Connections): MarketStore {
  const { writing, writeConnection, reading, readConnection, onWait } = connections
  let lastTransaction: Promise<unknown> = Promise.resolve()
  const dataVersion = readConnection.prepare('PRAGMA data_version')

  return {
    instruments: () => readInstruments(reading),
    series: async () => (await reading.selectFrom('series').selectAll().execute()).map(seriesOfRow),
    simulatedMinutes: (simulation) =>
      reading
        .selectFrom('simulated_minutes')
        .selectAll()
        .where('simulation', '=', simulation)
        .orderBy('time')
        .execute(),
    blockHeads: (series) =>
      blocksOf(reading, series)
        .select([
          'start_time as startTime',
          'bar_blocks.bar_count as barCount',
          'bar_blocks.first_time as firstTime',
          'bar_blocks.last_time as lastTime',
        ])
        .orderBy('start_time')
        .execute(),
    async readBlock(series, startTime) {
      const row = await blocksOf(reading, series)
        .select(['payload', 'bar_blocks.bar_count'])
        .where('start_time', '=', startTime)
        .executeTakeFirst()
      return row === undefined ? null : decodeBlock(row.payload, row.bar_count)
    },
    transact(work) {
      // One connection writes: transactions follow one another.
      const result = lastTransaction.then(() =>
        inTransaction(writeConnection, onWait, () => work(createMarketWriter(writing))),
      )
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

/** The blocks of a series, none of them once it has been changed: in one statement nobody comes between. */
function blocksOf(database: Kysely<MarketTables>, { seriesId, revision }: SeriesRevision) {
  return database
    .selectFrom('bar_blocks')
    .innerJoin('series', 'series.series_id', 'bar_blocks.series_id')
    .where('bar_blocks.series_id', '=', seriesId)
    .where('series.revision', '=', revision)
}
