import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ImportBench } from './import/import.fixture.ts'
import { holdWriting } from './testing/hold-writing.ts'
import { createTestDirectory } from './testing/test-directory.ts'

const hasFull = existsSync('/dev/full')
if (!hasFull) console.log('SKIPPED: this machine has no /dev/full, an output that is full')

interface Outcome {
  readonly code: number
  readonly output: string
  readonly errors: string
}

const CLI = join(import.meta.dirname, 'cli.ts')
/** Tells the most memory that the process had, in KB, as its last line. */
const TELL_MEMORY =
  'data:text/javascript,' +
  "process.on('exit',()=>process.stderr.write(String(process.resourceUsage().maxRSS)))"
const TIMEOUT_MS = 60_000

function environmentOf(directory: string): NodeJS.ProcessEnv {
  return { ...process.env, DATA_DIR: join(directory, 'data') }
}

/** Runs a program on a data directory below the given one, and gathers what it says. */
function outcomeOf([program, ...args]: readonly [string, ...string[]], directory: string) {
  const { promise: outcome, resolve } = Promise.withResolvers<Outcome>()
  const child = execFile(program, args, { env: environmentOf(directory) }, (_, output, errors) => {
    resolve({ code: child.exitCode ?? -1, output, errors })
  })
  return { child, outcome }
}

/** Runs the command line as a process of its own. */
function spawn(args: readonly string[], directory: string): Promise<Outcome> {
  return outcomeOf([process.execPath, '--import', TELL_MEMORY, CLI, ...args], directory).outcome
}

/** Runs it with its output redirected by a shell, as `> /dev/full`. */
function spawnRedirected(args: readonly string[], directory: string, redirection: string): Promise<Outcome> {
  const script = `exec "$0" "$@" ${redirection}`
  return outcomeOf(['sh', '-c', script, process.execPath, CLI, ...args], directory).outcome
}

/** Runs it with an output, or errors, that nobody reads. */
function spawnUnread(
  args: readonly string[],
  directory: string,
  closed: 'stdout' | 'stderr',
): Promise<Outcome> {
  const { child, outcome } = outcomeOf([process.execPath, CLI, ...args], directory)
  child[closed]?.destroy()
  return outcome
}

function minutes(count: number): Buffer {
  const rows = Array.from({ length: count }, (_, index) => {
    return `${1_262_304_000 + index * 60},10.5,10.75,10.25,${10.5 + (index % 20) / 100},${index % 977}.25\n`
  })
  return gzipSync(`time,open,high,low,close,volume\n${rows.join('')}`, { level: 1 })
}

describe('the command line as a process', () => {
  it(
    'ends with 0 when it has done its work, 1 when it has failed, 2 when it was called wrongly',
    async () => {
      await using bench = await ImportBench.open()
      const path = await bench.write('days.csv', 'date,close\n2017-01-03,5\n')
      const bars = ['--symbol', 'NASDAQ:TEST', '--resolution', '1D']
      const done = await spawn(['import', 'bars', path, ...bars], bench.directory)
      expect(done.code).toBe(0)
      expect(done.output).toContain('1 bars inserted')
      const exported = await spawn(['export', 'bars', ...bars], bench.directory)
      expect(exported).toMatchObject({ code: 0, output: 'time,close\n2017-01-03,5.00\n' })
      const failed = await spawn(['import', 'bars', `${path}x`, ...bars], bench.directory)
      expect(failed).toMatchObject({ code: 1, output: '' })
      expect(failed.errors).toContain(`tp: ${path}x: the file does not exist.\n`)
      const misused = await spawn(['dance'], bench.directory)
      expect(misused).toMatchObject({ code: 2, output: '' })
      expect(misused.errors).toContain('tp: there is no command "dance"; tp help lists the commands.\n')
    },
    TIMEOUT_MS,
  )

  const BARS = ['--symbol', 'NASDAQ:TEST', '--resolution', '1D']

  it.skipIf(!hasFull)(
    'fails with one sentence when its output cannot be written',
    async () => {
      await using bench = await ImportBench.open()
      const path = await bench.write('days.csv', 'date,close\n2017-01-03,5\n')
      await spawn(['import', 'bars', path, ...BARS], bench.directory)
      for (const args of [['help'], ['import', 'bars', path, ...BARS], ['export', 'bars', ...BARS]]) {
        expect(await spawnRedirected(args, bench.directory, '> /dev/full')).toEqual({
          code: 1,
          output: '',
          errors: 'tp: the standard output cannot be written: no space left on device (ENOSPC).\n',
        })
      }
    },
    TIMEOUT_MS,
  )

  it(
    'ends quietly when its reader has enough, and does its work when nobody reads what it says',
    async () => {
      await using bench = await ImportBench.open()
      const path = await bench.write('minutes.csv.gz', minutes(20_000))
      const bars = ['--symbol', 'TEST:A', '--resolution', '1']
      const importArgs = ['import', 'bars', path, ...bars]
      expect(await spawnUnread(importArgs, bench.directory, 'stdout')).toMatchObject({ code: 0, errors: '' })
      expect(await spawnUnread(['export', 'bars', ...bars], bench.directory, 'stdout')).toMatchObject({
        code: 0,
        errors: '',
      })
      const { code, output } = await spawnUnread(importArgs, bench.directory, 'stderr')
      expect([code, output]).toEqual([0, expect.stringContaining('20000 unchanged')])
      const failed = await spawnUnread(['import', 'bars', `${path}x`, ...bars], bench.directory, 'stderr')
      expect(failed).toMatchObject({ code: 1, output: '' })
    },
    TIMEOUT_MS,
  )

  it(
    'imports into a new data directory from several processes at once',
    async () => {
      await using directory = await createTestDirectory()
      const names = ['A', 'B', 'C', 'D', 'E', 'F']
      const path = join(directory.path, 'days.csv')
      await writeFile(path, 'date,close\n2017-01-03,5\n')
      const outcomes = await Promise.all(
        names.map((name) =>
          spawn(['import', 'bars', path, '--symbol', `TEST:${name}`, '--resolution', '1D'], directory.path),
        ),
      )
      for (const { code, output, errors } of outcomes) {
        expect([code, output, errors]).toEqual([
          0,
          expect.stringContaining('1 bars inserted'),
          expect.not.stringContaining('tp:'),
        ])
      }
      const exported = await spawn(
        ['export', 'bars', '--symbol', 'TEST:F', '--resolution', '1D'],
        directory.path,
      )
      expect(exported.output).toBe('time,close\n2017-01-03,5.00\n')
    },
    TIMEOUT_MS,
  )

  it(
    'waits for another import, however long that takes, and says so',
    async () => {
      await using bench = await ImportBench.open()
      const path = await bench.write('days.csv', 'date,close\n2017-01-03,5\n')
      const other = await holdWriting(bench.store)
      const waiting = spawn(['import', 'bars', path, ...BARS], bench.directory)
      // Until the process has come to its transaction, and has waited for longer than it keeps quiet.
      await delay(3_000)
      await other.release()
      const { code, output, errors } = await waiting
      expect([code, output]).toEqual([0, expect.stringContaining('1 bars inserted')])
      expect(errors).toMatch(/^waiting for another import to finish \.\.\.\n/)
    },
    TIMEOUT_MS,
  )

  it(
    'keeps its memory flat: ten times the rows take no more than a little',
    async () => {
      await using bench = await ImportBench.open()
      const memoryOf = async (rowCount: number): Promise<number> => {
        const path = await bench.write(`${rowCount}.csv.gz`, minutes(rowCount))
        const args = ['import', 'bars', path, '--symbol', `TEST:A${rowCount}`, '--resolution', '1']
        const { output, errors } = await spawn(args, bench.directory)
        expect(output).toContain(`${rowCount} bars inserted`)
        return Number(/\d+$/.exec(errors)?.[0]) / 1_024
      }
      const few = await memoryOf(50_000)
      const many = await memoryOf(500_000)
      console.log(`peak memory: ${Math.round(few)} MB for 50,000 rows, ${Math.round(many)} MB for 500,000`)
      expect(many).toBeLessThan(300)
      expect(many - few).toBeLessThan(80)
    },
    TIMEOUT_MS,
  )
})
