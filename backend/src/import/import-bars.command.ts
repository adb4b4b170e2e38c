import { tickSizeFromDecimal } from '@trading-pro/engine/numbers'
import { intlTimeZone, parseResolution, parseSession } from '@trading-pro/market'
import { parseArguments, readOption, required, UsageError, type Command } from '../command.ts'
import { writeOutput } from '../platform/command-output.ts'
import { openConfiguredStore } from '../configured-store.ts'
import { isSimulatedExchange, parseSymbol } from '../instruments/instruments.service.ts'
import { hasUnseen } from '../platform/visible-text.ts'
import { importBars, type BarsImportRequest } from './bars-import.service.ts'
import type { InstrumentOptions } from './instrument-plan.ts'
import { summaryText } from './import-summary.ts'
import type { LayoutHints } from './layout.ts'
import { DESCRIPTION_LENGTH_MAX } from './limits.ts'

const USAGE = `Usage: tp import bars FILE... --symbol EXCHANGE:NAME --resolution RESOLUTION [options]

Reads bars from CSV files, also compressed with gzip, and stores them. Importing a file again changes
nothing.

  --symbol EXCHANGE:NAME      the instrument, such as NASDAQ:AAPL
  --resolution RESOLUTION     length of the bars: 1, 5, 60 (minutes), 30S, 1D, 1W, 1M
The file:
  --timezone ZONE             of its times: an Olson name, UTC, EST or -05:00 (default UTC)
  --columns NAMES             its columns in their order: time,open,close,high,low,volume
                              (date and time may stand apart; - leaves a column out)
  --stamp open|end            whether its times are the opens or the ends of the bars (default open)
  --date-order MDY|DMY|YMD    of dates such as 1/2/2020, where the file does not prove it
  --separator , | ; | tab     where it is not found
  --strict                    refuse a file with bad rows or with prices off the tick
The instrument:
  --tick STEP                 least price step, such as 0.01 (default: from the prices)
  --session SESSION           trading hours, such as 0930-1600 or 24x7 (default: from the exchange)
  --session-timezone ZONE     the zone of the trading hours
  --type TYPE                 stock, index, fund, forex, crypto, futures ...
  --description TEXT          its full name
  --currency CODE             of its prices
`

const OPTIONS = {
  symbol: { type: 'string' },
  resolution: { type: 'string' },
  timezone: { type: 'string' },
  columns: { type: 'string' },
  stamp: { type: 'string' },
  'date-order': { type: 'string' },
  separator: { type: 'string' },
  strict: { type: 'boolean' },
  tick: { type: 'string' },
  session: { type: 'string' },
  'session-timezone': { type: 'string' },
  type: { type: 'string' },
  description: { type: 'string' },
  currency: { type: 'string' },
} as const

type Values = ReturnType<typeof parseArguments<typeof OPTIONS>>['values']

export const importBarsCommand: Command = {
  name: 'import bars',
  summary: 'store bars from CSV files',
  usage: USAGE,
  async run(args, terminal) {
    const request = readRequest(args)
    await using store = await openConfiguredStore(terminal)
    const progressOutput = terminal.errors
    const files = await importBars(request, { store, progressOutput, now: () => performance.now() })
    await writeOutput(terminal.output, [summaryText(files, request.times.resolution)])
  },
}

function readRequest(args: readonly string[]): BarsImportRequest {
  const { values, positionals } = parseArguments(args, OPTIONS)
  if (positionals.length === 0) throw new UsageError('no file is named')
  const resolution = readOption(required(values.resolution, 'resolution'), parseResolution, {
    option: 'resolution',
    expected: 'a resolution such as 1, 60, 30S, 1D, 1W or 1M',
  })
  const zone = readOption(values.timezone ?? 'UTC', intlTimeZone, {
    option: 'timezone',
    expected: 'a time zone such as America/New_York, UTC, EST or -05:00',
  })
  const stamp = readOption(values.stamp ?? 'open', oneOf(['open', 'end']), {
    option: 'stamp',
    expected: 'open or end',
  })
  return {
    paths: positionals,
    instrument: readInstrument(values),
    times: { resolution, zone, isEndStamped: stamp === 'end' },
    layout: readLayoutHints(values),
    isStrict: values.strict === true,
  }
}

function readInstrument(values: Values): InstrumentOptions {
  const symbol = readOption(required(values.symbol, 'symbol'), parseSymbol, {
    option: 'symbol',
    expected: 'EXCHANGE:NAME such as NASDAQ:AAPL',
  })
  if (isSimulatedExchange(symbol.exchange))
    throw new UsageError(
      `${symbol.exchange} is the simulated market: real bars need an exchange of their own`,
    )
  return {
    symbol,
    tickSize: optional(values.tick, tickSizeFromDecimal, {
      option: 'tick',
      expected: 'a price step such as 0.01',
    }),
    session: optional(values.session, knownSession, {
      option: 'session',
      expected: 'hours such as 0930-1600 or 24x7',
    }),
    sessionTimezone: optional(values['session-timezone'], knownZone, {
      option: 'session-timezone',
      expected: 'a time zone such as America/New_York',
    }),
    type: optional(values.type, matching(/^[a-z_]{1,20}$/), {
      option: 'type',
      expected: 'a word such as stock or index',
    }),
    description: optional(values.description, visibleUpTo(DESCRIPTION_LENGTH_MAX), {
      option: 'description',
      expected: `up to ${DESCRIPTION_LENGTH_MAX} characters, none of them a control character`,
    }),
    currency: optional(values.currency, matching(/^[A-Z0-9]{2,10}$/), {
      option: 'currency',
      expected: 'a code such as USD',
    }),
  }
}

function readLayoutHints(values: Values): LayoutHints {
  return {
    separator: optional(values.separator, readSeparator, {
      option: 'separator',
      expected: 'a comma, a semicolon or tab',
    }),
    columns: values.columns === undefined ? null : values.columns.split(','),
    dateOrder: optional(values['date-order'], oneOf(['MDY', 'DMY', 'YMD']), {
      option: 'date-order',
      expected: 'MDY, DMY or YMD',
    }),
  }
}

function optional<Value>(
  text: string | undefined,
  read: (text: string) => Value | null,
  words: { readonly option: string; readonly expected: string },
): Value | null {
  return text === undefined ? null : readOption(text, read, words)
}

function oneOf<const Choice extends string>(choices: readonly Choice[]): (text: string) => Choice | null {
  return (text) => choices.find((choice) => choice === text) ?? null
}

function matching(pattern: RegExp): (text: string) => string | null {
  return (text) => (pattern.test(text) ? text : null)
}

function visibleUpTo(lengthMax: number): (text: string) => string | null {
  return (text) => (text !== '' && text.length <= lengthMax && !hasUnseen(text) ? text : null)
}

function knownSession(text: string): string | null {
  return parseSession(text).kind === 'refused' ? null : text
}

function knownZone(name: string): string | null {
  return intlTimeZone(name) === null ? null : name
}

function readSeparator(text: string): string | null {
  if (text === 'tab' || text === '\\t') return '\t'
  return [',', ';', '\t', '|'].includes(text) ? text : null
}
