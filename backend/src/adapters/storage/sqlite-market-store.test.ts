import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../platform/user-error.ts'
import { describeMarketStoreContract } from '../../testing/market-store-contract.ts'
import { barsOf, storeSeries, testInstrument, type BarRow } from '../../testing/series.ts'
import { createTestDirectory } from '../../testing/test-directory.ts'
import { encodeBlock } from './bar-block.ts'
import { DATABASE_FILE, openSqliteMarketStore } from './sqlite-market-store.ts'

describeMarketStoreContract('SQLite', async () => {
  const directory = await createTestDirectory()
  return {
    open: () => openSqliteMarketStore({ directory: directory.path }),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  }
})

const isRoot = process.getuid?.() === 0
const isLinux = process.platform === 'linux'
if (!isLinux) console.log('SKIPPED: this is no Linux, a data directory below /proc')
if (isRoot) console.log('SKIPPED: root has all rights, a data directory without rights')

async function openAndClose(directory: string): Promise<void> {
  const store = await openSqliteMarketStore({ directory })
  await store[Symbol.asyncDispose]()
}

/** The sentence that the user sees. */
async function refusal(directory: string): Promise<string> {
  try {
    await openAndClose(directory)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    expect(error.message).not.toContain('\n')
    expect(error.message).toMatch(/^[A-Z].*\.$/)
    return error.message
  }
  throw new Error('the store opened')
}

describe('a data directory', () => {
  it('is made when it is missing, however deep', async () => {
    await using directory = await createTestDirectory()
    const deep = join(directory.path, 'a', 'b c', 'ü')
    await using store = await openSqliteMarketStore({ directory: deep })
    expect(await store.series()).toEqual([])
  })

  it('that cannot be is told in one sentence', async () => {
    await using directory = await createTestDirectory()
    const file = join(directory.path, 'file')
    await writeFile(file, 'a regular file')
    for (const path of [file, join(file, 'below')]) {
      expect(await refusal(path)).toContain(`The data directory ${path} cannot be used: `)
    }
    const taken = join(directory.path, 'taken')
    await mkdir(join(taken, DATABASE_FILE), { recursive: true })
    expect(await refusal(taken)).toContain(`The data directory ${taken} cannot be used: `)
  })

  it.skipIf(isRoot)('with a database that may only be read is told in one sentence', async () => {
    await using directory = await createTestDirectory()
    await (await openSqliteMarketStore({ directory: directory.path }))[Symbol.asyncDispose]()
    await chmod(join(directory.path, DATABASE_FILE), 0o400)
    expect(await refusal(directory.path)).toContain('cannot be written')
  })

  it.skipIf(!isLinux)('in a place where nothing can be made is told at once', async () => {
    expect(await refusal('/proc/no/such/place')).toContain('cannot be used')
  })

  it.skipIf(isRoot)('without rights is told in one sentence', async () => {
    await using directory = await createTestDirectory()
    await chmod(directory.path, 0o500)
    expect(await refusal(directory.path)).toContain('cannot be used')
    await chmod(directory.path, 0o700)
  })
})

/** Another program on the database of the directory, which is made when it is missing. */
function openBeside(directory: string): DatabaseSync {
  return new DatabaseSync(join(directory, DATABASE_FILE))
}

/** Longer than a wait is kept quiet, in ms. */
const FELT_WAIT_MS = 1_500

describe('a database that other processes use', () => {
  it('is made once, however many open it for the first time at once', async () => {
    await using directory = await createTestDirectory()
    const options = { directory: join(directory.path, 'new') }
    const stores = await Promise.all(Array.from({ length: 8 }, () => openSqliteMarketStore(options)))
    const instrument = testInstrument('TEST:ONE')
    await Promise.all(
      stores.map((store, index) =>
        storeSeries(store, { instrument, resolution: '1', rows: [[index * 60, 1, 1, 1, 1, 1]] }),
      ),
    )
    expect(await stores[0]?.series()).toMatchObject([{ barCount: 8 }])
    for (const store of stores) await store[Symbol.asyncDispose]()
  })

  it('is waited for while another process makes it, and that is told once', async () => {
    await using directory = await createTestDirectory()
    const other = openBeside(directory.path)
    other.exec('BEGIN EXCLUSIVE')
    let waits = 0
    const opening = openSqliteMarketStore({ directory: directory.path, onWait: () => (waits += 1) })
    await delay(FELT_WAIT_MS)
    expect(waits).toBe(1)
    other.exec('ROLLBACK')
    other.close()
    await using store = await opening
    expect(await store.series()).toEqual([])
    expect(waits).toBe(1)
  })

  it('opens at once beside a long import', async () => {
    await using directory = await createTestDirectory()
    await openAndClose(directory.path)
    const other = openBeside(directory.path)
    other.exec('BEGIN IMMEDIATE')
    const start = performance.now()
    await openAndClose(directory.path)
    expect(performance.now() - start).toBeLessThan(2_000)
    other.close()
  })

  it('is written when the others are done, however long that takes, and each long wait is told', async () => {
    await using directory = await createTestDirectory()
    let waits = 0
    await using store = await openSqliteMarketStore({
      directory: directory.path,
      onWait: () => (waits += 1),
    })
    const instrument = testInstrument('TEST:ONE')
    await store.transact((writer) => writer.putInstrument(instrument))
    expect(waits).toBe(0)
    for (const round of [1, 2]) {
      const other = openBeside(directory.path)
      other.exec('BEGIN IMMEDIATE')
      const writing = store.transact((writer) => writer.putInstrument(instrument))
      await delay(FELT_WAIT_MS)
      expect(waits).toBe(round)
      // A holder that dies lets go as well.
      other.close()
      await writing
    }
    expect(waits).toBe(2)
  })
})

describe('a damaged database', () => {
  it('that is no database is told in one sentence, and left as it is', async () => {
    await using directory = await createTestDirectory()
    const file = join(directory.path, DATABASE_FILE)
    for (const content of ['garbage', 'x'.repeat(100_000), 'SQLite format 3\0'.padEnd(5_000, '\xff')]) {
      await writeFile(file, content)
      expect(await refusal(directory.path)).toMatch(
        /^The database .* cannot be read \(.*\): put a copy of it back/,
      )
      expect(await readFile(file, 'utf8')).toBe(content)
    }
  })

  it('with broken pages is told in one sentence', async () => {
    await using directory = await createTestDirectory()
    const file = join(directory.path, DATABASE_FILE)
    {
      await using store = await openSqliteMarketStore({ directory: directory.path })
      const rows = Array.from({ length: 5_000 }, (_, index): BarRow => [index * 60, 1, 1, 1, 1, index])
      await storeSeries(store, { instrument: testInstrument('TEST:ONE'), resolution: '1', rows })
    }
    const bytes = await readFile(file)
    bytes.fill(0x5a, 4_096 * 2)
    await writeFile(file, bytes)
    expect(await refusal(directory.path)).toContain('cannot be read')
  })

  it('of another program or of a later release is told in one sentence', async () => {
    await using directory = await createTestDirectory()
    await openAndClose(directory.path)
    const database = new DatabaseSync(join(directory.path, DATABASE_FILE))
    database.exec(`INSERT INTO kysely_migration VALUES ('999-of-the-future', '2030-01-01T00:00:00Z')`)
    database.close()
    expect(await refusal(directory.path)).toContain('cannot be read')
  })

  it('with bars of a preview of this release is told in one sentence', async () => {
    await using directory = await createTestDirectory()
    const store = await openSqliteMarketStore({ directory: directory.path })
    await storeSeries(store, {
      instrument: testInstrument('TEST:ONE'),
      resolution: '1',
      rows: [[0, 1, 1, 1, 1, 1]],
    })
    await store[Symbol.asyncDispose]()
    const database = new DatabaseSync(join(directory.path, DATABASE_FILE))
    database.exec(`UPDATE bar_blocks SET payload = X'01000000000102030405'`)
    database.exec(`DELETE FROM kysely_migration WHERE name >= '002'; DROP TABLE simulated_minutes`)
    database.close()
    expect(await refusal(directory.path)).toContain('import them again')
  })

  it('with one damaged block fails to read that block, and no other', async () => {
    await using directory = await createTestDirectory()
    await using store = await openSqliteMarketStore({ directory: directory.path })
    const rows = [0, 86_400].map((time): BarRow => [time, 1, 1, 1, 1, 1])
    await storeSeries(store, { instrument: testInstrument('TEST:ONE'), resolution: '1', rows })
    const database = new DatabaseSync(join(directory.path, DATABASE_FILE))
    const change = database.prepare('UPDATE bar_blocks SET payload = ? WHERE start_time = 0')
    change.run(encodeBlock(barsOf([[0, 2, 2, 2, 2, 2]])).with(-1, 1))
    database.close()
    const [series] = await store.series()
    if (series === undefined) throw new Error('the series is stored')
    await expect(store.readBlock(series, 0)).rejects.toThrow('does not match its checksum')
    expect((await store.readBlock(series, 86_400))?.time).toHaveLength(1)
  })
})
