import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { availableParallelism } from 'node:os'
import { allChecks } from '../checks/all-checks.ts'
import { runChecks } from '../checks/check.ts'
import { nodeCommand, runInherited } from '../platform/run-command.ts'
import { buildWeb } from '../web/web-build.ts'
import { runBrowserTests } from './browser-tests.ts'
import { addCounts, countOne, noCounts, type Counts } from './counts.ts'
import { allProjects, runUnitTests } from './unit-tests.ts'

interface Step {
  readonly title: string
  readonly run: () => Promise<Counts>
}

/**
 * Tests find the real data by TEST_DATA_DIR; here it becomes absolute, as each of them runs in its own
 * folder.
 */
function settleTestData(): Counts {
  const wanted = process.env.TEST_DATA_DIR
  if (wanted === undefined || wanted === '') {
    console.log('SKIPPED: TEST_DATA_DIR is not set, so the tests on real data are skipped.')
    return noCounts
  }
  process.env.TEST_DATA_DIR = resolve(wanted)
  if (existsSync(wanted)) return noCounts
  console.log(`TEST_DATA_DIR is ${wanted}, which does not exist.`)
  return countOne(false)
}

async function runStaticChecks(): Promise<Counts> {
  const lanes = Math.max(2, availableParallelism())
  const results = await runChecks(allChecks, { lanes, print: console.log })
  return addCounts(results.map(({ isOk }) => countOne(isOk)))
}

const steps: readonly Step[] = [
  { title: 'Real data', run: () => Promise.resolve(settleTestData()) },
  { title: 'Checks', run: runStaticChecks },
  { title: 'Unit and API tests', run: () => runUnitTests(allProjects) },
  { title: 'Web app', run: async () => countOne(await buildWeb()) },
  {
    title: 'Start, call, stop',
    run: async () => countOne((await runInherited(nodeCommand('tools/smoke.ts'))) === 0),
  },
  { title: 'Browser tests', run: () => runBrowserTests() },
]

async function runStep({ title, run }: Step): Promise<Counts> {
  console.log(`\n== ${title}`)
  const startedAt = performance.now()
  const counts = await run().catch((error: unknown) => {
    console.log(error)
    return countOne(false)
  })
  console.log(`== ${title}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s`)
  return counts
}

/** Every check and every test; each step runs, whatever became of the one before. */
export async function runAll(): Promise<Counts> {
  const counts: Counts[] = []
  for (const step of steps) counts.push(await runStep(step))
  return addCounts(counts)
}
