import { parseArguments, UsageError, type Command } from '../command.ts'
import { writeOutput } from '../platform/command-output.ts'
import { openConfiguredStore } from '../configured-store.ts'
import { visibleText } from '../platform/visible-text.ts'
import { badRowsText } from './bad-rows.ts'
import { importSymbols, type ListingSummary } from './symbols-import.service.ts'

const USAGE = `Usage: tp import symbols FILE...

Loads listing files, also compressed with gzip, so that their symbols can be found. What is stored
already stays as it is. A file is recognised by its header: listings of NASDAQ, members of the S&P 500,
the Finance Database (equities, ETFs, currencies, cryptocurrencies), the symbol properties of Lean.
`

export const importSymbolsCommand: Command = {
  name: 'import symbols',
  summary: 'load symbols from listing files',
  usage: USAGE,
  async run(args, terminal) {
    const { positionals } = parseArguments(args, {})
    if (positionals.length === 0) throw new UsageError('no file is named')
    await using store = await openConfiguredStore(terminal)
    const summaries = await importSymbols(positionals, store)
    await writeOutput(terminal.output, summaries.map(summaryText))
  },
}

function summaryText({
  path,
  format,
  addedCount,
  knownCount,
  skippedCount,
  badRows,
}: ListingSummary): string {
  const counts = `${addedCount} symbols added, ${knownCount} known, ${skippedCount} left out`
  return [`${path} (${format}): ${counts}`, ...badRowsText(badRows)]
    .map((line) => `${visibleText(line)}\n`)
    .join('')
}
