import { UsageError, type Command, type Terminal } from './command.ts'
import { OutputClosed, writeOutput } from './platform/command-output.ts'
import { exportBarsCommand } from './export/export-bars.command.ts'
import { importBarsCommand } from './import/import-bars.command.ts'
import { importSymbolsCommand } from './import/import-symbols.command.ts'
import { sentenceOfFailure } from './platform/failure.ts'

const COMMANDS: readonly Command[] = [importBarsCommand, importSymbolsCommand, exportBarsCommand]
const EXIT_DONE = 0
const EXIT_FAILED = 1
const EXIT_MISUSED = 2

/** Runs the command that is named and answers the exit code; what goes wrong is told in one sentence. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  // Each write reports its own failure; the stream tells of it a second time.
  terminal.output.on('error', () => undefined)
  try {
    await runCommand(args, terminal)
    return EXIT_DONE
  } catch (error) {
    if (error instanceof OutputClosed) return EXIT_DONE
    const sentence = sentenceOfFailure(error)
    // A defect of ours keeps its stack.
    if (sentence === null) throw error
    terminal.errors.write(`tp: ${sentence.replace(/\.$/, '')}.\n`)
    return error instanceof UsageError ? EXIT_MISUSED : EXIT_FAILED
  }
}

async function runCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const [first] = args
  if (first === undefined || first === 'help' || first === '--help' || first === '-h') {
    await writeOutput(terminal.output, [helpText()])
    return
  }
  const words = args.slice(0, 2).join(' ')
  const command = COMMANDS.find(({ name }) => words === name)
  if (command === undefined)
    throw new UsageError(`there is no command "${words}"; tp help lists the commands`)
  const rest = args.slice(2)
  if (rest.includes('--help') || rest.includes('-h')) await writeOutput(terminal.output, [command.usage])
  else await command.run(rest, terminal)
}

function helpText(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length))
  const list = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return `Usage: tp COMMAND [arguments]\n\n${list.join('\n')}\n\ntp COMMAND --help explains a command.\n`
}
