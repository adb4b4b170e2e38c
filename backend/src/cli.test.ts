import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ImportBench } from './import/import.fixture.ts'

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

/** Runs the command line as a process of its own, on a data directory below the given one. */
function spawn(args: readonly string[], directory: string): Promise<Outcome> {
  const environment = { ...process.env, DATA_DIR: join(directory, 'data') }
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', TELL_MEMORY, CLI, ...args],
      { env: environment },
      (_, output, errors) => {
        resolve({ code: child.exitCode ?? -1, output, errors })
      },
    )
  })
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
