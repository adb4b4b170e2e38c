// `make bench`, `make bench-AREA`: runs bench/AREA.ts, or all of them one after the other. With `--write` the
// figures of all areas become docs/benchmarks.md.
import { readdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { format } from 'prettier'
import { readFigures, renderBenchmarks } from './bench/benchmark-page.ts'
import { inRepository } from './platform/paths.ts'
import { capture, nodeCommand } from './platform/run-command.ts'

const areas = readdirSync(inRepository('bench'))
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => name.replace(/\.ts$/, ''))
  .sort()
const isWriting = process.argv.includes('--write')
const wanted = process.argv.slice(2).find((word) => word !== '--write')
const chosen = wanted === undefined ? areas : areas.filter((area) => area === wanted)

if (chosen.length === 0 || (isWriting && wanted !== undefined)) {
  console.error(`There is no such area of benchmarks; there are ${areas.join(', ')}. --write takes all.`)
  process.exit(1)
}
let output = ''
for (const area of chosen) {
  const result = await capture(nodeCommand(`bench/${area}.ts`))
  process.stdout.write(result.output)
  output += result.output
  if (result.code === 0) continue
  console.error(`bench/${area}.ts failed with code ${result.code}`)
  process.exitCode = 1
}
if (isWriting && process.exitCode === undefined) {
  const machine = { processor: cpus()[0]?.model ?? 'unknown processor', coreCount: cpus().length }
  const run = { ...machine, node: process.version, date: new Date().toISOString().slice(0, 10) }
  const page = renderBenchmarks(readFigures(output), run)
  writeFileSync(inRepository('docs', 'benchmarks.md'), await format(page, { parser: 'markdown' }))
}
