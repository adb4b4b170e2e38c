import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { runCommandLine } from './command-line.ts'
import { ImportBench } from './import/import.fixture.ts'

const TIMEOUT_MS = 60_000

interface Outcome {
  readonly code: number
  readonly output: string
  readonly errors: string
}

/** Runs the command line in this process, on a data directory below the given one. */
async function run(args: readonly string[], { directory = '/nonexistent' } = {}): Promise<Outcome> {
  const [output, errors] = [new PassThrough(), new PassThrough()]
  const texts = Promise.all([text(output), text(errors)])
  const code = await runCommandLine(args, {
    environment: { DATA_DIR: join(directory, 'data') },
    output,
    errors: Object.assign(errors, { isTTY: false }),
  })
  output.end()
  errors.end()
  const [outputText, errorText] = await texts
  return { code, output: outputText, errors: errorText }
}

const BARS = ['--symbol', 'NASDAQ:TEST', '--resolution', '1D']
const DAYS = `time,open,high,low,close,volume
2017-01-03,212.61,213.35,211.52,212.80,96708880
2017-01-04,213.16,214.22,213.15,214.06,83348752
`

describe('the command line', () => {
  it(
    'lists and explains its commands',
    async () => {
      for (const args of [[], ['help'], ['--help'], ['-h']]) {
        const { code, output } = await run(args)
        expect(code).toBe(0)
        expect(output).toMatch(/import bars .*import symbols .*export bars /s)
      }
      for (const command of ['import bars', 'import symbols', 'export bars']) {
        const { code, output, errors } = await run([...command.split(' '), '--help'])
        expect([code, errors]).toEqual([0, ''])
        expect(output).toContain(`Usage: tp ${command}`)
      }
    },
    TIMEOUT_MS,
  )

  it.each([
    [['dance'], 'tp: there is no command "dance"; tp help lists the commands.\n'],
    [['import', 'barz', 'x'], 'tp: there is no command "import barz"; tp help lists the commands.\n'],
    [['import', 'bars'], 'tp: no file is named.\n'],
    [['import', 'bars', 'x', '--nonsense'], "tp: Unknown option '--nonsense'.\n"],
    [['import', 'bars', 'x'], 'tp: --resolution is missing.\n'],
    [['import', 'bars', 'x', '--resolution', '1D'], 'tp: --symbol is missing.\n'],
    [
      ['import', 'bars', 'x', '--symbol', 'AAPL', '--resolution', '1D'],
      'tp: --symbol takes EXCHANGE:NAME such as NASDAQ:AAPL, not "AAPL".\n',
    ],
    [
      ['import', 'bars', 'x', '--symbol', 'sim:AAPL', '--resolution', '1D'],
      'tp: SIM is the simulated market: real bars need an exchange of their own.\n',
    ],
    [
      ['import', 'bars', 'x', '--symbol', 'A:B', '--resolution', '1h'],
      'tp: --resolution takes a resolution such as 1, 60, 30S, 1D, 1W or 1M, not "1h".\n',
    ],
    [
      ['import', 'bars', 'x', ...BARS, '--tick', '0'],
      'tp: --tick takes a price step such as 0.01, not "0".\n',
    ],
    [
      ['import', 'bars', 'x', ...BARS, '--timezone', 'Mars/Base'],
      'tp: --timezone takes a time zone such as America/New_York, UTC, EST or -05:00, not "Mars/Base".\n',
    ],
    [['import', 'bars', 'x', ...BARS, '--stamp', 'middle'], 'tp: --stamp takes open or end, not "middle".\n'],
    [
      ['import', 'bars', 'x', ...BARS, '--date-order', 'YDM'],
      'tp: --date-order takes MDY, DMY or YMD, not "YDM".\n',
    ],
    [
      ['import', 'bars', 'x', ...BARS, '--session', '9-5'],
      'tp: --session takes hours such as 0930-1600 or 24x7, not "9-5".\n',
    ],
    [
      ['import', 'bars', 'x', ...BARS, '--separator', 'x'],
      'tp: --separator takes a comma, a semicolon or tab, not "x".\n',
    ],
    ...['A:ß', 'A:B/../C', 'A:B\n', 'A:B/.'].map((symbol): [string[], string] => [
      ['import', 'bars', 'x', '--symbol', symbol, '--resolution', '1D'],
      `tp: --symbol takes EXCHANGE:NAME such as NASDAQ:AAPL, not "${symbol.replace('\n', '\\x0a')}".\n`,
    ]),
    [
      ['import', 'bars', 'x', ...BARS, '--description', 'Apple\u001b[31m'],
      'tp: --description takes up to 200 characters, none of them a control character, ' +
        'not "Apple\\x1b[31m".\n',
    ],
    [
      ['import', 'bars', 'x', ...BARS, '--description', 'x'.repeat(201)],
      'tp: --description takes up to 200 characters, none of them a control character, ' +
        `not "${'x'.repeat(201)}".\n`,
    ],
    [['im\u009b', 'bars\n'], 'tp: there is no command "im\\x9b bars\\x0a"; tp help lists the commands.\n'],
    [['import', 'symbols'], 'tp: no file is named.\n'],
    [['export', 'bars', 'x', ...BARS], 'tp: "x" is not expected; --output names the file.\n'],
    [['export', 'bars', ...BARS, '--output', ''], 'tp: --output needs the name of a file.\n'],
    [
      ['export', 'bars', ...BARS, '--from', 'soon'],
      'tp: --from takes a time such as 2020-03-01 or 2020-03-01T14:30:00Z, not "soon".\n',
    ],
    [
      ['export', 'bars', ...BARS, '--from', '2020-01-02', '--to', '2020-01-02'],
      'tp: --from is not before --to.\n',
    ],
  ])('answers %j with one sentence and exit code 2', async (args, sentence) => {
    expect(await run(args)).toEqual({ code: 2, output: '', errors: sentence })
  })

  it(
    'imports, exports, and imports the export without a change',
    async () => {
      await using bench = await ImportBench.open()
      const { directory } = bench
      const path = await bench.write('days.csv', DAYS)
      const first = await run(['import', 'bars', path, ...BARS], { directory })
      expect(first).toEqual({
        code: 0,
        output:
          `${path}: 2 bars inserted, 0 updated, 0 unchanged\n` +
          'NASDAQ:TEST 1D: tick 0.01, session 0930-1600 America/New_York\n',
        errors: '',
      })
      const exported = await run(['export', 'bars', ...BARS], { directory })
      expect(exported).toEqual({ code: 0, output: DAYS, errors: '2 bars exported\n' })
      const file = join(directory, 'export.csv')
      const bounded = await run(['export', 'bars', ...BARS, '--from', '2017-01-04', '--output', file], {
        directory,
      })
      expect(bounded).toEqual({ code: 0, output: '', errors: '1 bars exported\n' })
      expect(await readFile(file, 'utf8')).toContain('2017-01-04,213.16')
      const again = await run(['import', 'bars', file, ...BARS, '--strict'], { directory })
      expect(again.output).toContain('0 bars inserted, 0 updated, 1 unchanged')
    },
    TIMEOUT_MS,
  )

  it(
    'tells bad rows, rounded values, what it chose, and bars outside the session',
    async () => {
      await using bench = await ImportBench.open()
      const { directory } = bench
      const bad = Array.from({ length: 12 }, () => '2017-01-03 15:00,1\n').join('')
      const good = Array.from({ length: 24 }, (_, hour) => {
        const stamp = `2017-01-03 ${String(hour).padStart(2, '0')}:00`
        return `${stamp},1.25,1.625,1.00,1.50,${hour}.5\n`.repeat(hour === 5 ? 2 : 1)
      })
      const path = await bench.write('hours.csv', `time,open,high,low,close,volume\n${bad}${good.join('')}`)
      const options = ['--symbol', 'nyse:x', '--resolution', '60', '--tick', '0.25', '--timezone', '-05:00']
      const { code, output } = await run(['import', 'bars', path, ...options], { directory })
      expect(code).toBe(0)
      const badLines = Array.from(
        { length: 10 },
        (_, index) => `    line ${index + 2}: 2 fields instead of 6\n`,
      )
      expect(output).toBe(
        `${path}: 24 bars inserted, 0 updated, 0 unchanged\n` +
          `  bad rows: 12\n${badLines.join('')}    and 2 more\n` +
          '  repeated rows left out: 1\n' +
          '  prices off the tick 0.25: 25 rounded, by up to 0.125\n' +
          'NYSE:X 60: tick 0.25, session 0400-2000 America/New_York\n' +
          '  note: 18 bars lie outside the regular session 0930-1600, so the session is 0400-2000 ' +
          '(--session sets another)\n' +
          '  note: 8 bars lie outside the session 0400-2000; they are shown only at ' +
          "the file's own resolution 60\n",
      )
    },
    TIMEOUT_MS,
  )

  it(
    'shows the control characters of a file and of its name, and lets none through',
    async () => {
      await using bench = await ImportBench.open()
      const { directory } = bench
      const path = await bench.write('a\n\u001b[1m.csv', 'date,close\n\u001b[31mx,5\n2017-01-03,\u009b2J\n')
      const shown = path.replace('\n', '\\x0a').replace('\u001b', '\\x1b')
      expect((await run(['import', 'bars', path, ...BARS], { directory })).errors).toBe(
        `tp: ${shown}: none of the 2 rows is a bar (line 2: unreadable time "\\x1b[31mx").\n`,
      )
      await bench.write('a\n\u001b[1m.csv', `date,close\n2017-01-03,5\n2017-01-04,5\n2017-01-05,\u009b2J\n`)
      expect((await run(['import', 'bars', path, ...BARS], { directory })).output).toContain(
        `${shown}: 2 bars inserted, 0 updated, 0 unchanged\n` +
          '  bad rows: 1\n    line 4: unreadable close "\\x9b2J"\n',
      )
      await bench.write('a\n\u001b[1m.csv', 'symbol,security name\nA\u0007,Alarm\nAA,Alcoa\n')
      expect((await run(['import', 'symbols', path], { directory })).output).toBe(
        `${shown} (NASDAQ listing): 1 symbols added, 0 known, 0 left out\n` +
          '  bad rows: 1\n    line 2: unusable symbol "A\\x07"\n',
      )
    },
    TIMEOUT_MS,
  )

  it(
    'fails with one sentence and exit code 1 for what cannot be read or written',
    async () => {
      await using bench = await ImportBench.open()
      const { directory } = bench
      const days = await bench.write('days.csv', DAYS)
      const cut = await bench.write('cut.csv.gz', gzipSync(DAYS).subarray(0, 60))
      const listing = await bench.write('listing.csv', 'Symbol,Security Name\nAAPL,Apple Inc.\n')
      const fails = async (args: readonly string[], sentence: string): Promise<void> => {
        expect(await run(args, { directory })).toEqual({ code: 1, output: '', errors: `tp: ${sentence}.\n` })
      }
      await fails(['import', 'bars', `${days}x`, ...BARS], `${days}x: the file does not exist`)
      await fails(['import', 'bars', cut, ...BARS], `${cut}: the gzip data is cut off: it ends too early`)
      await fails(
        ['import', 'bars', listing, ...BARS],
        `${listing}: the header has no column for the time; use --columns`,
      )
      await fails(['import', 'symbols', days], `${days}: the header is of no listing that is known`)
      await fails(['export', 'bars', ...BARS], 'NASDAQ:TEST is not stored')
      expect((await run(['import', 'symbols', listing], { directory })).output).toBe(
        `${listing} (NASDAQ listing): 1 symbols added, 0 known, 0 left out\n`,
      )
      await run(['import', 'bars', days, ...BARS], { directory })
      const output = join(directory, 'none', 'x.csv')
      await fails(
        ['export', 'bars', ...BARS, '--output', output],
        `${output} cannot be written: no such file or directory (ENOENT)`,
      )
      await fails(
        ['export', 'bars', ...BARS, '--output', directory],
        `${directory} cannot be written: illegal operation on a directory (EISDIR)`,
      )
      const file = join(directory, 'file')
      await writeFile(file, '')
      expect(await run(['export', 'bars', ...BARS], { directory: file })).toMatchObject({
        code: 1,
        output: '',
      })
    },
    TIMEOUT_MS,
  )
})
