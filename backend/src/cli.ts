// The command line: node backend/src/cli.ts COMMAND, or npm run tp -- COMMAND.
import { runCommandLine } from './command-line.ts'

process.exitCode = await runCommandLine(process.argv.slice(2), {
  environment: process.env,
  output: process.stdout,
  errors: process.stderr,
})
