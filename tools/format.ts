// `make format`: formats every file of the repository.
import { packageCommand, runInherited } from './platform/run-command.ts'

process.exitCode = await runInherited(
  packageCommand('prettier', 'prettier', ['--write', '--log-level', 'warn', '.']),
)
