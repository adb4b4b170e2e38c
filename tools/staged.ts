// The pre-commit hook: checks what is about to be committed, and nothing else, so that it takes seconds.
import { execFileSync } from 'node:child_process'
import { runChecks, type Check } from './checks/check.ts'
import { repositoryRoot } from './platform/paths.ts'
import { capture, nodeCommand, packageCommand, type Command } from './platform/run-command.ts'
import { isBinary } from './platform/source-files.ts'

const listing = execFileSync('git', ['diff', '--cached', '--name-only', '--diff-filter=ACMR', '-z'], {
  cwd: repositoryRoot,
  encoding: 'utf8',
})
const files = listing.split('\0').filter((path) => path !== '' && !isBinary(path))
const scripts = files.filter((path) => /\.(ts|vue|js|cjs)$/.test(path))

function checkFiles(name: string, paths: readonly string[], command: Command): Check[] {
  return paths.length === 0 ? [] : [{ name, run: () => capture(command) }]
}

const prettier = ['--check', '--log-level', 'warn', '--ignore-unknown', ...files]
const eslint = ['--max-warnings', '0', '--no-warn-ignored', ...scripts]
const checks = [
  ...checkFiles('lint', scripts, packageCommand('eslint', 'eslint', eslint)),
  ...checkFiles('format', files, packageCommand('prettier', 'prettier', prettier)),
  ...checkFiles('tidy', files, nodeCommand('tools/tidy.ts', files)),
  ...checkFiles('imports', scripts, nodeCommand('tools/import-laws.ts', scripts)),
]
const results = await runChecks(checks, { lanes: 2, print: console.log })
process.exitCode = results.every(({ isOk }) => isOk) ? 0 : 1
