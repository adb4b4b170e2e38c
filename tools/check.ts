// `make check`, `make check-NAME`: the static checks, side by side. Warnings count as failures.
import { availableParallelism } from 'node:os'
import { allChecks } from './checks/all-checks.ts'
import { runChecks } from './checks/check.ts'

const wanted = process.argv[2]
// `contract` names all of contract-drift, contract-breaking and contract-lint.
const checks = allChecks.filter(
  ({ name }) => wanted === undefined || name === wanted || name.startsWith(`${wanted}-`),
)

if (checks.length === 0) {
  console.error(`There is no such check; there are ${allChecks.map(({ name }) => name).join(', ')}.`)
  process.exitCode = 1
} else {
  const results = await runChecks(checks, { lanes: Math.max(2, availableParallelism()), print: console.log })
  const failed = results.filter(({ isOk }) => !isOk)
  console.log(`${results.length - failed.length} of ${results.length} checks passed`)
  process.exitCode = failed.length === 0 ? 0 : 1
}
