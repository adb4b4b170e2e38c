import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { capture, nodeCommand, type Command } from '../../tools/platform/run-command.ts'
import { createMinuteBars, writeCompressedCsv, type MinuteBars } from './minute-bars.ts'

export const MINUTES_SYMBOL = 'BENCH:MINUTES'
export const MINUTES_COUNT = 1_000_000

/** A directory for the time of one run. */
export interface TemporaryDirectory extends AsyncDisposable {
  path(...parts: readonly string[]): string
}

export function createTemporaryDirectory(): TemporaryDirectory {
  const directory = mkdtempSync(join(tmpdir(), 'trading-pro-bench-'))
  return {
    path: (...parts) => join(directory, ...parts),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}

/** Makes a million minutes, as a file to import. */
export async function writeMinutes(file: string): Promise<MinuteBars> {
  const bars = createMinuteBars(MINUTES_COUNT)
  await writeCompressedCsv(bars, file)
  return bars
}

/** The command that a user gives to import that file. */
export function importCommand(file: string, dataDirectory: string): Command {
  const words = ['import', 'bars', file, '--symbol', MINUTES_SYMBOL, '--resolution', '1']
  return { ...nodeCommand('backend/src/cli.ts', words), environment: { DATA_DIR: dataDirectory } }
}

/** Fills a data directory with the million minutes, by the product's own import. */
export async function importMinutes(temporary: TemporaryDirectory): Promise<MinuteBars> {
  const bars = await writeMinutes(temporary.path('minutes.csv.gz'))
  const { code, output } = await capture(
    importCommand(temporary.path('minutes.csv.gz'), temporary.path('store')),
  )
  if (code !== 0) throw new Error(`the import fails:\n${output}`)
  return bars
}
