// `make test-e2e`: the browser tests; arguments go to Playwright (`node tools/e2e.ts e2e/market.spec.ts`).
import { runBrowserTests } from './test-run/browser-tests.ts'
import { closingLine } from './test-run/counts.ts'

const counts = await runBrowserTests(process.argv.slice(2))
console.log(closingLine(counts))
process.exitCode = counts.failed > 0 ? 1 : 0
