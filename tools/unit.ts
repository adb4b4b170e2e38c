// `make test-backend`, `make test-frontend`: the unit tests of the named packages, with their coverage
// floors.
import { closingLine } from './test-run/counts.ts'
import { runUnitTests } from './test-run/unit-tests.ts'

const counts = await runUnitTests(process.argv.slice(2))
console.log(closingLine(counts))
process.exitCode = counts.failed > 0 ? 1 : 0
