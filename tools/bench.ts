// `make bench`, `make bench-AREA`: runs bench/AREA.ts, or all of them one after the other.
import { readdirSync } from 'node:fs'
import { inRepository } from './platform/paths.ts'
import { nodeCommand, runInherited } from './platform/run-command.ts'

const areas = readdirSync(inRepository('bench'))
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => name.replace(/\.ts$/, ''))
  .sort()
const wanted = process.argv[2]
const chosen = wanted === undefined ? areas : areas.filter((area) => area === wanted)

if (chosen.length === 0) {
  console.error(`There is no such area of benchmarks; there are ${areas.join(', ')}.`)
  process.exitCode = 1
}
for (const area of chosen) {
  const code = await runInherited(nodeCommand(`bench/${area}.ts`))
  if (code === 0) continue
  console.error(`bench/${area}.ts failed with code ${code}`)
  process.exitCode = 1
}
