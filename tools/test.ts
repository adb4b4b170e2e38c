// `make test`: every check and every test. CI reads the last line.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { inRepository } from './platform/paths.ts'
import { closingLine } from './test-run/counts.ts'
import { runAll } from './test-run/run-all.ts'

const countsFile = inRepository('.cache', 'test-counts')
mkdirSync(inRepository('.cache'), { recursive: true })
rmSync(countsFile, { force: true })

const counts = await runAll()
writeFileSync(countsFile, `${closingLine(counts)}\n`)
console.log(`\n${closingLine(counts)}`)
process.exitCode = counts.failed > 0 ? 1 : 0
