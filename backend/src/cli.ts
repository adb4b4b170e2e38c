import type { Command, Terminal } from './command.ts'
import { UsageError } from './command.ts'
import { exportBarsCommand } from './export/export-bars.command.ts'
import { importBarsCommand } from './import/import-bars.command.ts'
import { importSymbolsCommand } from './import/import-symbols.command.ts'
import { UserError } from './platform/user-error.ts'

const COMMANDS: readonly Command[] = [importBarsCommand, importSymbolsCommand, exportBarsCommand]
const EXIT_FAILED = 1
const EXIT_MISUSED = 2

function helpText(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length))
  const list = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return `Usage: tp COMMAND [arguments]\n\n${list.join('\n')}\n\ntp COMMAND --help explains a command.\n`
}

async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<void> {
  const [first] = args
  if (first === undefined || first === 'help' || first === '--help' || first === '-h') {
    terminal.output.write(helpText())
    return
  }
  const words = args.slice(0, 2).join(' ')
  const command = COMMANDS.find(({ name }) => words === name)
  if (command === undefined)
    throw new UsageError(`there is no command "${words}"; tp help lists the commands`)
  const rest = args.slice(2)
  if (rest.includes('--help') || rest.includes('-h')) terminal.output.write(command.usage)
  else await command.run(rest, terminal)
}

/** What the user can put right, as one sentence; a defect of ours keeps its stack. */
function sentenceOf(error: unknown): string {
  if (error instanceof UserError) return error.message
  const isOfDatabase = error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR'
  if (!isOfDatabase) throw error
  return `the database refuses it (${error.message})`
}

try {
  await runCommandLine(process.argv.slice(2), { output: process.stdout, errors: process.stderr })
} catch (error) {
  process.stderr.write(`tp: ${sentenceOf(error).replace(/\.$/, '')}.\n`)
  process.exitCode = error instanceof UsageError ? EXIT_MISUSED : EXIT_FAILED
}
