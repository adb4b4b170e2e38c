// The repository's own style check: `node tools/tidy.ts [FILE...]`, without names every file.
import { listRepositoryFiles, readRepositoryFile } from './platform/source-files.ts'
import { reportOffences } from './source/offence.ts'
import { tidyFile } from './tidy/tidy-file.ts'

const named = process.argv.slice(2)
const files = (named.length > 0 ? named : listRepositoryFiles()).map(readRepositoryFile)
process.exitCode = reportOffences(
  files.flatMap(({ path, text }) => tidyFile(path, text)),
  'tidy',
)
