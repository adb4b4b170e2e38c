import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'
import { noCounts, type Counts } from './counts.ts'

/** What a run of Vitest came to. An error outside every test fails the run too, though it is no test. */
export function countModules(modules: readonly TestModule[], unhandledErrors: number): Counts {
  const counts = { ...noCounts, failed: unhandledErrors }
  for (const module of modules) {
    const failedTests = counts.failed
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      counts[state === 'pending' ? 'failed' : state] += 1
    }
    // A file that breaks before its first test, or a hook that breaks after the last.
    if (!module.ok() && counts.failed === failedTests) counts.failed += 1
  }
  return counts
}

/** A Vitest reporter that leaves the counts of a run in the file named by VITEST_COUNTS. */
export default class VitestCounter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const file = process.env.VITEST_COUNTS
    if (file !== undefined) writeFileSync(file, JSON.stringify(countModules(modules, unhandledErrors.length)))
  }
}
