// `make test`: every check and every test. CI reads the last line.
import { closingLine } from './test-run/counts.ts'
import { runAll } from './test-run/run-all.ts'

const counts = await runAll()
console.log(`\n${closingLine(counts)}`)
process.exitCode = counts.failed > 0 ? 1 : 0
