// The command line: node backend/src/cli.ts COMMAND, or npm run tp -- COMMAND.
import { runCommandLine } from './command-line.ts'

// Where nobody can be told, the work goes on, and the exit code says how it ended.
process.stderr.on('error', () => undefined)
process.exitCode = await runCommandLine(process.argv.slice(2), {
  environment: process.env,
  output: process.stdout,
  errors: process.stderr,
})
