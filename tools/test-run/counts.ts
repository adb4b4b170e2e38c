/** How many tests ended how. A check counts as one test. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export const noCounts: Counts = { passed: 0, failed: 0, skipped: 0 }

export function addCounts(all: readonly Counts[]): Counts {
  return all.reduce(
    (sum, counts) => ({
      passed: sum.passed + counts.passed,
      failed: sum.failed + counts.failed,
      skipped: sum.skipped + counts.skipped,
    }),
    noCounts,
  )
}

/** One thing that went well or did not. */
export function countOne(isOk: boolean): Counts {
  return { ...noCounts, [isOk ? 'passed' : 'failed']: 1 }
}

/** The closing line that CI reads: exactly `N passed, N failed`, and the skipped ones if there are any. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  const line = `${passed} passed, ${failed} failed`
  return skipped === 0 ? line : `${line}, ${skipped} skipped`
}
