import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../platform/user-error.ts'
import { describeMarketStoreContract } from '../../testing/market-store-contract.ts'
import { storeSeries, testInstrument, type BarRow } from '../../testing/series.ts'
import { createTestDirectory } from '../../testing/test-directory.ts'
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

  it('with one damaged block fails to read that block, and no other', async () => {
    await using directory = await createTestDirectory()
    await using store = await openSqliteMarketStore({ directory: directory.path })
    const rows = [0, 86_400].map((time): BarRow => [time, 1, 1, 1, 1, 1])
    await storeSeries(store, { instrument: testInstrument('TEST:ONE'), resolution: '1', rows })
    const database = new DatabaseSync(join(directory.path, DATABASE_FILE))
    database.exec(`UPDATE bar_blocks SET payload = X'01000000000102030405' WHERE start_time = 0`)
    database.close()
    const [series] = await store.series()
    await expect(store.readBlock(series?.seriesId ?? -1, 0)).rejects.toThrow('does not match its checksum')
    expect((await store.readBlock(series?.seriesId ?? -1, 86_400))?.time).toHaveLength(1)
  })
})
