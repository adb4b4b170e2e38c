import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'

const SQLITE_BUSY = 5
const RETRY_INTERVAL_MS = 50
/** Waits that are shorter are not worth a word. */
const SILENT_WAIT_MS = 1_000

/** Told once in each wait for another process, when it has become long enough to be noticed. */
export type OnWait = () => void

/** The primary result code of SQLite; `null` for other errors. */
export function sqliteCode(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : null
}

/** Whether another connection, most likely of another process, holds the lock. */
export function isBusy(error: unknown): boolean {
  return sqliteCode(error) === SQLITE_BUSY
}

/**
 * Tries again for as long as another process holds the database. SQLite's own waiting would stop this whole
 * process, gives up at a fixed time, and is left out where the journal mode changes. The lock belongs to the
 * operating system: when its holder dies, it is free.
 */
export async function untilFree<Result>(attempt: () => Result, onWait: OnWait): Promise<Result> {
  const start = performance.now()
  let isTold = false
  for (;;) {
    try {
      return attempt()
    } catch (error) {
      if (!isBusy(error)) throw error
    }
    if (!isTold && performance.now() - start >= SILENT_WAIT_MS) {
      isTold = true
      onWait()
    }
    await delay(RETRY_INTERVAL_MS)
  }
}

/** All writes of the work, or none; waits until no other process writes. */
export async function inTransaction<Result>(
  connection: DatabaseSync,
  onWait: OnWait,
  work: () => Promise<Result>,
): Promise<Result> {
  await untilFree(() => {
    connection.exec('BEGIN IMMEDIATE')
  }, onWait)
  try {
    const result = await work()
    connection.exec('COMMIT')
    return result
  } catch (error) {
    if (connection.isTransaction) connection.exec('ROLLBACK')
    throw error
  }
}
