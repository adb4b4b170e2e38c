// `node tools/openapi-breaking.ts [--base FILE|REVISION]` fails if the contract breaks clients of the last
// released one, or of the one that is named. docs/client.md lists what counts as breaking.
import { parseArgs } from 'node:util'
import { compareWithBaselines } from './openapi-baselines.ts'
import { repositoryRoot } from './platform/paths.ts'

const { values } = parseArgs({ options: { base: { type: 'string' } } })

for (const { base, changes } of await compareWithBaselines(repositoryRoot, values.base)) {
  if (changes === null) {
    console.log(`${base} has no contract to compare with`)
    continue
  }
  console.log(`${changes.length} breaking changes against ${base}`)
  for (const { pointer, message } of changes) console.log(`  ${pointer}: ${message}`)
  if (changes.length > 0) process.exitCode = 1
}
