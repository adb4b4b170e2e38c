import { intlTimeZone, isIntraday, parseResolution, type TimeZone } from '@trading-pro/market'
import { parseArguments, readOption, required, UsageError, type Command } from '../command.ts'
import { writeOutput } from '../platform/command-output.ts'
import { openConfiguredStore } from '../configured-store.ts'
import { readInstant } from '../import/instant.service.ts'
import { formatSymbol, parseSymbol } from '../instruments/instruments.service.ts'
import { exportBars, type BarsExportRequest } from './bars-export.service.ts'
import { writeOutputFile } from './output-file.ts'

const USAGE = `Usage: tp export bars --symbol EXCHANGE:NAME --resolution RESOLUTION [options]

Writes stored bars as CSV: time,open,high,low,close,volume with exact decimals. Importing the file
again changes nothing.

  --symbol EXCHANGE:NAME      the instrument, such as NASDAQ:AAPL
  --resolution RESOLUTION     a stored one: 1, 5, 60 (minutes), 30S, 1D, 1W, 1M
  --from TIME                 the first open time, such as 2020-03-01 or 2020-03-01T14:30
  --to TIME                   the open time to stop before
  --timezone ZONE             of these times, and of the times written (default UTC)
  --output FILE               where to write (default -, the standard output)
`

const OPTIONS = {
  symbol: { type: 'string' },
  resolution: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  timezone: { type: 'string' },
  output: { type: 'string' },
} as const

const STANDARD_OUTPUT = '-'
const UTC: TimeZone = { name: 'UTC', transitions: new Float64Array(0), offsets: Int32Array.of(0) }

export const exportBarsCommand: Command = {
  name: 'export bars',
  summary: 'write stored bars as CSV',
  usage: USAGE,
  async run(args, terminal) {
    const { request, output } = readRequest(args)
    await using store = await openConfiguredStore(terminal)
    const bars = await exportBars(request, store)
    if (output === STANDARD_OUTPUT) await writeOutput(terminal.output, bars.pieces)
    else await writeOutputFile(output, bars.pieces)
    terminal.errors.write(`${bars.barCount()} bars exported\n`)
  },
}

function readRequest(args: readonly string[]): { request: BarsExportRequest; output: string } {
  const { values, positionals } = parseArguments(args, OPTIONS)
  const [stray] = positionals
  if (stray !== undefined) throw new UsageError(`"${stray}" is not expected; --output names the file`)
  const symbol = readOption(required(values.symbol, 'symbol'), parseSymbol, {
    option: 'symbol',
    expected: 'EXCHANGE:NAME such as NASDAQ:AAPL',
  })
  const resolution = readOption(required(values.resolution, 'resolution'), parseResolution, {
    option: 'resolution',
    expected: 'a resolution such as 1, 60, 30S, 1D, 1W or 1M',
  })
  const zone = readOption(values.timezone ?? 'UTC', intlTimeZone, {
    option: 'timezone',
    expected: 'a time zone such as America/New_York, UTC, EST or -05:00',
  })
  // Days and longer bars are stamped 00:00 UTC of their date.
  const boundZone = isIntraday(resolution) ? zone : UTC
  const from = readBound(values.from, 'from', boundZone)
  const to = readBound(values.to, 'to', boundZone)
  if (from !== null && to !== null && from >= to) throw new UsageError('--from is not before --to')
  if (values.output === '') throw new UsageError('--output needs the name of a file')
  return {
    request: { symbol: formatSymbol(symbol), resolution, from, to, zone },
    output: values.output ?? STANDARD_OUTPUT,
  }
}

function readBound(text: string | undefined, option: string, zone: TimeZone): number | null {
  if (text === undefined) return null
  const expected = 'a time such as 2020-03-01 or 2020-03-01T14:30:00Z'
  return readOption(text, (value) => readInstant(value, zone), { option, expected })
}
